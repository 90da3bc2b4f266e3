"""After a step: what it did, and who has the next one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.cases.runtime import Runtime
from app.cases.views import heard, task
from app.cases.views.happened import Happened, told
from app.cases.visits import judged
from app.law import roles
from app.law.text import Text
from app.store.models.procedures import WorkItem
from app.store.reading import cases, hearings, inbox
from app.store.reading.blind import SEATS
from app.store.reading.cases import Head, Step
from app.store.viewer import Viewer

INVITED = "seat_added"
DECLARED, DECLARING = "declare_tie", "team_declaration"
"""An inspector's declaration and its procedure: how far colleagues are in it is not told beside one's own."""
FOR_PARTIES = frozenset({"filed", "granted", "published", "closed"})


@dataclass(frozen=True, slots=True)
class After:
    """The page after a step. `next_item` is the step to go on with, None where there is none."""

    name: Text
    done: bool
    head: Head | None
    happened: tuple[Happened, ...]
    waiting: tuple[Step, ...]
    next_item: int | None
    party: bool
    declared_by: date | None = None
    """Until when members are to declare whose own steps are still being prepared."""
    came: Text | None = None
    """What came of an inspector's own declaration."""


def after(runtime: Runtime, session: Session, viewer: Viewer, item_id: int) -> After:
    """What came of a step that the viewer may do or did; raises Unknown or NotYours."""
    item, head = task.found(session, viewer, item_id)
    party = item.role in roles.PARTY
    steps = cases.steps(session, viewer, head) if head is not None else []
    events = cases.timeline(session, viewer, head) if head is not None else []
    lines = told(runtime, session, head, events, steps) if head is not None else []
    own = item.node == DECLARED
    waiting = _once(
        step for step in steps if step.state == "open" and not (own and step.process_id == DECLARING)
    )
    return After(
        Text(item.name, item.name_en or item.name),
        item.state != "open",
        head,
        tuple(_since(lines, steps, item, party)),
        waiting,
        _next(session, viewer, item, waiting, party),
        party,
        hearings.declared_by(session, viewer, head) if head is not None and not waiting else None,
        judged.declared(session, item, viewer.user_id) if own else None,
    )


def _once(steps: Iterable[Step]) -> tuple[Step, ...]:
    """What waits of several people in the same words is told once."""
    return tuple({(step.role, step.name, step.due_on): step for step in reversed(list(steps))}.values())[::-1]


def _since(lines: list[Happened], steps: list[Step], item: WorkItem, party: bool) -> list[Happened]:
    """The events of the step itself: from its completion to the next one by a person."""
    found: list[Happened] = []
    started = False
    for line in lines:
        if line.kind == "completed":
            started = line.step_id == item.id
        own_start = line.kind == "started" and line.node in SEATS
        if started and not own_start and (not party or line.kind in FOR_PARTIES):
            found.append(line)
    return _gathered(found)


def _gathered(lines: list[Happened]) -> list[Happened]:
    """The same with several invitations in one line, where the first stood."""
    asked = [line.seated for line in lines if line.kind == INVITED and line.seated]
    if len(asked) < 2:
        return lines
    first = next(line for line in lines if line.kind == INVITED)
    return [
        replace(line, what=heard.invited(asked)) if line is first else line
        for line in lines
        if line is first or line.kind != INVITED
    ]


def _next(
    session: Session, viewer: Viewer, item: WorkItem, waiting: tuple[Step, ...], party: bool
) -> int | None:
    if party:
        own = [step.id for step in waiting if step.role in roles.PARTY and step.id != item.id]
        return own[0] if own else None
    for tab in ("mine", "group"):
        rows = inbox.page(session, viewer, tab, size=1).rows
        if rows and rows[0].id != item.id:
            return rows[0].id
    return None
