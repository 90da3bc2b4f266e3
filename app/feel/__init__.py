"""FEEL, the expression language of DMN: gateway conditions, timers, form conditions, decision tables.

    evaluate("sum(fees) * 2", {"fees": [1, 2]})              -> Decimal("6")
    condition('decide.decision = "certify"', case_data)      -> True or False, never a guess
    unary_test('"A", "B"', "A", {})                          -> True
    names_used("decide.decision = x")                        -> {"decide.decision", "x"}
    decide(table, {"score": 7})                              -> what DMN says, null included
    decision(table, case_data)                               -> outputs by name, never a guess

Safe for texts that strangers write: a scanner, a parser and closures of our own; no Python is
evaluated, no attribute of a Python object is reachable, only the functions of `FUNCTION_NAMES` can be
called, patterns run in linear time (RE2), and every evaluation has a budget (`app.feel.limits`). Any
text ends in a value or in `FeelError`. Nothing is shared between evaluations but immutable parsed
expressions, so threads need no care.

Values. In: None, bool, str, int, float, Decimal, date, time, datetime, timedelta, `Months`, `Range`,
lists, tuples and mappings of these; anything else is refused when it is read. Out: the same, numbers
always as Decimal with 34 digits (also whole ones: `Decimal("6") == 6`), contexts as dict, lists as
list; never a function. Data are converted when they are read and are never changed.

Time. `now` must be given (aware) to expressions that call `now()` or `today()`; both are in Japan's
time zone, since legal dates are Japanese calendar dates. This package never reads a clock.

Where it differs from the DMN 1.5 specification:
- Years are 1 to 9999 and fractions of a second stop at microseconds, as in Python's datetime; they
  count when times are compared.
- A time of day in a named zone takes the zone's offset of 1 January 2000, so that replays agree.
- Regular expressions are those of RE2: null for backreferences, look-around, a class within a class
  (`[A-Z-[OI]]`) and blocks of Unicode (`\\p{IsGreek}`); `\\0` is a character.
- `is` needs both of its arguments.
- Names with operator signs or keywords in them are recognised only when the data hold them and the
  plain reading does not work out; `names_used` gives the plain reading. A key of a context that is
  written out with such signs is put in quotation marks.
- A field of the data does not hide a built-in function of the same name.
- External functions, business knowledge models, boxed expressions and imports are not read, and
  `instance of` knows no types that a model defines.
- A function is never the result of an evaluation: FeelError.
- Decision tables answer FeelError, not null, when the policy UNIQUE or ANY is broken or an input has a
  value that its column does not allow.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import app.feel.builtins
import app.feel.loops
import app.feel.operators  # noqa: F401 - the three are imported for what they register
from app.feel.cells import Cell, cells
from app.feel.compiler import compiled
from app.feel.errors import FeelError, too_deep
from app.feel.expression import expression, expression_for, require
from app.feel.functions import FUNCTIONS
from app.feel.run import Run
from app.feel.tables import DecisionTable, Input, Output, Rule, decide, decision
from app.feel.tree import Node
from app.feel.values import Months, Range, lift, lower

__all__ = [
    "FUNCTION_NAMES",
    "Cell",
    "DecisionTable",
    "FeelError",
    "Input",
    "Months",
    "Output",
    "Range",
    "Rule",
    "cells",
    "condition",
    "decide",
    "decision",
    "evaluate",
    "functions_used",
    "names_used",
    "parse",
    "unary_test",
    "value_of",
]

FUNCTION_NAMES = frozenset(FUNCTIONS)
"""The built-in functions; a linter refuses any other."""


def evaluate(text: str, context: Mapping[str, object], *, now: dt.datetime | None = None) -> Any:
    """The value of an expression, null (None) where FEEL says null, also for unknown names."""
    found = expression_for(text, context)
    run = Run(context, now)
    try:
        return lower(found.code(run, None), run)
    except RecursionError:
        raise too_deep() from None


def value_of(tree: Node, context: Mapping[str, object], *, now: dt.datetime | None = None) -> Any:
    """The value of a piece of a parsed expression; what `evaluate` says of a text."""
    run = Run(context, now)
    try:
        return lower(compiled(tree)(run, None), run)
    except RecursionError:
        raise too_deep() from None


def condition(text: str, context: Mapping[str, object], *, now: dt.datetime | None = None) -> bool:
    """True or false, for a place where the wrong branch must not be taken.

    FeelError when the value is null or not boolean, when a name of the expression (its whole dotted
    path) is not in the context, or when it calls a function that there is not, whether or not the
    evaluation would come to it. For data that may be missing there is `get value(context, key)`.
    """
    found = expression_for(text, context)
    require(found, context, f"the condition was: {text}")
    run = Run(context, now, strict=True)
    try:
        value = found.code(run, None)
    except RecursionError:
        raise too_deep() from None
    if value is True or value is False:
        return value is True
    what = "null" if value is None else "not true or false"
    raise FeelError(f"The condition is {what}, so no way can be chosen; it was: {text}")


def unary_test(
    text: str, value: object, context: Mapping[str, object], *, now: dt.datetime | None = None
) -> bool | None:
    """Whether a value meets a cell of a decision table (`"A", "B"`, `< 5`, `not(3)`, `? > x`, `-`)."""
    found = expression_for(text, context, unary=True)
    run = Run(context, now)
    try:
        met = found.code(run, ({"?": lift(value, run)}, None))
    except RecursionError:
        raise too_deep() from None
    return met if type(met) is bool else None


def parse(text: str, *, unary: bool = False) -> Node:
    """The immutable tree of an expression or of unary tests; FeelError when the text is neither."""
    return expression(text, unary).tree


def names_used(text: str, *, unary: bool = False) -> frozenset[str]:
    """Dotted paths of the names that an expression takes from its data, such as "decide.decision".

    Names inside a filter `list[…]` are left out: they may be members of the list's items.
    """
    return expression(text, unary).references.names


def functions_used(text: str, *, unary: bool = False) -> frozenset[str]:
    """Names of the functions that an expression calls, those of its own excepted."""
    return expression(text, unary).references.functions
