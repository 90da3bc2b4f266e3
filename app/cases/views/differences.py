"""Two texts of one form side by side: what a page held, and what is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.formkit import BoundForm
from app.formkit.binding import is_blank
from app.formkit.sheetviews import AssessedItem, FilledItem
from app.formkit.values import tidy
from app.formkit.views import BoundField, BoundGroup, BoundList
from app.law.text import Text

NOT_APPLICABLE = Text("該当なし", "Not applicable")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that says one thing here and another there."""

    label: str
    here: str
    there: str


def between(here: BoundForm, there: BoundForm) -> list[Difference]:
    """The fields that differ, in the order of the page."""
    one, other = dict(_lines(here.parts, here.language)), dict(_lines(there.parts, there.language))
    return [
        Difference(label, one.get(key, ("", ""))[1], other.get(key, ("", ""))[1])
        for key, (label, _text) in {**other, **one}.items()
        if one.get(key, ("", ""))[1] != other.get(key, ("", ""))[1]
    ]


def lines(form: BoundForm) -> list[tuple[str, str]]:
    """What a page holds, as label and text, without what is empty."""
    return [(label, text) for _key, (label, text) in _lines(form.parts, form.language) if text]


def _lines(parts: list[Any], language: str, around: str = "") -> Iterator[tuple[str, tuple[str, str]]]:
    for part in parts:
        if isinstance(part, BoundField):
            if part.answer is not None:
                yield part.name, (around + part.label, _field(part, language))
        elif isinstance(part, BoundGroup):
            yield from _lines(part.parts, language, around)
        elif isinstance(part, BoundList):
            for number, row in enumerate(part.rows, start=1):
                yield from _lines(row.parts, language, f"{part.label} {number} ")
        else:
            for item in getattr(part, "items", ()):
                if isinstance(item, FilledItem | AssessedItem):
                    yield item.name, (item.title, _item(item, language))


def _field(part: BoundField, language: str) -> str:
    if part.na is not None and part.na.ticked:
        return f"{NOT_APPLICABLE.in_(language)} {part.na.reason}".strip()
    if part.upload is not None:
        return "\n".join(each.name for each in part.files)
    if part.options:
        return "\n".join(option.label for option in part.options if option.chosen)
    if part.kind == "checkbox":
        return "✓" if part.ticked else ""
    return part.value


def _item(item: FilledItem | AssessedItem, language: str) -> str:
    if isinstance(item, AssessedItem):
        verdict = next((each.label for each in item.verdicts if each.chosen), "")
        return "\n".join(part for part in (verdict, item.part("note"), item.part("evidence")) if part)
    given = dict(item.given)
    lines = [NOT_APPLICABLE.in_(language)] if item.na else []
    if item.options and not item.na:
        lines += [option.label for option in item.options if option.chosen]
    elif not item.na:
        lines.append(_plain(given.get("value")))
    lines += [tidy(given.get(part)) for part in ("na_reason", "as_of", "note")]
    return "\n".join(line for line in lines if line.strip())


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        if value.get("sha256"):
            return str(value.get("name", ""))
        return " ".join(_plain(each) for each in value.values() if not is_blank(each))
    if isinstance(value, list):
        return "\n".join(text for each in value if (text := _plain(each)))
    return tidy(value)
