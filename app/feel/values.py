"""The values of FEEL and how Python data become them.

Inside an evaluation a value is None, bool, Decimal, str, date, time, datetime, timedelta, `Months`,
`Range`, a list of values, a `Context` or a function. Data of the caller are converted when they are
read, never ahead: a context of a thousand entries costs nothing until one of them is named.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context as DecimalContext
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from math import isfinite
from typing import Any, Protocol, TypeAlias

from app.feel.errors import FeelError
from app.feel.limits import DIGITS, MAX_EXPONENT, MAX_INT_BITS, MAX_LIST, MAX_STRING

Value: TypeAlias = Any

MISSING: Any = object()
"""What is given back where there is nothing, since None is a value."""

NUMBERS = DecimalContext(
    prec=DIGITS,
    Emin=1 - MAX_EXPONENT,
    Emax=MAX_EXPONENT,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""Arithmetic as decimal128, like the reference implementations."""


class Budget(Protocol):
    """Whoever counts what an evaluation costs."""

    def spend(self, steps: int) -> None:
        """Work was done."""

    def make(self, size: int) -> None:
        """Characters or items were made."""


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A years-and-months duration, which has no Python type: `Months(14)` is P1Y2M."""

    count: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.count), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
        return ("-P" if self.count < 0 else "P") + text


@dataclass(frozen=True, slots=True)
class Range:
    """A range; an end that is None is open to infinity.

    `operator` is set where the range was written as a comparison, such as `(< 5)` or `(!= 5)`.
    """

    low: Value
    high: Value
    low_included: bool
    high_included: bool
    operator: str | None = None

    @classmethod
    def compared(cls, operator: str, end: Value) -> "Range":
        """The range that `(operator end)` denotes."""
        upward = operator in (">", ">=", "=")
        downward = operator in ("<", "<=", "=", "!=")
        return cls(
            end if upward else None,
            end if downward else None,
            operator in (">=", "="),
            operator in ("<=", "="),
            operator,
        )

    @property
    def end(self) -> Value:
        """The value that a comparison compares with."""
        return self.high if self.low is None else self.low


class Context:
    """A FEEL context. Entries given by the caller are converted when they are first read."""

    __slots__ = ("_given", "_made")

    def __init__(self, made: dict[str, Value], given: Mapping[str, object] | None = None) -> None:
        self._made = made
        self._given = given

    def __contains__(self, key: object) -> bool:
        return key in self._made or (self._given is not None and key in self._given)

    def __len__(self) -> int:
        return len(self._made if self._given is None else self._given)

    def find(self, key: str, budget: Budget) -> Value:
        """The value of an entry, or MISSING."""
        value = self._made.get(key, MISSING)
        if value is MISSING and self._given is not None and key in self._given:
            value = self._made[key] = lift(self._given[key], budget)
        return value

    def get(self, key: str, budget: Budget) -> Value:
        """The value of an entry; None where there is none."""
        value = self.find(key, budget)
        return None if value is MISSING else value

    def keys(self) -> list[str]:
        if self._given is None:
            return list(self._made)
        return [key for key in self._given if type(key) is str]

    def items(self, budget: Budget) -> Iterator[tuple[str, Value]]:
        budget.spend(len(self))
        return ((key, self.get(key, budget)) for key in self.keys())


class Function:
    """Something that can be called: a built-in or `function(x) …`."""

    __slots__ = ()


Environment: TypeAlias = tuple[dict[str, Value] | Context, Any] | None
"""Names bound inside an expression: the innermost frame and the environment around it."""

KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    dt.date: "date",
    dt.time: "time",
    dt.datetime: "date and time",
    dt.timedelta: "days and time duration",
    Months: "years and months duration",
    Range: "range",
    list: "list",
    Context: "context",
}
"""The FEEL type of every class of value; function classes add themselves."""

DURATIONS = frozenset(("days and time duration", "years and months duration"))
ORDERED = DURATIONS | {"number", "string", "date", "time", "date and time"}


def kind(value: Value) -> str:
    """The FEEL type of a value."""
    return KINDS[type(value)]


def lift(value: object, budget: Budget) -> Value:
    """A FEEL value from a value of the caller; FeelError for anything but plain data."""
    convert = _CONVERTERS.get(type(value))
    return convert(value, budget) if convert is not None else _lift_kin(value, budget)


_EXACT_BITS = 100
"""An int of fewer bits has fewer than 34 digits."""


def _as_it_is(value: Value, budget: Budget) -> Value:
    return value


def _lift_text(value: str, budget: Budget) -> str:
    if len(value) > MAX_STRING:
        raise FeelError(f"A text of the data is longer than {MAX_STRING} characters.")
    return value


def _lift_int(value: int, budget: Budget) -> Decimal:
    bits = value.bit_length()
    if bits < _EXACT_BITS:
        return Decimal(value)
    if bits > MAX_INT_BITS:
        raise FeelError("A number of the data is too large.")
    return NUMBERS.plus(Decimal(value))


def _lift_float(value: float, budget: Budget) -> Decimal | None:
    return _lift_decimal(Decimal(repr(value)), budget) if isfinite(value) else None


def _lift_decimal(value: Decimal, budget: Budget) -> Value:
    """Rounded to 34 digits; null where it is no number (NaN, infinity)."""
    try:
        return NUMBERS.plus(value) if value.is_finite() else None
    except Overflow:
        raise FeelError("A number of the data is too large.") from None


def _lift_mapping(value: Mapping[str, object], budget: Budget) -> Context:
    return Context({}, value)


def _lift_list(value: list[object] | tuple[object, ...], budget: Budget) -> list[Value]:
    if len(value) > MAX_LIST:
        raise FeelError(f"A list of the data has more than {MAX_LIST} items.")
    budget.spend(len(value) // 4)
    return [lift(item, budget) for item in value]


def _lift_range(value: Range, budget: Budget) -> Range:
    low, high = lift(value.low, budget), lift(value.high, budget)
    return Range(low, high, value.low_included, value.high_included, value.operator)


_CONVERTERS: dict[type, Callable[[Any, Budget], Value]] = {
    **dict.fromkeys((type(None), bool, dt.date, dt.time, dt.datetime, dt.timedelta, Months), _as_it_is),
    str: _lift_text,
    int: _lift_int,
    float: _lift_float,
    Decimal: _lift_decimal,
    dict: _lift_mapping,
    list: _lift_list,
    tuple: _lift_list,
    Range: _lift_range,
}


def _lift_kin(value: object, budget: Budget) -> Value:
    """Subclasses of plain data, such as a str enumeration or a defaultdict, as what they derive from."""
    if isinstance(value, str):
        return _lift_text(str.__str__(value), budget)
    if isinstance(value, int):
        return _lift_int(int(value), budget)
    if isinstance(value, Mapping):
        return Context({}, value)
    if isinstance(value, list | tuple):
        return _lift_list(value, budget)
    raise FeelError(f"The data hold a {type(value).__name__}, which expressions cannot work with.")


def lower(value: Value, budget: Budget) -> Any:
    """What the caller gets: contexts as dicts, and no function anywhere."""
    if type(value) is list:
        budget.spend(4 * len(value))
        return [lower(item, budget) for item in value]
    if isinstance(value, Context):
        budget.spend(len(value))
        return {key: lower(item, budget) for key, item in value.items(budget)}
    if isinstance(value, Function):
        raise FeelError("The result is a function; call it or leave it out.")
    return value
