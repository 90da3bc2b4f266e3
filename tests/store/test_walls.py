"""第6条第2項・第7条: what the committee declared, thought and counted holds against statements past our own code too."""

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cases.runtime import Runtime
from app.store import migrate
from app.store.base import Base
from app.store.models import walls
from app.store.models.committee import Attendance, Closing, Declaration, Hearing, Opinion, Seat
from app.store.models.kept import KEPT
from app.store.session import Database
from tests.heard import Sitting

pytestmark = pytest.mark.article("第6条第2項")


@pytest.fixture
def sitting(both: Runtime) -> Sitting:
    """A hearing in which two of three have answered."""
    sitting = Sitting.declared(both, ("chair", "member1", "member2"))
    return sitting.give("chair").give("member1", "unfit", reason="否とする理由")


def refused(sitting: Sitting, statement: str) -> str:
    """The sentence with which the database refuses a statement written by hand."""
    with pytest.raises(IntegrityError) as error, sitting.runtime.db.engine.begin() as connection:
        connection.execute(text(statement))
    return str(error.value.orig)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE opinion SET verdict = 'fit'",
        "UPDATE opinion SET reason = reason",
        "DELETE FROM opinion WHERE version = 1",
        "UPDATE declaration SET result = 'none', text = ''",
        "DELETE FROM declaration",
    ],
)
def test_what_was_declared_and_given_cannot_be_rewritten_by_hand(sitting: Sitting, statement: str) -> None:
    before = rows(sitting)
    assert "is written once" in refused(sitting, statement)
    assert rows(sitting) == before


@pytest.mark.parametrize("statement", ["UPDATE closing SET outcome = 'fit'", "DELETE FROM closing"])
def test_a_count_cannot_be_rewritten_by_hand(sitting: Sitting, statement: str) -> None:
    sitting.give("member2", "hold").close()
    before = rows(sitting)
    assert "closing is written once" in refused(sitting, statement)
    assert rows(sitting) == before


@pytest.mark.parametrize(
    "change",
    ["sections = '{}'", "record = '{}'", "approved_at = NULL", "approved_by = written_by", "version = 9"],
)
def test_approved_minutes_cannot_be_rewritten_by_hand(sitting: Sitting, change: str) -> None:
    sitting.give("member2", "fit").close()
    sitting.write_minutes()
    assert "approved minutes are not changed" in refused(sitting, f"UPDATE minutes SET {change}")
    assert "stay on record" in refused(sitting, "DELETE FROM minutes")


@pytest.mark.refusal("X14", basis="law", article="第6条第2項")
def test_a_closed_hearing_opens_again_for_nobody(sitting: Sitting) -> None:
    sitting.close()
    assert "never opens again" in refused(sitting, "UPDATE hearing SET state = 'open'")
    assert "stays on record" in refused(sitting, "DELETE FROM hearing")
    assert sitting.hearing().state != "open"


@pytest.mark.refusal("X14", basis="law", article="第6条第2項")
def test_no_opinion_is_put_in_after_the_closing(sitting: Sitting) -> None:
    sitting.close()
    assert "is closed" in put_in(sitting, "member2")
    assert sitting.opinions("member2") == []


@pytest.mark.refusal("X20", basis="law", article="第7条")
@pytest.mark.parametrize(
    "state", ["invited", "judging", "excluded", "challenged", "recused", "struck", "expired"]
)
def test_no_opinion_is_put_in_for_a_seat_that_is_shut(sitting: Sitting, state: str) -> None:
    with sitting.runtime.db.step() as session:
        session.get_one(Seat, sitting.seat("member2").id).state = state
    assert "is not open" in put_in(sitting, "member2")
    assert sitting.opinions("member2") == []


def test_an_opinion_in_time_from_an_open_seat_is_not_kept_out(sitting: Sitting) -> None:
    """Otherwise the walls would refuse everything."""
    sitting.give("member2", "hold")
    assert [each.verdict for each in sitting.opinions("member2")] == ["hold"]


def test_every_wall_stands_after_migrating_and_while_migrating_none_does(both: Runtime) -> None:
    url = both.settings.url
    every = {wall.name for wall in walls.WALLS}
    with both.db.engine.connect() as connection:
        assert walls.names(connection) == every  # as made from the models
    fresh = f"{url}.new" if url.startswith("sqlite") else url
    if fresh == url:
        with both.db.engine.begin() as connection:
            Base.metadata.drop_all(connection)
    migrate.upgrade(fresh)
    database = Database(fresh)
    with database.engine.connect() as connection:
        assert walls.names(connection) == every
    migrate.downgrade(fresh, "0007")
    with database.engine.connect() as connection:
        assert walls.names(connection) == set()
    migrate.upgrade(fresh)
    with database.engine.begin() as connection:
        walls.take_down(connection)
        assert walls.names(connection) == set()
    database.dispose()


def test_whatever_the_committee_writes_once_has_its_wall() -> None:
    walled = {wall.table for wall in walls.WALLS if wall.on == "DELETE"}
    assert {"opinion", "declaration", "interest_judgement", "closing", "ruling", "visit_report"} <= walled
    assert {row.__tablename__ for row in KEPT if row.__module__ == Opinion.__module__} <= walled


def put_in(sitting: Sitting, name: str) -> str:
    """Insert an opinion past our own code; the sentence with which it is refused."""
    seat = sitting.seat(name)
    row = {
        "seat_id": seat.id,
        "version": 9,
        "verdict": "fit",
        "declaration_id": select(Declaration.id).where(Declaration.seat_id == seat.id).scalar_subquery(),
        "entered_by": seat.user_id,
        "received_at": clock.now(),
    }
    with pytest.raises(IntegrityError) as error, sitting.runtime.db.engine.begin() as connection:
        connection.execute(insert(Opinion).values(**row, topics=[]))
    return str(error.value.orig)


def rows(sitting: Sitting) -> list[object]:
    """All that is written once in the hearing."""
    with sitting.runtime.db.engine.connect() as connection:
        return [all_of(connection, table) for table in (Declaration, Opinion, Closing, Attendance, Hearing)]


def all_of(connection: Connection, table: type[Base]) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(select(table.__table__))]
