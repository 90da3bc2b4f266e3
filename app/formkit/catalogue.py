"""The disclosure catalogue: an immutable edition of groups and items, read from YAML and checked.

Replacing the edition needs no code: everything that a page, a check or a spreadsheet does follows from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Literal

from app.formkit.profile import EMPTY, Option, Visibility
from app.law.text import Text

ItemType = Literal[
    "text",
    "longtext",
    "choice",
    "multichoice",
    "url",
    "email",
    "tel",
    "number",
    "percent",
    "money",
    "duration",
    "date",
    "month",
    "boolean",
    "table",
    "file",
]

DEFAULT_LENGTH: Mapping[str, int] = {"text": 300, "longtext": 4000, "url": 1000, "email": 254, "tel": 30}
"""Characters of a text where the item says nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table item; answers hold a row as {column id: text}."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """What a value must satisfy to meet the requirement (shown to reviewers, never stops a filing)."""

    op: Literal[">=", "<=", "in", "not_in"]
    value: object
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One disclosure item. `depends_on` holds (item id, values); all must hold for the item to be shown."""

    id: str
    group: str
    title: Text
    type: ItemType
    required: bool
    help: Text
    visibility: Visibility
    withholdable: bool = False
    choices: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[str, ...] = ()
    unit: Text = EMPTY
    max_length: int = 0
    pattern: str = ""
    check: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    must_be: bool | None = None
    na_allowed: bool = False
    prefill: bool = True
    depends_on: tuple[tuple[str, tuple[str, ...]], ...] = ()
    criterion: Criterion | None = None
    match: str = ""
    official_no: int | None = None
    source: str = ""
    basis: str = ""
    seen_at: str = ""

    @property
    def limit(self) -> int:
        """The most characters of a text value."""
        return self.max_length or DEFAULT_LENGTH.get(self.type, 0)

    @property
    def takes_note(self) -> bool:
        """Whether the value leaves no room for words, so that a remark (備考) is offered beside it."""
        return self.type not in ("text", "longtext", "table", "file", "url", "email", "tel")


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the catalogue."""

    code: str
    slug: str
    title: Text


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One edition."""

    scheme: str
    version: str
    effective_from: date
    draft: bool
    note: Text
    groups: tuple[Group, ...]
    items: Mapping[str, Item] = field(repr=False)
    by_group: Mapping[str, tuple[Item, ...]] = field(repr=False)

    def select(self, patterns: Iterable[str]) -> tuple[Group, ...]:
        """The groups that any pattern names: "A", "B07", "B*"."""
        wanted = tuple(patterns)
        return tuple(g for g in self.groups if any(fnmatchcase(g.code, pattern) for pattern in wanted))

    def narrowed(self, only: Mapping[str, Sequence[str]]) -> "Catalogue":
        """The same catalogue with some choices only of certain items; KeyError where it has no such choice."""
        items = {id_: _with_choices(item, only[id_]) for id_, item in self.items.items() if id_ in only}
        if missing := set(only) - set(items):
            raise KeyError(*sorted(missing))
        groups = {
            code: tuple(items.get(item.id, item) for item in members)
            for code, members in self.by_group.items()
        }
        return replace(
            self, items=MappingProxyType({**self.items, **items}), by_group=MappingProxyType(groups)
        )

    def items_of(self, groups: Iterable[Group]) -> tuple[Item, ...]:
        """The items of some groups, in order."""
        return tuple(item for group in groups for item in self.by_group[group.code])


def _with_choices(item: Item, values: Sequence[str]) -> Item:
    offered = {option.value: option for option in item.choices}
    return replace(item, choices=tuple(offered[value] for value in values))
