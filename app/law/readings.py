"""The readings that had to be chosen, AMB-1 to AMB-36, and the switches that choose otherwise."""

from dataclasses import dataclass
from functools import cache

from app.law import tables
from app.law.text import Text

Value = bool | int | str


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting of the scheme owner. `options` is empty where any value of the default's type will do."""

    name: str
    default: Value
    options: tuple[Value, ...]
    reading: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A doubt in the rules, what we chose, and why."""

    id: str
    article: str
    question: Text
    choice: Text
    reason: Text
    switches: tuple[Switch, ...]


@cache
def readings() -> tuple[Reading, ...]:
    """All readings in the order of their numbers."""
    return tuple(_reading(row) for row in tables.rows("readings", "reading"))


def reading(id_: str) -> Reading:
    """The reading with that id, such as `AMB-8`; KeyError if there is none."""
    for found in readings():
        if found.id == id_:
            return found
    raise KeyError(id_)


def known(id_: str) -> bool:
    """Whether a reading with that id is on record."""
    return any(found.id == id_ for found in readings())


def switches() -> tuple[Switch, ...]:
    """Every switch, in the order of the readings."""
    return tuple(found for each in readings() for found in each.switches)


def switch(name: str) -> Switch:
    """The switch with that name, such as `renewal_term_start`; KeyError if there is none."""
    for found in switches():
        if found.name == name:
            return found
    raise KeyError(name)


def _reading(row: tables.Row) -> Reading:
    def said(part: str) -> Text:
        return Text(row[f"{part}_ja"], row[f"{part}_en"])

    found = tuple(
        Switch(each["name"], each["default"], tuple(each["options"]), row["id"])
        for each in row.get("switches", ())
    )
    return Reading(row["id"], row["article"], said("question"), said("choice"), said("reason"), found)
