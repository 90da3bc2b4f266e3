"""Where the project cites the rules: nodes of diagrams, fields of forms, docstrings, marks of tests."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from app.engine import read
from app.law.articles import Citation, CitationError, citations, exists
from app.law.refusals import refusals
from app.law.text import Text

Kind = Literal["node", "field", "function", "test"]

# These speak of citations as such: what they name is an example, not what they carry out.
MACHINERY = frozenset(
    f"app/{name}.py"
    for name in ("law/articles", "law/citation", "law/readings", "law/refusals", "cases/evidence")
) | {"app/cases/coverage.py", "app/cases/linting/rules/citation.py"}

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# 民法 and other statutes are cited beside the rules; their articles are no articles of ours.
_OTHER_LAW = re.compile(r"[一-龥]法(?:律)?第\d+条(?:第\d+項)?(?:・第\d+条(?:第\d+項)?)*")
_MENTION = re.compile(
    r"第(?P<article>\d+)条(?P<first>(?:第\d+項)?(?:第\d+号)?)(?P<more>(?:・第\d+[項号](?:第\d+号)?)*)"
    r"|AMB-(?P<reading>\d+)|(?P<supplement>附則)"
)
_PART = re.compile(r"(?:第(?P<paragraph>\d+)項)?(?:第(?P<item>\d+)号)?")
UNNAMED = Text("", "")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place that cites one provision, reading or practice.

    `place` is a path with what stands in it: `processes/application.bpmn#decide`,
    `app/law/validity.py:valid_until`. `refusal` and `basis` are those of a test's mark.
    """

    kind: Kind
    place: str
    citation: Citation
    name: Text = UNNAMED
    refusal: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """A place whose citation cannot be read or names nothing."""

    place: str
    text: Text


Found = Evidence | Misread


def of_edition(files: Mapping[str, str]) -> Iterator[Found]:
    """What diagrams, forms and catalogues cite: the first line of a documentation, the words of a field or item."""
    for path, text in sorted(files.items()):
        if path.endswith(".bpmn"):
            diagram = read(text.encode())
            named = Text(diagram.name, diagram.name_en)
            yield from _cited("node", path, diagram.citation, name=named)
            for node in diagram.nodes.values():
                named = Text(node.name, node.name_en)
                yield from _cited("node", f"{path}#{node.id}", node.citation, name=named)
        elif path.endswith(".form"):
            for component in json.loads(text).get("components", []):
                yield from _field(path, component)
        elif path.endswith(".yaml"):
            for item in (yaml.load(text, Loader=_Loader) or {}).get("items", []):  # noqa: S506 — a safe loader
                named = Text(item["title_ja"], item["title_en"])
                words = json.dumps(item, ensure_ascii=False, default=str)
                yield from _mentioned("field", f"{path}#{item['id']}", words, name=named)


def of_code(root: Path) -> Iterator[Found]:
    """What the docstrings of modules, classes and functions under `root/app` cite."""
    for path, tree in _modules(root, "app"):
        if path in MACHINERY:
            continue
        for place, node in _named(path, tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield from _mentioned("function", place, ast.get_docstring(node) or "")


def of_tests(root: Path) -> Iterator[Found]:
    """The marks `article(citation)` and `refusal(id, basis, article)` under `root/tests`."""
    for path, tree in _modules(root, "tests"):
        for place, node in _named(path, tree):
            for mark in _marks(node):
                yield from _mark(place, mark)


def mentions(text: str) -> tuple[Citation, ...]:
    """The provisions and readings named in running words; 第6条第4項・第5項 names two."""
    found: list[Citation] = []
    for match in _MENTION.finditer(_OTHER_LAW.sub("", text)):
        if match["reading"]:
            found.append(Citation("reading", reading=int(match["reading"])))
        elif match["supplement"]:
            found.append(Citation("supplement"))
        else:
            found += _provisions(int(match["article"]), match["first"], match["more"])
    return tuple(dict.fromkeys(found))


def _provisions(article: int, first: str, more: str) -> Iterator[Citation]:
    paragraph = 0
    for part in (first, *filter(None, more.split("・"))):
        match = _PART.fullmatch(part)
        assert match is not None, part
        # 第4条第1項第2号・第3号: what leaves the paragraph out goes on in the one before.
        paragraph = int(match["paragraph"] or paragraph)
        yield Citation("article", article, paragraph, int(match["item"] or 0))


def _field(path: str, component: dict[str, Any]) -> Iterator[Found]:
    nested = component.get("components", [])
    own = {name: value for name, value in component.items() if name != "components"}
    place = f"{path}#{component.get('key') or component.get('id') or component.get('type', '')}"
    named = Text(str(own.get("label", "")), str(own.get("properties", {}).get("label_en", "")))
    yield from _mentioned("field", place, json.dumps(own, ensure_ascii=False), name=named)
    for each in nested:
        yield from _field(path, each)


def _modules(root: Path, folder: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((root / folder).rglob("*.py")):
        if "node_modules" not in path.parts:
            yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _named(path: str, tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """The module itself, and its classes and functions, each with its name."""
    yield path, tree
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{path}:{node.name}", node
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield f"{path}:{node.name}.{method.name}", method


def _marks(node: ast.AST) -> Iterator[ast.Call]:
    if isinstance(node, ast.Module):
        definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        parts: list[ast.AST] = [each for each in node.body if not isinstance(each, definitions)]
    else:
        parts = list(getattr(node, "decorator_list", []))
    for part in parts:
        for each in ast.walk(part):
            if isinstance(each, ast.Call) and _is_mark(each.func):
                yield each


def _is_mark(func: ast.expr) -> bool:
    return (
        isinstance(func, ast.Attribute)
        and func.attr in {"article", "refusal"}
        and isinstance(func.value, ast.Attribute)
        and func.value.attr == "mark"
    )


def _mark(place: str, mark: ast.Call) -> Iterator[Found]:
    assert isinstance(mark.func, ast.Attribute)
    order = ("citation",) if mark.func.attr == "article" else ("id", "basis", "article")
    given = dict(zip(order, mark.args, strict=False)) | {each.arg: each.value for each in mark.keywords}
    said = {name: value.value for name, value in given.items() if isinstance(value, ast.Constant)}
    if set(order) - set(said):
        words = Text(
            f"印 {mark.func.attr} には {'、'.join(order)} を文字で書いてください。",
            f"Give the mark {mark.func.attr} its {', '.join(order)} as plain strings.",
        )
        yield Misread(f"{place}:{mark.lineno}", words)
        return
    if mark.func.attr == "article":
        yield from _cited("test", place, str(said["citation"]))
        return
    id_, basis, cited = (str(said[name]) for name in order)
    if basis == "design" and not cited:
        # Our own design has no article as its authority; the table says which one it serves.
        cited = next((part.see for part in refusals() if (part.id, part.basis) == (id_, basis)), "")
    yield from _cited("test", place, cited, refusal=id_, basis=basis)


def _cited(kind: Kind, place: str, line: str, **more: Any) -> Iterator[Found]:
    try:
        found = citations(line)
    except CitationError as error:
        yield Misread(place, error.text)
        return
    if not found:
        yield Misread(place, Text("根拠が書かれていません。", "It cites nothing."))
    yield from _existing(kind, place, found, **more)


def _mentioned(kind: Kind, place: str, words: str, **more: Any) -> Iterator[Found]:
    yield from _existing(kind, place, mentions(words), **more)


def _existing(kind: Kind, place: str, found: tuple[Citation, ...], **more: Any) -> Iterator[Found]:
    for each in found:
        if exists(each):
            yield Evidence(kind, place, each, **more)
        else:
            words = f"「{each}」は規程にないか、運用の理由が書かれていません。"
            yield Misread(
                place, Text(words, f"“{each}” names nothing in the rules, or 運用 stands without its reason.")
            )
