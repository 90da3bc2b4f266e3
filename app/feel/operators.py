"""Arithmetic, comparisons, three-valued logic and conditions as closures."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from operator import ge, gt, le, lt, ne

from app.feel.arithmetic import OPERATIONS, negate
from app.feel.compare import compare, equal
from app.feel.compiler import compiled, compiles
from app.feel.conformance import is_instance
from app.feel.functions import Code
from app.feel.run import Run
from app.feel.tree import Arithmetic, Between, Comparison, Conjunction, Disjunction, If, InstanceOf, Negation
from app.feel.values import Environment, Value

_OF_NUMBERS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
"""The common case, without asking for kinds."""


@compiles(Negation)
def _negation(node: Negation) -> Code:
    operand = compiled(node.operand)
    return lambda run, env: negate(operand(run, env))


@compiles(Arithmetic)
def _arithmetic(node: Arithmetic) -> Code:
    operation, left, right = OPERATIONS[node.operator], compiled(node.left), compiled(node.right)

    def calculate(run: Run, env: Environment) -> Value:
        one, other = left(run, env), right(run, env)
        if one is None or other is None:
            return None
        try:
            result = operation(one, other)
        except (DecimalException, OverflowError, ValueError):
            return None
        return run.string(result) if type(result) is str else result

    return calculate


@compiles(Comparison)
def _comparison(node: Comparison) -> Code:
    operator, left, right = node.operator, compiled(node.left), compiled(node.right)
    if operator == "=":
        return lambda run, env: equal(left(run, env), right(run, env), run)
    of_numbers = _OF_NUMBERS[operator]

    def compared(run: Run, env: Environment) -> Value:
        one, other = left(run, env), right(run, env)
        if type(one) is Decimal and type(other) is Decimal:
            return of_numbers(one, other)
        return compare(operator, one, other, run)

    return compared


@compiles(Conjunction)
def _conjunction(node: Conjunction) -> Code:
    return _connected([compiled(term) for term in node.terms], decisive=False)


@compiles(Disjunction)
def _disjunction(node: Disjunction) -> Code:
    return _connected([compiled(term) for term in node.terms], decisive=True)


def _connected(terms: list[Code], decisive: bool) -> Code:
    """Three-valued and/or: the decisive value ends it, anything not boolean leaves it unknown."""

    def connect(run: Run, env: Environment) -> Value:
        unknown = False
        for term in terms:
            value = term(run, env)
            if value is decisive:
                return decisive
            if type(value) is not bool:
                unknown = True
        return None if unknown else not decisive

    return connect


@compiles(If)
def _if(node: If) -> Code:
    test, then, otherwise = compiled(node.test), compiled(node.then), compiled(node.otherwise)
    return lambda run, env: (then if test(run, env) is True else otherwise)(run, env)


@compiles(Between)
def _between(node: Between) -> Code:
    operand, low, high = compiled(node.operand), compiled(node.low), compiled(node.high)

    def between(run: Run, env: Environment) -> Value:
        value = operand(run, env)
        above = compare(">=", value, low(run, env), run)
        below = compare("<=", value, high(run, env), run)
        return None if above is None or below is None else above and below

    return between


@compiles(InstanceOf)
def _instance_of(node: InstanceOf) -> Code:
    operand, type_ = compiled(node.operand), node.type
    return lambda run, env: is_instance(operand(run, env), type_, run)
