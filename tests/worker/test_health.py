"""Whether a process can serve, and what operators should see of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from app import clock, create_runtime
from app.cases.deliveries import run_pending
from app.cases.health import healthy, ready
from app.config import Settings
from app.outbox import queue
from app.store import migrate
from app.store.models.procedures import OutboxRow
from app.store.session import Database
from tests.worker.conftest import Lab

LATER = datetime(2027, 3, 1, tzinfo=UTC)


def migrated(lab: Lab) -> Lab:
    """The tables were made from the models; say that they are this version's schema."""
    with lab.runtime.db.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{migrate.head()}')")
    return lab


def test_a_process_that_answers_is_healthy_even_without_its_database(lab: Lab) -> None:
    lab.runtime.db.dispose()
    assert healthy(lab.runtime) == {"status": "ok"}


def test_an_idle_installation_is_ready(lab: Lab) -> None:
    assert ready(migrated(lab).runtime) == (
        True,
        {
            "status": "ok",
            "schema": migrate.head(),
            "outbox_waiting": 0,
            "outbox_failing": 0,
            "outbox_doubtful": 0,
            "outbox_oldest_age": 0.0,
            "overdue_timers": 0,
            "open_incidents": 0,
        },
    )


def test_what_is_held_up_is_counted_but_pages_still_work(lab: Lab) -> None:
    migrated(lab)
    lab.start("alarm", "bad")
    lab.start("alarm", "late")
    lab.failing.add("bad")
    clock.fix(LATER)
    with lab.runtime.db.step() as session:
        queue.put(session, "unknown", "u1", {})
    run_pending(lab.runtime)
    with lab.runtime.db.step() as session:
        queue.put(session, "mail", "m1", {})
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.key == "m1")
            .values(next_try_at=clock.real_now() - timedelta(minutes=5))
        )
    can_serve, found = ready(lab.runtime)
    assert can_serve
    assert 300 <= found["outbox_oldest_age"] < 360
    assert (found["outbox_waiting"], found["outbox_failing"]) == (2, 1)
    assert (found["overdue_timers"], found["open_incidents"]) == (1, 1)


def test_an_old_schema_is_not_ready(lab: Lab) -> None:
    assert ready(lab.runtime) == (False, {"status": "schema", "schema": None, "needed": migrate.head()})


def test_a_database_that_cannot_be_reached_is_not_ready_and_its_address_is_not_told(tmp_path: Path) -> None:
    runtime = create_runtime(Settings(data=tmp_path))
    runtime.db = Database("postgresql+psycopg://u:geheim@127.0.0.1:1/none")
    can_serve, found = ready(runtime)
    assert (can_serve, found["status"]) == (False, "database")
    assert "geheim" not in str(found)
