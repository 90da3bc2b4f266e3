"""When everything happened: the cases of cases.yaml as steps in the order of time."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from app import clock
from app.cases.demo import files
from app.cases.demo.past import draw
from app.law import working_days
from app.law.eligibility import IN_FORCE_FROM

# How many working days a step usually takes after the one before it.
SPANS: dict[str, int] = {
    "open": 0,
    "form_a": 0,
    "form_b": 2,
    "attach": 1,
    "confirm": 1,
    "open_post": 0,
    "register": 0,
    "enter_a": 1,
    "enter_b": 1,
    "check_entry": 1,
    "check": 2,
    "check_incomplete": 2,
    "answer": 4,
    "pay": 5,
    "bar": 1,
    "bar_yes": 2,
    "assess": 7,
    "assess_correct": 7,
    "assess_unfit": 7,
    "summary": 1,
    "summary_no": 1,
    "consider": 0,
    "hear": 0,
    "convene": 1,
    "declare": 1,
    "opine": 1,
    "decide": 3,
    "decide_no": 3,
    "decide_refuse": 3,
    "publish": 1,
    "dispatch": 1,
    "withdraw": 3,
    "confirm_withdrawal": 1,
    "draft_a": 0,
    "draft_b": 1,
    "draft_entry": 0,
    "draft_assess": 1,
    "revoke": 0,
}
_FILE = ["open", "form_a", "form_b", "attach", "confirm"]
TOGETHER: dict[str, list[str]] = {
    "file": _FILE,
    "file_at_once": ["open", "form_a", "form_b+0", "attach+0", "confirm+0"],
    "post": ["open_post", "register", "enter_a", "enter_b", "check_entry"],
    "certify": ["summary", "consider", "decide", "publish", "dispatch"],
}
_VARIES_FROM = 4


@dataclass(frozen=True, slots=True)
class Script:
    """One case: its key, its service, and what cases.yaml says of it besides."""

    key: str
    service: str
    told: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a person does, or a later procedure decides, at an instant."""

    at: datetime
    act: str
    script: Script


def steps(today: date) -> list[Step]:
    """Everything that happened up to today, in order."""
    found = []
    for told in files.read("cases")["ended"]:
        key = f"{told['service']}/again" if told.get("again") else told["service"]
        found += _dated(Script(key, told["service"], told), _taken(told), told["begins"])
    for told in files.read("cases")["revoked"]:
        script = Script(f"{told['service']}/revoked", told["service"], told)
        found += _dated(script, [("revoke", 0)], told["at"])
    for told in files.read("cases")["waiting"]:
        taken = _taken(told)
        days = sum(span for _, span in taken)
        begins = told["begins"] if "begins" in told else workday_before(today, told["waits"] + days)
        if begins >= IN_FORCE_FROM:
            found += _dated(Script(told["service"], told["service"], told), taken, begins)
    return sorted(found, key=lambda step: step.at)


def workday_before(day: date, count: int) -> date:
    """The working day that lies so many working days before a day."""
    while count > 0:
        day -= timedelta(days=1)
        count -= working_days.is_working_day(day)
    return day


def _taken(told: dict[str, Any]) -> list[tuple[str, int]]:
    """The acts of a case with the working days that each took."""
    found = []
    for written in (part for word in told["steps"] for part in TOGETHER.get(word, [word])):
        act, _, days = written.partition("+")
        span = int(days) if days else SPANS[act.partition("@")[0]]
        if not days and span >= _VARIES_FROM:
            span += draw(f"{told['service']}/{act}", 3) - 1
        found.append((act, span))
    return found


def _dated(script: Script, taken: list[tuple[str, int]], begins: date) -> list[Step]:
    day, minute = working_days.next_working_day(begins), 0
    found = []
    for index, (act, span) in enumerate(taken):
        if span:
            day, minute = working_days.add_working_days(day, span), 0
        drawn = draw(f"{script.key}/{index}/{act}", 90)
        minute = minute + 12 + drawn // 4 if minute else 9 * 60 + 10 + drawn * 4
        found.append(Step(clock.start_of(day) + timedelta(minutes=minute), act, script))
    assert all(one.at < other.at for one, other in pairwise(found)), script.key
    return found
