"""What differs between two published versions of an entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from app.registry import entry

Json = dict[str, Any]
How = Literal["added", "changed", "removed", "withheld", "released"]

_HEADER = ("service", "provider", "guideline", "certified_on", "valid_until")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` and `after` are items of an entry, or None where there was nothing to read."""

    how: How
    item: Json
    before: Json | None
    after: Json | None


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """A difference in what identifies the entry, such as the name of the service."""

    field: str
    before: str
    after: str


def between(before: Json, after: Json, hidden: frozenset[str] = frozenset()) -> list[Change]:
    """The differences of two contents, in the order of the page; of `hidden` items only that they were hidden.

    `hidden` are the items that may not be shown today, whatever the two contents say of them.
    """
    old = {item["id"]: item for item in entry.items(before)}
    new = {item["id"]: item for item in entry.items(after)}
    found = [change for id_, item in new.items() if (change := _change(old.get(id_), item))]
    gone = [
        Change("removed", item, item, None) for id_, item in old.items() if id_ not in new and _says(item)
    ]
    return [each for each in found + gone if each.how == "withheld" or each.item["id"] not in hidden]


def headers(before: Json, after: Json) -> Iterator[HeaderChange]:
    """What changed in names, guideline and dates."""
    for field in _HEADER:
        old, new = before["card"][field], after["card"][field]
        if old != new:
            yield HeaderChange(field, old, new)


def _change(old: Json | None, new: Json) -> Change | None:
    if new.get("withheld"):
        return None if old and old.get("withheld") else Change("withheld", new, None, None)
    if old and old.get("withheld"):
        return Change("released", new, None, new)
    if _words(old) == _words(new):
        return None
    if old is None or not _says(old):
        return Change("added", new, None, new)
    return Change("changed", new, old, new) if _says(new) else Change("removed", new, old, None)


def _says(item: Json) -> bool:
    return not item.get("blank") and not item.get("withheld")


def _words(item: Json | None) -> tuple[Any, ...]:
    if item is None or item.get("blank"):
        return ()
    return tuple(item.get(key) for key in ("value", "na", "na_reason", "note"))
