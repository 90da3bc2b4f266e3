"""Whatever a form, an act, a call or a message hands to a procedure: it is plain, or the step is refused."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.engine import Act, StepFailed
from app.store.models.procedures import Subscription
from tests.engine.sketch import Bench, act, call, end, path, process, start, user
from tests.engine.test_instances import message

BAD: list[dict[str, Any]] = [
    {"typename": "timedelta"},
    {"typename": {"typename": "timedelta", "days": "x"}},
    {"value": {"typename": "timedelta", "days": "x"}},
    {"value": [{"typename": "UUID"}]},
    {"value": [[1]]},
    {"value": "x" * 2_001},
    {"value": ["x" * 2_001]},
    {"value": list(range(201))},
    {"x" * 2_001: 1},
    {"value": "\0"},
    {"value": "\ud800"},
    {"value": float("nan")},
    {"value": float("inf")},
    {"value": 10**5_000},
    {"value": Decimal("1e400")},
    {"value": b"x"},
    {"value": object()},
]
NAMES = [str(at) for at in range(len(BAD))]

SENT = process(
    start()
    + user("a")
    + act("given", "note/odd")
    + user("b")
    + end()
    + path("begun", "a", "given", "b", "ended"),
    lanes="a b",
)


def refused(bench: Bench, step: Any) -> None:
    """The step fails, nothing of it is stored, and the instance opens as before."""
    held = bench.state()
    with pytest.raises(StepFailed):
        step()
    assert bench.state() == held
    assert bench.data() is not None


@pytest.mark.parametrize("values", BAD, ids=NAMES)
def test_a_completed_step_gives_plain_values(engine: Bench, values: dict[str, Any]) -> None:
    engine.publish(process(start() + user("a") + end() + path("begun", "a", "ended"), lanes="a")).start()
    refused(engine, lambda: engine.do("a", **values))
    assert engine.do("a", value="plain").status == "completed"


@pytest.mark.parametrize("values", BAD, ids=NAMES)
def test_a_start_gives_plain_values(sqlite: Bench, values: dict[str, Any]) -> None:
    sqlite.publish(process(start() + user("a") + end() + path("begun", "a", "ended"), lanes="a"))
    with pytest.raises(StepFailed):
        sqlite.start(**values)


@pytest.mark.parametrize("values", BAD, ids=NAMES)
def test_an_act_gives_plain_values(sqlite: Bench, values: dict[str, Any]) -> None:
    sqlite.engine.acts["note/odd"] = Act(lambda context: dict(values), frozenset(), frozenset(values))
    sqlite.publish(SENT).start()
    refused(sqlite, lambda: sqlite.do("a"))
    assert sqlite.waiting == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        '{typename: "timedelta"}',
        '[{typename: "timedelta"}]',
        "[[1]]",
        "10 ** 400 + 0.5",
        'string join(for i in 1..900 return "xyz")',
        "for i in 1..201 return i",
        'duration("P1D")',
    ],
)
@pytest.mark.parametrize("direction", ["input", "output"])
def test_a_call_takes_and_gives_plain_values(sqlite: Bench, text: str, direction: str) -> None:
    given, returned = (text, "1") if direction == "input" else ("1", text)
    inner = process(start() + end(value=returned) + path("begun", "ended"), id="inner")
    outer = process(
        start()
        + user("a")
        + call("asked", "inner", value=given)
        + user("b")
        + end()
        + path("begun", "a", "asked", "b", "ended"),
        lanes="a b",
    )
    sqlite.publish(outer, inner).start()
    refused(sqlite, lambda: sqlite.do("a"))


@pytest.mark.parametrize("values", BAD, ids=NAMES)
def test_a_message_gives_plain_values(sqlite: Bench, values: dict[str, Any]) -> None:
    receiver = process(
        start()
        + message("intermediateCatchEvent", "told", "tell", key="input.no")
        + user("a")
        + end()
        + path("begun", "told", "a", "ended"),
        lanes="a",
        extra='<bpmn:message id="message_tell" name="tell"/>',
    )
    sqlite.publish(receiver).start(no="1")
    with sqlite.db.read() as session:
        waits = session.scalars(select(Subscription)).one()

    def deliver() -> None:
        with sqlite.opened() as (_, opened):
            sqlite.engine.deliver(opened, waits.task_id, "tell", "1", values)

    refused(sqlite, deliver)
