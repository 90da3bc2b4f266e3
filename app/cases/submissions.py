"""The answers of completed steps, read back by the acts and by later screens."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.store import rows
from app.store.models.procedures import Submission, WorkItem


def store(session: Session, item: WorkItem, answers: dict[str, Any], by_id: int | None) -> None:
    """Keep the answers of a step in a row of their own."""
    rows.add(
        session,
        Submission,
        [
            {
                "work_item_id": item.id,
                "case_id": item.case_id,
                "node": item.node,
                "answers": answers,
                "by_id": by_id,
                "at": clock.now(),
            }
        ],
    )


def latest(session: Session, case_id: int, *nodes: str) -> dict[str, Any]:
    """The newest answers given in one of these steps of a case; empty if there are none."""
    found = session.scalar(
        select(Submission.answers)
        .where(Submission.case_id == case_id, Submission.node.in_(nodes))
        .order_by(Submission.id.desc())
        .limit(1)
    )
    return dict(found or {})


def of_item(session: Session, item_id: int | None) -> dict[str, Any]:
    """The answers given in one work item; empty if there are none."""
    found = session.scalar(select(Submission.answers).where(Submission.work_item_id == item_id))
    return dict(found or {})
