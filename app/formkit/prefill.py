"""Answers taken over from another filing: what still exists, still fits and is not answered yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.formkit.answering import Typed, check, entry, is_untouched
from app.formkit.catalogue import Catalogue, Item


@dataclass(frozen=True, slots=True)
class Prefilled:
    """Answers with what was taken, which items these are, and which could not be taken."""

    answers: dict[str, dict[str, Any]]
    taken: tuple[str, ...]
    dropped: tuple[str, ...]


def prefill(
    catalogue: Catalogue, groups: Iterable[str], answers: Typed, source: Typed, *, overwrite: bool = False
) -> Prefilled:
    """Copy answers of `source` (another filing, perhaps of an older edition) over untouched items.

    An answer is dropped where the item is no longer in these groups or the answer no longer fits; items
    that the catalogue marks `prefill: false` must be said anew and are left alone.
    """
    known: dict[str, Item] = {item.id: item for item in catalogue.items_of(catalogue.select(groups))}
    result = {item_id: dict(entry(answers, item_id)) for item_id in answers}
    taken: list[str] = []
    dropped: list[str] = []
    for item_id in source:
        given = entry(source, item_id)
        item = known.get(item_id)
        if is_untouched(given) or (item is not None and not item.prefill):
            continue
        checked = check(item, given) if item is not None else None
        if checked is None or checked.problems or checked.answer is None:
            dropped.append(item_id)
        elif overwrite or is_untouched(entry(answers, item_id)):
            result[item_id] = checked.answer
            taken.append(item_id)
    return Prefilled(result, tuple(taken), tuple(dropped))
