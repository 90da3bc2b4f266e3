"""What the code can put on the record of a case, read from its source: kinds of events, ids of refusals."""

import ast
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT

APPEND = ("app.store.history", "append")
KIND_AT = 2

Emitter = tuple[str, str]
"""A module and a function of it."""


def event_kinds() -> set[str]:
    """Every kind that a call can give to `history.append`, through however many functions it is handed on."""
    sources = list(_sources())
    emitters: dict[Emitter, int] = {APPEND: KIND_AT}
    kinds: set[str] = set()
    while True:
        known = len(emitters), len(kinds)
        for module, tree in sources:
            _collect(module, tree, emitters, kinds)
        if known == (len(emitters), len(kinds)):
            return kinds


def ground_ids() -> set[str]:
    """Every id that the code writes into a `Ground` of its own."""
    return {
        str(call.args[0].value)
        for _module, tree in _sources()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Ground"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def _sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        if "node_modules" not in path.parts:
            yield _module(path), ast.parse(path.read_text(encoding="utf-8"))


def _module(path: Path) -> str:
    found = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return found.removesuffix(".__init__")


def _collect(module: str, tree: ast.Module, emitters: dict[Emitter, int], kinds: set[str]) -> None:
    imported = _imports(tree)
    outermost = [
        each for part in ast.walk(tree) if isinstance(part, ast.Module | ast.ClassDef) for each in part.body
    ]
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and (target := _target(call, module, imported)) in emitters:
                _follow(module, function, call, emitters, kinds, target, outermost)


def _follow(
    module: str,
    function: ast.FunctionDef,
    call: ast.Call,
    emitters: dict[Emitter, int],
    kinds: set[str],
    target: Emitter | None,
    outermost: list[ast.stmt],
) -> None:
    assert target is not None
    given = next((word.value for word in call.keywords if word.arg == "kind"), None)
    at = emitters[target]
    if given is None and 0 <= at < len(call.args):
        given = call.args[at]
    for value in _values(given):
        if isinstance(value, ast.Constant):
            kinds.add(str(value.value))
        elif isinstance(value, ast.Name):
            names = [each.arg for each in function.args.args]
            words = {
                each.arg: default
                for each, default in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True)
            }
            if value.id in names:
                emitters[(module, function.name)] = names.index(value.id)
            elif value.id in words:
                emitters[(module, function.name)] = -1
                kinds |= {str(d.value) for d in [words[value.id]] if isinstance(d, ast.Constant)}
            else:
                assert function not in outermost, f"{module}.{function.name}: whence comes {value.id}?"


def _values(given: ast.expr | None) -> list[ast.expr]:
    if isinstance(given, ast.IfExp):
        return [given.body, given.orelse]
    return [given] if given is not None else []


def _imports(tree: ast.Module) -> dict[str, str]:
    """What a module's names stand for, as dotted paths."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return found


def _target(call: ast.Call, module: str, imported: dict[str, str]) -> Emitter | None:
    func = call.func
    if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name):
        return imported.get(func.value.id, ""), func.attr
    if isinstance(func, ast.Name):
        path = imported.get(func.id, f"{module}.{func.id}")
        return path.rpartition(".")[0], func.id
    return None
