"""The closed profile of form components: what a form may consist of once it has been read.

A definition (form-js JSON) is read by `reading` into these immutable nodes; nothing else is ever drawn,
bound or validated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from app.law.text import Text

Kind = Literal[
    "textfield", "textarea", "number", "datetime", "select", "radio", "checkbox", "checklist", "filepicker"
]
Visibility = Literal["public", "review_only", "secret"]
Mode = Literal["fill", "assess", "show"]

EMPTY = Text("", "")
ROUTABLE: frozenset[str] = frozenset({"textfield", "number", "datetime", "select", "radio", "checkbox"})
MAX_ROWS = 50
UPLOAD_LIMIT = 10 * 1024 * 1024
"""Bytes per file unless the component says `max_mb`."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select, radio or checklist."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Limits:
    """What a value must satisfy beside being present. Lengths count characters."""

    min_length: int = 0
    max_length: int = 0
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    pattern_message: Text = EMPTY
    shape: Literal["", "email", "phone"] = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """What a file picker takes: kinds as in `app.store.blobs`, bytes per file, and how many."""

    kinds: frozenset[str]
    limit: int
    multiple: bool


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field with a value. `path` is the place from the root: `city`, `address.city`, `rows[].name`."""

    kind: Kind
    key: str
    path: str
    label: Text
    help: Text = EMPTY
    required: bool = False
    limits: Limits = field(default_factory=Limits)
    options: tuple[Option, ...] = ()
    options_from: str = ""
    hide: str = ""
    when: Text = EMPTY
    routing: bool = False
    visibility: Visibility = "review_only"
    na_allowed: bool = False
    check: str = ""
    default: Any = None
    readonly: bool = False
    carried: bool = False
    """Whether the page shows the value as words and posts it back unchanged, for what names the row that it is in."""
    prefix: Text = EMPTY
    unit: Text = EMPTY
    decimals: int | None = None
    subtype: Literal["date", "datetime", "time"] = "date"
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class GroupSpec:
    """Fields under one legend; with a `key` (the path) their values form an object of that name."""

    key: str
    path: str
    label: Text
    components: tuple["Node", ...]
    help: Text = EMPTY
    hide: str = ""
    when: Text = EMPTY


@dataclass(frozen=True, slots=True)
class ListSpec:
    """Repeatable rows (form-js dynamiclist); a row whose field `stays` is filled in cannot be removed."""

    key: str
    path: str
    label: Text
    components: tuple["Node", ...]
    help: Text = EMPTY
    hide: str = ""
    when: Text = EMPTY
    min_rows: int = 0
    max_rows: int = MAX_ROWS
    start_rows: int = 1
    fixed: bool = False
    stays: str = ""


@dataclass(frozen=True, slots=True)
class TextSpec:
    """Words between fields: paragraphs, lists and bold."""

    text: Text
    hide: str = ""


@dataclass(frozen=True, slots=True)
class SeparatorSpec:
    """A line between parts of a form."""

    hide: str = ""


@dataclass(frozen=True, slots=True)
class DisclosureSpec:
    """The groups of a disclosure catalogue that this form fills, assesses or shows."""

    key: str
    path: str
    label: Text
    catalogue: str
    groups: tuple[str, ...]
    mode: Mode
    help: Text = EMPTY
    hide: str = ""
    when: Text = EMPTY
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Items of which this form offers some choices only, with these choices."""


Node = FieldSpec | GroupSpec | ListSpec | TextSpec | SeparatorSpec | DisclosureSpec

_COMMON = {"type", "id", "key", "label", "description", "properties", "conditional", "layout", "version"}
_INPUT = _COMMON | {"validate", "readonly", "disabled", "defaultValue", "appearance"}
_CHOICE = _INPUT | {"values", "valuesKey", "searchable"}
_BOX = _COMMON | {"path", "components", "showOutline", "verticalAlignment"}

ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "textfield": frozenset(_INPUT),
    "textarea": frozenset(_INPUT),
    "number": frozenset(_INPUT | {"decimalDigits", "increment", "serializeToString"}),
    "datetime": frozenset(
        _INPUT
        | {"subtype", "dateLabel", "timeLabel", "use24h", "timeInterval", "timeSerializingFormat"}
        | {"disallowPassedDates"}
    ),
    "select": frozenset(_CHOICE),
    "radio": frozenset(_CHOICE),
    "checkbox": frozenset(_INPUT),
    "checklist": frozenset(_CHOICE),
    "filepicker": frozenset(_INPUT | {"accept", "multiple"}),
    "group": frozenset(_BOX),
    "dynamiclist": frozenset(
        _BOX
        | {"isRepeating", "allowAddRemove", "defaultRepetitions", "disableCollapse", "nonCollapsedItems"}
        | {"validate"}
    ),
    "text": frozenset(_COMMON | {"text"}),
    "separator": frozenset(_COMMON),
    "disclosure": frozenset(_COMMON),
}
"""Per component type, the attributes that are understood (or that the editor adds and that mean nothing
here); any other is refused, so that nothing a process owner writes is silently ignored."""

PROPERTIES: Mapping[str, frozenset[str]] = {
    "input": frozenset(
        {"label_en", "help_en", "routing", "visibility", "na_allowed", "check", "when", "when_en"}
        | {"unit_en", "prefix_en", "pattern_message_en", "max_mb", "carried"}
    ),
    "box": frozenset({"label_en", "help_en", "when", "when_en", "min_rows", "max_rows", "stays"}),
    "text": frozenset({"text_en"}),
    "separator": frozenset(),
    "disclosure": frozenset(
        {"label_en", "help_en", "when", "when_en", "catalogue", "groups", "mode", "visibility", "only"}
    ),
}
