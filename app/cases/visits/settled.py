"""What came of the provider's objections: of each the result and its reason, as the lead settled them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.visits import found
from app.cases.visits.fact_check import SUMMARY_TEXT
from app.cases.visits.letters import KINDS
from app.cases.visits.reporting import SUMMARY
from app.law.text import Ground, Text
from app.store.models.procedures import Submission
from app.store.models.visits import FactCheck, Visit, VisitReport

NODE = "settle_objections"
UPHELD = "upheld"
RESULTS: dict[str, Text] = {
    UPHELD: Text("取り上げた", "Upheld"),
    "not_upheld": Text("取り上げなかった", "Not upheld"),
}
SHOWN = 120
"""Characters of an objection by which a list tells it from others."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one objection."""

    result: Text
    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """How the objections to a version were settled; `changes` says that a next version is written."""

    changes: bool
    reason: str
    outcomes: dict[int, Outcome]
    """By the number of the objection within the version, from 1. An older form asked for one reason for all."""


def about(key: str) -> Text:
    """What was objected to, in words."""
    return SUMMARY_TEXT if key == SUMMARY else Text(key, key)


def options(session: Session, visit: Visit) -> list[tuple[str, Text]]:
    """The objections that wait to be settled: those to the newest version, with their words."""
    objected = _open(session, visit)
    if objected is None:
        return []
    report, check = objected
    listed = []
    for number, row in enumerate(check.objections, 1):
        what, kind, words = about(row["key"]), KINDS[row["kind"]], row["words"]
        words = words if len(words) <= SHOWN else f"{words[:SHOWN]}…"
        listed.append(
            (
                f"{report.version}-{number}",
                Text(f"{what.ja}　{kind.ja}「{words}」", f"{what.en} — {kind.en}: “{words}”"),
            )
        )
    return listed


def _open(session: Session, visit: Visit) -> tuple[VisitReport, FactCheck] | None:
    checked = found.reports(session, visit)
    if not checked or checked[-1][1] is None or checked[-1][1].result != "objects":
        return None
    return checked[-1][0], checked[-1][1]


def grounds(session: Session, visit: Visit, answers: dict[str, Any]) -> list[Ground]:
    """Every objection has its result; one that is upheld changes the report (case 59)."""
    asked = [key for key, _ in options(session, visit)]
    rows: Sequence[dict[str, Any]] | None = answers.get("results")
    if rows is None:
        return []  # an edition whose form asks for one reason for all
    against = []
    if sorted(row["no"] for row in rows) != sorted(asked):
        against.append(
            _ground(
                "results",
                "指摘の一つひとつに結果が要ります。画面を開き直してください。",
                "Each objection needs its result. Open the page again.",
            )
        )
    if not asked and not (answers.get("reason") or "").strip():
        against.append(_ground("reason", "検討の結果を書いてください。", "Write what came of it."))
    if answers["choice"] == "stand":
        against += [
            _ground(
                f"results-{index}-result",
                "取り上げる指摘があるときは、「報告書を直す」を選んでください。",
                "Where an objection is upheld, choose “Change the report”.",
            )
            for index, row in enumerate(rows)
            if row["result"] == UPHELD
        ]
    return against


def by_version(session: Session, visit: Visit) -> dict[int, Settled]:
    """How the objections to each version were settled, by its number; the versions not settled yet are not there."""
    versions = found.reports(session, visit)
    told = session.execute(
        select(Submission.at, Submission.answers)
        .where(
            Submission.case_id == visit.case_id,
            Submission.node == NODE,
            Submission.at >= visit.created_at,
        )
        .order_by(Submission.id)
    )
    settled: dict[int, Settled] = {}
    for at, answers in told:
        rows = answers.get("results") or []
        before = [version.version for version, check in versions if check is not None and check.at <= at]
        version = int(rows[0]["no"].partition("-")[0]) if rows else max(before, default=0)
        settled[version] = Settled(
            answers["choice"] == "edit",
            answers.get("reason") or "",
            {
                int(row["no"].partition("-")[2]): Outcome(RESULTS[row["result"]], row["reason"])
                for row in rows
            },
        )
    return settled


def _ground(field: str, ja: str, en: str) -> Ground:
    return Ground("site_visit", "", "design", Text(ja, en), field)
