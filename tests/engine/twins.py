"""Two runs of one procedure, one of which never frees anything: they must wait for the same at every step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app import clock
from app.engine.library import build
from app.engine.live import Live


def keep_everything(_top: Any) -> None:
    """A pruner that frees nothing."""


def _acts(_operation: str, _node: Any, _inputs: dict[str, Any]) -> dict[str, Any]:
    return {}


@dataclass(slots=True)
class Twins:
    """A run as in production and its unpruned twin, both stored and loaded after every step."""

    lives: list[Live] = field(default_factory=list)

    @classmethod
    def start(cls, *diagrams: str, **inputs: Any) -> "Twins":
        library = build({f"processes/{at}.bpmn": text.encode() for at, text in enumerate(diagrams)})
        made = cls()
        pruned, _ = Live.start(library, "sketch", inputs, _acts)
        whole, _ = Live.start(library, "sketch", inputs, _acts, prune=keep_everything)
        made.lives = [pruned, whole]
        made._reload()
        return made

    @property
    def waiting(self) -> list[str]:
        """The human steps that wait, by node."""
        return sorted(ready.node.id for ready in self.lives[0].waiting().items.values())

    @property
    def timers(self) -> int:
        return len(self.lives[0].waiting().timers)

    @property
    def completed(self) -> bool:
        return self.lives[0].completed

    @property
    def data(self) -> dict[str, Any]:
        """The routing values of the top process."""
        found: dict[str, Any] = self.lives[0].workflow.data
        return found

    @property
    def tasks(self) -> int:
        """How many tasks the production run holds, in all of its processes."""
        top = self.lives[0].workflow
        return sum(len(each.tasks) for each in [top, *top.subprocesses.values()])

    def do(self, node: str, which: int = 0, **routing: Any) -> "Twins":
        """Complete a waiting item of a node, the oldest unless told otherwise."""
        numbers = [n for n, ready in self.lives[0].waiting().items.items() if ready.node.id == node]
        number = sorted(numbers)[which]
        return self._step(lambda live: live.complete(number, routing))

    def tick(self) -> "Twins":
        """Fire what is due on the clock, in order."""
        return self._step(lambda live: None)

    def send(self, name: str, key: str = "") -> "Twins":
        """Deliver a message to the one event that waits for it."""
        (number,) = [n for n, wait in self.lives[0].waiting().messages.items() if wait == (name, key)]
        return self._step(lambda live: live.deliver(number, name, key, {}))

    def _step(self, do: Callable[[Live], None]) -> "Twins":
        """One step of both: what is done, and what is due by then."""
        for live in self.lives:
            with live.stepping(_acts):
                do(live)
                while (due := live.waiting().next_due(clock.now())) is not None:
                    live.fire(due)
        self._reload()
        return self

    def _reload(self) -> None:
        self.lives = [
            Live.load(live.library, "sketch", live.save(), live.prune) if not live.completed else live
            for live in self.lives
        ]
        pruned, whole = self.lives
        assert pruned.waiting() == whole.waiting()
        assert pruned.completed == whole.completed
        assert pruned.workflow.data == whole.workflow.data
