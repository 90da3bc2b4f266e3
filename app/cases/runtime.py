"""What one process of Nintei holds: settings, database, engine, uploads, forms. Made by `create_app()`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.orm import Session

from app.cases.editions import FormShelf
from app.config import Settings
from app.engine import CaseMoved, Engine
from app.outbox.drain import Handler
from app.store import retry
from app.store.blobs import Blobs
from app.store.session import Database

T = TypeVar("T")


@dataclass(slots=True)
class Runtime:
    """The parts joined. `handlers` carry out side effects from the outbox, by kind. `wake` tells the worker that something was committed for it; `count` is told of each step that was "completed" or "failed"."""

    settings: Settings
    db: Database
    engine: Engine
    blobs: Blobs
    forms: FormShelf
    handlers: dict[str, Handler] = field(default_factory=dict)
    wake: Callable[[], None] = field(default=lambda: None)
    count: Callable[[str], None] = field(default=lambda _what: None)

    def step(self, work: Callable[[Session], T]) -> T:
        """Do `work` in one transaction; what lost a race is done again from its beginning, inside a bounded time.

        The lock order is: instance, its case, then everything else. Raises Busy when the time is over.
        """
        return retry.again(self.db, work, also=(CaseMoved,))
