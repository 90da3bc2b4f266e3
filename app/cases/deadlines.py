"""Dates that somebody must keep: stored with the sentence that explains them."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.law import wording
from app.law.service_targets import target
from app.store.models.cases import Case, Deadline


def set_target(session: Session, case: Case, kind: str, due_on: date, key: str, anchor: date) -> None:
    """Store a service target of our own: counted from `anchor`, with no legal effect."""
    found, first, last = target(key), wording.day(anchor), wording.day(due_on)
    session.add(
        Deadline(
            case_id=case.id,
            kind=kind,
            due_on=due_on,
            article=found.see,
            explanation=(
                f"{found.text.ja}ための日です。{first.ja}を基準に{last.ja}と定めました。"
                "規程が定める期限ではなく、過ぎても自動的な不利益はありません。"
            ),
            explanation_en=(
                f"{found.text.en}: set to {last.en}, counted from {first.en}. "
                "The operating rules set no such date, and nothing follows automatically when it passes."
            ),
        )
    )


def meet(session: Session, case: Case, kind: str, on: date) -> None:
    """Mark the open deadlines of a kind as met."""
    session.execute(
        update(Deadline)
        .where(Deadline.case_id == case.id, Deadline.kind == kind, Deadline.met_on.is_(None))
        .values(met_on=on)
        .execution_options(synchronize_session=False)
    )
