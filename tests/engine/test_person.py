"""A step that one person must do, by name: bound to whom its property `person` says when it is made."""

from typing import Any

import pytest

from app import clock
from app.cases.linting import judge
from app.engine import NotTheirs, StepFailed
from app.law.roles import BY_POST
from app.store.models.appointments import Appointment
from app.store.models.people import User, UserRole
from tests.engine.sketch import Bench, call, end, path, process, start, user


def rule(lane: str = "委員長") -> str:
    """Somebody names a person, who then rules."""
    return process(
        start()
        + user("name")
        + user("rule", person="name.whom")
        + end()
        + path("begun", "name", "rule", "ended"),
        lane=lane,
        lanes="rule",
    )


def somebody(engine: Bench, name: str, *, post: str = "", role: str = "", active: bool = True) -> int:
    """The id of a new user, appointed to a post or granted a role."""
    with engine.db.step() as session:
        found = User(
            email=f"{name}@example.jp",
            name=name,
            password_hash="!",
            active=active,
            verified_at=clock.now(),
            created_at=clock.now(),
        )
        session.add(found)
        session.flush()
        if post:
            today = clock.today()
            session.add(
                Appointment(
                    user_id=found.id,
                    post=post,
                    since=today,
                    until=today,
                    created_at=clock.now(),
                    created_by=found.id,
                )
            )
        if role:
            session.add(UserRole(user_id=found.id, role=role))
        return found.id


def named(engine: Bench, whom: Any, lane: str = "委員長") -> Bench:
    return engine.publish(rule(lane)).start().do("name", whom=whom)


@pytest.mark.parametrize("written", [int, str], ids=["number", "digits"])
def test_the_step_is_made_bound_to_the_person_whom_it_names(engine: Bench, written: type) -> None:
    chair = somebody(engine, "chair", post="chair")
    (item,) = named(engine, written(chair)).items()
    assert (item.node, item.bound, item.assignee_id, item.item_key) == ("rule", True, chair, None)


def test_nobody_else_does_it(engine: Bench) -> None:
    chair, other = somebody(engine, "chair", post="chair"), somebody(engine, "acting", post="acting")
    (item,) = named(engine, chair).items()
    for actor in (other, None):
        with pytest.raises(NotTheirs), engine.opened() as (_, opened):
            engine.engine.complete(opened, item, {}, actor_id=actor)
    with engine.opened() as (_, opened):
        engine.engine.complete(opened, item, {}, actor_id=chair)
    assert engine.status == "completed"


@pytest.mark.parametrize(
    "whom",
    [0, -1, 1.5, True, "", "chair", "1 or 2", "01", "１", 999_999, 10**12, "9" * 30],
    ids=str,
)
def test_what_names_nobody_stops_the_step_before_it(sqlite: Bench, whom: Any) -> None:
    somebody(sqlite, "chair", post="chair")
    sqlite.publish(rule()).start()
    before = sqlite.state()
    with pytest.raises(StepFailed):
        sqlite.do("name", whom=whom)
    assert (sqlite.state(), sqlite.waiting) == (before, ["name"])


def test_a_value_that_is_not_there_names_nobody(sqlite: Bench) -> None:
    sqlite.publish(rule()).start()
    with pytest.raises(StepFailed, match="Check whom to ask"):
        sqlite.do("name")
    assert sqlite.waiting == ["name"]


@pytest.mark.parametrize(
    "who",
    [{"post": "chair", "active": False}, {"post": "member"}, {"role": "chair"}, {"role": "decider"}, {}],
    ids=["closed", "member", "granted", "decider", "nothing"],
)
def test_somebody_without_open_account_or_the_lanes_role_stops_the_step(
    sqlite: Bench, who: dict[str, Any]
) -> None:
    with pytest.raises(StepFailed, match="Check whom to ask"):
        named(sqlite, somebody(sqlite, "asked", **who))
    assert sqlite.waiting == ["name"]


@pytest.mark.parametrize(
    ("post", "lane"),
    [
        ("member", "委員"),
        ("alternate", "委員"),
        ("chair", "委員"),
        ("acting", "委員長"),
        ("inspector", "調査員"),
    ],
)
def test_an_appointment_gives_the_role_of_the_lane(sqlite: Bench, post: str, lane: str) -> None:
    assert named(sqlite, somebody(sqlite, "asked", post=post), lane).waiting == ["rule"]
    assert post in BY_POST


def test_a_granted_role_does_for_the_steps_of_the_body(sqlite: Bench) -> None:
    assert named(sqlite, somebody(sqlite, "asked", role="reviewer"), "審査員").waiting == ["rule"]


def test_a_called_process_takes_the_person_from_its_inputs(sqlite: Bench) -> None:
    chair = somebody(sqlite, "chair", post="chair")
    inner = process(
        start() + user("rule", person="input.person") + end() + path("begun", "rule", "ended"),
        id="inner",
        lane="委員長",
        lanes="rule",
    )
    outer = process(
        start() + call("ask", "inner", person="input.whom") + end() + path("begun", "ask", "ended")
    )
    sqlite.publish(outer, inner).start(whom=chair)
    (item,) = sqlite.items()
    assert (item.bound, item.assignee_id) == (True, chair)


def test_the_person_of_a_step_that_waits_does_not_change_with_the_values(sqlite: Bench) -> None:
    chair, acting = somebody(sqlite, "chair", post="chair"), somebody(sqlite, "acting", post="acting")
    (item,) = named(sqlite, chair).items()
    with sqlite.opened() as (_, opened):
        opened.live.workflow.data["name"] = {"whom": acting}
        sqlite.engine.complete(opened, item, {}, actor_id=chair)
    assert sqlite.status == "completed"


def test_the_linter_names_the_property_where_a_step_cannot_have_it() -> None:
    found = judge({"processes/sketch.bpmn": rule().replace("person", "persona")}, {})
    assert any(each.rule == "property_name" and each.node == "rule" for each in found)
