"""Rounding and elementary functions."""

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from app.feel.builtins.conversion import whole
from app.feel.functions import builtin
from app.feel.run import Run
from app.feel.values import NUMBERS, Months, Value

_SMALLEST_SCALE, _LARGEST_SCALE = -6111, 6176
_LARGEST_EXPONENT = 100_000
_ELEMENTARY_STEPS = 20


def _rounded(number: Decimal, scale: int, mode: str) -> Decimal:
    """A number rounded to a number of decimals; a negative scale rounds to tens, hundreds, ….

    ValueError (null) outside the scales of decimal128.
    """
    if not _SMALLEST_SCALE <= scale <= _LARGEST_SCALE:
        raise ValueError("no such scale")
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if scale >= 0 and -scale <= exponent:
        return number
    unit = Decimal((0, (1,), -scale))
    if scale >= 0:
        return number.quantize(unit, mode, NUMBERS)
    return NUMBERS.multiply(NUMBERS.divide(number, unit).to_integral_value(mode), unit)


def _rounding(name: str, mode: str, scale: str) -> None:
    """Enter a rounding function."""

    def round_(run: Run, number: Decimal, scale: Decimal | None = None) -> Value:
        return _rounded(number, 0 if scale is None else int(scale), mode)

    builtin(name, "n: number", scale)(round_)


_rounding("decimal", ROUND_HALF_EVEN, "scale: number")
_rounding("floor", ROUND_FLOOR, "scale?: number")
_rounding("ceiling", ROUND_CEILING, "scale?: number")
_rounding("round up", ROUND_UP, "scale: number")
_rounding("round down", ROUND_DOWN, "scale: number")
_rounding("round half up", ROUND_HALF_UP, "scale: number")
_rounding("round half down", ROUND_HALF_DOWN, "scale: number")


def _elementary(
    name: str, function: Callable[[Decimal], Decimal], allowed: Callable[[Decimal], bool]
) -> None:
    """Enter a function of one number that is null outside its domain."""

    def apply(run: Run, number: Decimal) -> Value:
        run.spend(_ELEMENTARY_STEPS)
        return function(number) if allowed(number) else None

    builtin(name, "number: number")(apply)


_elementary("sqrt", NUMBERS.sqrt, lambda number: number >= 0)
_elementary("exp", NUMBERS.exp, lambda number: abs(number) < _LARGEST_EXPONENT)
_elementary("log", NUMBERS.ln, lambda number: number > 0)


@builtin("abs", "n: number|days")
def _abs(run: Run, value: Value) -> Value:
    return value.copy_abs() if isinstance(value, Decimal) else abs(value)


@builtin("abs", "n: months")
def _abs_months(run: Run, value: Months) -> Value:
    return Months(abs(value.count))


@builtin("modulo", "dividend: number", "divisor: number")
def _modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    if not divisor:
        return None
    quotient = NUMBERS.divide(dividend, divisor).to_integral_value(ROUND_FLOOR)
    return NUMBERS.subtract(dividend, NUMBERS.multiply(divisor, quotient))


@builtin("odd", "number: number")
def _odd(run: Run, number: Decimal) -> Value:
    return whole(number) % 2 == 1


@builtin("even", "number: number")
def _even(run: Run, number: Decimal) -> Value:
    return whole(number) % 2 == 0
