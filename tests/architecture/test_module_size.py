"""Modules stay small and say in their name what they hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT

LINES_OF_A_MODULE = 330
LINES_OF_A_FUNCTION = 60
SAYS_NOTHING = re.compile(r"^(utils?|helpers?|common|misc|managers?|.*_(utils?|helpers?|manager|service))$")


def modules() -> Iterator[tuple[str, str]]:
    """Our own modules and their text; a migration is as long as its tables."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        name = path.relative_to(ROOT)
        if not {"node_modules", "versions"} & set(name.parts):
            yield name.as_posix(), path.read_text(encoding="utf-8")


def test_no_module_is_too_long() -> None:
    assert {name: text.count("\n") for name, text in modules() if text.count("\n") > LINES_OF_A_MODULE} == {}


def test_no_function_is_too_long() -> None:
    long = {}
    for name, text in modules():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > LINES_OF_A_FUNCTION:
                    long[f"{name}:{node.name}"] = lines
    assert long == {}


def test_names_say_what_a_module_holds() -> None:
    names = {part for name, _ in modules() for part in Path(name).with_suffix("").parts}
    assert [name for name in sorted(names) if SAYS_NOTHING.match(name)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name, text in modules() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert silent == []
