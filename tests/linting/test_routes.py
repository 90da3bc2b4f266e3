"""The way through a gateway depends on its conditions, never on the drawing or the order of the file."""

import random
import re
from itertools import permutations

import pytest

from app.engine import build
from tests.engine.conftest import sqlite
from tests.engine.sketch import Bench, end, flow, gateway, path, process, properties, start, user

__all__ = ["sqlite"]

FLOW = re.compile(r"<bpmn:sequenceFlow [^>]*/>|<bpmn:sequenceFlow .*?</bpmn:sequenceFlow>", re.DOTALL)
BOUNDS = re.compile(r'(<dc:Bounds x=")[^"]*(" y=")[^"]*(")')


def routes(text: dict[str, str]) -> dict[str, dict[str, str]]:
    """For each gateway, where its conditions lead to."""
    library = build({name: diagram.encode() for name, diagram in text.items()})
    return {
        f"{process}.{spec.name}": {
            str(condition.args[0]) if condition else "": target for condition, target in spec.cond_task_specs
        }
        | {"default": spec.default_task_spec}
        for process in library.specs
        for each in (library.specs[process], *library.parts[process].values())
        for spec in each.task_specs.values()
        if hasattr(spec, "cond_task_specs")
    }


def shuffled(text: str, seed: int) -> str:
    """The diagram drawn anew at random, its flows in random order (within the process and its parts)."""
    dice = random.Random(seed)
    flows = FLOW.findall(text)
    inner = text[text.find("<bpmn:subProcess ") : text.rfind("</bpmn:subProcess>")]
    for group in ([each for each in flows if each in inner], [each for each in flows if each not in inner]):
        order = dice.sample(group, len(group))
        for at, each in enumerate(group):
            text = text.replace(each, f"<flow {id(group)} {at}/>", 1)
        for at, each in enumerate(order):
            text = text.replace(f"<flow {id(group)} {at}/>", each, 1)
    return BOUNDS.sub(lambda m: f"{m[1]}{dice.randrange(900)}{m[2]}{dice.randrange(900)}{m[3]}", text)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_shipped_diagrams_lead_the_same_way_however_they_are_drawn(
    edition_files: dict[str, str], seed: int
) -> None:
    drawn = {name: text for name, text in edition_files.items() if name.endswith(".bpmn")}
    other = {name: shuffled(text, seed) for name, text in drawn.items()}
    assert all(other[name] != text for name, text in drawn.items())
    assert routes(other) == routes(drawn)


def ordered(source: str, target: str, condition: str, priority: int) -> str:
    given = properties(priority=str(priority))
    return flow(source, target, condition).replace("<bpmn:condition", given + "<bpmn:condition", 1)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_conditions_that_may_hold_together_are_asked_by_their_priority(
    sqlite: Bench, order: tuple[int, ...]
) -> None:
    flows = [
        ordered("g", "high", "input.fee >= 500", 1),
        ordered("g", "middle", "input.fee > 100", 2),
        flow("g", "low"),
    ]
    body = (
        start()
        + gateway("g", "g__low")
        + "".join(user(each) for each in ("low", "middle", "high"))
        + end()
        + flow("begun", "g")
        + "".join(flows[at] for at in order)
        + "".join(path(each, "ended") for each in ("low", "middle", "high"))
    )
    sqlite.publish(process(body, lanes="low middle high"))
    for fee, taken in ((500, "high"), (499, "middle"), (100, "low")):
        assert sqlite.start(fee=fee).waiting == [taken]
