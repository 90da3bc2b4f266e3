"""Who presides over a hearing: the chair, or who stands in (第7条, AMB-36); it moves with the seats."""

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import addenda, lookup
from app.law.appointment import COMMITTEE_POSTS
from app.law.hearing import Candidate, presiding
from app.store import history, standing
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import Hearing
from app.store.models.people import User
from app.store.models.procedures import WorkItem

STEPS = ("rule_tie", "approve_minutes")
OFFICE = ("chair", "acting")


def candidates(session: Session, hearing: Hearing) -> list[Candidate]:
    """The members who may preside: until the closing also those who have not declared yet."""
    free = {"eligible", "invited"} if hearing.state == "open" else {"eligible"}
    seated = {seat.user_id: seat.state in free for seat in lookup.seats(session, hearing)}
    rows = session.scalars(
        select(Appointment).where(
            Appointment.user_id.in_(seated),
            Appointment.post.in_(COMMITTEE_POSTS),
            standing.runs(clock.today()),
            exists().where(User.id == Appointment.user_id, User.active, User.verified_at.is_not(None)),
        )
    )
    return [
        Candidate(row.user_id, row.post, row.since, row.acting_order, eligible=seated[row.user_id])
        for row in rows
    ]


def successor(session: Session, hearing: Hearing) -> int | None:
    """Who is to preside as things are now."""
    return presiding(candidates(session, hearing))


def is_over(session: Session, hearing: Hearing) -> bool:
    """Whether nobody presides over it any more; an addendum to its minutes needs somebody once again."""
    return hearing.state in lookup.ENDED and addenda.asked(session, hearing) is None


def settle(
    session: Session, case: Case, hearing: Hearing, *, by_id: int | None = None, reason: str = ""
) -> None:
    """Let the right one preside; what waits for the one before waits for this one from now on.

    With nobody left it stays with the one before, where it is seen that it is stranded.
    """
    session.flush()
    if is_over(session, hearing):
        return
    before, hearing.presiding_id = hearing.presiding_id, successor(session, hearing)
    if hearing.presiding_id == before:
        return
    if hearing.presiding_id is not None:
        _hand_over(session, case, hearing.presiding_id)
    history.append(
        session,
        case,
        "seat_presiding",
        actor_id=by_id,
        article="第7条",
        reason=reason,
        data={"hearing": hearing.number, "from": before, "to": hearing.presiding_id},
    )


def stands_in(session: Session, case: Case, named: int) -> int | None:
    """Who presides at the moment at which a step of the presiding member is made; None where there is no hearing."""
    hearing = lookup.latest(session, case.id)
    if hearing is None:
        return None
    settle(session, case, hearing)
    return hearing.presiding_id or named


def _hand_over(session: Session, case: Case, user_id: int) -> None:
    session.execute(
        update(WorkItem)
        .where(
            WorkItem.case_id == case.id,
            WorkItem.node.in_(STEPS),
            WorkItem.state == "open",
            WorkItem.bound,
        )
        .values(assignee_id=user_id)
        .execution_options(synchronize_session=False)
    )


def in_office(session: Session, hearing: Hearing) -> bool:
    """Whether the one who presides is chair or acting chair: only they rule on a tie (AMB-36)."""
    return any(
        each.user_id == hearing.presiding_id and each.post in OFFICE for each in candidates(session, hearing)
    )
