"""Checks of the committee's minutes and of its members' questions (第6条第2項)."""

from typing import Any

from app.cases.checks.context import CheckContext
from app.cases.hearings import minutes, questions
from app.law.text import Ground


def draft_minutes(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Minutes are written of a closed hearing only."""
    return minutes.draft_grounds(context.session, context.case)


def approve_minutes(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Who presides approves what the record still says."""
    return minutes.approval_grounds(
        context.session,
        context.case,
        context.viewer.user_id,
        approves=answers["choice"] == "approve",
        early=answers.get("early_reason") or "",
    )


def edit_question(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The hearing is open, the date possible, and the text tells no name."""
    row = questions.of_item(context.session, context.item)
    return questions.edited_grounds(context.session, row, answers, context.today)


def answer_question(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The question still waits for its answer."""
    return questions.answered_grounds(questions.of_item(context.session, context.item))
