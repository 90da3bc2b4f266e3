"""Walking what was typed and what is bound: defaults, rows added and removed, answers, routing values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from app.formkit import items as item_values
from app.formkit.binding import single
from app.formkit.posted import Posted
from app.formkit.profile import FieldSpec, GroupSpec, ListSpec, Node
from app.formkit.sheets import Sheet
from app.formkit.views import BoundField, BoundGroup, BoundList, BoundPart

if TYPE_CHECKING:
    from app.formkit.spec import FormSpec


def complete(nodes: Iterable[Node], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with every key of the form; what was never answered gets its default."""
    full: dict[str, Any] = {}
    for node in nodes:
        if isinstance(node, GroupSpec) and not node.key:
            full |= complete(node.components, answers)
        elif isinstance(node, GroupSpec):
            inner = answers.get(node.key)
            full[node.key] = complete(node.components, inner if isinstance(inner, Mapping) else {})
        elif isinstance(node, ListSpec):
            full[node.key] = _complete_rows(node, answers.get(node.key))
        elif isinstance(node, FieldSpec) and not node.readonly:
            full[node.key] = answers.get(node.key, node.default)
            if node.na_allowed:
                full[f"{node.key}_na"] = bool(answers.get(f"{node.key}_na"))
                full[f"{node.key}_na_reason"] = answers.get(f"{node.key}_na_reason") or ""
    return full


def _complete_rows(node: ListSpec, given: Any) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        given = [{} for _ in range(node.start_rows)]
    return [complete(node.components, row if isinstance(row, Mapping) else {}) for row in given]


def apply(spec: "FormSpec", typed: dict[str, Any], reader: Posted) -> bool:
    """Carry out a pressed "add row" or "remove row"; True if one was pressed."""
    added, removed = reader.one("_add"), reader.one("_remove")
    if not added and not removed:
        return False
    for name, holder, key, most, blank, stays in (*_lists(spec.nodes, typed, ""), *_tables(spec, typed)):
        rows = holder.get(key)
        rows = list(rows) if isinstance(rows, list) else []
        if name == added and len(rows) < most:
            holder[key] = [*rows, blank]
        index = removed.removeprefix(f"{name}-")
        numbers = reader.rows(name)
        if removed.startswith(f"{name}-") and index.isdecimal() and int(index) in numbers:
            if not (stays and rows[numbers.index(int(index))].get(stays)):
                del rows[numbers.index(int(index))]
            holder[key] = rows
    return True


_Rows = tuple[str, dict[str, Any], str, int, dict[str, Any], str]
"""A list that may grow: its HTML name, the object and key where its rows are, most rows, a blank row, what stays."""


def _lists(nodes: Iterable[Node], typed: dict[str, Any], prefix: str) -> Iterator[_Rows]:
    for node in nodes:
        if isinstance(node, GroupSpec):
            inner = typed[node.key] if node.key else typed
            yield from _lists(node.components, inner, f"{prefix}{node.key}-" if node.key else prefix)
        elif isinstance(node, ListSpec) and not node.fixed:
            yield (
                f"{prefix}{node.key}",
                typed,
                node.key,
                node.max_rows,
                complete(node.components, {}),
                node.stays,
            )


def _tables(spec: "FormSpec", typed: dict[str, Any]) -> Iterator[_Rows]:
    for node in spec.disclosures:
        sheet = typed.get(node.key)
        if not isinstance(sheet, dict) or node.mode != "fill":
            continue
        for item in spec.sheet_items(node, None):
            if item.type == "table" and not item.rows and isinstance(sheet.get(item.id), dict):
                yield (
                    f"{node.key}-{item.id}-value",
                    sheet[item.id],
                    "value",
                    item_values.MAX_TABLE_ROWS,
                    {},
                    "",
                )


def collect(parts: Iterable[BoundPart]) -> dict[str, Any]:
    """The answers of parts that are shown; blank rows are left out."""
    found: dict[str, Any] = {}
    for part in parts:
        if not part.shown:
            continue
        if isinstance(part, BoundField):
            found |= _field_answers(part)
        elif isinstance(part, BoundGroup):
            inner = collect(part.parts)
            found |= {part.spec.key: inner} if part.spec.key else inner
        elif isinstance(part, BoundList):
            found[part.spec.key] = [collect(row.parts) for row in part.rows if not row.blank]
        elif isinstance(part, Sheet) and part.spec.mode != "show":
            found[part.key] = part.answers()
    return found


def _field_answers(part: BoundField) -> dict[str, Any]:
    if part.answer is None:
        return {}
    key, value = part.spec.key, single(part.spec, part.answer.data)
    if part.na is None:
        return {key: value}
    reason = part.na.reason.strip() if part.na.ticked else ""
    return {
        key: None if part.na.ticked else value,
        f"{key}_na": part.na.ticked,
        f"{key}_na_reason": reason or None,
    }


def routing(nodes: Iterable[Node], values: Mapping[str, Any]) -> dict[str, Any]:
    """The routing fields' values; those of an object group stand in an object of its name."""
    found: dict[str, Any] = {}
    for node in nodes:
        if isinstance(node, GroupSpec) and not node.key:
            found |= routing(node.components, values)
        elif isinstance(node, GroupSpec):
            inner = routing(node.components, values.get(node.key) or {})
            found |= {node.key: inner} if inner else {}
        elif isinstance(node, FieldSpec) and node.routing:
            found[node.key] = values.get(node.key)
    return found
