"""The days that we set ourselves for steps (運用): reminders, due dates by default, and times to judge."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Literal

from app.law import tables, working_days
from app.law.text import Text

Unit = Literal["calendar", "working", "hours"]


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """A target of our own. `count` is in `unit`, negative before the day or instant that `anchor` names."""

    key: str
    anchor: str
    count: int
    unit: Unit
    see: str
    text: Text

    @property
    def citation(self) -> str:
        """How a diagram cites it: as practice, with its reason in Japanese."""
        return f"運用（{self.text.ja}）"


@cache
def targets() -> tuple[ServiceTarget, ...]:
    """Every service target, in the order of the procedures."""
    return tuple(
        ServiceTarget(row["key"], row["anchor"], row["days"], row["unit"], row["see"], tables.text(row))
        for row in tables.rows("service_targets", "target")
    )


def target(key: str) -> ServiceTarget:
    """The target with that key; KeyError if there is none."""
    for found in targets():
        if found.key == key:
            return found
    raise KeyError(key)


def due_on(key: str, anchor: date, closed: AbstractSet[date] = frozenset()) -> date:
    """The day that lies the target's days from `anchor`; ValueError for a target in hours."""
    found = target(key)
    if found.unit == "hours":
        raise ValueError(f"{key} is counted in hours: use due_at")
    if found.unit == "working":
        return working_days.add_working_days(anchor, found.count, closed)
    return anchor + timedelta(days=found.count)


def due_at(key: str, anchor: datetime) -> datetime:
    """The instant that lies the target's hours from `anchor`; ValueError for a target in days."""
    found = target(key)
    if found.unit != "hours":
        raise ValueError(f"{key} is counted in days: use due_on")
    return anchor + timedelta(hours=found.count)
