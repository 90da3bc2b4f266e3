"""The list of certified services: filters with counts, order, and pages read by cursor. Reads no store."""

import base64
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.law.ends import STATUSES
from app.law.text import Text
from app.registry import search
from app.registry.facts import FACTS
from app.registry.status import KINDS, Standing

Json = dict[str, Any]
Key = list[Any]

PAGE = 20
STATUS = "status"


@dataclass(frozen=True, slots=True)
class Row:
    """One certificate in the list. `card` is masked for today: after the end it has names and dates only.

    `folded` are the texts in which it is found.
    """

    no: str
    version_id: int
    card: Json
    standing: Standing
    folded: tuple[str, ...]

    def values(self, key: str) -> list[str]:
        """What the row says to a filter."""
        if key == STATUS:
            return [self.standing.kind]
        return list(self.card["facts"].get(key, {}).get("values", ()))


@dataclass(frozen=True, slots=True)
class Criteria:
    """What a reader asks for. `chosen` holds the ticked values by filter; within one filter any will do."""

    q: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "standard"
    after: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter and how many entries it would leave."""

    value: str
    label: Text
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter."""

    key: str
    label: Text
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results; `previous` and `next` are cursors or ""."""

    rows: tuple[Row, ...]
    total: int
    facets: tuple[Facet, ...]
    previous: str
    next: str


FILTERS: Mapping[str, Text] = {STATUS: Text("認定の状態", "Status")} | {
    fact.key: fact.label for fact in FACTS if fact.narrows
}

SORTS: Mapping[str, tuple[Text, Callable[[Row], Key]]] = {
    "standard": (
        Text("有効なものから・認定の新しい順", "Valid first, newest certification"),
        lambda row: [not row.standing.live, -_ordinal(row.card["certified_on"]), row.no],
    ),
    "name": (
        Text("サービス名の順", "Name of service"),
        lambda row: [search.fold(row.card["service"]), row.no],
    ),
    "until": (
        Text("有効期間の終わりが近い順", "Ending soonest"),
        lambda row: [not row.standing.live, _ordinal(row.card["valid_until"]), row.no],
    ),
    "number": (Text("認定番号の順", "Certificate number"), lambda row: [row.no]),
}


def narrow(rows: Sequence[Row], criteria: Criteria, *, but: str = "") -> list[Row]:
    """The rows that meet every filter; `but` names one that is left aside."""
    wanted = {key: set(values) for key, values in criteria.chosen.items() if values and key != but}
    return [row for row in rows if all(chosen & set(row.values(key)) for key, chosen in wanted.items())]


def ordered(rows: Sequence[Row], sort: str) -> list[Row]:
    """The rows in the order asked for."""
    return sorted(rows, key=_key(sort))


def page(rows: Sequence[Row], criteria: Criteria, size: int = PAGE) -> Page:
    """One page of the rows that the search found."""
    found = ordered(narrow(rows, criteria), criteria.sort)
    keys = [_key(criteria.sort)(row) for row in found]
    start, stop = _bounds(keys, criteria, size)
    shown = found[start:stop]
    return Page(
        rows=tuple(shown),
        total=len(found),
        facets=tuple(_facet(rows, criteria, key) for key in FILTERS),
        previous=_encode(keys[start]) if shown and start > 0 else "",
        next=_encode(keys[stop - 1]) if shown and stop < len(found) else "",
    )


def _bounds(keys: Sequence[Key], criteria: Criteria, size: int) -> tuple[int, int]:
    before, after = _decode(criteria.before, criteria.sort), _decode(criteria.after, criteria.sort)
    if before is not None:
        stop = sum(key < before for key in keys)
        return max(0, stop - size), max(stop, min(size, len(keys)))
    start = sum(key <= after for key in keys) if after is not None else 0
    return start, min(start + size, len(keys))


def _facet(rows: Sequence[Row], criteria: Criteria, key: str) -> Facet:
    chosen = set(criteria.chosen.get(key, ()))
    counts = Counter(value for row in narrow(rows, criteria, but=key) for value in set(row.values(key)))
    counts.update(dict.fromkeys(chosen, 0))
    if key == STATUS:
        labels = {str(kind): STATUSES[kind] for kind in KINDS if kind in counts}
    else:
        labels = {value: Text(value, value) for value in sorted(counts, key=lambda v: (-counts[v], v))}
    options = tuple(Option(value, label, counts[value], value in chosen) for value, label in labels.items())
    return Facet(key, FILTERS[key], options)


def _key(sort: str) -> Callable[[Row], Key]:
    return SORTS.get(sort, SORTS["standard"])[1]


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def _encode(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def _decode(cursor: str, sort: str) -> Key | None:
    """The key in a cursor; None for one that was made up or belongs to another order."""
    shape = {"name": (str, str), "number": (str,)}.get(sort, (bool, int, str))
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    fits = isinstance(key, list) and tuple(type(part) for part in key) == shape
    return key if fits else None
