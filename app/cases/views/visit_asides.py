"""What stands beside the steps of a visit: who applies, what was planned and answered, the report, objections."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.cases import submissions
from app.cases.views import visit_checked, visit_letters
from app.cases.visits import charging, found, held, letters, ties, wording
from app.cases.visits.recording import record_of
from app.law import visits as law
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.people import Provider
from app.store.models.services import Service
from app.store.models.visits import Visit

if TYPE_CHECKING:
    from app.cases.runtime import Runtime


def _applicant(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    """All that an inspector is told before the declaration: whose interest is asked about."""
    provider = session.get_one(Provider, case.provider_id)
    return {
        "tie_sheet": {
            "provider": provider.name,
            "number": provider.corporate_number,
            "service": session.get_one(Service, case.service_id).name,
        }
    }


def _plan(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    visit = found.under_way(session, case.id)
    if visit is None or not visit.site:
        return {}
    return {"visit": _head(session, visit), "visit_letters": visit_letters.shown(session, visit)}


def _planner(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    """The plan as it was, and where each inspector named stands."""
    visit = found.under_way(session, case.id)
    if visit is None:
        return {}
    return {**_plan(runtime, session, case), "visit_ties": ties.told(session, visit)}


def _planning(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    """The same, with why the decider wants a visit (第6条第3項)."""
    visit = found.under_way(session, case.id)
    wanted = submissions.latest(session, case.id, "consider_hearing")
    why = wanted.get("visit_reason") if visit is not None and visit.basis == "6_3" else None
    return {**_planner(runtime, session, case), **({"visit_wanted": why} if why else {})}


def late(session: Session, case: Case, instance_id: int) -> dict[str, Any]:
    """An answer that came late, and the visit that it is about."""
    row = letters.of_item(session, instance_id)
    visit = session.get_one(Visit, row.visit_id)
    return {
        "visit": _head(session, visit),
        "visit_letters": [visit_letters.one(session, case.id, row)],
    }


def _head(session: Session, visit: Visit) -> dict[str, Any]:
    told = charging.last_notice(session, visit)
    return {
        "number": visit.number,
        "state": visit.state,
        "basis": law.BASES[visit.basis],  # type: ignore[index] # the database takes no other basis
        "necessity": visit.necessity,
        "site": visit.site,
        "scope": wording.scope_words(visit),
        "team": [user.name for _, user in found.coming(session, visit)],
        "people": visit.people,
        "options": [wording.option(each) for each in visit.date_options],
        "held": held.days(session, visit),
        "agreed": wording.day(visit.agreed_on, visit.agreed_time),
        "answer": visit.answer,
        "charged_basis": visit.basis == "15_2",
        "answer_text": visit.answer_text,
        "cost": wording.cost(told.amount, told.breakdown) if told is not None else None,
    }


def _report(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    """The newest version with what is new in it, and what was objected to so far."""
    visit = found.under_way(session, case.id)
    if visit is None or found.report(session, visit) is None:
        return _plan(runtime, session, case)
    return {
        "visit": _head(session, visit),
        "visit_letters": visit_letters.shown(session, visit),
        "visit_report": visit_checked.checked(session, visit),
    }


def _draft(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    """What the report is written from, with the items that were copied from paper."""
    record = record_of(session, found.required(session, case.id))
    copied = [each.text for each in record.checks if each.paper] + [
        Text(f"所見F-{number}", f"Finding F-{number}")
        for number, each in enumerate(record.findings, 1)
        if each.paper
    ]
    return {**_report(runtime, session, case), "visit_paper": copied}


ASIDES: dict[str, Callable[["Runtime", Session, Case], dict[str, Any]]] = {
    "declare_tie": _applicant,
    "judge_tie": _planner,
    "judge_late_tie": _planner,
    "plan_visit": _planning,
    "answer_visit": _plan,
    "judge_reply": _planner,
    "record_visit": _plan,
    "write_report": _draft,
    "check_facts": _report,
    "judge_facts": _report,
    "settle_objections": _report,
}
