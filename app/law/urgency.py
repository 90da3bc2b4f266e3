"""The three words of haste, in order, and what we take each to mean where the rules use it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from functools import cache

from app.law import tables, working_days
from app.law.text import Text


class Urgency(IntEnum):
    """直ちに is more urgent than 速やかに, and that more than 遅滞なく."""

    WITHOUT_DELAY = 1
    PROMPTLY = 2
    IMMEDIATELY = 3


WORDS: dict[Urgency, Text] = {
    Urgency.IMMEDIATELY: Text("直ちに", "immediately"),
    Urgency.PROMPTLY: Text("速やかに", "promptly"),
    Urgency.WITHOUT_DELAY: Text("遅滞なく", "without delay"),
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that a word of haste governs. `excuse`: whether a late notice may state its reason."""

    key: str
    urgency: Urgency
    article: str
    days: int
    working: bool
    excuse: bool
    text: Text


@cache
def duties() -> tuple[Duty, ...]:
    """Every duty with a word of haste (第10条第6項・第8項, 第11条第3項, 第13条, 第14条)."""
    return tuple(
        Duty(
            row["key"],
            Urgency[row["word"].upper()],
            row["article"],
            row["days"],
            row["unit"] == "working",
            row["excuse"],
            tables.text(row),
        )
        for row in tables.rows("urgency", "duty")
    )


def duty(key: str) -> Duty:
    """The duty with that key; KeyError if there is none."""
    for found in duties():
        if found.key == key:
            return found
    raise KeyError(key)


def target(key: str, event: date, closed: AbstractSet[date] = frozenset()) -> date:
    """The day by which a duty is expected to be done; the day of `event` is not counted."""
    found = duty(key)
    if found.working:
        return working_days.add_working_days(event, found.days, closed)
    return event + timedelta(days=found.days)
