"""Small things that templates draw: ids, choices, attached files, 該当なし.

Ids are the HTML names with "." as "--"; `<id>-help`, `<id>-error` and `<id>-0` (first choice) derive
from them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.law.text import Text
from app.store.blobs import KINDS

_SHAPES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "month": re.compile(r"\d{4}-\d\d"),
    "time": re.compile(r"\d\d:\d\d"),
    "datetime-local": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
}


def html_id(name: str) -> str:
    """The id of what is posted under a name."""
    return name.replace(".", "--")


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as drawn."""

    value: str
    label: str
    id: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """An upload that is already attached; `href` is "" where the page gave no address for uploads."""

    sha256: str
    name: str
    size: str
    id: str
    href: str


def attached(uploads: Iterable[Mapping[str, Any]], common_id: str, base: str) -> list[Attached]:
    """Stored uploads as drawn; `base` is the address under which the page serves them by hash."""
    return [
        Attached(
            str(one["sha256"]),
            str(one.get("name", "")),
            size_words(one.get("size")),
            f"{common_id}-keep-{index}",
            f"{base}{one['sha256']}" if base else "",
        )
        for index, one in enumerate(uploads)
    ]


def size_words(size: object) -> str:
    """Bytes in words."""
    count = size if isinstance(size, int) else 0
    return f"{count / 1048576:.1f} MB" if count >= 1048576 else f"{max(1, round(count / 1024))} KB"


def endings(kinds: Iterable[str]) -> str:
    """The `accept` attribute for kinds of file."""
    return ", ".join(ending for kind in sorted(kinds) for ending in KINDS[kind][1])


def fitting(kind: str, value: str) -> str:
    """The `type` of an input: a date control cannot show what is no date, so that stands in a text input."""
    shape = _SHAPES.get(kind)
    return "text" if shape and value and not shape.fullmatch(value) else kind


@dataclass(slots=True)
class NotApplicable:
    """The 該当なし tick box and its reason, as drawn."""

    name: str
    ticked: bool
    reason_name: str
    reason: str
    errors: list[Text] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Id of the tick box."""
        return html_id(self.name)

    @property
    def reason_id(self) -> str:
        """Id of the reason."""
        return html_id(self.reason_name)
