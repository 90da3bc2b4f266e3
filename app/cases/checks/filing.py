"""Filing (第2条から第4条, 附則): what stops an electronic filing at the door."""

from datetime import date
from typing import Any

from app.cases import guidelines, submissions
from app.cases.acts.filings import PROOF
from app.cases.checks.context import CheckContext
from app.law import eligibility, filing, refusals
from app.law.text import Ground


def confirm_filing(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The guard of an electronic filing: date, definitions, documents, Japanese (X1–X6, X76)."""
    if answers.get("next") == "revise":
        return []
    attached = submissions.latest(context.session, context.case.id, "attach_documents")
    form_a = submissions.latest(context.session, context.case.id, "fill_form_a")
    form_b = submissions.latest(context.session, context.case.id, "fill_form_b")
    facts = filing.Filing(
        filed_on=context.today,
        form_present=bool(form_a.get("items")) and bool(form_b.get("items")),
        proof_present=bool((form_a.get("items") or {}).get(PROOF, {}).get("value")),
        others_present=bool(attached.get("others")),
        in_japanese=attached.get("in_japanese") == "yes",
        network_service=_said(answers.get("network_service")),
        uses_ai=_said(answers.get("uses_ai")),
        uses_generative_ai=_said(answers.get("uses_generative_ai")),
        filer_is_provider=_said(answers.get("filer_is_provider")),
        guideline_version=answers.get("guideline_version") or "",
    )
    found = filing.filing_grounds(facts, guidelines.accepted(context.today))
    return filing.stopping(found, "electronic")


def register_post(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """A posted filing is always registered (第6条第4項); only its date must be possible."""
    arrived = date.fromisoformat(answers["arrived_on"])
    found = []
    if arrived > context.today:
        found.append(
            refusals.ground(
                "X77",
                "到達した日に、今日より後の日は入力できません。",
                "The day of arrival cannot lie in the future.",
                field="arrived_on",
            )
        )
    return [*found, *eligibility.date_grounds(arrived)]


def _said(answer: Any) -> bool | None:
    return None if answer is None else answer == "yes"
