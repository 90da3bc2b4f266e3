"""The HTML names of a disclosure sheet, and what was posted under them.

`<key>-<item id>-value` and beside it `-na`, `-na_reason`, `-as_of`, `-note`; a duration has `-value-n` and
`-value-unit`, a table `-value-<row>-<column number>` with the marker `-value-<row>-_row`, a file `-value`
with `-value-keep`. In an assessment: `-verdict`, `-note`, `-evidence`.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from app.formkit import durations, values
from app.formkit.catalogue import Item
from app.formkit.profile import UPLOAD_LIMIT, Upload

if TYPE_CHECKING:
    from app.formkit.posted import Posted

UPLOAD = Upload(frozenset({"pdf", "png", "jpeg", "xlsx", "docx", "csv", "txt"}), UPLOAD_LIMIT, multiple=True)
ROW = "_row"


def decode_fill(key: str, items: Iterable[Item], posted: "Posted") -> dict[str, dict[str, Any]]:
    """What was typed for each item of a page."""
    return {item.id: _decode_item(f"{key}-{item.id}", item, posted) for item in items}


def _decode_item(name: str, item: Item, posted: "Posted") -> dict[str, Any]:
    typed: dict[str, Any] = {"value": _decode_value(f"{name}-value", item, posted)}
    if item.na_allowed:
        typed["na"] = posted.ticked(f"{name}-na")
        typed["na_reason"] = posted.one(f"{name}-na_reason")
    typed["as_of"] = posted.one(f"{name}-as_of")
    if item.takes_note:
        typed["note"] = posted.one(f"{name}-note")
    return typed


def _decode_value(name: str, item: Item, posted: "Posted") -> Any:
    if item.type == "multichoice":
        return posted.many(name)
    if item.type == "duration":
        return {"n": posted.one(f"{name}-n"), "unit": posted.one(f"{name}-unit")}
    if item.type == "file":
        return posted.uploads(name, UPLOAD)
    if item.type == "table":
        rows = []
        for index in posted.rows(name):
            posted.names.add(f"{name}-{index}-{ROW}")
            rows.append(
                {
                    column.id: posted.one(f"{name}-{index}-{number}")
                    for number, column in enumerate(item.columns)
                }
            )
        return rows
    return posted.one(name)


def decode_assess(key: str, items: Iterable[Item], posted: "Posted") -> dict[str, dict[str, str]]:
    """What a reviewer typed for each item of a page."""
    return {
        item.id: {part: posted.one(f"{key}-{item.id}-{part}") for part in ("verdict", "note", "evidence")}
        for item in items
    }


def as_posted(name: str, answers: Mapping[str, Any], items: Mapping[str, Item]) -> MultiDict[str, Any]:
    """JSON answers as a browser would have posted them; what the sheet does not have keeps its name."""
    data: MultiDict[str, Any] = MultiDict()
    for item_id, given in answers.items():
        item = items.get(item_id)
        for part, value in (given if isinstance(given, Mapping) else {"": given}).items():
            target = f"{name}-{item_id}-{part}"
            if part == "value" and item is not None:
                data.update(_value_as_posted(target, item, value))
            elif not values.is_empty(value):
                data.add(target, "true" if value is True else values.tidy(value))
    return data


def _value_as_posted(name: str, item: Item, value: Any) -> MultiDict[str, Any]:
    data: MultiDict[str, Any] = MultiDict()
    if item.type == "duration":
        number, unit = (
            (value.get("n"), value.get("unit"))
            if isinstance(value, Mapping)
            else durations.parts(value) or (value, "")
        )
        data.add(f"{name}-n", values.tidy(number))
        data.add(f"{name}-unit", values.tidy(unit))
    elif item.type == "table":
        for index, row in enumerate(value if isinstance(value, list) else []):
            data.add(f"{name}-{index}-{ROW}", "1")
            for number, column in enumerate(item.columns):
                cell = row.get(column.id) if isinstance(row, Mapping) else None
                data.add(f"{name}-{index}-{number}", values.tidy(cell))
    elif item.type == "file":
        hashes = [one.get("sha256") for one in value or () if isinstance(one, Mapping)]
        data.setlist(f"{name}-keep", [values.tidy(one) for one in hashes])
    elif isinstance(value, list):
        data.setlist(name, [values.tidy(one) for one in value])
    elif isinstance(value, bool):
        data.add(name, str(value).lower())
    else:
        data.add(name, values.tidy(value))
    return data
