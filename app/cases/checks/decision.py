"""The decision (第6条・第8条): the law is asked again at the moment of deciding."""

from dataclasses import replace
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import facts, submissions
from app.cases.checks import completeness
from app.cases.checks.context import CheckContext
from app.cases.editions import FormShelf
from app.cases.hearings import treatment
from app.cases.hearings.doubted import doubted
from app.cases.visits import closing, found
from app.law import decision, eligibility, filing
from app.law.conformity import DecisionFacts, ItemVerdict
from app.law.text import Ground
from app.store.models.cases import Assessment, Case, Decision, Suspect
from app.store.models.procedures import WorkItem

REVIEW_STEPS = ("judge_bar", "assess_items", "summarise_review")


def decide(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """What stands against the proposed result (X12, X13, X15, X17, X19, X22, X77, X83, four eyes)."""
    proposed = replace(
        known_facts(context.runtime.forms, context.session, context.case),
        reasons=answers.get("reasons") or "",
        unmet_named=tuple(answers.get("unmet") or ()),
        decider=str(context.viewer.user_id),
        today=context.today,
    )
    found = decision.decision_grounds(proposed, answers["decision"])
    return [*found, *treatment.against(context.session, context.case, answers)]


def known_facts(forms: FormShelf, session: Session, case: Case) -> DecisionFacts:
    """What is on record about a case when it is decided; also for the officer's screen."""
    latest = facts.correction(session, case.id)
    fee = facts.fee(session, case.id)
    return DecisionFacts(
        verdicts=tuple(_verdicts(forms, session, case)),
        unmet_requirements=tuple(_unmet(session, case)),
        barred=_barred(session, case),
        application_filed=case.filed_on is not None,
        fee_paid=fee is not None and fee.paid_on is not None,
        correction_unanswered=latest is not None and not latest.answered,
        survey_declined=closing.declined(session, case.id),
        survey_found=closing.found_against(session, case.id),
        committee_doubts=doubted(session, case.id),
        reviewers=tuple(_reviewers(session, case.id)),
    )


def _verdicts(forms: FormShelf, session: Session, case: Case) -> list[ItemVerdict]:
    library = forms.get(session, case.edition_id)
    filed = facts.latest_filing(session, case.id)
    if filed is None:
        return []
    given = facts.item_answers(session, filed.id)
    found = facts.assessments(session, case.id)
    return [
        ItemVerdict(
            item.id,
            found[item.id].verdict if item.id in found else None,  # type: ignore[arg-type] # stored from the form's choices
            required=item.required,
            applicable=not given.get(item.id, {}).get("na") and (item.id in given or item.required),
        )
        for item in library.catalogue().items.values()
        if item.visibility == "public" and (item.id in given or (item.required and not item.depends_on))
    ]


def _unmet(session: Session, case: Case) -> list[str]:
    if case.filed_on is None:
        return []
    filed = facts.latest_filing(session, case.id)
    declared = filed.facts if filed is not None else {}
    grounds = filing.service_grounds(
        filing.Filing(
            filed_on=case.filed_on,
            network_service=_said(declared.get("network_service")),
            uses_ai=_said(declared.get("uses_ai")),
            uses_generative_ai=_said(declared.get("uses_generative_ai")),
            filer_is_provider=_said(declared.get("filer_is_provider")),
        )
    )
    # Without a check nothing is found complete: every document counts as missing.
    checked = submissions.latest(session, case.id, "check_completeness")
    grounds = [*grounds, *completeness.findings(checked, case.filed_on)]
    return list(dict.fromkeys(ground.refusal for ground in grounds))


def _barred(session: Session, case: Case) -> bool | None:
    """第8条 at the decision: what a person judged, or a revocation of the very service in the window.

    None where there are hints and nobody has judged them: then nothing can be decided.
    """
    judged = submissions.latest(session, case.id, "judge_bar").get("barred")
    filed_on = case.filed_on
    hints = [
        row
        for row in session.scalars(select(Suspect).where(Suspect.case_id == case.id))
        if filed_on is not None and eligibility.is_barred(row.revoked_on, filed_on)
    ]
    if judged == "yes" or any("service" in row.hints for row in hints):
        return True
    return None if hints and judged is None else False


def _reviewers(session: Session, case_id: int) -> list[str]:
    steps = select(WorkItem.done_by).where(
        WorkItem.case_id == case_id, WorkItem.node.in_(REVIEW_STEPS), WorkItem.done_by.is_not(None)
    )
    looked = {
        *session.scalars(steps),
        *session.scalars(select(Assessment.by_id).where(Assessment.case_id == case_id)),
        *found.inspectors(session, case_id),
    }
    return [str(user_id) for user_id in sorted(looked)]


def _said(answer: Any) -> bool | None:
    return None if answer is None else answer == "yes"


def against_recorded(forms: FormShelf, session: Session, case: Case, recorded: Decision) -> list[Ground]:
    """What stands against carrying out a recorded decision: the law once more, whoever recorded it."""
    known = known_facts(forms, session, case)
    found = decision.decision_grounds(
        replace(
            known,
            reasons=recorded.reasons,
            unmet_named=tuple(recorded.unmet),
            decider=str(recorded.by_id),
            decided_on=recorded.decided_on,
            today=clock.today(),
        ),
        cast(decision.Result, recorded.result),
    )
    return [*found, *treatment.waiting(session, case)]


def grounds_for_screen(forms: FormShelf, session: Session, case: Case) -> tuple[decision.Option, ...]:
    """The three results, with why those that are closed are closed."""
    return decision.possible_results(known_facts(forms, session, case))
