"""An interest that waits too long for its judgement is told to whoever can judge it or see to it (第7条)."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.law import service_targets
from app.law.text import Text
from app.outbox import queue
from app.store import standing
from app.store.models.cases import Case
from app.store.models.people import User
from app.store.reading.visible import interested

TARGET = "interest_judgement"
TOLD = ("decider", "secretariat")
SUBJECT = Text("利害関係の判断が期限を過ぎています", "A judgement on an interest is overdue")
BODY = Text(
    "利害関係の申告などについて、認定責任者の判断が3営業日を過ぎても済んでいません。"
    "判断するまで、その人に資料は開きません。作業の一覧から判断してください。",
    "An interest has waited more than 3 working days for the judgement of a decider. Until it is judged the papers "
    "stay shut for that person. Please judge it from the list of steps.",
)


def dates() -> dict[str, str]:
    """The day by which an interest told today is to be judged, and the one on which it is overdue."""
    due_on = service_targets.due_on(TARGET, clock.today())
    return {"judge_by": due_on.isoformat(), "overdue_on": (due_on + timedelta(days=1)).isoformat()}


def tell(session: Session, base_url: str, case: Case, key: str) -> int:
    """A mail to deciders and the secretariat, without a word on the case; returns to how many.

    Nobody to whom the case is shut is written to. `key` makes it once for ever.
    """
    held = standing.held(clock.today())
    people = session.execute(
        select(User.id, User.email)
        .distinct()
        .join(held, held.c.user_id == User.id)
        .where(held.c.role.in_(TOLD), User.active, User.verified_at.is_not(None))
        .where(~interested(User.id, select(Case.id).where(Case.id == case.id).scalar_subquery()))
        .order_by(User.id)
    ).all()
    for number, to in people:
        body = f"{BODY.ja}\n\n{base_url}/\n\n----\n{SUBJECT.en}\n\n{BODY.en}\n"
        told = {"to": to, "subject": SUBJECT.ja, "body": body}
        queue.put(session, "mail", f"interest_overdue:{key}:{number}", told)
    return len(people)
