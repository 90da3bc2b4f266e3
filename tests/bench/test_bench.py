"""What the figures rest on: an untouched floor, and counts that count what they say."""

from pathlib import Path
from uuid import uuid4

import SpiffWorkflow.task
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

import app.engine
from tests.bench.floor import STOCK, Floor, SqliteColumn
from tests.bench.report import Figure, ratio
from tests.bench.statements import counting


def test_the_floor_runs_on_an_engine_that_we_have_not_changed(tmp_path: Path) -> None:
    assert app.engine
    assert STOCK["task"].uuid4 is uuid4
    assert SpiffWorkflow.task.uuid4 is not uuid4
    assert len(Floor(SqliteColumn(tmp_path / "floor.db"), "bench_long").walk_long(1)) == 9


def test_an_executemany_is_one_statement_and_a_transaction_that_reads_is_no_commit() -> None:
    engine, table = create_engine("sqlite://"), Table("number", MetaData(), Column("value", Integer))
    table.create(engine)
    with counting(engine) as counted, engine.begin() as connection:
        connection.execute(insert(table), [{"value": 1}, {"value": 2}])
    assert (counted.statements, counted.commits) == (1, 1)
    with counting(engine) as counted, engine.begin() as connection:
        connection.execute(select(table))
    assert (counted.statements, counted.commits) == (1, 0)
    with counting(engine) as counted, engine.connect() as connection:
        connection.execute(insert(table), [{"value": 3}])
        connection.rollback()
        connection.execute(select(table))
        connection.commit()
    assert (counted.statements, counted.commits) == (2, 0)


def test_a_ratio_is_of_all_times_and_its_spread_of_the_runs() -> None:
    found = ratio("http_completion_over_floor", [[2.0, 4.0], [4.0, 6.0]], [[1.0, 1.0], [2.0, 2.0]])
    assert (found.value, found.runs) == (4 / 1.5, 2)
    assert found.met
    assert not Figure("commits_per_completion", 2, 1, 0).met
