"""The naive floor: plain SpiffWorkflow, its own serializer, one JSON column, load, step and save.

Our engine changes SpiffWorkflow for the whole process (`app.engine.patches`). The floor must be the stock
engine, so it runs on a second copy of the package, imported aside and touched by nobody.
"""

import importlib
import sqlite3
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

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


class Floor:
    """Instances in one table of SQLite: id and JSON, WAL and synchronous=FULL as ours."""

    def __init__(self, file: Path, shape: str) -> None:
        parser = STOCK["bpmn.parser"].BpmnParser()
        parser.add_bpmn_file(str(PLAIN / f"{shape}.bpmn"))
        self.spec = parser.get_spec(shape)
        self.serializer = STOCK["bpmn.serializer"].BpmnWorkflowSerializer()
        self.db = sqlite3.connect(file, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("CREATE TABLE IF NOT EXISTS instance (id INTEGER PRIMARY KEY, state TEXT NOT NULL)")

    def start(self) -> int:
        """A new instance at its first step."""
        workflow = STOCK["bpmn"].BpmnWorkflow(self.spec)
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        return int(self.db.execute("INSERT INTO instance (state) VALUES (?)", (state,)).lastrowid or 0)

    def complete(self, number: int, given: dict[str, Any]) -> float:
        """Complete the first waiting step with data; the seconds that it took."""
        begun = perf_counter()
        self.db.execute("BEGIN IMMEDIATE")
        (state,) = self.db.execute("SELECT state FROM instance WHERE id = ?", (number,)).fetchone()
        workflow = self.serializer.deserialize_json(state)
        task = workflow.get_next_task(state=READY, manual=True)
        task.data.update(given)
        task.run()
        workflow.do_engine_steps()
        state = self.serializer.serialize_json(workflow)
        self.db.execute("UPDATE instance SET state = ? WHERE id = ?", (state, number))
        self.db.execute("COMMIT")
        return perf_counter() - begun

    def ended(self, number: int) -> bool:
        """Whether nothing waits any more."""
        (state,) = self.db.execute("SELECT state FROM instance WHERE id = ?", (number,)).fetchone()
        return self.serializer.deserialize_json(state).get_next_task(state=READY, manual=True) is None

    def size(self, number: int) -> int:
        """Bytes of the JSON column."""
        (size,) = self.db.execute(
            "SELECT length(CAST(state AS BLOB)) FROM instance WHERE id = ?", (number,)
        ).fetchone()
        return int(size)

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
