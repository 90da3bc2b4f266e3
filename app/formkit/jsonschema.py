"""A form as JSON Schema (2020-12) for programs: what answers may be, and in `x-` members what a page would show.

`title` and `description` are Japanese, `x-title-en` and `x-description-en` English. A condition is FEEL in
`x-hidden-when`: where it is true the answer is dropped, so only what is always asked stands in `required`
(`x-required` says what is required where it is shown).
"""

from collections.abc import Callable, Iterable
from typing import Any

from app.formkit import durations
from app.formkit.catalogue import Item
from app.formkit.items import MAX_TABLE_ROWS
from app.formkit.pointers import keyed
from app.formkit.profile import DisclosureSpec, FieldSpec, GroupSpec, ListSpec, Option
from app.formkit.spec import FormSpec
from app.law.text import Text

Json = dict[str, Any]
Choices = Callable[[FieldSpec], Iterable[Option]]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT_OR_NOTHING: Json = {"type": ["string", "null"]}
UPLOAD: Json = {
    "type": "object",
    "description": "A file that the draft already holds. New files come as parts of a multipart request.",
    "properties": {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}},
    "required": ["sha256"],
}
VERDICTS = ("", "fit", "unfit", "unclear")


def schema_of(spec: FormSpec, choices: Choices) -> Json:
    """The schema of the answers of a form; `choices` gives the options of a field as they are today."""
    return {
        "$schema": DIALECT,
        **_words(spec.title),
        **_scope(spec, spec.nodes, choices, always=True),
    }


def _scope(spec: FormSpec, nodes: Iterable[Any], choices: Choices, *, always: bool) -> Json:
    properties: Json = {}
    required = []
    for node, shown in _shown(nodes, always):
        if isinstance(node, FieldSpec):
            if node.readonly:
                continue
            properties[node.key] = _field(node, choices)
            if node.na_allowed:
                properties[f"{node.key}_na"] = {"type": "boolean"}
                properties[f"{node.key}_na_reason"] = TEXT_OR_NOTHING
            elif node.required and shown and node.upload is None:
                required.append(node.key)
        elif isinstance(node, GroupSpec):
            properties[node.key] = _part(node, _scope(spec, node.components, choices, always=shown))
        elif isinstance(node, ListSpec):
            row = _scope(spec, node.components, choices, always=False)
            properties[node.key] = _part(node, {"type": "array", "maxItems": node.max_rows, "items": row})
        elif node.mode != "show":
            properties[node.key] = _sheet(spec, node)
    found: Json = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**found, "required": required} if required else found


def _shown(nodes: Iterable[Any], always: bool) -> Iterable[tuple[Any, bool]]:
    """Each node with a place, and whether it is shown whatever is answered."""
    for node in nodes:
        if isinstance(node, GroupSpec) and not node.key:
            yield from _shown(node.components, always and not node.hide)
        else:
            yield from ((each, always and not each.hide) for each in keyed([node]))


def _part(node: GroupSpec | ListSpec | DisclosureSpec, schema: Json) -> Json:
    return {**_words(node.label, node.help), **_condition(node), **schema}


def _condition(node: Any) -> Json:
    found: Json = {}
    if node.hide:
        found["x-hidden-when"] = node.hide
    if node.when.ja:
        found["x-when"] = {"ja": node.when.ja, "en": node.when.en}
    return found


def _field(spec: FieldSpec, choices: Choices) -> Json:
    found = {**_words(spec.label, spec.help), **_condition(spec), **_value(spec, choices)}
    found["x-required"] = spec.required
    found["x-routing"] = spec.routing
    found["x-visibility"] = spec.visibility
    if spec.unit.ja:
        found["x-unit"] = {"ja": spec.unit.ja, "en": spec.unit.en}
    return found


def _value(spec: FieldSpec, choices: Choices) -> Json:
    if spec.kind == "checkbox":
        return {"type": ["boolean", "null"]}
    if spec.kind == "number":
        found: Json = {"type": ["number", "null"]}
        if spec.limits.minimum is not None:
            found["minimum"] = _plain(spec.limits.minimum)
        if spec.limits.maximum is not None:
            found["maximum"] = _plain(spec.limits.maximum)
        return found
    if spec.kind in {"select", "radio"}:
        options = [_option(each) for each in choices(spec)]
        return {"oneOf": [*options, {"enum": ["", None]}] if not spec.required else options or [{}]}
    if spec.kind == "checklist":
        options = [_option(each) for each in choices(spec)]
        return {"type": ["array", "null"], "items": {"oneOf": options} if options else {}}
    if spec.upload is not None:
        return _upload(spec)
    if spec.kind == "datetime":
        example = {"date": "2026-07-01", "time": "09:30", "datetime": "2026-07-01T09:30"}[spec.subtype]
        return {**TEXT_OR_NOTHING, "x-kind": spec.subtype, "examples": [example]}
    return _text(spec)


def _text(spec: FieldSpec) -> Json:
    found = dict(TEXT_OR_NOTHING)
    if spec.limits.max_length:
        found["maxLength"] = spec.limits.max_length
    if spec.limits.min_length:
        found["x-min-length"] = spec.limits.min_length
    if spec.limits.pattern:
        found["x-pattern"] = spec.limits.pattern  # RE2, which JSON Schema's patterns are not
    if spec.limits.shape:
        found["x-kind"] = spec.limits.shape
    return found


def _upload(spec: FieldSpec) -> Json:
    assert spec.upload is not None
    one = {"anyOf": [UPLOAD, {"type": "null"}]}
    shape = {"type": ["array", "null"], "items": UPLOAD} if spec.upload.multiple else one
    return {
        **shape,
        "x-file": {"kinds": sorted(spec.upload.kinds), "bytes": spec.upload.limit},
    }


def _sheet(spec: FormSpec, node: DisclosureSpec) -> Json:
    items = spec.sheet_items(node, None)
    made = _filled if node.mode == "fill" else _assessed
    return {
        **_part(node, {}),
        "type": ["object", "null"],
        "x-mode": node.mode,
        "additionalProperties": False,
        "properties": {item.id: {**_words(item.title, item.help), **made(item)} for item in items},
    }


def _filled(item: Item) -> Json:
    properties: Json = {"value": _item_value(item), "as_of": TEXT_OR_NOTHING}
    # Every answer names these two; where an item cannot be inapplicable they say so.
    properties["na"] = {"type": ["boolean", "null"]} if item.na_allowed else {"enum": [False, None]}
    properties["na_reason"] = TEXT_OR_NOTHING if item.na_allowed else {"enum": ["", None]}
    if item.takes_note:
        properties["note"] = TEXT_OR_NOTHING
    found: Json = {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "x-group": item.group,
        "x-type": item.type,
        "x-required": item.required,
        "x-visibility": item.visibility,
    }
    if item.depends_on:
        found["x-depends-on"] = [{"item": other, "any": list(wanted)} for other, wanted in item.depends_on]
    if item.unit.ja:
        found["x-unit"] = {"ja": item.unit.ja, "en": item.unit.en}
    return found


def _assessed(item: Item) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "verdict": {"enum": [*VERDICTS, None]},
            "note": TEXT_OR_NOTHING,
            "evidence": TEXT_OR_NOTHING,
        },
        "x-group": item.group,
    }


def _item_value(item: Item) -> Json:
    if item.type in {"number", "percent", "money"}:
        return {"type": ["number", "null"]}
    if item.type == "boolean":
        return {"type": ["boolean", "null"]}
    if item.type == "choice":
        return {"oneOf": [*(_option(each) for each in item.choices), {"enum": ["", None]}]}
    if item.type == "multichoice":
        return {
            "type": ["array", "null"],
            "items": {"oneOf": [_option(each) for each in item.choices]},
        }
    if item.type == "file":
        return {"type": ["array", "null"], "items": UPLOAD}
    if item.type == "table":
        cells = {column.id: {**_words(column.title), **TEXT_OR_NOTHING} for column in item.columns}
        row = {"type": "object", "additionalProperties": False, "properties": cells}
        found = {"type": ["array", "null"], "maxItems": MAX_TABLE_ROWS, "items": row}
        return {**found, "x-rows": list(item.rows)} if item.rows else found
    if item.type == "duration":
        return {**TEXT_OR_NOTHING, "x-units": list(durations.UNITS), "examples": ["P3M", "PT24H"]}
    return {**TEXT_OR_NOTHING, "maxLength": item.limit} if item.limit else dict(TEXT_OR_NOTHING)


def _option(option: Option) -> Json:
    return {"const": option.value, **_words(option.label)}


def _plain(number: Any) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _words(title: Text, help_: Text | None = None) -> Json:
    found: Json = {"title": title.ja, "x-title-en": title.en}
    if help_ is not None and help_.ja:
        found |= {"description": help_.ja, "x-description-en": help_.en}
    return found
