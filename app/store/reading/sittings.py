"""Minutes by meeting: what was on its agenda, how far the minutes are, and the circulations to be reported to it.

Only who knows the seats reads them, and of each meeting the items of visible cases alone, numbered anew: a gap
would tell that there is one more (第7条・第20条第1項).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.store.models.cases import Case
from app.store.models.committee import Closing, Hearing, Meeting, Minutes, Ruling
from app.store.models.services import Service
from app.store.reading.blind import knows_seats
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

MOST = 100
"""Meetings that are told, the newest first."""


@dataclass(frozen=True, slots=True)
class Item:
    """A hearing on an agenda. `outcome` is None until it is closed, `version` 0 until minutes are drafted."""

    number: str
    case_no: str
    service: str
    state: str
    outcome: str | None
    closed_at: datetime | None
    version: int
    approved_at: datetime | None
    document_id: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting with its items and with the circulations closed since the meeting before it."""

    number: int
    method: str
    starts_at: datetime
    place: str
    state: str
    items: tuple[Item, ...]
    reports: tuple[Item, ...]


def sittings(session: Session, viewer: Viewer) -> list[Sitting]:
    """The meetings with the minutes of their items, the newest first; nothing for whom the seats are blind."""
    if not knows_seats(viewer):
        return []
    meetings = list(session.scalars(select(Meeting).order_by(Meeting.starts_at.desc()).limit(MOST)))
    found = _items(session, viewer)
    circulated = [
        item
        for meeting_id, item in found
        if meeting_id is None and item.closed_at is not None and item.state == "delivered"
    ]
    told = []
    for meeting, before in zip(meetings, [*meetings[1:], None], strict=True):
        since = before.starts_at if before is not None else None
        told.append(
            Sitting(
                meeting.number,
                meeting.method,
                meeting.starts_at,
                meeting.place,
                meeting.state,
                tuple(item for meeting_id, item in found if meeting_id == meeting.id),
                tuple(_between(circulated, since, meeting.starts_at)),
            )
        )
    return told


def _between(items: Sequence[Item], since: datetime | None, until: datetime) -> list[Item]:
    return [
        item
        for item in items
        if item.closed_at is not None
        and item.closed_at <= until
        and (since is None or item.closed_at > since)
    ]


def _items(session: Session, viewer: Viewer) -> list[tuple[int | None, Item]]:
    newest = (
        select(Minutes.hearing_id, func.max(Minutes.version).label("version"))
        .group_by(Minutes.hearing_id)
        .subquery()
    )
    ruled = select(Ruling.hearing_id, func.max(Ruling.id).label("id")).group_by(Ruling.hearing_id).subquery()
    rows = session.execute(
        select(Hearing, Case.case_no, Service.name, Closing, Ruling.outcome, Minutes)
        .join(Case, Case.id == Hearing.case_id)
        .join(Service, Service.id == Case.service_id)
        .outerjoin(Closing, Closing.hearing_id == Hearing.id)
        .outerjoin(ruled, ruled.c.hearing_id == Hearing.id)
        .outerjoin(Ruling, Ruling.id == ruled.c.id)
        .outerjoin(newest, newest.c.hearing_id == Hearing.id)
        .outerjoin(
            Minutes, (Minutes.hearing_id == newest.c.hearing_id) & (Minutes.version == newest.c.version)
        )
        .where(case_visible(viewer))
        .order_by(Hearing.id)
    )
    return [
        (
            hearing.meeting_id,
            Item(
                hearing.number,
                case_no,
                service,
                hearing.state,
                (ruling or closing.outcome) if closing is not None else None,
                closing.at if closing is not None else None,
                minutes.version if minutes is not None else 0,
                minutes.approved_at if minutes is not None else None,
                minutes.document_id if minutes is not None else None,
            ),
        )
        for hearing, case_no, service, closing, ruling, minutes in rows
    ]
