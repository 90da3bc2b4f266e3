"""Values as FEEL text: what `string()` gives."""

from decimal import Decimal

from app.feel.run import Run
from app.feel.scanner import is_plain
from app.feel.temporal import show_days, show_moment
from app.feel.values import NUMBERS, Context, Range, Value, kind


def show(value: Value, run: Run, quoted: bool = False) -> str:
    """The text of a value; `quoted` inside lists and contexts, where strings carry quotation marks."""
    what = kind(value)
    if what == "string":
        return '"' + value.replace('"', '\\"') + '"' if quoted else str(value)
    if what == "boolean":
        return "true" if value else "false"
    if what == "number":
        return _number(value)
    if what in ("time", "date and time"):
        return show_moment(value)
    if what == "days and time duration":
        return show_days(value)
    if what == "list":
        run.spend(len(value))
        return run.string("[" + ", ".join([show(item, run, True) for item in value]) + "]")
    if what == "context":
        return _context(value, run)
    if what == "range":
        return _range(value, run)
    if what in ("null", "function"):
        return what
    return str(value)


def _number(number: Decimal) -> str:
    return f"{number.normalize(NUMBERS):f}" if number else "0"


def _context(context: Context, run: Run) -> str:
    entries = [
        f"{key if is_plain(key) else show(key, run, True)}: {show(item, run, True)}"
        for key, item in context.items(run)
    ]
    return run.string("{" + ", ".join(entries) + "}")


def _range(range_: Range, run: Run) -> str:
    low = "" if range_.low is None else show(range_.low, run, True)
    high = "" if range_.high is None else show(range_.high, run, True)
    opening = "[" if range_.low_included else "("
    return f"{opening}{low}..{high}{']' if range_.high_included else ')'}"
