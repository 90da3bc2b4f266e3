"""What a browser sends, made fit to be stored: no control characters, no ids that no row can have."""

import re
from functools import cached_property

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter

LARGEST_ID = 2**63 - 1
"""The largest integer that SQLite can compare with."""
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class TidyRequest(Request):
    """A request whose form and query hold text that every database can keep; PostgreSQL refuses a NUL."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return _tidy(super().args)

    def _load_form_data(self) -> None:
        loaded = "form" in self.__dict__
        super()._load_form_data()
        if not loaded:
            self.__dict__["form"] = _tidy(self.__dict__["form"])


class RowId(IntegerConverter):
    """`<int:…>` of an address: a larger number is no id, so the address is unknown."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{"max": LARGEST_ID} | options)  # type: ignore[arg-type]  # handed on as given


def row_id(typed: str) -> int:
    """An id as it was posted, for `request.form.get(…, type=row_id)`; raises ValueError for what is none."""
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 19 or int(typed) > LARGEST_ID:
        raise ValueError("not an id")
    return int(typed)


def _tidy(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        [(name, _UNSTORABLE.sub("", value)) for name, value in values.items(multi=True)]
    )
