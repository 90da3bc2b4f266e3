"""The data files of the demo, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent
# Ten times faster where PyYAML was built with its C library.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def read(name: str) -> dict[str, Any]:
    """One of the YAML files beside this module."""
    text = (_HERE / f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=_LOADER)  # noqa: S506 # both loaders are the safe one
    return found


@cache
def wording() -> dict[str, list[Any]]:
    """The variants of every disclosure item, by item id."""
    return {**read("wording_business"), **read("wording_operation"), **read("wording_ai")}
