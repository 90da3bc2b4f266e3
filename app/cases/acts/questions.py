"""Acts of a committee member's question (第6条第2項): the applicant reads the forwarded text and no name."""

from typing import Any

from app.cases import notices
from app.cases.hearings import newer_papers, questions
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import wording
from app.law.text import Text


def send(parts: Parts, context: ActContext, question_id: int) -> dict[str, Any]:
    """Send the forwarded text to the applicant with its due date."""
    days = questions.forward(context.session, context.case, question_id)
    _tell(parts, context, question_id, "committee_question")
    return days


def remind(parts: Parts, context: ActContext, question_id: int) -> dict[str, Any]:
    """Remind the applicant that the answer is due."""
    _tell(parts, context, question_id, "committee_question_reminder")
    return {}


def tell_ended(parts: Parts, context: ActContext, question_id: int) -> dict[str, Any]:
    """Tell the applicant that the answer is no longer needed, and that silence does no harm."""
    _tell(parts, context, question_id, "committee_question_ended")
    return {}


def decline(parts: Parts, context: ActContext, question_id: int) -> dict[str, Any]:
    """Keep the question within the committee."""
    questions.decline(context.session, context.case, question_id)
    return {}


def receive(parts: Parts, context: ActContext, question_id: int) -> dict[str, Any]:
    """Put the answer among the papers and tell the members that there is something new."""
    hearing = questions.receive(
        context.session, context.case, question_id, context.work_item_id, context.actor_id
    )
    newer_papers.tell(context.session, parts.settings.base_url, hearing, everybody=True)
    return {}


def _tell(parts: Parts, context: ActContext, question_id: int, kind: str) -> None:
    row, _hearing = questions.numbered(context.session, context.case, question_id)
    assert context.case is not None
    assert row.due_on is not None
    more = {"question": Text(row.sent_text, row.sent_text), "due_on": wording.day(row.due_on)}
    notices.write(context.session, parts.settings.base_url, context.case, kind, more)
