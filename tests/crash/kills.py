"""`kill -9` of a process that completes steps, at random moments, and a look at everything that is stored."""

import mmap
import os
import random
import signal
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

from sqlalchemy import event, text
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.cases import answering
from app.cases.answering import Post
from app.cases.errors import CaseError
from app.cases.runtime import Runtime
from app.engine import NotReady
from app.store.models.procedures import WorkItem
from tests.bench.texts import text as words
from tests.crash import consistent
from tests.crash.house import House

CASES, SHAPE, ROUNDS = 6, "bench_long", 0.6
OUTSIDE, INSIDE, COMMITTING = 0, 1, 2
MOMENTS = {OUTSIDE: "between steps", INSIDE: "inside a step", COMMITTING: "in the commit"}


@dataclass(slots=True)
class Told:
    """What came of the kills."""

    kills: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    resubmitted: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


class Blackboard:
    """Shared with the process that is killed: where it is, and which item it is completing."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 16)

    def write(self, *, moment: int | None = None, item: int | None = None) -> None:
        if item is not None:
            self._memory[8:16] = struct.pack("q", item)
        if moment is not None:
            self._memory[0:8] = struct.pack("q", moment)

    @property
    def moment(self) -> int:
        return int(struct.unpack("q", self._memory[0:8])[0])

    @property
    def item(self) -> int:
        return int(struct.unpack("q", self._memory[8:16])[0])


def shake(house: House, kills: int, seed: int = 1) -> Told:
    """Kill so many processes, and after each one compare all that is stored and send its answer again."""
    chance, told = random.Random(seed), Told()
    usual = median(_seconds(house, chance) for _ in range(15))
    while told.kills < kills:
        while len({item.case_id for item in house.open_items()}) < CASES:
            house.start(SHAPE)
        board = Blackboard()
        _killed(house, board, chance.uniform(0, 4 * usual), chance.randrange(2**31))
        told.kills += 1
        told.moments[MOMENTS[board.moment]] += 1
        found = consistent.complaints(house.ours.runtime)
        told.resubmitted[_again(house, board.item, chance)] += 1
        found += consistent.complaints(house.ours.runtime)
        told.broken += [f"kill {told.kills} ({MOMENTS[board.moment]}): {line}" for line in found]
    return told


def _seconds(house: House, chance: random.Random) -> float:
    if not house.open_items():
        house.start(SHAPE)
    begun = time.perf_counter()
    complete(house, house.open_items()[0], chance)
    return time.perf_counter() - begun


def _killed(house: House, board: Blackboard, after: float, seed: int) -> None:
    """Fork a process that completes steps without end, and kill it so many seconds after it has begun."""
    runtime = house.ours.runtime
    runtime.db.dispose()  # a connection must not be open in two processes
    ready, say = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _work(house, board, random.Random(seed), say)
        finally:
            os._exit(1)  # never back into the caller: only a kill is expected
    os.close(say)
    os.read(ready, 1)
    os.close(ready)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    _let_go(runtime)


def _work(house: House, board: Blackboard, chance: random.Random, say: int) -> None:
    items = house.open_items()
    with _watched(board):
        os.write(say, b".")
        while True:
            if not items:
                house.start(SHAPE)
            complete(house, chance.choice(items or house.open_items()), chance, board)
            items = house.open_items()


@contextmanager
def _watched(board: Blackboard) -> Iterator[None]:
    def begun(_session: Session, _transaction: object, connection: object) -> None:
        if connection.get_execution_options().get("begin"):  # type: ignore[attr-defined] # a Connection
            board.write(moment=INSIDE)

    event.listen(Session, "after_begin", begun)
    event.listen(Session, "before_commit", lambda _session: board.write(moment=COMMITTING))
    event.listen(Session, "after_commit", lambda _session: board.write(moment=OUTSIDE))
    yield


def _let_go(runtime: Runtime) -> None:
    """Wait until the database server has noticed that the process is gone: it may be in the middle of a commit."""
    if runtime.db.is_sqlite:
        return
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'"
    )
    until = time.monotonic() + 10
    with runtime.db.read() as session:
        while session.scalar(others):
            if time.monotonic() > until:
                raise RuntimeError("the killed process still holds a connection")
            time.sleep(0.005)
            session.rollback()


def complete(house: House, item: WorkItem, chance: random.Random, board: Blackboard | None = None) -> None:
    """Complete an item as a person of its role would."""
    given = {
        "review": {"verdict": "sound" if chance.random() > ROUNDS else "unsound", "remark": words()},
        "correct": {"answer": words()},
        "opinion": {"opinion": words()},
        "conclude": {"decision": "certified", "reasons": words()},
    }[item.node]
    if board is not None:
        board.write(item=item.id)
    viewer = house.ours.people[item.role]
    answering.answer(house.ours.runtime, viewer, item.id, Post(MultiDict(given), MultiDict()))


def _again(house: House, item_id: int, chance: random.Random) -> str:
    """Send the answer of the killed process again, as its person would."""
    runtime = house.ours.runtime
    with runtime.db.read() as session:
        item = session.get(WorkItem, item_id)
    if item is None:
        return "none was under way"
    was_open = item.state == "open"
    try:
        complete(house, item, chance)
    except NotReady:
        return "was stored already, and was told so" if not was_open else "BROKEN: open and yet not ready"
    except CaseError as error:
        return f"BROKEN: {error}"
    return "was not stored, and was taken now" if was_open else "BROKEN: taken twice"
