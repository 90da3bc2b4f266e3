"""The values of FEEL and how Python data become them.

Inside an evaluation a value is None, bool, Decimal, str, date, time, datetime, timedelta, `Months`,
`Range`, a list of values, a `Context` or a function. Data of the caller are converted when they are
read, never ahead: a context of a thousand entries costs nothing until one of them is named.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context as DecimalContext
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any, Protocol, TypeAlias

from app.feel.errors import FeelError
from app.feel.limits import DIGITS, MAX_EXPONENT, MAX_INT_BITS, MAX_LIST, MAX_STRING

Value: TypeAlias = Any

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

    def get(self, key: str, budget: Budget) -> Value:
        """The value of an entry; None where there is none."""
        made = self._made
        if key in made:
            return made[key]
        if self._given is None or key not in self._given:
            return None
        value = made[key] = lift(self._given[key], budget)
        return value

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

_AS_THEY_ARE = frozenset((type(None), bool, dt.date, dt.time, dt.datetime, dt.timedelta, Months))


def kind(value: Value) -> str:
    """The FEEL type of a value."""
    return KINDS[type(value)]


def lift(value: object, budget: Budget) -> Value:
    """A FEEL value from a value of the caller; FeelError for anything but plain data."""
    cls = type(value)
    if cls in _AS_THEY_ARE:
        return value
    if isinstance(value, str):
        if len(value) > MAX_STRING:
            raise FeelError(f"A text of the data is longer than {MAX_STRING} characters.")
        return value if cls is str else str.__str__(value)
    if isinstance(value, int | float | Decimal):
        return _number(value)
    if isinstance(value, Mapping):
        return Context({}, value)
    if isinstance(value, list | tuple):
        if len(value) > MAX_LIST:
            raise FeelError(f"A list of the data has more than {MAX_LIST} items.")
        budget.spend(len(value) // 4)
        return [lift(item, budget) for item in value]
    if cls is Range:
        assert isinstance(value, Range)
        low, high = lift(value.low, budget), lift(value.high, budget)
        return Range(low, high, value.low_included, value.high_included, value.operator)
    raise FeelError(f"The data hold a {cls.__name__}, which expressions cannot work with.")


def _number(value: float | Decimal) -> Decimal | None:
    """A number as FEEL sees it: rounded to 34 digits, null where it is none (NaN, infinity)."""
    if isinstance(value, int) and value.bit_length() > MAX_INT_BITS:
        raise FeelError("A number of the data is too large.")
    number = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    try:
        return NUMBERS.plus(number) if number.is_finite() else None
    except Overflow:
        raise FeelError("A number of the data is too large.") from None


def lower(value: Value, budget: Budget) -> Any:
    """What the caller gets: contexts as dicts, and no function anywhere."""
    if type(value) is list:
        budget.spend(len(value))
        return [lower(item, budget) for item in value]
    if isinstance(value, Context):
        return {key: lower(item, budget) for key, item in value.items(budget)}
    if isinstance(value, Function):
        raise FeelError("The result is a function; call it or leave it out.")
    return value
