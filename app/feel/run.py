"""One evaluation: its data, its clock and what it may still cost."""

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from app.feel.errors import FeelError
from app.feel.limits import MAX_CALLS, MAX_LIST, MAX_MADE, MAX_PATTERNS, MAX_STEPS, MAX_STRING
from app.feel.values import Context, Value

_CALENDAR = ZoneInfo("Asia/Tokyo")
"""Legal dates are Japanese calendar dates."""


class Run:
    """Made for one evaluation and thrown away; nothing of it is shared between threads."""

    __slots__ = ("_calls", "_made", "_now", "_patterns", "_steps", "root", "strict")

    def __init__(self, data: Mapping[str, object], now: dt.datetime | None, strict: bool = False) -> None:
        self.root = Context({}, data)
        self.strict = strict
        self._now = now
        self._steps = MAX_STEPS
        self._made = MAX_MADE
        self._calls = 0
        self._patterns: set[str] = set()

    def spend(self, steps: int) -> None:
        """Count work done."""
        self._steps -= steps
        if self._steps < 0:
            raise FeelError("The expression takes too many steps; make it simpler or its lists shorter.")

    def make(self, size: int) -> None:
        """Count characters or items made."""
        self._made -= size
        if self._made < 0:
            raise FeelError("The expression makes too much data; make it simpler or its lists shorter.")

    def string(self, text: str) -> str:
        """Count a string that was made."""
        if len(text) > MAX_STRING:
            raise FeelError(f"The expression makes a text of more than {MAX_STRING} characters.")
        self.make(len(text))
        return text

    def items(self, items: list[Value]) -> list[Value]:
        """Count a list that was made."""
        if len(items) > MAX_LIST:
            raise FeelError(f"The expression makes a list of more than {MAX_LIST} items.")
        self.make(len(items))
        return items

    def enter_call(self) -> None:
        """A user-defined function begins; `leave_call` follows."""
        self._calls += 1
        if self._calls > MAX_CALLS:
            raise FeelError("The functions of the expression call each other too deeply.")

    def leave_call(self) -> None:
        self._calls -= 1

    def use_pattern(self, pattern: str) -> None:
        """Count a regular expression, each once."""
        self._patterns.add(pattern)
        if len(self._patterns) > MAX_PATTERNS:
            raise FeelError(f"The expression uses more than {MAX_PATTERNS} patterns.")

    def now(self) -> dt.datetime:
        """The caller's time in Japan; this package never reads a clock."""
        if self._now is None:
            raise FeelError("This expression asks for the time, which is not known where it stands.")
        if self._now.tzinfo is None:
            raise FeelError("The time given to this expression has no time zone; it must be aware.")
        return self._now.astimezone(_CALENDAR)
