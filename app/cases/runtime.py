"""What one process of Nintei holds: settings, database, engine, uploads, forms. Made by `create_app()`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.cases.editions import FormShelf
from app.config import Settings
from app.engine import Engine
from app.store.blobs import Blobs
from app.store.session import Database


@dataclass(slots=True)
class Runtime:
    """The parts joined. `wake` tells the worker that something was committed for it."""

    settings: Settings
    db: Database
    engine: Engine
    blobs: Blobs
    forms: FormShelf
    wake: Callable[[], None] = field(default=lambda: None)
