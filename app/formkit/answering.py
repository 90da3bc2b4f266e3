"""Answers to disclosure items: which items are asked, and whether what was typed answers them.

An answer is {"value", "na", "na_reason", "as_of"}, with "note" (備考) only where one was written. What was
typed has the same keys with raw texts. Pure functions: pages, progress, spreadsheets and prefill share them.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Literal

from app.formkit import items, values, wording
from app.formkit.catalogue import Item
from app.formkit.checks import complaint
from app.law.text import Text

Why = Literal["empty", "invalid", "reason"]
Part = Literal["value", "na_reason", "as_of", "note"]
MAX_REASON = 1000
Typed = Mapping[str, Mapping[str, Any]]
"""Item id -> what was typed, or an answer."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an item is not answered, and at which part of it."""

    why: Why
    part: Part
    text: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """What was typed, read: `answer` is None where nothing readable was given."""

    answer: dict[str, Any] | None
    problems: tuple[Problem, ...]


def entry(typed: Typed, item_id: str) -> Mapping[str, Any]:
    """What was typed for one item; anything of another shape counts as nothing."""
    given = typed.get(item_id)
    return given if isinstance(given, Mapping) else {}


def readable(item: Item, given: Mapping[str, Any]) -> Any:
    """The value as far as it can be read, None where 該当なし or unreadable."""
    if given.get("na"):
        return None
    try:
        return items.parse(item, given.get("value"))
    except values.Unreadable:
        return None


def asked(
    catalogue: Mapping[str, Item], asked_of: Iterable[Item], typed: Typed, elsewhere: Typed
) -> frozenset[str]:
    """The ids of the items that are to be answered now.

    An item that depends on another is asked if that one is asked and holds a wanted value. A dependency on
    an item of which nothing is known here (not in this form, not in `elsewhere`) does not hide.
    """
    own = {item.id: item for item in asked_of}
    shown: set[str] = set()
    for item in own.values():
        known = Known(catalogue, own, shown, typed, elsewhere)
        if all(known.holds(other, wanted) for other, wanted in item.depends_on):
            shown.add(item.id)
    return frozenset(shown)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the items that others depend on: those of this form (`own`, of which `shown` are asked) and
    those answered elsewhere."""

    catalogue: Mapping[str, Item]
    own: Mapping[str, Item]
    shown: AbstractSet[str]
    typed: Typed
    elsewhere: Typed

    def holds(self, other: str, wanted: tuple[str, ...]) -> bool:
        """Whether an item holds a wanted value, or nothing is known of it."""
        if other in self.own:
            value = readable(self.own[other], entry(self.typed, other)) if other in self.shown else None
        elif other in self.elsewhere and other in self.catalogue:
            value = readable(self.catalogue[other], entry(self.elsewhere, other))
        else:
            return True
        return any(one in wanted for one in (value if isinstance(value, list) else [value]))


def check(item: Item, given: Mapping[str, Any]) -> Checked:
    """Read and check what was typed for one item that is asked."""
    problems: list[Problem] = []
    value = None
    try:
        value = items.parse(item, given.get("value"))
    except values.Unreadable as error:
        problems.append(Problem("invalid", "value", error.text))
    na = bool(given.get("na")) and item.na_allowed
    reason = values.text(given.get("na_reason")) or ""
    if na:
        problems = [Problem("invalid", "value", wording.NA_AND_VALUE)] if value is not None else []
        problems += _reason(reason)
        value = None
    elif value is not None:
        problems += [Problem("invalid", "value", text) for text in items.complaints(item, value)]
    elif not problems and item.required:
        problems.append(Problem("empty", "value", missing(item)))
    as_of, found = _as_of(given)
    note = values.text(given.get("note")) or ""
    if len(note) > MAX_REASON:
        problems.append(Problem("invalid", "note", wording.too_long(MAX_REASON, len(note))))
    if value is None and not na and as_of is None and not note:
        return Checked(None, (*problems, *found))
    answer = {"value": value, "na": na, "na_reason": reason if na else "", "as_of": as_of}
    return Checked(answer | ({"note": note} if note else {}), (*problems, *found))


def _reason(reason: str) -> list[Problem]:
    if not reason:
        return [Problem("reason", "na_reason", wording.NA_REASON)]
    if len(reason) > MAX_REASON:
        return [Problem("invalid", "na_reason", wording.too_long(MAX_REASON, len(reason)))]
    return []


def _as_of(given: Mapping[str, Any]) -> tuple[str | None, list[Problem]]:
    try:
        day = values.day(given.get("as_of"))
    except values.Unreadable as error:
        return None, [Problem("invalid", "as_of", error.text)]
    text = complaint("not_future", day, {}) if day else None
    return day, [Problem("invalid", "as_of", text)] if text else []


def missing(item: Item) -> Text:
    """What to do about a required item without a value."""
    if item.type in ("choice", "boolean"):
        text = wording.CHOOSE
    elif item.type == "multichoice":
        text = wording.CHOOSE_ANY
    elif item.type == "file":
        text = wording.ATTACH
    else:
        text = wording.REQUIRED
    if not item.na_allowed:
        return text
    return Text(
        f"{text.ja}該当しない場合は「該当なし」にチェックを入れ、理由を書いてください。",
        f"{text.en} If it does not apply, tick «not applicable» and give the reason.",
    )


def is_untouched(given: Mapping[str, Any]) -> bool:
    """Whether nothing at all was typed for an item."""
    return all(_blank(value) for value in given.values())


def _blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_blank(one) for key, one in value.items() if key != "unit")
    if isinstance(value, list):
        return all(_blank(one) for one in value)
    return values.is_empty(value)
