"""A visit as its page shows it: the plan, what is noted, what stands against each other, what comes next."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.views import visit_letters
from app.cases.visits import access, charging, found, leading, ties, wording
from app.cases.visits.asked import asked
from app.cases.visits.held import Held, days
from app.cases.visits.recording import Check, Record, record_of
from app.law import visits as law
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.people import Provider, User
from app.store.models.procedures import Event, WorkItem
from app.store.models.services import Service
from app.store.models.visits import CostNotice, Evidence, FactCheck, Visit, VisitOp, VisitReport
from app.store.viewer import Viewer

STATES: dict[str, Text] = {
    "planned": Text("計画中", "Being planned"),
    "requested": Text("受入れを依頼中", "Requested"),
    "agreed": Text("日程が決まった", "Day agreed on"),
    "recorded": Text("記録を確定した", "Record closed"),
    "reported": Text("事実確認中", "Facts being checked"),
    "checked": Text("事実確認を終えた", "Facts checked"),
    "returned": Text("報告書を綴じた", "Report filed"),
    "declined": Text("受け入れられなかった", "Not received"),
    "cancelled": Text("取りやめた", "Called off"),
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two values of a field: what stands, and what came against it."""

    op: int
    what: Text
    field: Text
    standing: str
    standing_by: str
    rival: str
    rival_by: str
    rival_at: str


@dataclass(frozen=True, slots=True)
class Late:
    """What came after the closing: about which part, in words, by whom."""

    what: Text
    field: Text
    words: Text
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VisitPage:
    """Everything that the page of a visit shows.

    `stopped`: the lead can no longer go on, for those who plan; `lead_changes` tells who led before and after.
    `ties` says where each inspector named stands, for those who plan and decide alone. `noting`: the viewer notes on it; `adding`: the record is closed, and the viewer may add to it.
    """

    visit: Visit
    case_no: str
    service: str
    provider: str
    state: Text
    basis: Text
    scope: list[Text]
    team: list[tuple[str, bool]]
    noting: bool
    adding: bool
    lead: bool
    record: Record
    asked: list[Check]
    others: list[Check]
    evidence: dict[str, list[Evidence]]
    conflicts: list[Conflict]
    late: list[Late]
    finish: int | None
    changeable: bool
    held: list[Held]
    reports: list[tuple[VisitReport, FactCheck | None]]
    letters: list[visit_letters.Letter]
    posting: bool
    cost: CostNotice | None
    names: dict[int, str]
    ties: list[dict[str, Any]]
    stopped: leading.Stopped | None
    lead_changes: list[tuple[Event, str, str]]


FIELDS: dict[str, Text] = {
    "result": Text("結果", "Result"),
    "note": Text("備考", "Note"),
    "grade": Text("区分", "Grade"),
    "criterion": Text("基準", "Criterion"),
    "statement": Text("見た事実", "What was seen"),
    "state": Text("状態", "State"),
    "reason": Text("理由", "Reason"),
    "started": Text("始めた時刻", "Begun at"),
    "opening": Text("初めの打合せ", "Opening meeting"),
    "closing": Text("終わりの打合せ", "Closing meeting"),
    "differing": Text("見方が分かれた点", "Where views differed"),
    "text": Text("覚え書き", "Notes"),
    "addendum": Text("追補", "Addendum"),
}


def page(session: Session, viewer: Viewer, number: str) -> VisitPage:
    """The visit with that number; raises Unknown for who may not read it."""
    visit, member = access.readable(session, viewer, number)
    case = session.get_one(Case, visit.case_id)
    record = record_of(session, visit)
    rows = session.scalars(select(Evidence).where(Evidence.visit_id == visit.id).order_by(Evidence.id))
    evidence: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        evidence[row.target].append(row)
    people = {noted.by_id for noted in record.fields.values()} | {
        row.person_id for row in (*record.conflicts, *record.late)
    }
    names = {user.id: user.name for user in session.scalars(select(User).where(User.id.in_(sorted(people))))}
    return VisitPage(
        visit=visit,
        case_no=case.case_no,
        service=session.get_one(Service, case.service_id).name,
        provider=session.get_one(Provider, case.provider_id).name,
        state=STATES[visit.state],
        basis=law.BASES[visit.basis],  # type: ignore[index] # the database takes no other basis
        scope=wording.scope_words(visit),
        team=[(user.name, each.lead) for each, user in found.team(session, visit)],
        noting=member is not None and visit.state in access.OPEN and visit.closed_at is None,
        adding=member is not None and visit.state in access.OPEN and visit.closed_at is not None,
        lead=member is not None and member.lead,
        record=record,
        asked=[each for each in record.checks if each.asked],
        others=[each for each in record.checks if not each.asked],
        evidence=dict(evidence),
        conflicts=[_conflict(record, row, names) for row in record.conflicts],
        late=[_late(record, row, names) for row in record.late if not row.target.startswith("device:")],
        finish=_finish(session, viewer, visit),
        changeable=viewer.staff and visit.state == "agreed",
        held=days(session, visit),
        reports=found.reports(session, visit),
        letters=visit_letters.shown(session, visit),
        posting=viewer.is_("reviewer") and asked(session, visit) is not None,
        cost=charging.last_notice(session, visit),
        names=names,
        ties=ties.told(session, visit) if viewer.staff else [],
        stopped=leading.stopped(session, visit) if viewer.is_("reviewer") else None,
        lead_changes=leading.changes(session, visit),
    )


def _conflict(record: Record, row: VisitOp, names: dict[int, str]) -> Conflict:
    standing = record.fields[row.target, row.field]
    return Conflict(
        row.id,
        what(row.target, record),
        FIELDS.get(row.field, Text(row.field, row.field)),
        str(standing.value or ""),
        names.get(standing.by_id, ""),
        str(row.value or ""),
        names.get(row.person_id, ""),
        row.device_at,
    )


def _late(record: Record, row: VisitOp, names: dict[int, str]) -> Late:
    value = str(row.value or "")
    listed = {each.key: each.text for each in law.results()} | {each.key: each.text for each in law.grades()}
    words = listed.get(value) if row.field in {"result", "grade"} else None
    return Late(
        what(row.target, record),
        FIELDS.get(row.field, Text(row.field, row.field)),
        words or Text(value, value),
        names.get(row.person_id, ""),
        row.received_at,
    )


def what(target: str, record: Record | None = None) -> Text:
    """What a target is about, in words; a finding of the record by its number."""
    for number, finding in enumerate(record.findings if record is not None else (), 1):
        if target == f"finding:{finding.key}":
            return Text(f"所見F-{number}", f"Finding F-{number}")
    for item in record.checks if record is not None else law.checklist():
        if target == f"check:{item.key}":
            return item.text
    kind = target.partition(":")[0]
    return {
        "finding": Text("所見", "Finding"),
        "meeting": Text("打合せ", "Meeting"),
        "note": Text("覚え書き", "Notes"),
    }.get(kind, Text(target, target))


def _finish(session: Session, viewer: Viewer, visit: Visit) -> int | None:
    """The step that waits for the viewer on this visit: closing the record, the report, the objections."""
    return session.scalar(
        select(WorkItem.id)
        .where(
            WorkItem.case_id == visit.case_id,
            WorkItem.state == "open",
            WorkItem.bound,
            WorkItem.assignee_id == viewer.user_id,
            WorkItem.node.in_(leading.STEPS),
        )
        .limit(1)
    )


def as_json(shown: VisitPage) -> dict[str, Any]:
    """The record for a device: the present value and sequence of each field, and the files that are here."""
    return {
        "number": shown.visit.number,
        "state": shown.visit.state,
        "noting": shown.noting,
        "wrong_clocks": [device for device, each in shown.record.clocks.items() if each.wrong],
        "fields": [
            {
                "target": target,
                "field": name,
                "value": noted.value,
                "sequence": noted.sequence,
                "by": shown.names.get(noted.by_id, ""),
                "conflicts": len(noted.rivals),
            }
            for (target, name), noted in shown.record.fields.items()
            if not target.startswith("device:")
        ],
        "evidence": [
            {"id": row.id, "target": row.target, "name": row.name, "sha256": row.sha256, "size": row.size}
            for rows in shown.evidence.values()
            for row in rows
        ],
    }
