"""The facts that a completed form states, written to their tables in the step's transaction."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import delete, insert

from app import clock
from app.cases import deadlines, facts, notices
from app.cases.challenges import judging
from app.cases.checks import CheckContext
from app.cases.hearings import minutes, questions, read_before, treatment
from app.cases.hearings import records as hearings
from app.cases.visits import closing, fact_check, found, judged, letters, pausing, request, team, ties
from app.law import readings
from app.store import history
from app.store.models.cases import Assessment, Decision, Notice

Record = Callable[[CheckContext, dict[str, Any]], None]


def _payment(context: CheckContext, answers: dict[str, Any]) -> None:
    fee = facts.fee(context.session, context.case.id)
    if fee is None or answers["outcome"] != "paid":
        return
    fee.paid_on = date.fromisoformat(answers["paid_on"])
    fee.paid_amount, fee.payer, fee.matched_by = (
        int(answers["amount"]),
        answers["payer"],
        context.viewer.user_id,
    )
    deadlines.meet(context.session, context.case, "fee", context.today)
    context.session.flush()
    notices.write(context.session, context.runtime.settings.base_url, context.case, "payment_confirmed")


def _assessment(context: CheckContext, answers: dict[str, Any]) -> None:
    filed = facts.latest_filing(context.session, context.case.id)
    if filed is None:
        raise LookupError("there is no filing to assess")
    context.session.execute(
        delete(Assessment)
        .where(Assessment.case_id == context.case.id)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {
            "case_id": context.case.id,
            "item_id": item_id,
            "filing_id": filed.id,
            "verdict": given["verdict"],
            "note": given.get("note") or "",
            "evidence": given.get("evidence") or "",
            "by_id": context.viewer.user_id,
            "at": clock.now(),
        }
        for item_id, given in answers["items"].items()
        if given.get("verdict")
    ]
    if rows:
        context.session.execute(insert(Assessment), rows)


def _decision(context: CheckContext, answers: dict[str, Any]) -> None:
    context.session.add(
        Decision(
            case_id=context.case.id,
            result=answers["decision"],
            decided_on=context.today,
            by_id=context.viewer.user_id,
            reasons=answers.get("reasons") or "",
            unmet=list(answers.get("unmet") or []),
            readings={switch.name: switch.default for switch in readings.switches()},
            at=clock.now(),
        )
    )
    context.session.flush()
    treatment.keep(context.session, context.case, answers, context.viewer.user_id)


def _dispatch(context: CheckContext, answers: dict[str, Any]) -> None:
    context.session.add(
        Notice(
            case_id=context.case.id,
            kind="certificate",
            article="第6条第5項",
            channel="post",
            subject="認定証の発送",
            body=f"認定証を発送しました（{answers['sent_on']}、追跡番号 {answers['tracking']}）。",
            body_en=f"The certificate was posted on {answers['sent_on']}, tracking number {answers['tracking']}.",
            written_at=clock.now(),
            sent_at=clock.now(),
            tracking=answers["tracking"],
        )
    )


def _minutes(context: CheckContext, answers: dict[str, Any]) -> None:
    base_url = context.runtime.settings.base_url
    minutes.keep_draft(context.session, base_url, context.case, answers, context.viewer.user_id)


def _question(context: CheckContext, answers: dict[str, Any]) -> None:
    questions.edited(questions.of_item(context.session, context.item), answers)


def _tie(context: CheckContext, answers: dict[str, Any]) -> None:
    visit = found.required(context.session, context.case.id)
    team.declare(context.session, visit, context.viewer.user_id, answers)


def _tie_judged(context: CheckContext, answers: dict[str, Any]) -> None:
    member = ties.waiting(context.session, found.required(context.session, context.case.id))
    if member is None:
        raise LookupError(f"nobody waits for a judgement in case {context.case.id}")
    ties.judge(context.session, member, answers, context.viewer.user_id)
    judged.tell(context.session, context.runtime.settings.base_url, member)


def _late_tie_judged(context: CheckContext, answers: dict[str, Any]) -> None:
    member = pausing.of_item(context.session, context.item)
    ties.judge(context.session, member, answers, context.viewer.user_id, pausing.CAUSE)
    read_before.keep(context, answers, {"inspector": member.id})


def _visit_answer(context: CheckContext, answers: dict[str, Any]) -> None:
    request.answered(found.required(context.session, context.case.id), answers)


def _visit_judged(context: CheckContext, answers: dict[str, Any]) -> None:
    visit = found.required(context.session, context.case.id)
    request.judged(visit, answers)
    letters.passed_over(context.session, visit, "visit", answers["reason"], context.viewer.user_id)


def _visit_held(context: CheckContext, answers: dict[str, Any]) -> None:
    if answers["held"] == "no":
        return
    visit = found.required(context.session, context.case.id)
    closing.leave_open(context.session, visit, answers.get("unchecked_reason") or "", context.viewer.user_id)
    if answers["held"] == "yes":
        closing.close_record(context.session, visit)
    history.append(
        context.session,
        context.case,
        "visit_held",
        actor_id=context.viewer.user_id,
        node="site_inspection",
        data={"visit": visit.number, "on": answers["held_on"], "part": answers["held"] == "part"},
    )


def _facts_checked(context: CheckContext, answers: dict[str, Any]) -> None:
    visit = found.required(context.session, context.case.id)
    fact_check.answered(context.session, visit, answers, context.viewer.user_id, context.today)


def _facts_silent(context: CheckContext, answers: dict[str, Any]) -> None:
    if answers["choice"] == "go_on":
        visit = found.required(context.session, context.case.id)
        fact_check.unanswered(context.session, visit, answers["reason"], context.today)
        letters.passed_over(context.session, visit, "facts", answers["reason"], context.viewer.user_id)


RECORDS: dict[str, Record] = {
    **hearings.RECORDS,
    "application.match_payment": _payment,
    "application.assess_items": _assessment,
    "application.decide": _decision,
    "application.dispatch_certificate": _dispatch,
    "committee_minutes.draft_minutes": _minutes,
    "committee_question.edit_question": _question,
    "team_declaration.declare_tie": _tie,
    "team_declaration.judge_tie": _tie_judged,
    "challenge.judge_challenge": judging.keep,
    "late_tie.judge_late_tie": _late_tie_judged,
    "site_inspection.answer_visit": _visit_answer,
    "site_inspection.judge_reply": _visit_judged,
    "site_inspection.record_visit": _visit_held,
    "visit_report.check_facts": _facts_checked,
    "visit_report.judge_facts": _facts_silent,
}


def record(context: CheckContext, answers: dict[str, Any]) -> None:
    """Write the facts of a step; most steps have none beyond their submission."""
    write = RECORDS.get(f"{context.item.process_id}.{context.item.node}")
    if write:
        write(context, answers)
