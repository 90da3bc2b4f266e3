"""The last appointment of a person ends: sessions, seats and steps in hand end in the same transaction.

That nothing opens any more from that day on needs none of this: roles are asked of the appointments with each
request (app.store.standing). Here is what must not be left standing behind it.
"""

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import users
from app.cases.hearings import lookup, presiding, seats
from app.law.roles import BY_POST
from app.store import history, standing
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.procedures import WorkItem


def lock_cases(session: Session, user_id: int) -> None:
    """Lock the cases in which somebody sits, presides or has a step in hand: cases come before everything else."""
    sits = exists().where(Seat.user_id == user_id, Seat.hearing_id == Hearing.id)
    hearings = select(Hearing.case_id).where(_presided_by(user_id) | (sits & (Hearing.state == "open")))
    steps = select(WorkItem.case_id).where(WorkItem.assignee_id == user_id, WorkItem.state == "open")
    query = select(Case).where(Case.id.in_(hearings) | Case.id.in_(steps)).order_by(Case.id)
    session.scalars(query.with_for_update()).all()


def leave(session: Session, user_id: int, appointment_id: int) -> None:
    """End what rests on the roles of an appointment that ends now; nothing where another one still gives them.

    The appointment is over already as the tables say, and the caller has begun with `lock_cases`.
    """
    ending = session.get_one(Appointment, appointment_id)
    others = session.scalars(
        select(Appointment.post).where(
            Appointment.user_id == user_id, Appointment.id != ending.id, standing.runs(clock.today())
        )
    )
    lost = BY_POST[ending.post] - frozenset[str]().union(*(BY_POST[post] for post in others))
    if lost:
        users.sign_out_everywhere(session, user_id)
    if "member" in lost:
        seats.expire(session, user_id)
    _hand_over(session, user_id)
    _give_back(session, user_id, lost)


def _hand_over(session: Session, user_id: int) -> None:
    """Let the right one preside over what the person presided over; the term may end and the seat stay."""
    rows = session.scalars(select(Hearing).where(_presided_by(user_id)).order_by(Hearing.case_id)).all()
    for hearing in rows:
        presiding.settle(session, session.get_one(Case, hearing.case_id, with_for_update=True), hearing)


def _presided_by(user_id: int) -> ColumnElement[bool]:
    return and_(Hearing.presiding_id == user_id, Hearing.state.not_in(lookup.ENDED))


def _give_back(session: Session, user_id: int, lost: frozenset[str]) -> None:
    """Claimed steps go back to their group; what is bound to the person stays for the operators' desk."""
    found = session.execute(
        select(WorkItem.id, WorkItem.case_id)
        .where(
            WorkItem.assignee_id == user_id,
            WorkItem.state == "open",
            WorkItem.role.in_(sorted(lost)),
            WorkItem.bound.is_(False),
        )
        .order_by(WorkItem.case_id, WorkItem.id)
    ).all()
    for item_id, case_id in found:
        case = session.get(Case, case_id, with_for_update=True, populate_existing=True) if case_id else None
        item = session.get_one(WorkItem, item_id, with_for_update=True, populate_existing=True)
        if item.state != "open" or item.assignee_id != user_id:
            continue
        item.assignee_id = None
        session.flush()
        if case is not None:
            history.append(session, case, "released", node=item.node, data={"work_item": item_id})
