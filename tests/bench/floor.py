"""The naive floor: plain SpiffWorkflow, its own serializer, one JSON column, load, step and save.

Our engine changes SpiffWorkflow for the whole process (`app.engine.patches`). The floor must be the stock
engine, so it runs on a second copy of the package, imported aside and touched by nobody.
"""

import importlib
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, LiteralString, Protocol

import psycopg

from tests.bench.texts import text

PLAIN = Path(__file__).parent / "plain"
PACKAGE = "SpiffWorkflow"


def _of_package() -> list[str]:
    return [name for name in sys.modules if name.split(".")[0] == PACKAGE]


def _second_copy() -> dict[str, Any]:
    """The modules of SpiffWorkflow imported anew, by name; those in use stay as they are."""
    in_use = {name: sys.modules.pop(name) for name in _of_package()}
    try:
        for name in ("bpmn", "bpmn.parser", "bpmn.serializer", "util.task"):
            importlib.import_module(f"{PACKAGE}.{name}")
        return {name.removeprefix(f"{PACKAGE}."): sys.modules[name] for name in _of_package()}
    finally:
        for name in _of_package():
            del sys.modules[name]
        sys.modules.update(in_use)


STOCK = _second_copy()
READY = STOCK["util.task"].TaskState.READY


class Column(Protocol):
    """One table of a database, id and JSON; each call of `step` is one transaction."""

    def add(self, state: str) -> int:
        """Store a new instance; its id."""

    def step(self, number: int, change: Callable[[str], str]) -> None:
        """Read a state under a lock, change it and commit."""

    def read(self, number: int) -> str:
        """A state as it is."""


class SqliteColumn:
    """WAL and synchronous=FULL, as ours."""

    def __init__(self, file: Path) -> None:
        self.db = sqlite3.connect(file, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("CREATE TABLE IF NOT EXISTS instance (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")

    def add(self, state: str) -> int:
        return int(self.db.execute("INSERT INTO instance (state) VALUES (?)", (state,)).lastrowid or 0)

    def step(self, number: int, change: Callable[[str], str]) -> None:
        self.db.execute("BEGIN IMMEDIATE")
        self.db.execute("UPDATE instance SET state = ? WHERE id = ?", (change(self.read(number)), number))
        self.db.execute("COMMIT")

    def read(self, number: int) -> str:
        (state,) = self.db.execute("SELECT state FROM instance WHERE id = ?", (number,)).fetchone()
        return str(state)


class PostgresColumn:
    """With the server's own settings, as ours."""

    def __init__(self, url: str) -> None:
        self.db = psycopg.connect(url, autocommit=True)
        self.db.execute("CREATE TABLE floor (id serial PRIMARY KEY, state text NOT NULL)")

    def add(self, state: str) -> int:
        found = self.db.execute("INSERT INTO floor (state) VALUES (%s) RETURNING id", (state,)).fetchone()
        assert found is not None
        return int(found[0])

    def step(self, number: int, change: Callable[[str], str]) -> None:
        self.db.execute("BEGIN")
        state = self._read("SELECT state FROM floor WHERE id = %s FOR UPDATE", number)
        self.db.execute("UPDATE floor SET state = %s WHERE id = %s", (change(state), number))
        self.db.execute("COMMIT")

    def read(self, number: int) -> str:
        return self._read("SELECT state FROM floor WHERE id = %s", number)

    def _read(self, query: LiteralString, number: int) -> str:
        found = self.db.execute(query, (number,)).fetchone()
        assert found is not None
        return str(found[0])


class Floor:
    """Instances of a shape in a column."""

    def __init__(self, column: Column, shape: str) -> None:
        parser = STOCK["bpmn.parser"].BpmnParser()
        parser.add_bpmn_file(str(PLAIN / f"{shape}.bpmn"))
        self.spec = parser.get_spec(shape)
        self.serializer = STOCK["bpmn.serializer"].BpmnWorkflowSerializer()
        self.column = column

    def start(self) -> int:
        """A new instance at its first step."""
        workflow = STOCK["bpmn"].BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        return self.column.add(self.serializer.serialize_json(workflow))

    def complete(self, number: int, given: dict[str, Any]) -> float:
        """Complete the first waiting step with data; the seconds that it took."""

        def change(state: str) -> str:
            workflow = self.serializer.deserialize_json(state)
            task = workflow.get_next_task(state=READY, manual=True)
            task.data.update(given)
            task.run()
            workflow.do_engine_steps()
            return str(self.serializer.serialize_json(workflow))

        begun = perf_counter()
        self.column.step(number, change)
        return perf_counter() - begun

    def ended(self, number: int) -> bool:
        """Whether nothing waits any more."""
        workflow = self.serializer.deserialize_json(self.column.read(number))
        return workflow.get_next_task(state=READY, manual=True) is None

    def size(self, number: int) -> int:
        """Bytes of the JSON column."""
        return len(self.column.read(number).encode())

    def walk_long(self, rounds: int) -> list[float]:
        """One instance of the long shape to its end; the seconds of each completion."""
        number = self.start()
        taken = []
        for _ in range(rounds):
            taken.append(self.complete(number, {"verdict": "unsound", "remark": text()}))
            taken.append(self.complete(number, {"answer": text()}))
        taken.append(self.complete(number, {"verdict": "sound", "remark": text()}))
        taken += [self.complete(number, {"opinion_text": text()}) for _ in range(5)]
        taken.append(self.complete(number, {"decision": "certified", "reasons": text()}))
        if not self.ended(number):
            raise RuntimeError("the floor did not reach its end")
        return taken
