"""The law at a step: what stands against completing it, by the step's name.

A step without an entry here needs no more than its form. Each check returns grounds; none is ever raised.
"""

from collections.abc import Callable
from typing import Any

from app.cases.challenges import judging
from app.cases.checks import (
    completeness,
    decision,
    filing,
    hearing,
    hearing_papers,
    interest,
    opinion,
    payment,
    publication,
    review,
    visits,
)
from app.cases.checks.context import CheckContext
from app.cases.hearings import read_before
from app.law.text import Ground

Check = Callable[[CheckContext, dict[str, Any]], list[Ground]]

CHECKS: dict[str, Check] = {
    "submit_documents.confirm_filing": filing.confirm_filing,
    "submit_documents.register_post": filing.register_post,
    "application.check_completeness": completeness.check_completeness,
    "application.match_payment": payment.match_payment,
    "application.judge_bar": review.judge_bar,
    "application.assess_items": review.assess_items,
    "application.decide": decision.decide,
    "application.dispatch_certificate": publication.dispatch_certificate,
    "committee_minutes.draft_minutes": hearing_papers.draft_minutes,
    "committee_minutes.approve_minutes": hearing_papers.approve_minutes,
    "committee_question.edit_question": hearing_papers.edit_question,
    "committee_question.answer_question": hearing_papers.answer_question,
    "publication.confirm_publication": publication.confirm_publication,
    "team_declaration.declare_tie": visits.declare_tie,
    "team_declaration.judge_tie": visits.judge_tie,
    "challenge.judge_challenge": judging.against,
    "late_tie.judge_late_tie": visits.judge_late_tie,
    "site_inspection.plan_visit": visits.plan_visit,
    "site_inspection.answer_visit": visits.answer_visit,
    "site_inspection.judge_reply": visits.judge_reply,
    "site_inspection.record_visit": visits.record_visit,
    "visit_report.write_report": visits.write_report,
    "visit_report.judge_facts": visits.judge_facts,
    "visit_report.settle_objections": visits.settle_objections,
    "committee_review.convene": hearing.convene,
    "committee_review.settle_quorum": hearing.settle_quorum,
    "committee_review.rule_tie": hearing.rule_tie,
    "recount.settle_quorum": hearing.settle_quorum,
    "recount.rule_tie": hearing.rule_tie,
    "member_opinion.declare_interest": interest.declare_interest,
    "member_opinion.judge_interest": interest.judge,
    "late_conflict.judge_conflict": interest.judge,
    "conflict_after_decision.weigh_decision": read_before.against,
    "renewed_declaration.judge_renewal": interest.judge,
    "member_opinion.give_opinion": opinion.give_opinion,
}


def grounds(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """What stands against completing the step with these answers; empty when nothing does."""
    check = CHECKS.get(f"{context.item.process_id}.{context.item.node}")
    return check(context, answers) if check else []


__all__ = ["CHECKS", "CheckContext", "grounds"]
