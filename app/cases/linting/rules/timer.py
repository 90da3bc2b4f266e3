"""A timer gives a date, a date and time with an offset, or a span: as FEEL, once, and not backwards."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app import feel
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text

_BARE = re.compile(r"^[-+]?(P[0-9TYMWDHS.]+|R[0-9]*/.*|[0-9]{4}-[0-9]{2}(-[0-9]{2})?(T.*)?)$")
_SPAN_TEXT = re.compile(r"^(P[0-9]+D|PT[0-9]+[HMS])$")
_SOME_DAY = datetime(2027, 1, 4, tzinfo=UTC)


def bare(text: str) -> bool:
    """Whether a text is an ISO date or duration that was meant as such but is no FEEL."""
    return bool(_BARE.match(text.strip()))


def findings(proposal: Proposal) -> Iterator[Found]:
    """Timers that would never fire, fire at once, or stop the case."""
    for path, _, node in proposal.nodes():
        if node.event == "timer":
            text = _fault(node.timer)
            if text is not None:
                yield Found(path, node.id, text)


def _fault(text: str) -> Text | None:
    if not text:
        return Text(
            "いつかを、timeDate か timeDuration に式で書いてください。",
            "Say when, as an expression in timeDate or timeDuration.",
        )
    if bare(text):
        return Text(
            f'「{text}」は式ではありません。期間は duration("P14D")、日付は date("2027-04-01") のように、正の値を1回分だけ書いてください。',
            f'“{text}” is no expression. Write one positive span such as duration("P14D") or a date such as '
            'date("2027-04-01").',
        )
    try:
        if feel.names_used(text):
            return None
        value = feel.evaluate(text, {}, now=_SOME_DAY)
    except feel.FeelError:
        return None
    return (
        None
        if _usable(value)
        else Text(
            f"「{text}」はタイマーの時刻になりません。日付、時差付きの日時（…+09:00）、または正の期間（日・時・分）にしてください。",
            f"“{text}” is no time for a timer. Give a date, a date and time with offset (…+09:00), or a positive "
            "span of days, hours or minutes.",
        )
    )


def _usable(value: Any) -> bool:
    if isinstance(value, str):
        if _SPAN_TEXT.match(value):
            return True
        try:
            value = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
        except ValueError:
            return False
    if isinstance(value, datetime):
        return value.tzinfo is not None
    if isinstance(value, timedelta):
        return value > timedelta(0)
    return isinstance(value, date)
