"""Open incidents are found by their own index, whatever a table that keeps all has grown to."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from app.cases import health, starts
from app.cases.attempts import Subject
from app.store import migrate
from app.store.models.procedures import Incident
from app.store.reading import desk
from app.store.session import Database

NOW = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
RESOLVED = 5_000


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """With thousands of resolved incidents and a few open ones."""
    url = (
        str(request.getfixturevalue("postgres_url"))
        if request.param == "postgres"
        else f"sqlite:///{tmp_path}/plans.db"
    )
    migrate.upgrade(url)
    made = Database(url)
    with made.step() as session:
        session.add_all(
            Incident(what="timer", error="x", at=NOW, resolved_at=NOW if number < RESOLVED else None)
            for number in range(RESOLVED + 3)
        )
    with made.step() as session:
        session.execute(text("ANALYZE"))
    yield made
    made.dispose()


def plans(database: Database, ask: Callable[[Session], object]) -> list[str]:
    """How the database carries out each statement about incidents that `ask` sends."""
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if "incident" in statement and not statement.startswith("EXPLAIN"):
            sent.append((statement, values))

    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    found = []
    with database.step() as session:
        event.listen(database.engine, "before_cursor_execute", note)
        ask(session)
        event.remove(database.engine, "before_cursor_execute", note)
        for statement, values in sent:
            rows = session.connection().exec_driver_sql(explain + statement, values)
            found.append("\n".join(str(tuple(row)) for row in rows))
    assert found
    return found


def begin_of_a_case(session: Session) -> None:
    session.execute(Subject("start", case_id=7).open_incidents().values(resolved_at=NOW))


def asked_for(session: Session) -> None:
    session.execute(starts._asked(timedelta(hours=1)))


@pytest.mark.parametrize("ask", [health.watched, desk.incidents, begin_of_a_case, asked_for])
def test_what_is_open_is_found_by_its_own_index(database: Database, ask: Callable[[Session], object]) -> None:
    for plan in plans(database, ask):
        assert "ix_incident_open" in plan
