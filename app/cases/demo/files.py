"""The data files of the demo, read once."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


@cache
def read(name: str) -> dict[str, Any]:
    """One of the YAML files beside this module."""
    found: dict[str, Any] = yaml.safe_load((_HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


@cache
def wording() -> dict[str, list[Any]]:
    """The variants of every disclosure item, by item id."""
    return {**read("wording_business"), **read("wording_operation"), **read("wording_ai")}
