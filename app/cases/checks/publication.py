"""第6条第5項・第11条: dispatch and publication follow the decision, never precede it."""

from datetime import date
from typing import Any

from sqlalchemy import select

from app.cases.checks.context import CheckContext
from app.law import certificate, publication
from app.law.text import Ground, Text
from app.store.models.cases import Decision
from app.store.models.certificates import Certificate


def dispatch_certificate(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """A certificate is sent only after the decision to certify (X19), on a day that has come."""
    issued = context.session.scalar(select(Certificate).where(Certificate.case_id == context.case.id))
    found = [] if issued else certificate.issue_grounds("", (), certified=False)
    sent_on = date.fromisoformat(answers["sent_on"])
    if sent_on > context.today or (issued is not None and sent_on < issued.first_certified_on):
        found.append(
            Ground(
                "sent_on",
                "",
                "design",
                Text(
                    "発送した日は、認定日から今日までの日にしてください。",
                    "The day of dispatch must lie between the certification and today.",
                ),
                "sent_on",
            )
        )
    return found


def confirm_publication(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Nothing is published before the decision (X36)."""
    decided = context.session.scalar(select(Decision.result).where(Decision.case_id == context.case.id))
    return publication.publication_grounds(
        publication.Publication("certification", decided=decided == "certified")
    )
