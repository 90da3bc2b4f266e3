"""Processes are killed while they complete steps: every instance is before or after the step, nothing in between."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app import clock
from app.config import ROOT
from tests.crash import consistent
from tests.crash.house import House, settings

KILLS = 40


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_forty_kills_leave_every_instance_before_or_after_its_step(database: str) -> None:
    command = [sys.executable, "-m", "tests.crash", "--kills", str(KILLS), "--database", database]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{KILLS} kills on {database}" in ran.stdout
    assert "'inside a step'" in ran.stdout  # else nothing was shown
    assert "broken: 0" in ran.stdout


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House.build(settings(tmp_path_factory.mktemp("house")))
    yield made
    made.ours.runtime.db.dispose()


DAMAGES = {
    "a waiting step without its item": "UPDATE work_item SET state = 'withdrawn', done_at = '2026-11-24' WHERE id = :item",
    "an item that is done while the step waits": "UPDATE work_item SET state = 'done', done_at = '2026-11-24', done_by = 1 WHERE id = :item",
    "an item doubled": (
        "INSERT INTO work_item (instance_id, task_id, process_id, node, name, name_en, role, case_id, state, due_on,"
        " created_at) SELECT instance_id, 999, process_id, node, name, name_en, role, case_id, state, due_on,"
        " created_at FROM work_item WHERE id = :item"
    ),
    "a timer lost": "DELETE FROM timer WHERE instance_id = :instance",
    "a subscription lost": "DELETE FROM subscription WHERE instance_id = :instance",
    "an event lost": "DELETE FROM event WHERE case_id = :case AND seq = 1",
    "an event changed": "UPDATE event SET reason = 'other' WHERE case_id = :case AND seq = 1",
    "a step that the record does not tell": "UPDATE instance SET version = version + 1 WHERE id = :instance",
    "an end that the state does not know": "UPDATE instance SET status = 'completed' WHERE id = :instance",
    "an answer before its step is done": (
        "INSERT INTO submission (work_item_id, case_id, node, answers, by_id, at)"
        " VALUES (:item, :case, 'receive', '{}', 1, '2026-11-24')"
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_look_at_what_is_stored_finds(house: House, damage: str) -> None:
    clock.fix(None)
    runtime = house.ours.runtime
    case = house.start("cycle")
    (item,) = house.open_items(case)
    assert consistent.complaints(runtime, [case]) == []
    named = {"item": item.id, "instance": item.instance_id, "case": case}
    with runtime.db.step() as session:
        wanted = {name: value for name, value in named.items() if f":{name}" in DAMAGES[damage]}
        session.execute(text(DAMAGES[damage]), wanted)
    assert consistent.complaints(runtime, [case]) != []
