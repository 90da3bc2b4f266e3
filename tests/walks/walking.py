"""One walk: a random path through one process, compared with a twin at every step.

The twin lives in memory and keeps everything it ever did; the other is stored and loaded, without its
finished rounds and calls.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from app import clock, engine
from app.cases.forms import FormLibrary
from app.engine import Library
from app.engine.errors import StepFailed
from app.engine.live import Live
from tests.engine.twins import keep_everything
from tests.walks.values import Mentioned, RandomActs, answers

BEGIN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MOST_STEPS = 60


class WalkFailed(AssertionError):
    """The reloaded instance and its twin differ; the path says how to get there."""

    def __init__(self, process_id: str, path: list[str], seed: int, what: str) -> None:
        steps = "\n  ".join(path)
        super().__init__(f"{process_id}, seed {seed}: {what}\n  {steps}")
        self.process_id, self.path = process_id, list(path)


@dataclass(slots=True)
class Ground:
    """What is walked over: the diagrams with their forms, and the nodes that walks have completed."""

    library: Library
    forms: FormLibrary
    mentioned: Mentioned
    owners: dict[str, str]
    visited: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, diagrams: Mapping[str, bytes], forms: FormLibrary) -> "Ground":
        """The ground of a set of diagrams, by path."""
        library = engine.build(diagrams)
        owners = {node: diagram.process_id for diagram in library.diagrams.values() for node in diagram.nodes}
        ground = cls(library, forms, Mentioned(library.diagrams.values()), owners)
        specs = [
            *library.specs.values(),
            *(spec for inner in library.parts.values() for spec in inner.values()),
        ]
        for spec in specs:
            for task_spec in spec.task_specs.values():
                task_spec.completed_event.connect(ground._completed)
        return ground

    def _completed(self, _workflow: Any, task: Any) -> None:
        node = self.library.node_of(task.task_spec)
        if node is not None:
            self.visited.add((self.library.owners[task.task_spec._wf_spec.name].process_id, node.id))

    def unvisited(self) -> list[str]:
        """`process.node` of every node that no walk has completed."""
        every = {(each.process_id, node) for each in self.library.diagrams.values() for node in each.nodes}
        return sorted(f"{process}.{node}" for process, node in every - self.visited)


Do = Callable[[Live], None]
Keep = Callable[["Walk"], None]


class Walk:
    """A walk from a seed; `path` tells each step in words, `state` is what was last stored."""

    def __init__(self, ground: Ground, process_id: str, seed: int, *, most_steps: int = MOST_STEPS) -> None:
        self.ground, self.process_id, self.seed, self.most_steps = ground, process_id, seed, most_steps
        self.random = Random(f"{process_id}:{seed}")
        self.path: list[str] = []
        self.state = b""
        self.twin: Live

    def run(self, keep: Keep | None = None) -> bool:
        """Walk to the end or to the most steps; whether the end was reached. `keep` is called at each wait."""
        clock.fix(BEGIN)
        inputs = self.ground.mentioned.values(self.random, self.process_id, "input")
        self.path.append(f"start {self.process_id} {inputs}")
        live, ran = Live.start(self.ground.library, self.process_id, inputs, self._acts())
        self.twin, twin_ran = Live.start(
            self.ground.library, self.process_id, inputs, self._acts(), prune=keep_everything
        )
        self._store(live, self._did(ran), self._did(twin_ran))
        return self._go_on(keep)

    def resume(self, state: bytes, at: datetime) -> bool:
        """Walk on from a state that was stored at an instant; the twin is loaded once and never again."""
        clock.fix(at)
        self.state = state
        self.twin = Live.load(self.ground.library, self.process_id, state, prune=keep_everything)
        return self._go_on(None)

    def _go_on(self, keep: Keep | None) -> bool:
        while not self.twin.completed and len(self.path) <= self.most_steps:
            if keep is not None:
                keep(self)
            self._step()
        return self.twin.completed

    def _step(self) -> None:
        name, do = self._choose()
        self.path.append(f"{clock.now():%m-%d %H:%M} {name}")
        live = Live.load(self.ground.library, self.process_id, self.state)
        did = [self._stepped(each, do) for each in (live, self.twin)]
        if None in did:
            # An incident: nothing is stored, and what was in memory is thrown away.
            self._same("whether the step fails", did[0], did[1])
            self.path[-1] += " fails"
            self.twin = Live.load(self.ground.library, self.process_id, self.state, prune=keep_everything)
            return
        self._store(live, did[0], did[1])

    def _stepped(self, live: Live, do: Do) -> Any:
        """What was done, or None when the step fails."""
        try:
            with live.stepping(self._acts()) as ran:
                let_pass(live)
                do(live)
                let_pass(live)
        except StepFailed:
            return None
        return self._did(ran)

    def _choose(self) -> tuple[str, Do]:
        """The next thing that happens, among what the twin waits for; time passes before it."""
        waiting, random = self.twin.waiting(), self.random
        timers = sorted(waiting.timers.values())
        if timers and timers[0] <= clock.now():
            # After an incident it is still due, and goes before anything else.
            return "time passes", lambda live: None
        if timers and random.random() < (0.25 if waiting.items or waiting.messages else 1.0):
            clock.fix(max(clock.now(), random.choice(timers)))
            return "time passes", lambda live: None
        later = clock.now() + timedelta(hours=random.randint(0, 20))
        clock.fix(min([later, *(due - timedelta(seconds=1) for due in timers if due > clock.now())]))
        if waiting.messages and (not waiting.items or random.random() < 0.07):
            task_id = random.choice(sorted(waiting.messages))
            name, key = waiting.messages[task_id]
            node = self.ground.library.node_of(self.twin._task(task_id).task_spec)
            payload = self.ground.mentioned.values(random, self.ground.owners[node.id], node.id)
            return f"{node.id} {name} {payload}", lambda live: live.deliver(task_id, name, key, payload)
        if not waiting.items:
            raise self._failed("it waits for nothing and has not ended")
        task_id = random.choice(sorted(waiting.items))
        ready = waiting.items[task_id]
        given = answers(random, self.ground.mentioned, self.ground.forms, ready.process_id, ready.node.id)
        return f"{ready.node.id} {given or ''}", lambda live: live.complete(task_id, given)

    def _store(self, live: Live, did: Any, twin_did: Any) -> None:
        self.state = live.save()
        again = Live.load(self.ground.library, self.process_id, self.state)
        self._same("stored bytes", again.save(), self.state)
        self._same("acts run and messages sent", did, twin_did)
        self._same("whether it has ended", again.completed, self.twin.completed)
        self._same("what it waits for", again.waiting(), self.twin.waiting())
        self._same("routing values", _data(again), _data(self.twin))

    def _same(self, what: str, reloaded: Any, twin: Any) -> None:
        if reloaded != twin:
            raise self._failed(f"{what} differ:\n  reloaded {reloaded!r}\n  twin     {twin!r}")

    def _failed(self, what: str) -> WalkFailed:
        return WalkFailed(self.process_id, self.path, self.seed, what)

    def _acts(self) -> RandomActs:
        # Both instances must get the same values, whichever runs first.
        random = Random(f"{self.process_id}:{self.seed}:{len(self.path)}")
        return RandomActs(random, self.ground.mentioned, self.ground.owners)

    def _did(self, ran: Any) -> Any:
        return [node.id for node in ran.ran], list(ran.thrown)


def _data(live: Live) -> Any:
    """The data of the process and of the calls that are open, in the order in which they were made."""
    inner = [each for _, each in sorted(live.workflow.subprocesses.items()) if not each.completed]
    return [live.workflow.data, *(each.data for each in inner)]


def let_pass(live: Live) -> None:
    """Fire what is due, in order: what the door does before and after anything else."""
    while (due := live.waiting().next_due(clock.now())) is not None:
        live.fire(due)
