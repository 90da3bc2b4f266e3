"""What stands beside the form of a step: the facts that the person needs to do it, by the step's name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import facts, outlines, submissions, unmet
from app.cases.checks.decision import grounds_for_screen, known_facts
from app.cases.runtime import Runtime
from app.cases.views import visit_asides
from app.cases.views.advice import advice
from app.cases.views.task import Task
from app.cases.visits import letters
from app.cases.withdrawing import MESSAGE
from app.formkit.posted import known_uploads
from app.law import eligibility
from app.law.text import Explanation, Text
from app.registry import entry, projection
from app.store.models.cases import Case, Suspect
from app.store.models.certificates import Certificate, Term
from app.store.models.people import Provider
from app.store.models.procedures import Message

HINTS: dict[str, Text] = {
    "service": Text("同じサービス", "Same service"),
    "name": Text("名称が似ている", "Similar name"),
    "earlier_name": Text("旧名称が似ている", "Similar earlier name"),
    "url": Text("URLのホストが同じ", "Same host"),
    "corporate_number": Text("法人番号が同じ", "Same corporate number"),
    "provider": Text("同じ事業者", "Same provider"),
}
VERDICTS: dict[str, Text] = {
    "fit": Text("適", "Fit"),
    "unfit": Text("否", "Unfit"),
    "unclear": Text("要確認", "Unclear"),
}


@dataclass(frozen=True, slots=True)
class Named:
    """An item of the catalogue that a page links to."""

    id: str
    title: Text
    group: str
    note: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Hint:
    """A revoked service that the filed one may be."""

    certificate_no: str
    revoked_on: date
    hints: tuple[Text, ...]
    score: int
    inside: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """The hints under 第8条 with the window and why it has these days."""

    rows: tuple[Hint, ...]
    first: date
    last: date
    why: Explanation


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be published: the sections as the registry shows them, and what is held back."""

    certificate_no: str
    content: dict[str, Any]
    withheld: tuple[dict[str, Any], ...]
    carried: int
    blank: int


def aside(runtime: Runtime, session: Session, task: Task) -> dict[str, Any]:
    """The facts for a step, by the name under which its template shows them; empty for steps without any."""
    build = ASIDES.get(task.row.node)
    case = session.get(Case, task.row.case_id) if task.row.case_id is not None else None
    if case is not None and task.row.process_id == letters.PROCESS:
        return visit_asides.late(session, case, task.row.instance_id)
    return build(runtime, session, case) if build is not None and case is not None else {}


def _bar(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    applied = case.filed_on or clock.today()
    first, last = eligibility.bar_window(applied)
    rows = session.scalars(select(Suspect).where(Suspect.case_id == case.id).order_by(Suspect.score.desc()))
    return {
        "bar": Bar(
            tuple(
                Hint(
                    row.certificate_no,
                    row.revoked_on,
                    tuple(HINTS.get(key, Text(key, key)) for key in row.hints),
                    row.score,
                    eligibility.is_barred(row.revoked_on, applied),
                )
                for row in rows
            ),
            first,
            last,
            eligibility.explain_bar_window(applied),
        )
    }


def _decision(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    return {
        "options": grounds_for_screen(runtime.forms, session, case),
        **_reviewed(runtime, session, case),
        **advice(session, case),
    }


def _reviewed(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    """What the review came to, for those who decide how to go on."""
    catalogue = runtime.forms.get(session, case.edition_id).catalogue()
    known = known_facts(runtime.forms, session, case)
    return {
        "review": submissions.latest(session, case.id, "summarise_review"),
        "unmet": [unmet.named(catalogue, key) for key in known.unmet_requirements],
        **_findings(runtime, session, case),
    }


def _findings(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    catalogue = runtime.forms.get(session, case.edition_id).catalogue()
    found = facts.assessments(session, case.id)
    counts = {key: sum(row.verdict == key for row in found.values()) for key in VERDICTS}
    against = [
        Named(item_id, item.title, item.group, row.note, row.verdict)
        for item_id, row in found.items()
        if row.verdict != "fit" and (item := catalogue.items.get(item_id)) is not None
    ]
    return {"counts": counts, "against": against, "verdicts": VERDICTS}


def _publication(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    found = preview(runtime, session, case.id)
    return {"preview": found} if found is not None else {}


def preview(runtime: Runtime, session: Session, case_id: int | None) -> Preview | None:
    """Exactly what the next publication of the case's certificate would write."""
    case = session.get(Case, case_id) if case_id is not None else None
    if case is None:
        return None
    no = session.scalar(select(Certificate.no).where(Certificate.case_id == case.id))
    if no is None:
        return None
    catalogue = outlines.of(runtime.forms.get(session, case.edition_id).catalogue())
    content = projection.build(session, no, act="certification", catalogue=catalogue, on=clock.today())
    shown = list(entry.items(content))
    return Preview(
        no,
        content,
        tuple(item for item in shown if item.get("withheld")),
        sum(entry.carries(item) for item in shown),
        sum(bool(item.get("blank")) for item in shown),
    )


def _correction(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    asked = facts.correction(session, case.id)
    if asked is None:
        return {}
    catalogue = runtime.forms.get(session, case.edition_id).catalogue()
    notes = facts.assessments(session, case.id)
    flagged = [
        Named(
            item_id,
            item.title,
            item.group,
            notes[item_id].note if item_id in notes else "",
        )
        for item_id in asked.row.items
        if (item := catalogue.items.get(item_id)) is not None
    ]
    return {"correction": asked.row, "flagged": flagged}


def _fee(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    fee = facts.fee(session, case.id)
    return {"fee": fee} if fee is not None else {}


def _completeness(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    filed = facts.latest_filing(session, case.id)
    return {**_correction(runtime, session, case), "declared": dict(filed.facts) if filed is not None else {}}


def _entered(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    post = submissions.latest(session, case.id, "register_post")
    scan = post.get("scan")
    return {
        "post": post,
        "arrived_on": date.fromisoformat(post["arrived_on"]) if post.get("arrived_on") else None,
        "scans": scan if isinstance(scan, list) else [scan] if scan else [],
    }


def _to_file(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    """Before the filing: what is attached, so that it can be read once more."""
    attached = submissions.latest(session, case.id, "attach_documents")
    return {
        "to_file": [name for each in known_uploads(attached).values() if (name := str(each.get("name", "")))]
    }


def _dispatch(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    row = session.execute(
        select(Certificate, Term, Provider)
        .join(Term, Term.certificate_no == Certificate.no)
        .join(Provider, Provider.id == Certificate.provider_id)
        .where(Certificate.case_id == case.id)
        .order_by(Term.number.desc())
    ).first()
    return {"certificate": row[0], "term": row[1], "addressee": row[2]} if row is not None else {}


def _withdrawal(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    payload = session.scalar(
        select(Message.payload)
        .where(Message.name == MESSAGE, Message.key == case.case_no)
        .order_by(Message.id.desc())
        .limit(1)
    )
    return {"withdrawal": dict(payload or {}), **_fee(runtime, session, case)}


ASIDES: dict[str, Callable[[Runtime, Session, Case], dict[str, Any]]] = {
    "judge_bar": _bar,
    "consider_hearing": _reviewed,
    "decide": _decision,
    "summarise_review": _findings,
    "confirm_publication": _publication,
    "answer_correction": _correction,
    "judge_silence": _correction,
    "assess_items": _correction,
    "match_payment": _fee,
    "check_completeness": _completeness,
    "check_entry": _entered,
    "confirm_filing": _to_file,
    "dispatch_certificate": _dispatch,
    "confirm_withdrawal": _withdrawal,
    **visit_asides.ASIDES,
}
