"""An interest that came to light after the decision (第6条第1項・第7条): the decision stands until a person acts.

Somebody who decides is told, sees what the opinion was and what is left of it, and says how to go on.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import engine
from app.cases.checks.context import CheckContext
from app.cases.hearings import closing, lookup, read_before, tallies
from app.cases.hearings.wording import kinds
from app.law.committee import OUTCOMES
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.committee import Closing, Hearing, InterestJudgement, Seat
from app.store.models.people import User
from app.store.models.procedures import Message, WorkItem

PROCESS = "conflict_after_decision"


def ask(session: Session, case: Case, hearing: Hearing, seat: Seat) -> None:
    """Ask a decider what the interest of somebody who gave an opinion means for a decision that is taken."""
    if not lookup.decided(session, case.id):
        return
    inputs = {"case_no": case.case_no, "hearing_no": hearing.number, "seat_id": seat.id}
    engine.request_start(session, case, PROCESS, inputs, once=f"{PROCESS}:{seat.id}")


def shown(session: Session, item: WorkItem) -> dict[str, Any]:
    """Who it is and what was found, the opinion at the decision, and the count without this member."""
    seat = _seat(session, item)
    hearing = session.get_one(Hearing, seat.hearing_id)
    judged = session.scalars(
        select(InterestJudgement)
        .where(InterestJudgement.seat_id == seat.id)
        .order_by(InterestJudgement.id.desc())
        .limit(1)
    ).one()
    named = kinds(judged.kinds)
    now = tallies.tally(session, hearing).explanation
    return {
        "member": session.get_one(User, seat.user_id).name,
        "reported": Text(f"{named.ja}\n{judged.reason}".strip(), f"{named.en}\n{judged.reason}".strip()),
        "heard": _heard(session, hearing),
        "without": now,
        **read_before.shown(session, item.case_id, seat.user_id),
    }


def keep(context: CheckContext, answers: dict[str, Any]) -> None:
    """Put on record how to go on; nothing else changes."""
    seat = _seat(context.session, context.item)
    hearing = context.session.get_one(Hearing, seat.hearing_id)
    told = {"seat": seat.id, "choice": answers["choice"]}
    by_id = context.viewer.user_id
    closing.note(context.session, context.case, hearing, "seat_weighed", by_id, answers["reason"], told)
    read_before.keep(context, answers, {"seat": seat.id})


def _heard(session: Session, hearing: Hearing) -> Text:
    if session.get(Closing, hearing.id) is None:
        return Text("なし", "none")
    said = OUTCOMES[tallies.outcome(session, hearing)]
    return Text(f"{hearing.number}：{said.ja}", f"{hearing.number}: {said.en}")


def _seat(session: Session, item: WorkItem) -> Seat:
    payload = session.execute(
        select(Message.payload).where(
            Message.starts == PROCESS, Message.receiver_instance_id == item.instance_id
        )
    ).scalar_one()
    return session.get_one(Seat, payload["seat_id"])
