"""Diagrams with loops, for the tests of what leaves the state and what must stay."""

from tests.engine.sketch import (
    call,
    end,
    flow,
    gateway,
    path,
    process,
    properties,
    start,
    timer,
    user,
)

STOP = '<bpmn:message id="message_stop" name="stop"/>'


def correction(prefix: str = "", *, late: bool = False) -> str:
    """The elements of a correction loop: review → fine? → correct → review; timers on both if `late`."""
    review, fine, correct = f"{prefix}review", f"{prefix}fine", f"{prefix}correct"
    body = (
        start(f"{prefix}begun")
        + user(review)
        + gateway(fine, f"{fine}__{correct}")
        + user(correct)
        + end(f"{prefix}ended", verdict=f"{review}.verdict")
        + path(f"{prefix}begun", review, fine)
        + flow(fine, f"{prefix}ended", f'{review}.verdict = "fit"')
        + path(fine, correct, review)
    )
    if late:
        body += (
            timer(f"{prefix}late", correct, 'date("2027-03-01")')
            + timer(f"{prefix}remind", correct, 'date("2027-02-01")', interrupting=False)
            + user(f"{prefix}judge")
            + end(f"{prefix}reminded")
            + path(f"{prefix}late", f"{prefix}judge", fine)
            + path(f"{prefix}remind", f"{prefix}reminded")
        )
    return body


def lanes(*prefixes: str) -> str:
    """The nodes of correction loops that need a lane."""
    return " ".join(
        f"{prefix}{node}" for prefix in prefixes for node in ("review", "correct", "judge", "late")
    )


LOOP = process(correction(), lanes="review correct")
LATE_LOOP = process(correction(late=True), lanes=lanes(""))

CALLED = process(correction(late=True), id="called", lanes=lanes(""))
CALLER = process(
    start("opened")
    + call("fix", "called")
    + user("after")
    + end("closed")
    + path("opened", "fix", "after", "closed"),
    lanes="after",
)


def withdrawn(inner: str, after: str = "after") -> str:
    """A subprocess with a loop that a message may end at any time."""
    return (
        start("opened")
        + f'<bpmn:subProcess id="work">{inner}</bpmn:subProcess>'
        + f'<bpmn:boundaryEvent id="withdrawn" attachedToRef="work" cancelActivity="true">{properties(key="input.no")}'
        '<bpmn:messageEventDefinition id="withdrawn_message" messageRef="message_stop"/></bpmn:boundaryEvent>'
        + timer("too_long", "work", 'date("2028-01-01")')
        + user(after)
        + user("clear")
        + end("closed")
        + end("gone")
        + path("opened", "work", after, "closed")
        + path("withdrawn", "clear", "gone")
        + flow("too_long", "clear")
    )


WITHDRAWABLE = process(
    withdrawn(correction(late=True)), lanes=f"after clear withdrawn too_long {lanes('')}", extra=STOP
)


def side_by_side(left: str, right: str) -> str:
    """Two nodes in parallel, then `after`."""
    return (
        start("opened")
        + gateway("both", "", "parallelGateway")
        + gateway("joined", "", "parallelGateway")
        + user("after")
        + end("closed")
        + path("opened", "both", left, "joined", "after", "closed")
        + path("both", right, "joined")
    )
