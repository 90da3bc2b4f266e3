"""The last appointment of a person ends: sessions, seats and steps in hand end in the same transaction.

That nothing opens any more from that day on needs none of this: roles are asked of the appointments with each
request (app.store.standing). Here is what must not be left standing behind it.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import users
from app.engine import messages
from app.law.roles import BY_POST
from app.store import history, standing
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.procedures import WorkItem

LEFT = ("excluded", "recused", "struck", "expired")


def lock_cases(session: Session, user_id: int) -> None:
    """Lock the cases in which somebody has a seat or a step in hand: cases come before everything else."""
    seats = select(Seat.case_id).join(Hearing, Hearing.id == Seat.hearing_id)
    steps = select(WorkItem.case_id).where(WorkItem.assignee_id == user_id, WorkItem.state == "open")
    open_seats = seats.where(Seat.user_id == user_id, Hearing.state == "open")
    query = select(Case).where(Case.id.in_(open_seats) | Case.id.in_(steps)).order_by(Case.id)
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
        _expire_seats(session, user_id)
    _give_back(session, user_id, lost)


def _expire_seats(session: Session, user_id: int) -> None:
    # The one place that ends seats with a term: app.cases.hearings.seats.expire takes over from here.
    rows = session.execute(
        select(Seat.id, Seat.case_id)
        .join(Hearing, Hearing.id == Seat.hearing_id)
        .where(Seat.user_id == user_id, Hearing.state == "open", Seat.state.not_in(LEFT))
        .order_by(Seat.case_id, Seat.id)
    ).all()
    for seat_id, case_id in rows:
        case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
        seat = session.get_one(Seat, seat_id, with_for_update=True, populate_existing=True)
        if seat.state in LEFT:
            continue
        seat.state, seat.changed_at = "expired", clock.now()
        session.flush()
        history.append(session, case, "seat_expired", article="第7条", data={"seat": seat_id})
        messages.send(session, case, "seat.ended", str(seat_id), {}, once=f"seat.ended:{seat_id}")


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
