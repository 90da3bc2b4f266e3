"""What acts need besides the step's transaction."""

from dataclasses import dataclass

from app.cases.editions import FormShelf
from app.config import Settings


@dataclass(frozen=True, slots=True)
class Parts:
    """Settings and the forms of editions, handed to the acts by `create_app()`."""

    settings: Settings
    forms: FormShelf
