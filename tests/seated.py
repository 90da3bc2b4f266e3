"""Hearings and seats put into a case by hand, for tests of who may then read it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from app import clock
from app.cases.runtime import Runtime
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.people import User
from app.store.models.procedures import Instance, WorkItem
from app.store.models.visits import Visit, VisitMember
from app.store.viewer import Viewer

SHUT = ("invited", "judging", "excluded", "challenged", "recused", "struck", "expired")
"""Every state of a seat but `eligible`."""


def hearing(runtime: Runtime, case_no: str, **more: Any) -> int:
    """A hearing on a case, in its next round; its id."""
    now = clock.now()
    with runtime.db.step() as session:
        case_id = session.scalars(select(Case.id).where(Case.case_no == case_no)).one()
        rounds = session.scalar(select(func.count()).where(Hearing.case_id == case_id)) or 0
        given = {
            "number": f"H{case_no}-{rounds + 1}",
            "case_id": case_id,
            "round": rounds + 1,
            "method": "circulation",
            "rule_set": "test",
            "opened_at": now,
            "opened_by": session.scalars(select(func.min(User.id))).one(),
            "declare_by": now + timedelta(days=3),
            "due_at": now + timedelta(days=14),
        }
        made = Hearing(**given | more)
        session.add(made)
        session.flush()
        return made.id


def seat(runtime: Runtime, hearing_id: int, viewer: Viewer, state: str = "eligible") -> int:
    """A seat of a person in a hearing; its id."""
    with runtime.db.step() as session:
        case_id = session.get_one(Hearing, hearing_id).case_id
        made = Seat(
            hearing_id=hearing_id,
            case_id=case_id,
            user_id=viewer.user_id,
            state=state,
            added_at=clock.now(),
            added_by=viewer.user_id,
            changed_at=clock.now(),
        )
        session.add(made)
        session.flush()
        return made.id


def move(runtime: Runtime, seat_id: int, state: str) -> None:
    """A seat comes into another state."""
    with runtime.db.step() as session:
        session.get_one(Seat, seat_id).state = state


def visitor(runtime: Runtime, case_no: str, viewer: Viewer, state: str = "clear") -> int:
    """An inspector of a visit in a case; the id of the visit."""
    with runtime.db.step() as session:
        case_id = session.scalars(select(Case.id).where(Case.case_no == case_no)).one()
        visits = session.scalar(select(func.count()).select_from(Visit)) or 0
        made = Visit(
            number=f"V{case_no}-{visits + 1}",
            case_id=case_id,
            basis="6_3",
            necessity="書面では確かめられない",
            site="東京都千代田区一番町1",
            created_at=clock.now(),
            created_by=viewer.user_id,
        )
        session.add(made)
        session.flush()
        session.add(VisitMember(visit_id=made.id, case_id=case_id, user_id=viewer.user_id, state=state))
        return made.id


def bound_item(runtime: Runtime, case_no: str, viewer: Viewer, node: str, **more: Any) -> int:
    """A step of the committee that waits for that person alone; its id."""
    with runtime.db.step() as session:
        case_id = session.scalars(select(Case.id).where(Case.case_no == case_no)).one()
        instance_id = session.scalars(select(func.min(Instance.id)).where(Instance.case_id == case_id)).one()
        given = {
            "instance_id": instance_id,
            "task_id": 9_000 + viewer.user_id,
            "process_id": "member_opinion",
            "node": node,
            "name": node,
            "role": "member",
            "case_id": case_id,
            "assignee_id": viewer.user_id,
            "bound": True,
            "created_at": clock.now(),
        }
        made = WorkItem(**given | more)
        session.add(made)
        session.flush()
        return made.id
