"""Members × hearings on one sheet: where each seat stands, never what anybody thinks (第7条).

Of visible cases alone, in a handful of statements however many cells there are. Nothing for whom the seats are
blind.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from app.store.models.cases import Case
from app.store.models.committee import Hearing, Meeting, Opinion, Seat
from app.store.models.people import User
from app.store.models.services import Service
from app.store.reading.blind import knows_seats
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

CellState = Literal[
    "invited",
    "judging",
    "waiting",
    "given",
    "silent",
    "excluded",
    "challenged",
    "recused",
    "struck",
    "expired",
    "staff",
]
LATE: tuple[CellState, ...] = ("invited", "waiting")
"""States in which a member is reminded while the hearing is open."""
MOST = 400
"""Hearings on a sheet, the next due first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None or an empty text for everything. `state`: a state of a cell, or `late`."""

    member: int | None = None
    state: str = ""
    meeting: int | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A hearing with the state of each member's seat, by the id of the person; who has no seat stands not there."""

    number: str
    case_no: str
    service: str
    state: str
    meeting: int | None
    due_at: datetime
    cells: dict[int, CellState]

    @property
    def is_late(self) -> bool:
        """Whether somebody has not declared or answered while there is still time."""
        return self.state == "open" and any(each in LATE for each in self.cells.values())


@dataclass(frozen=True, slots=True)
class Matrix:
    """The sheet: the columns are people with a seat in one of the rows, by name."""

    members: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]
    everybody: tuple[tuple[int, str], ...]
    meetings: tuple[int, ...]


def matrix(session: Session, viewer: Viewer, wanted: Wanted) -> Matrix:
    """What is looked for, the hearings that are due next first."""
    if not knows_seats(viewer):
        return Matrix((), (), (), ())
    found = session.execute(_hearings(viewer, wanted)).all()
    cells, names = _cells(session, {hearing.id: hearing.state for hearing, *_ in found})
    rows = [
        Row(
            hearing.number,
            case_no,
            service,
            hearing.state,
            meeting,
            hearing.due_at,
            cells.get(hearing.id, {}),
        )
        for hearing, case_no, service, meeting in found
    ]
    kept = tuple(row for row in rows if _matches(row, wanted))
    everybody = tuple(sorted(names.items(), key=lambda each: each[1]))
    shown = {user_id for row in kept for user_id in row.cells}
    only = {wanted.member} if wanted.member is not None else shown
    return Matrix(
        tuple(each for each in everybody if each[0] in shown & only),
        kept,
        everybody,
        tuple(sorted({row.meeting for row in rows if row.meeting is not None})),
    )


def _hearings(viewer: Viewer, wanted: Wanted) -> Select[Hearing, str, str, int | None]:
    conditions: list[ColumnElement[bool]] = [case_visible(viewer), Hearing.state != "abandoned"]
    if not wanted.ended:
        conditions.append(Hearing.state != "delivered")
    if wanted.meeting is not None:
        conditions.append(Meeting.number == wanted.meeting)
    return (
        select(Hearing, Case.case_no, Service.name, Meeting.number)
        .join(Case, Case.id == Hearing.case_id)
        .join(Service, Service.id == Case.service_id)
        .outerjoin(Meeting, Meeting.id == Hearing.meeting_id)
        .where(*conditions)
        .order_by(Hearing.due_at.desc() if wanted.ended else Hearing.due_at, Hearing.id)
        .limit(MOST)
    )


def _cells(
    session: Session, states: dict[int, str]
) -> tuple[dict[int, dict[int, CellState]], dict[int, str]]:
    spoken = select(Opinion.seat_id, func.count().label("versions")).group_by(Opinion.seat_id).subquery()
    seats = session.execute(
        select(Seat.hearing_id, Seat.user_id, Seat.state, User.name, spoken.c.versions)
        .join(User, User.id == Seat.user_id)
        .outerjoin(spoken, spoken.c.seat_id == Seat.id)
        .where(Seat.hearing_id.in_(list(states)))
    )
    cells: dict[int, dict[int, CellState]] = {}
    names: dict[int, str] = {}
    for hearing_id, user_id, state, name, versions in seats:
        names[user_id] = name
        is_open = states[hearing_id] == "open"
        cells.setdefault(hearing_id, {})[user_id] = _cell(state, is_open=is_open, spoken=bool(versions))
    return cells, names


def _cell(state: str, *, is_open: bool, spoken: bool) -> CellState:
    if state == "eligible":
        return "given" if spoken else "waiting" if is_open else "silent"
    if state == "invited" and not is_open:
        return "silent"
    return state  # type: ignore[return-value] # the states of a seat


def _matches(row: Row, wanted: Wanted) -> bool:
    if wanted.member is not None and wanted.member not in row.cells:
        return False
    looked_at = [row.cells[wanted.member]] if wanted.member is not None else list(row.cells.values())
    if wanted.state == "late":
        return row.state == "open" and any(each in LATE for each in looked_at)
    return not wanted.state or wanted.state in looked_at
