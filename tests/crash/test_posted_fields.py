"""Whatever fields a post holds, it touches nothing but what its own form is made of."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.cases import answering
from app.cases.answering import Post
from app.cases.errors import Invalid, Refused
from app.store.base import Base
from app.store.models.procedures import Submission, WorkItem
from tests.crash import consistent
from tests.crash.house import House
from tests.crash.house import settings as of_house

pytestmark = pytest.mark.slow

NAMES = [
    *["typename", "lane", "lane_owners", "assignee", "assignee_id", "role", "state", "done_by", "case_id"],
    *[
        "receive",
        "write",
        "check",
        "check.verdict",
        "receive.remark",
        "write.remark",
        "input",
        "input.case_no",
    ],
    *[
        "input.seats",
        "data",
        "routing",
        "work_item",
        "task_id",
        "instance",
        "version",
        "__class__",
        "remark.x",
    ],
    *[
        "remark-0",
        "remark[0]",
        "verdict",
        "seats",
        "_section",
        "_version",
        "_action",
        "_add",
        "user_id",
        "node",
    ],
]
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["{}", '{"typename": "timedelta"}', "boss", "あ" * 100_000, "again", "1", "null", "\x00"]
    ),
)
POSTS = st.lists(
    st.tuples(st.one_of(st.sampled_from(NAMES), st.text(min_size=1, max_size=20)), TEXTS), max_size=5
)

Rows = dict[tuple[str, tuple[Any, ...]], tuple[Any, ...]]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House.build(of_house(tmp_path_factory.mktemp("house")), members=1)
    yield made
    made.ours.runtime.db.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(extra=POSTS)
@example(extra=[])
@example(extra=[("lane_owners", '{"committee": ["boss"]}'), ("assignee_id", "1")])
@example(extra=[("_section", "check"), ("_version", "9")])
def test_a_post_changes_only_its_own_step(house: House, extra: list[tuple[str, str]]) -> None:
    other = house.start("cycle")
    case = house.start("cycle")
    (item,) = house.open_items(case)
    before = everything(house)
    fields = MultiDict([("remark", "受け付けた。"), *extra])
    try:
        answering.answer(
            house.ours.runtime, house.ours.people["secretariat"], item.id, Post(fields, MultiDict())
        )
        taken = True
    except (Refused, Invalid):
        taken = False
    now = everything(house)
    changed = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    assert {table for table, _key in changed} <= (
        {"instance", "work_item", "submission", "event", "case", "timer", "subscription"}
        if taken
        else {"event", "case"}  # that something was refused stands on the record
    )
    assert of(before, "work_item", other) == of(now, "work_item", other)
    for table, key in changed:
        if table in {"instance", "case"}:
            assert key[0] == {"instance": item.instance_id, "case": case}[table]
    if taken:
        own(house, case, item)
    assert consistent.complaints(house.ours.runtime, [case, other]) == []


def own(house: House, case: int, item: WorkItem) -> None:
    """The answers are those of the form, the procedure was given the step's own name only, the next item is free."""
    runtime = house.ours.runtime
    with runtime.db.read() as session:
        answers = session.scalars(select(Submission.answers).where(Submission.work_item_id == item.id)).one()
    assert set(answers) == {"remark"}
    (following,) = house.open_items(case)
    assert (following.node, following.role, following.assignee_id) == ("write", "desk", None)
    with runtime.db.step() as session:
        opened = runtime.engine.open_case(session, item.instance_id)
        assert set(opened.live.workflow.data) == {"input", "receive"}
        assert set(opened.live.workflow.data["input"]) == {"case_no"}
        assert opened.live.workflow.data["receive"] == {}


def everything(house: House) -> Rows:
    """Every row of every table, by table and key."""
    found: Rows = {}
    with house.ours.runtime.db.read() as session:
        for table in Base.metadata.sorted_tables:
            keys = [column.name for column in table.primary_key]
            for row in session.execute(select(table)).mappings():
                values = tuple(repr(value) for value in row.values())
                found[table.name, tuple(row[key] for key in keys)] = values
    return found


def of(rows: Rows, table: str, case: int) -> Rows:
    """The rows of a table that belong to a case."""
    at = [column.name for column in Base.metadata.tables[table].columns].index("case_id")
    return {key: row for key, row in rows.items() if key[0] == table and row[at] == repr(case)}
