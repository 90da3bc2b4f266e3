"""Expressions parsed and compiled once, and the names they need told by the data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.feel.compiler import compiled
from app.feel.errors import FeelError, too_deep
from app.feel.functions import FUNCTIONS, Code
from app.feel.limits import CACHED, CACHED_TEXT
from app.feel.names import References, references
from app.feel.parser import parse_expression, parse_tests
from app.feel.scanner import needs_telling
from app.feel.tree import Node

_NOTHING_KNOWN: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression ready to run; immutable and shared between threads."""

    tree: Node
    code: Code
    references: References
    roots: tuple[str, ...]
    """First parts of all its free names."""
    paths: tuple[tuple[str, ...], ...]
    """The names that the data must hold, part by part."""
    unknown: tuple[str, ...]
    """Functions that it calls and that there are not."""


def prepare(text: str, unary: bool = False, known: frozenset[str] = _NOTHING_KNOWN) -> Expression:
    """Parse and compile, without remembering."""
    try:
        tree = (parse_tests if unary else parse_expression)(text, known)
        found = references(tree)
        roots = {name.partition(".")[0] for name in found.names | found.uncertain}
        unknown = tuple(sorted(found.functions - FUNCTIONS.keys()))
        paths = tuple(tuple(name.split(".")) for name in sorted(found.names))
        return Expression(tree, compiled(tree), found, tuple(sorted(roots)), paths, unknown)
    except RecursionError:
        raise too_deep() from None


_cached = lru_cache(CACHED)(prepare)


def expression(text: str, unary: bool = False, known: frozenset[str] = _NOTHING_KNOWN) -> Expression:
    """Parse and compile; short texts are remembered, so that a flood of long ones cannot fill memory."""
    return (_cached if len(text) <= CACHED_TEXT else prepare)(text, unary, known)


def expression_for(text: str, data: Mapping[str, object], unary: bool = False) -> Expression:
    """Parse and compile for certain data.

    A name with operator signs or keywords in it ("Pre-bureau category") is recognised only where the
    plain reading is no expression or names something that the data do not hold.
    """
    try:
        plain = expression(text, unary)
    except FeelError:
        odd = _odd_names(text, data)
        if not odd:
            raise
        return expression(text, unary, odd)
    for root in plain.roots:
        if root not in data:
            odd = _odd_names(text, data)
            try:
                return expression(text, unary, odd) if odd else plain
            except FeelError:
                return plain
    return plain


def require(found: Expression, data: Mapping[str, object], where: str) -> None:
    """FeelError where an expression calls a function that there is not or names what the data do not hold.

    For places where null would lead a case the wrong way; `where` ends the sentence.
    """
    if found.unknown:
        raise FeelError(f"There is no function «{found.unknown[0]}»; {where}")
    for path in found.paths:
        if not _holds(data, path):
            raise FeelError(f"«{'.'.join(path)}» is not among the data of this place; {where}")


def _holds(data: Mapping[str, object], path: tuple[str, ...]) -> bool:
    """Whether data hold a dotted path; what is not a mapping is not looked into."""
    at: object = data
    for part in path:
        if type(at) is not dict and not isinstance(at, Mapping):
            return at is not None
        if part not in at:
            return False
        at = at[part]
    return True


def _odd_names(text: str, data: Mapping[str, object]) -> frozenset[str]:
    """Names of the data, down to the members of its contexts, that need telling and occur in a text."""
    odd = set(_odd(text, data))
    for value in data.values():
        if isinstance(value, Mapping):
            odd.update(_odd(text, value))
    return frozenset(odd)


def _odd(text: str, names: Iterable[object]) -> list[str]:
    return [name for name in names if isinstance(name, str) and name in text and needs_telling(name)]
