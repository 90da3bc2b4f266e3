"""Filing (第2条から第4条, 附則): what stops an electronic filing at the door."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.cases import guidelines, submissions
from app.cases.checks.context import CheckContext
from app.law import eligibility, filing
from app.law.text import Ground, Text

PROOF = "a.registry_certificate"


def confirm_filing(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The guard of an electronic filing: date, definitions, documents, Japanese (X1–X6, X76)."""
    if answers.get("next") == "revise":
        return []
    return guard(context.session, context.case.id, answers)


def guard(session: Session, case_id: int, confirmed: dict[str, Any]) -> list[Ground]:
    """What stops an electronic filing, asked at the form and again where the filing is received."""
    today = clock.today()
    attached = submissions.latest(session, case_id, "attach_documents")
    form_a = submissions.latest(session, case_id, "fill_form_a").get("items") or {}
    form_b = submissions.latest(session, case_id, "fill_form_b").get("items") or {}
    facts = filing.Filing(
        filed_on=today,
        form_present=bool(form_a) and bool(form_b),
        proof_present=bool(form_a.get(PROOF, {}).get("value")),
        others_present=bool(attached.get("others")),
        in_japanese=attached.get("in_japanese") == "yes",
        network_service=_said(confirmed.get("network_service")),
        uses_ai=_said(confirmed.get("uses_ai")),
        uses_generative_ai=_said(confirmed.get("uses_generative_ai")),
        filer_is_provider=_said(confirmed.get("filer_is_provider")),
        guideline_version=confirmed.get("guideline_version") or "",
    )
    return filing.stopping(filing.filing_grounds(facts, guidelines.accepted(today)), "electronic")


def register_post(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """What has come by post is registered whatever it lacks (第6条第4項); only its day must be possible (附則)."""
    arrived = date.fromisoformat(answers["arrived_on"])
    found = []
    if arrived > context.today:
        found.append(
            Ground(
                "arrived_on",
                "",
                "design",
                Text(
                    "到達した日に、今日より後の日は入力できません。",
                    "The day of arrival cannot lie in the future.",
                ),
                "arrived_on",
            )
        )
    return [*found, *eligibility.date_grounds(arrived)]


def _said(answer: Any) -> bool | None:
    return None if answer is None else answer == "yes"
