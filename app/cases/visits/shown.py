"""What the forms of a visit choose from, and what they start from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app import clock
from app.cases import submissions
from app.cases.visits import fact_check, found, reporting, request, settled, team, wording
from app.cases.visits.recording import record_of
from app.law import interests
from app.law import visits as law
from app.law import wording as law_wording
from app.law.text import Text
from app.store.models.cases import Case

if TYPE_CHECKING:
    from app.cases.runtime import Runtime


def _plan(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    visit = found.required(session, case.id)
    return {
        "basis": visit.basis,
        "answer_until": law_wording.dated(law.answer_due(clock.today())),
        "scope_options": [_option(item.key, item.text) for item in law.checklist()],
        "team_options": [
            _person(user.id, user.name, appointment.organisation, team.strong_hint(session, case, user.id))
            for user, appointment in team.candidates(session, visit)
        ],
    }


def _person(user_id: int, name: str, organisation: str, hint: Text | None) -> dict[str, str]:
    whole = f"{name}（{organisation}）" if organisation else name
    ja, en = (f"　※{hint.ja}", f" — note: {hint.en}") if hint is not None else ("", "")
    return {"value": str(user_id), "label": whole + ja, "label_en": whole + en}


def _again(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    return {"answer_until": law_wording.dated(law.answer_due(clock.today()))}


def _days(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    visit = found.required(session, case.id)
    said = [(option, wording.option(option)) for option in visit.date_options]
    return {"date_options": [{"value": kept, "label": one.ja, "label_en": one.en} for kept, one in said]}


def _grades(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    last = found.report(session, found.required(session, case.id))
    return {
        "version": last.version + 1 if last is not None else 1,
        "grade_options": [_option(grade.key, grade.text) for grade in law.grades()],
    }


def _facts(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    last = found.report(session, found.required(session, case.id))
    return {
        "finding_options": [
            _option(key, words) for key, words in (fact_check.choices(last) if last is not None else [])
        ]
    }


def _objections(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    visit = found.required(session, case.id)
    return {"objection_options": [_option(key, words) for key, words in settled.options(session, visit)]}


def _kinds(runtime: "Runtime", session: Session, case: Case) -> dict[str, Any]:
    return {
        "kind_options": [_option(kind.key, kind.text) for kind in interests.kinds() if not kind.automatic]
    }


def _option(key: str, text: Text) -> dict[str, str]:
    return {"value": key, "label": text.ja, "label_en": text.en}


def _first_plan(session: Session, case_id: int) -> dict[str, Any]:
    """The plan as it was, without those who cannot go and without days that are no longer offered."""
    visit = found.required(session, case_id)
    last = submissions.latest(session, case_id, "plan_visit") if visit.site else {}
    able = {str(user.id) for user, _ in team.candidates(session, visit)}
    if last.get("team"):
        last["team"] = [each for each in last["team"] if each in able]
        last["lead"] = last["lead"] if last.get("lead") in able else ""
        last["dates"] = [row for row in last["dates"] if request.offered(row["day"])]
    return last


def _first_report(session: Session, case_id: int) -> dict[str, Any]:
    visit = found.required(session, case_id)
    last = found.report(session, visit)
    names = ("grade", "criterion", "statement", "state", "reason")
    return {
        "summary": last.summary if last is not None else "",
        "findings": [
            {"no": row["key"], "outside": bool(row.get("outside")), **{name: row[name] for name in names}}
            for row in reporting.rows(session, visit)
        ],
    }


def _first_results(session: Session, case_id: int) -> dict[str, Any]:
    visit = found.required(session, case_id)
    return {"results": [{"no": key} for key, _ in settled.options(session, visit)]}


def _first_record(session: Session, case_id: int) -> dict[str, Any]:
    visit = found.required(session, case_id)
    last = submissions.latest(session, case_id, "record_visit")
    noted, partly = record_of(session, visit), last.get("held") == "part"
    return {
        "held_on": visit.agreed_on.isoformat() if visit.agreed_on else "",
        **{
            name: _joined(last.get(name) if partly else None, noted.value("meeting", name))
            for name in ("opening", "closing", "differing")
        },
    }


def _joined(before: str | None, noted: str | None) -> str:
    """What the form of the first part said, and what the page on the spot says, neither of them twice."""
    told, more = before or "", noted or ""
    if told in more or more in told:
        return max(told, more, key=len)
    return f"{told}\n{more}"[:4000]


CONTEXTS: dict[str, Callable[["Runtime", Session, Case], dict[str, Any]]] = {
    "site_inspection.plan_visit": _plan,
    "site_inspection.answer_visit": _days,
    "site_inspection.judge_reply": _again,
    "visit_report.write_report": _grades,
    "visit_report.check_facts": _facts,
    "visit_report.settle_objections": _objections,
    "team_declaration.declare_tie": _kinds,
}
INITIAL: dict[str, Callable[[Session, int], dict[str, Any]]] = {
    "site_inspection.plan_visit": _first_plan,
    "site_inspection.record_visit": _first_record,
    "visit_report.write_report": _first_report,
    "visit_report.settle_objections": _first_results,
}
