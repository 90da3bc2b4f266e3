"""Walls in the database itself (第7条・第20条): they hold for whoever writes, our code, a tool or a hand at a console.

What was declared, judged, given, closed or reported stays as it was written; a hearing that was closed never opens
again; and no opinion comes after the closing, or from a seat that is not open. While a migration changes the schema
the walls are down, in its transaction (app.store.migrate).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, event, inspect, text

from app.store.base import Base
from app.store.models import appointments, challenges, committee, meetings, visits
from app.store.models.kept import KEPT

WRITTEN_ONCE = tuple(
    row.__tablename__
    for row in KEPT
    if row.__module__
    in {appointments.__name__, challenges.__name__, committee.__name__, meetings.__name__, visits.__name__}
)
"""Tables whose rows no chain of hashes covers: what was changed in the others shows (app.store.history)."""


_TEXT = (
    "hearing_id",
    "version",
    "addendum",
    "sections",
    "record",
    "written_by",
    "approved_by",
    "approved_at",
)
APPROVED = " ".join(
    (
        "OLD.approved_at IS NOT NULL AND (OLD.document_id IS NOT NULL OR NEW.approved_at IS NULL",
        *(f"OR NEW.{column} <> OLD.{column}" for column in _TEXT),
        ")",
    )
)
"""Of approved minutes nothing changes; only their PDF, made afterwards, is put beside them once."""


@dataclass(frozen=True, slots=True)
class Wall:
    """Stops a statement `on` (UPDATE, DELETE or INSERT) a table where `when` holds of the row."""

    name: str
    table: str
    on: str
    when: str
    says: str
    reads: tuple[str, ...] = ()
    """Other tables that it looks into."""


def _walls() -> Iterator[Wall]:
    for table in WRITTEN_ONCE:
        for on in ("UPDATE", "DELETE"):
            yield Wall(f"wall_{table}_{on.lower()}", table, on, "1 = 1", f"{table} is written once")
    yield Wall(
        "wall_hearing_reopened",
        "hearing",
        "UPDATE",
        "OLD.state <> 'open' AND NEW.state = 'open'",
        "a hearing that was closed never opens again",
    )
    yield Wall("wall_minutes_update", "minutes", "UPDATE", APPROVED, "approved minutes are not changed")
    yield Wall("wall_minutes_delete", "minutes", "DELETE", "1 = 1", "minutes stay on record, drafts too")
    yield Wall("wall_hearing_delete", "hearing", "DELETE", "1 = 1", "a hearing stays on record")
    yield Wall(
        "wall_opinion_late",
        "opinion",
        "INSERT",
        "EXISTS (SELECT 1 FROM closing JOIN seat ON seat.hearing_id = closing.hearing_id"
        " WHERE seat.id = NEW.seat_id)",
        "the hearing is closed: no opinion comes after it",
        ("closing", "seat"),
    )
    yield Wall(
        "wall_opinion_shut",
        "opinion",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM seat WHERE seat.id = NEW.seat_id AND seat.state = 'eligible')",
        "the seat is not open: it gives no opinion",
        ("seat",),
    )


WALLS = tuple(_walls())


def put_up(connection: Connection) -> None:
    """Put up every wall whose tables are there."""
    here = set(inspect(connection).get_table_names())
    standing = names(connection)
    for wall in WALLS:
        if wall.name not in standing and {wall.table, *wall.reads} <= here:
            for statement in _statements(wall, connection.dialect.name):
                connection.execute(text(statement))


def take_down(connection: Connection) -> None:
    """Take them all down."""
    standing = names(connection)
    for wall in WALLS:
        if wall.name in standing:
            on = f' ON "{wall.table}"' if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {wall.name}{on}"))


def names(connection: Connection) -> set[str]:
    """The walls that stand."""
    sql = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return set(connection.scalars(text(sql))) & {wall.name for wall in WALLS}


def functions() -> list[str]:
    """What PostgreSQL's triggers call, by name: each is called as its wall."""
    return [wall.name for wall in WALLS]


def _statements(wall: Wall, dialect: str) -> Iterator[str]:
    head = f'CREATE TRIGGER {wall.name} BEFORE {wall.on} ON "{wall.table}" FOR EACH ROW'
    if dialect != "postgresql":
        yield f"{head} WHEN {wall.when} BEGIN SELECT RAISE(ABORT, '{wall.says}'); END"
        return
    # There a trigger's own WHEN may not look into other tables: its function asks.
    kept = "OLD" if wall.on == "DELETE" else "NEW"
    yield (
        f"CREATE OR REPLACE FUNCTION {wall.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {wall.when} THEN RAISE EXCEPTION '{wall.says}' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {kept}; END $$"
    )
    yield f"{head} EXECUTE FUNCTION {wall.name}()"


def _after_create(_metadata: object, connection: Connection, **_more: object) -> None:
    put_up(connection)


event.listen(Base.metadata, "after_create", _after_create)
