"""The daily chain over the cases' chains: a case that is rewritten, hashes and all, no longer fits it."""

from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.cases.runtime import Runtime
from app.store import anchors, history
from app.store.models.anchored import Anchor, AnchoredHead
from app.store.models.cases import Case
from app.store.models.procedures import Event
from app.worker.loop import Worker
from tests.walk import Walk

FIRST = date(2026, 11, 24)


def anchored(runtime: Runtime, days: int) -> Walk:
    """A case of which something happens on each of so many days, each anchored."""
    walk = Walk.open(runtime)
    for day in range(days):
        with runtime.db.step() as session:
            case = session.scalars(select(Case).with_for_update()).one()
            history.append(session, case, "note", reason=str(day))
            anchors.add(session, FIRST + timedelta(days=day))
    return walk


def broken(runtime: Runtime) -> list[date]:
    with runtime.db.read() as session:
        return anchors.verify(session)[1]


def rewrite(session: Session, case_id: int) -> None:
    """Change the last but one event and hash everything after it anew, as a forger with the program would."""
    case = session.get_one(Case, case_id)
    found = list(session.scalars(select(Event).where(Event.case_id == case_id).order_by(Event.seq)))
    previous = found[-3].hash
    for event in found[-2:]:
        row = {column.key: getattr(event, column.key) for column in Event.__table__.columns}
        row["reason"] = "forged"
        previous = history.digest(previous, row)
        changed = update(Event).where(Event.id == event.id).values(reason="forged", hash=previous)
        session.execute(changed.execution_options(synchronize_session=False))
    case.event_hash = previous


def test_what_nobody_touched_holds_and_a_quiet_day_adds_no_head(both: Runtime) -> None:
    anchored(both, 3)
    with both.db.step() as session:
        anchors.add(session, FIRST + timedelta(days=3))
        anchors.add(session, FIRST + timedelta(days=3))
        assert len(session.scalars(select(Anchor.day)).all()) == 4
        assert len(session.scalars(select(AnchoredHead.seq)).all()) == 3
    assert broken(both) == []


def test_a_case_that_was_rewritten_with_all_its_hashes_is_found(both: Runtime) -> None:
    case_id = anchored(both, 3).case().id
    with both.db.step() as session:
        rewrite(session, case_id)
    with both.db.read() as session:
        assert history.verify(session, case_id) == [], "its own chain is whole"
    assert broken(both) == [FIRST + timedelta(days=1), FIRST + timedelta(days=2)]


def test_an_anchor_that_was_rewritten_is_found(both: Runtime) -> None:
    anchored(both, 3)
    with both.db.step() as session:
        session.execute(update(AnchoredHead).where(AnchoredHead.day == FIRST).values(hash="0" * 64))
    assert FIRST in broken(both)


def test_the_worker_anchors_once_a_day(both: Runtime) -> None:
    Walk.open(both)
    worker = Worker(both)
    worker.work_once()
    worker.work_once()
    with both.db.read() as session:
        (anchor,) = session.scalars(select(Anchor))
        assert anchor.day == clock.date_in_japan(clock.real_now())
        assert len(session.scalars(select(AnchoredHead.case_id)).all()) == 1
    assert broken(both) == []
