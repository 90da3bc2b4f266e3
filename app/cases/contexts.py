"""What a form shows besides its own fields: choices from the facts, and first answers to start from."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import facts, guidelines, submissions
from app.cases.challenges import judging
from app.cases.checks.decision import known_facts
from app.cases.hearings import lookup, minutes, questions, showing, weighing
from app.cases.runtime import Runtime
from app.cases.visits import pausing, shown, ties
from app.law.decision import selectable_reasons
from app.store.models.cases import Case, Suspect
from app.store.models.procedures import WorkItem


def context(runtime: Runtime, session: Session, item: WorkItem) -> dict[str, Any]:
    """The names that a form may use in conditions, choices and its disclosure sheet."""
    found: dict[str, Any] = {}
    build = CONTEXTS.get(f"{item.process_id}.{item.node}")
    if build is not None and item.case_id is not None:
        case = session.get(Case, item.case_id)
        if case is not None:
            found |= build(runtime, session, case)
    step = f"{item.process_id}.{item.node}"
    if step in READ_ONLY and item.case_id is not None:
        found |= INITIALS[step](session, item)
    if item.process_id == questions.PROCESS:
        found |= questions.shown(session, item)
    return found


def initial(session: Session, item: WorkItem) -> dict[str, Any]:
    """What a form starts from when nobody has typed yet: the answers of its last round, or the filing."""
    if item.case_id is None:
        return {}
    step = f"{item.process_id}.{item.node}"
    if step == "correction.answer_correction":
        filed = facts.latest_filing(session, item.case_id)
        return {"items": facts.item_answers(session, filed.id, "public")} if filed is not None else {}
    if step == "committee_minutes.draft_minutes":
        return minutes.draft_typed(session, session.get_one(Case, item.case_id))
    if step == "committee_question.edit_question":
        return questions.first_words(session, item)
    if step in AGAIN:
        return submissions.latest(session, item.case_id, item.node)
    if step in shown.INITIAL:
        return shown.INITIAL[step](session, item.case_id)
    if step == "application.assess_items":
        return {"items": _verdicts(session, item.case_id)}
    start = INITIALS.get(step)
    return start(session, item) if start is not None else {}


def _verdicts(session: Session, case_id: int) -> dict[str, Any]:
    """Findings of the last round; an item whose value changed since is to be judged again."""
    filed = facts.latest_filing(session, case_id)
    found = facts.assessments(session, case_id)
    if filed is None or not found:
        return {}
    now = facts.item_answers(session, filed.id)
    judged = {row.filing_id for row in found.values()}
    before = {filing_id: facts.item_answers(session, filing_id) for filing_id in judged}
    return {
        item_id: {"verdict": row.verdict, "note": row.note, "evidence": row.evidence}
        for item_id, row in found.items()
        if now.get(item_id) == before[row.filing_id].get(item_id)
    }


def _guideline(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    return {"guideline_versions": guidelines.options()}


def _suspects(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    rows = session.scalars(select(Suspect).where(Suspect.case_id == case.id).order_by(Suspect.score.desc()))
    return {
        "suspects": [
            {
                "value": row.certificate_no,
                "label": f"{row.certificate_no}（{row.revoked_on:%Y-%m-%d}取消し、一致度{row.score}）",
                "label_en": f"{row.certificate_no} (revoked {row.revoked_on:%Y-%m-%d}, match {row.score})",
            }
            for row in rows
        ]
    }


def _disclosed(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    filed = facts.latest_filing(session, case.id)
    return {"disclosure": facts.item_answers(session, filed.id) if filed is not None else {}}


def _form_a(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    """Items of form B that depend on form A look at what was entered there."""
    return {
        "disclosure": submissions.latest(session, case.id, "fill_form_a", "enter_form_a").get("items", {})
    }


def _correction(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    asked = facts.correction(session, case.id)
    kind = asked.row.kind if asked is not None else "documents"
    return {"kind": kind, **_disclosed(runtime, session, case)}


def _reasons(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    catalogue = runtime.forms.get(session, case.edition_id).catalogue()
    options = []
    for reason in selectable_reasons(known_facts(runtime.forms, session, case)):
        item = catalogue.items.get(reason.key)
        ja, en = (item.title.ja, item.title.en) if item is not None else (reason.text.ja, reason.text.en)
        options.append({"value": reason.key, "label": ja, "label_en": en})
    return {"unmet_options": options, "heard": lookup.delivered(session, case.id) is not None}


def _minutes_draft(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    return minutes.draft_shown(session, case)


def _minutes_approval(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    return minutes.approval_shown(session, case)


# Steps that a person may come back to before the filing; they start from what was written.
AGAIN = frozenset(
    f"submit_documents.{node}"
    for node in ("fill_form_a", "fill_form_b", "enter_form_a", "enter_form_b", "attach_documents")
)

CONTEXTS: dict[str, Callable[[Runtime, Session, Case], dict[str, Any]]] = {
    "submit_documents.fill_form_b": _form_a,
    "submit_documents.enter_form_b": _form_a,
    "submit_documents.confirm_filing": _guideline,
    "submit_documents.register_post": _guideline,
    "application.judge_bar": _suspects,
    "application.assess_items": _disclosed,
    "correction.answer_correction": _correction,
    "application.decide": _reasons,
    "committee_minutes.draft_minutes": _minutes_draft,
    "committee_minutes.approve_minutes": _minutes_approval,
    **shown.CONTEXTS,
    "committee_review.convene": showing.convene,
    "member_opinion.declare_interest": showing.interest_kinds,
    "member_opinion.give_opinion": showing.topics,
    "late_conflict.judge_conflict": showing.interest_kinds,
    "challenge.judge_challenge": showing.interest_kinds,
}

INITIALS: dict[str, Callable[[Session, WorkItem], dict[str, Any]]] = {
    "application.decide": showing.opinion_delivered,
    "committee_review.convene": showing.first_convening,
    "committee_review.settle_quorum": showing.tally,
    "committee_review.rule_tie": showing.tally,
    "recount.settle_quorum": showing.tally,
    "recount.rule_tie": showing.tally,
    "conflict_after_decision.weigh_decision": weighing.shown,
    "member_opinion.declare_interest": showing.declaration_sheet,
    "member_opinion.judge_interest": showing.to_judge,
    "member_opinion.give_opinion": showing.last_opinion,
    "late_conflict.judge_conflict": showing.reported,
    "renewed_declaration.judge_renewal": showing.renewed,
    "team_declaration.judge_tie": ties.shown,
    "late_tie.judge_late_tie": pausing.shown,
    "challenge.judge_challenge": judging.shown,
}
READ_ONLY = frozenset(INITIALS) - {"committee_review.convene", "member_opinion.give_opinion"}
"""Steps whose form says these words without asking for them: a read-only field is filled from the context."""
