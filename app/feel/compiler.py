"""A tree into closures: each node becomes a function of the run and the bound names.

Walking the tree itself would look at the kind of every node on every evaluation; a gateway's condition
is evaluated far more often than it is parsed. One closure runs at most its children once, so a pass
without loops is bounded by the size of the tree; loops, filters and calls count their rounds
(`Run.spend`). Operators are compiled in `app.feel.operators`, loops in `app.feel.loops`.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from app.feel.compare import meets, order
from app.feel.errors import FeelError
from app.feel.functions import FUNCTIONS, Builtin, Code, Lambda
from app.feel.properties import member
from app.feel.run import Run
from app.feel.tree import (
    Call,
    ContextOf,
    FunctionOf,
    HalfOpen,
    Interval,
    ListOf,
    Literal,
    Membership,
    Name,
    Node,
    Path,
    UnaryTests,
    mentions,
    size,
)
from app.feel.values import MISSING, Context, Environment, Function, Range, Value

N = TypeVar("N", bound=Node)

_COMPILERS: dict[type[Node], Callable[[Any], Code]] = {}


def compiles(cls: type[N]) -> Callable[[Callable[[N], Code]], Callable[[N], Code]]:
    """Declare how nodes of a class are compiled."""

    def enter(compiler: Callable[[N], Code]) -> Callable[[N], Code]:
        _COMPILERS[cls] = compiler
        return compiler

    return enter


def compiled(node: Node) -> Code:
    """The closure of a node."""
    return _COMPILERS[type(node)](node)


# Names and values


@compiles(Literal)
def _literal(node: Literal) -> Code:
    value = node.value
    return lambda run, env: value


@compiles(Name)
def _name(node: Name) -> Code:
    name = node.name
    builtin = FUNCTIONS.get(name)

    def read(run: Run, env: Environment) -> Value:
        while env is not None:
            frame, env = env
            if isinstance(frame, dict):
                if name in frame:
                    return frame[name]
            else:
                value = frame.find(name, run)
                if value is not MISSING:
                    return value
        value = run.root.find(name, run)
        if value is not MISSING:
            return value
        if run.strict and builtin is None:
            raise FeelError(f"«{name}» is not among the data of this place.")
        return builtin

    return read


@compiles(Path)
def _path(node: Path) -> Code:
    base, name = compiled(node.base), node.member

    def read(run: Run, env: Environment) -> Value:
        value = base(run, env)
        return value.get(name, run) if type(value) is Context else member(value, name, run)

    return read


@compiles(ListOf)
def _list(node: ListOf) -> Code:
    items = [compiled(item) for item in node.items]
    return lambda run, env: run.items([item(run, env) for item in items])


@compiles(ContextOf)
def _context(node: ContextOf) -> Code:
    entries = [(key, compiled(entry)) for key, entry in node.entries]
    if len({key for key, _ in entries}) < len(entries):
        return lambda run, env: None

    def build(run: Run, env: Environment) -> Value:
        made: dict[str, Value] = {}
        inner = (made, env)
        for key, entry in entries:
            made[key] = entry(run, inner)
        run.make(len(made))
        return Context(made)

    return build


@compiles(Interval)
def _interval(node: Interval) -> Code:
    low, high = compiled(node.low), compiled(node.high)
    low_included, high_included = node.low_included, node.high_included

    def build(run: Run, env: Environment) -> Value:
        first, last = low(run, env), high(run, env)
        if first is not None and last is not None and order(first, last) is None:
            return None
        return Range(first, last, low_included, high_included)

    return build


@compiles(HalfOpen)
def _half_open(node: HalfOpen) -> Code:
    operator, operand = node.operator, compiled(node.operand)
    return lambda run, env: Range.compared(operator, operand(run, env))


# Tests


@compiles(Membership)
def _membership(node: Membership) -> Code:
    operand, tests = compiled(node.operand), _tested(node.tests)
    return lambda run, env: tests(run, ({"?": operand(run, env)}, env))


@compiles(UnaryTests)
def _unary_tests(node: UnaryTests) -> Code:
    if node.tests is None:
        return lambda run, env: True
    tests = _tested(node.tests)
    if not node.negated:
        return tests

    def negated(run: Run, env: Environment) -> Value:
        met = tests(run, env)
        return None if met is None else not met

    return negated


def _tested(nodes: tuple[Node, ...]) -> Code:
    """Whether the value `?` of the innermost frame meets one of the tests.

    A test that names `?` decides by itself; any other is a value to compare with.
    """
    tests = [(compiled(node), mentions(node, "?")) for node in nodes]
    single = len(nodes) == 1 and type(nodes[0]) in (HalfOpen, Interval)

    def meet(run: Run, env: Environment) -> Value:
        assert env is not None
        value = env[0]["?"] if isinstance(env[0], dict) else None
        if value is None and single:
            return None
        unknown = False
        for test, decides in tests:
            found = test(run, env)
            met = found is True if decides else meets(value, found, run)
            if met is True:
                return True
            unknown = unknown or met is None
        return None if unknown else False

    return meet


# Functions


@compiles(FunctionOf)
def _function(node: FunctionOf) -> Code:
    parameters, body, weight = node.parameters, compiled(node.body), size(node.body)
    return lambda run, env: Lambda(parameters, body, weight, env)


@compiles(Call)
def _call(node: Call) -> Code:
    function = _called(node.function)
    arguments = [compiled(argument) for argument in node.arguments]
    names = node.names

    def call(run: Run, env: Environment) -> Value:
        target = function(run, env)
        if not isinstance(target, Builtin | Lambda):
            return None
        return target.call(run, [argument(run, env) for argument in arguments], names)

    return call


def _called(node: Node) -> Code:
    """What stands before the bracket. A field named `count` does not hide the function `count`."""
    if type(node) is not Name:
        return compiled(node)
    name, builtin = node.name, FUNCTIONS.get(node.name)

    def find(run: Run, env: Environment) -> Value:
        while env is not None:
            frame, env = env
            if isinstance(frame, dict) and isinstance(frame.get(name), Function):
                return frame[name]
        if run.strict and builtin is None:
            raise FeelError(f"There is no function «{name}».")
        return builtin

    return find
