"""The daily chain over the heads of all cases' chains: who rewrites a case from some event on must rewrite this too.

Its last hash, told by `nintei events verify`, may be noted outside of the database.
"""

import hashlib
from datetime import date
from itertools import groupby

from sqlalchemy import Row, and_, exists, select
from sqlalchemy.orm import Session

from app import clock
from app.store import rows
from app.store.base import dumps
from app.store.models.anchored import Anchor, AnchoredHead
from app.store.models.cases import Case
from app.store.models.procedures import Event

Head = tuple[int, int, str]
"""Case, number of its last event, that event's hash."""


def add(session: Session, day: date) -> None:
    """Anchor the heads that have moved since the last anchor; a day is anchored once."""
    last = session.scalars(select(Anchor).order_by(Anchor.day.desc()).limit(1)).first()
    if last is not None and last.day >= day:
        return
    there = exists().where(AnchoredHead.case_id == Case.id, AnchoredHead.seq == Case.event_seq)
    moved = select(Case.id, Case.event_seq, Case.event_hash).where(Case.event_seq > 0, ~there)
    heads = [_head(row) for row in session.execute(moved.order_by(Case.id))]
    new = [{"case_id": case_id, "seq": seq, "hash": found, "day": day} for case_id, seq, found in heads]
    link = {"day": day, "at": clock.real_now(), "hash": digest(last.hash if last else "", day, heads)}
    rows.add(session, Anchor, [link])
    if new:
        rows.add(session, AnchoredHead, new)


def digest(previous: str, day: date, heads: list[Head]) -> str:
    """SHA-256 over the hash of the anchor before, the day, and the heads in the order of the cases."""
    return hashlib.sha256((previous + dumps([day.isoformat(), heads])).encode()).hexdigest()


def verify(session: Session) -> tuple[str, list[date]]:
    """The last anchor's hash, and the days whose anchor or anchored events are not as they were."""
    moved = select(AnchoredHead.day, AnchoredHead.case_id, AnchoredHead.seq, AnchoredHead.hash)
    ordered = session.execute(moved.order_by(AnchoredHead.day, AnchoredHead.case_id)).all()
    by_day = {
        day: [_head(row[1:]) for row in group] for day, group in groupby(ordered, key=lambda row: row[0])
    }
    anchors = session.execute(select(Anchor.day, Anchor.hash).order_by(Anchor.day)).all()
    broken = _rewritten(session) | (set(by_day) - {day for day, _ in anchors})
    previous = ""
    for day, found in anchors:
        if found != digest(previous, day, by_day.get(day, [])):
            broken.add(day)
        previous = found
    return previous, sorted(broken)


def _rewritten(session: Session) -> set[date]:
    """Days with an anchored head whose event has another hash or is gone."""
    same = and_(Event.case_id == AnchoredHead.case_id, Event.seq == AnchoredHead.seq)
    gone = select(AnchoredHead.day).outerjoin(Event, same)
    return set(session.scalars(gone.where(Event.hash.is_distinct_from(AnchoredHead.hash))))


def _head(row: Row[int, int, str] | tuple[int, int, str]) -> Head:
    case_id, seq, found = row
    return case_id, seq, found
