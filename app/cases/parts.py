"""What acts need besides the step's transaction."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.config import Settings

if TYPE_CHECKING:
    from app.cases.editions import FormShelf


@dataclass(frozen=True, slots=True)
class Parts:
    """Settings and the forms of editions, handed to the acts by `create_app()`."""

    settings: Settings
    forms: "FormShelf"
