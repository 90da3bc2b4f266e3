"""Minutes by meeting: what was on its agenda, how far the minutes are, and the circulations to be reported to it.

The secretariat and the deciders read every meeting, a member those with an item of an own seat; of each meeting
the items of visible cases alone, numbered anew: a gap would tell that there is one more (第7条・第20条第1項).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from app.store.models.cases import Case
from app.store.models.committee import Closing, Hearing, Meeting, Minutes, Ruling
from app.store.models.meetings import MeetingChange
from app.store.models.people import Provider, User
from app.store.models.services import Service
from app.store.reading.blind import knows_seats
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

MOST = 100
"""Meetings that are told, the newest first."""


@dataclass(frozen=True, slots=True)
class Item:
    """A hearing on an agenda. `outcome` is None until it is closed, `version` 0 until minutes are drafted.

    `missing` names who gave no opinion by the closing: 未回答, never taken for consent. `approved_at` and
    `document_id` are of the newest approved version.
    """

    number: str
    case_no: str
    service: str
    provider: str
    state: str
    method: str
    outcome: str | None
    answers: int
    missing: tuple[str, ...]
    closed_at: datetime | None
    delivered_at: datetime | None
    version: int
    approved_at: datetime | None
    document_id: int | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting with its items, the circulations delivered since the meeting before it, and what changed of it."""

    number: int
    method: str
    starts_at: datetime
    place: str
    url: str
    state: str
    items: tuple[Item, ...]
    reports: tuple[Item, ...]
    changes: tuple[MeetingChange, ...] = ()

    @property
    def unwritten(self) -> tuple[Item, ...]:
        """The items that still lack approved minutes; one that was given up gets none."""
        return tuple(each for each in self.items if each.state != "abandoned" and each.approved_at is None)

    @property
    def is_written(self) -> bool:
        """Whether the minutes of the meeting can be put together."""
        return not self.unwritten and any(each.approved_at is not None for each in self.items)


@dataclass(frozen=True, slots=True)
class Approved:
    """The approved minutes of an item, with who approved them, and its approved addenda with who approved those."""

    item: Item
    minutes: Minutes
    by: str
    addenda: tuple[tuple[Minutes, str], ...] = ()


def sittings(session: Session, viewer: Viewer) -> list[Sitting]:
    """The meetings with the minutes of their items, the newest first; nothing for whom the seats are blind."""
    return _sittings(session, viewer) if knows_seats(viewer) else []


def own_sittings(session: Session, viewer: Viewer) -> list[Sitting]:
    """The meetings with an item that the member may read, the newest first."""
    if not (viewer.is_("member") or viewer.is_("chair")):
        return []
    return [each for each in _sittings(session, viewer) if each.items]


def find(session: Session, viewer: Viewer, number: int) -> Sitting | None:
    """The meeting of that number as the viewer may read it."""
    told = sittings(session, viewer) or own_sittings(session, viewer)
    return next((each for each in told if each.number == number), None)


def unreported(session: Session, viewer: Viewer) -> list[Item]:
    """The circulations that no meeting was told of yet: the next one will be."""
    if not knows_seats(viewer):
        return []
    last = session.scalar(select(func.max(Meeting.starts_at)).where(Meeting.state != "cancelled"))
    return _between(_circulated(_items(session, viewer)), last, None)


def approved(session: Session, viewer: Viewer, sitting: Sitting) -> list[Approved]:
    """The approved minutes of the items of a meeting, in the order of its agenda."""
    numbers = {each.number: each for each in sitting.items}
    newest = _newest(Minutes.approved_at.is_not(None))
    rows = session.execute(
        select(Hearing.number, Minutes, User.name)
        .join(Case, Case.id == Hearing.case_id)
        .join(newest, newest.c.hearing_id == Hearing.id)
        .join(Minutes, (Minutes.hearing_id == Hearing.id) & (Minutes.version == newest.c.version))
        .outerjoin(User, User.id == Minutes.approved_by)
        .where(Hearing.number.in_(numbers), case_visible(viewer))
        .order_by(Hearing.id)
    )
    found = [(number, minutes, by or "") for number, minutes, by in rows]
    added = session.execute(
        select(Minutes, User.name)
        .outerjoin(User, User.id == Minutes.approved_by)
        .where(
            Minutes.hearing_id.in_([minutes.hearing_id for _, minutes, _ in found]),
            Minutes.addendum > 0,
            Minutes.approved_at.is_not(None),
        )
        .order_by(Minutes.version)
    ).all()
    return [
        Approved(
            numbers[number],
            minutes,
            by,
            tuple((row, name or "") for row, name in added if row.hearing_id == minutes.hearing_id),
        )
        for number, minutes, by in found
    ]


def _sittings(session: Session, viewer: Viewer) -> list[Sitting]:
    meetings = list(session.scalars(select(Meeting).order_by(Meeting.starts_at.desc()).limit(MOST)))
    found = _items(session, viewer)
    circulated = _circulated(found)
    changes = session.scalars(select(MeetingChange).order_by(MeetingChange.id)).all()
    told = []
    for at, meeting in enumerate(meetings):
        earlier = [each.starts_at for each in meetings[at + 1 :] if each.state != "cancelled"]
        reports = _between(circulated, earlier[0] if earlier else None, meeting.starts_at)
        told.append(
            Sitting(
                meeting.number,
                meeting.method,
                meeting.starts_at,
                meeting.place,
                meeting.url,
                meeting.state,
                tuple(item for meeting_id, item in found if meeting_id == meeting.id),
                tuple(reports if meeting.state != "cancelled" else ()),
                tuple(each for each in changes if each.meeting_id == meeting.id),
            )
        )
    return told


def _circulated(found: Sequence[tuple[int | None, Item]]) -> list[Item]:
    return [item for meeting_id, item in found if meeting_id is None and item.delivered_at is not None]


def _between(items: Sequence[Item], since: datetime | None, until: datetime | None) -> list[Item]:
    return [
        item
        for item in items
        if item.delivered_at is not None
        and (until is None or item.delivered_at <= until)
        and (since is None or item.delivered_at > since)
    ]


def _newest(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(Minutes.hearing_id, func.max(Minutes.version).label("version"))
        .where(Minutes.addendum == 0, *conditions)
        .group_by(Minutes.hearing_id)
        .subquery()
    )


def _query(viewer: Viewer) -> Select[Any]:
    drafted, passed, done = _newest(), _newest(Minutes.approved_at.is_not(None)), aliased(Minutes)
    ruled = select(Ruling.hearing_id, func.max(Ruling.id).label("id")).group_by(Ruling.hearing_id).subquery()
    return (
        select(
            Hearing,
            Case.case_no,
            Service.name,
            Provider.name,
            Closing,
            Ruling.outcome,
            drafted.c.version,
            done.approved_at,
            done.document_id,
        )
        .join(Case, Case.id == Hearing.case_id)
        .join(Service, Service.id == Case.service_id)
        .join(Provider, Provider.id == Case.provider_id)
        .outerjoin(Closing, Closing.hearing_id == Hearing.id)
        .outerjoin(ruled, ruled.c.hearing_id == Hearing.id)
        .outerjoin(Ruling, Ruling.id == ruled.c.id)
        .outerjoin(drafted, drafted.c.hearing_id == Hearing.id)
        .outerjoin(passed, passed.c.hearing_id == Hearing.id)
        .outerjoin(done, (done.hearing_id == Hearing.id) & (done.version == passed.c.version))
        .where(case_visible(viewer))
        .order_by(Hearing.id)
    )


def _items(session: Session, viewer: Viewer) -> list[tuple[int | None, Item]]:
    rows = session.execute(_query(viewer)).all()
    missing = sorted({number for row in rows if row[4] is not None for number in row[4].missing})
    names = {
        number: name
        for number, name in session.execute(select(User.id, User.name).where(User.id.in_(missing)))
    }
    return [
        (
            hearing.meeting_id,
            Item(
                hearing.number,
                case_no,
                service,
                provider,
                hearing.state,
                hearing.method,
                (ruling or closing.outcome) if closing is not None else None,
                sum(closing.counts.values()) if closing is not None else 0,
                tuple(names.get(each, "") for each in closing.missing) if closing is not None else (),
                closing.at if closing is not None else None,
                hearing.delivered_at if hearing.state == "delivered" else None,
                version or 0,
                approved_at,
                document_id,
            ),
        )
        for hearing, case_no, service, provider, closing, ruling, version, approved_at, document_id in rows
    ]
