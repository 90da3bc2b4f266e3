"""Asking the provider to be received (第6条第3項, 第15条第2項): days proposed, the answer, the day agreed on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from app import clock
from app.cases.visits import wording
from app.cases.visits.planning import hour, options
from app.law import service_targets
from app.law import visits as law
from app.store.models.visits import Visit

MORNING = 9
"""The hour of the day in Japan at which people are reminded."""


def dates(visit: Visit, today: date) -> dict[str, str]:
    """The request goes out: when to remind of the answer, and when a person judges that there is none.

    Where the declarations of the team took long, the answer is due before the first day that is offered.
    """
    visit.state, visit.answer, visit.answer_text = "requested", "", ""
    visit.agreed_on, visit.agreed_time = None, ""
    tomorrow, first = today + timedelta(days=1), date.fromisoformat(min(visit.date_options)[:10])
    judge_on = max(tomorrow, min(law.answer_due(today), first - timedelta(days=1)))
    reminder = service_targets.due_on("visit_answer_reminder", today)
    remind_on = max(tomorrow, min(reminder, judge_on - timedelta(days=1)))
    return {"remind_on": remind_on.isoformat(), "judge_on": judge_on.isoformat()}


def answered(visit: Visit, answers: dict[str, Any]) -> None:
    """Keep what the provider answered; only an accepted day is agreed on, all else is a person's to judge."""
    visit.answer = answers["reply"]
    words = [answers.get("reason") or "", answers.get("attendants") or "", answers.get("remark") or ""]
    if visit.answer == "accept":
        agree(visit, answers["chosen"])
    elif visit.answer == "other":
        words.insert(0, "、".join(wording.option(each).ja for each in options(answers["other_dates"])))
    visit.answer_text = "\n".join(each for each in words if each)


def judged(visit: Visit, answers: dict[str, Any]) -> None:
    """Keep what was decided on the answer or on its absence."""
    if answers["choice"] == "agree":
        agree(visit, f"{answers['agreed_day']} {hour(answers['agreed_time'])}")
    elif answers["choice"] == "again":
        visit.date_options = options(answers["dates"])


def agree(visit: Visit, option: str) -> None:
    """The day of an option, and its time in words."""
    day, _, at = option.partition(" ")
    visit.agreed_on, visit.agreed_time = date.fromisoformat(day), at.strip().partition("-")[0][:5]


def agreed(visit: Visit) -> dict[str, str]:
    """The day is settled: the day itself, and the morning before it as an instant."""
    if visit.agreed_on is None:
        raise LookupError(f"no day was agreed on for visit {visit.id}")
    visit.state = "agreed"
    before = service_targets.due_on("visit_reminder", visit.agreed_on)
    return {"visit_on": visit.agreed_on.isoformat(), "remind_at": _morning(before).isoformat()}


def offered(day: str) -> bool:
    """Whether a day can be offered in a request that goes out today."""
    return date.fromisoformat(day) > law.answer_due(clock.today())


def _morning(day: date) -> datetime:
    return (clock.start_of(day) + timedelta(hours=MORNING)).astimezone(UTC)
