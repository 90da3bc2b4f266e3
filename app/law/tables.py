"""The data files beside these modules: read once, never written."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from app.law.text import Text

Row = dict[str, Any]


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def rows(name: str, key: str) -> list[Row]:
    """The rows `[[key]]` of `<name>.toml`, in the order of the file."""
    found: list[Row] = _file(name)[key]
    return found


def setting(name: str, key: str) -> Any:
    """One value at the top of `<name>.toml`, such as its version."""
    return _file(name)[key]


def text(row: Row) -> Text:
    """The sentence that a row carries in its `ja` and `en`."""
    return Text(row["ja"], row["en"])
