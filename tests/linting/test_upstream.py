"""Which steps have been done at a place of a diagram: on some way (may), and on every way (must)."""

from app.cases.linting.upstream import upstream
from app.engine import read
from tests.engine.sketch import end, flow, gateway, path, process, start, timer, user


def passed(body: str, at: str) -> tuple[set[str], set[str]]:
    """The human steps (a to d) that may and that must have been done before a node."""
    found = upstream(read(process(body, lanes="").encode()))[at]
    return {each for each in found.may if each in "abcd"}, {each for each in found.must if each in "abcd"}


def users(names: str) -> str:
    return "".join(user(name) for name in names)


def inner(body: str) -> str:
    return f'<bpmn:subProcess id="part">{start("in")}{body}{end("out")}</bpmn:subProcess>'


def test_a_choice_leaves_open_which_way_was_taken() -> None:
    body = start() + users("abcd") + gateway("g", "g__c") + gateway("m", "") + end()
    body += (
        path("begun", "a", "g") + flow("g", "b", "a.x = 1") + flow("g", "c") + path("b", "m") + path("c", "m")
    )
    body += path("m", "d", "ended")
    assert passed(body, "d") == ({"a", "b", "c"}, {"a"})
    assert passed(body, "c") == ({"a"}, {"a"})


def test_ways_that_are_joined_have_both_been_gone() -> None:
    body = (
        start()
        + users("abc")
        + gateway("s", "", "parallelGateway")
        + gateway("j", "", "parallelGateway")
        + end()
    )
    body += path("begun", "s", "a", "j", "c", "ended") + path("s", "b", "j")
    assert passed(body, "c") == ({"a", "b"}, {"a", "b"})
    assert passed(body, "b") == (set(), set())


def test_a_loop_may_have_been_gone_round() -> None:
    body = start() + users("abc") + gateway("m", "") + gateway("g", "g__c") + end()
    body += (
        path("begun", "m", "a", "g")
        + flow("g", "b", "a.x = 1")
        + flow("g", "c")
        + path("b", "m")
        + path("c", "ended")
    )
    assert passed(body, "a") == ({"a", "b"}, set())
    assert passed(body, "c") == ({"a", "b"}, {"a"})


def test_a_deadline_does_not_have_the_answer_of_the_step_it_ends() -> None:
    body = start() + users("abc") + timer("late", "b", "a.day") + end() + end("missed")
    body += path("begun", "a", "b", "ended") + path("late", "c", "missed")
    assert passed(body, "late") == ({"a"}, {"a"})
    assert passed(body, "c") == ({"a"}, {"a"})


def test_a_subprocess_hands_on_what_was_done_inside() -> None:
    body = start() + users("ad") + inner(users("b") + path("in", "b", "out")) + end()
    body += path("begun", "a", "part", "d", "ended")
    assert passed(body, "b") == ({"a"}, {"a"})
    assert passed(body, "d") == ({"a", "b"}, {"a", "b"})


def test_an_interrupted_subprocess_may_or_may_not_have_come_to_its_steps() -> None:
    body = start() + users("ad") + inner(users("b") + path("in", "b", "out")) + timer("late", "part", "a.day")
    body += end() + end("missed") + path("begun", "a", "part", "ended") + path("late", "d", "missed")
    assert passed(body, "d") == ({"a", "b"}, {"a"})


def test_the_end_of_a_side_path_does_not_count_as_a_way_through() -> None:
    side = (
        timer("remind", "b", "a.day", interrupting=False)
        + users("c")
        + end("reminded")
        + path("remind", "c", "reminded")
    )
    body = start() + users("ad") + inner(users("b") + path("in", "b", "out") + side) + end()
    body += path("begun", "a", "part", "d", "ended")
    assert passed(body, "d") == ({"a", "b", "c"}, {"a", "b"})
