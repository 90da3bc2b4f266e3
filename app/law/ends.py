"""How a term stands on a day, and what follows from each of its ends (第9条 to 第13条, 第17条)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.law.text import Text

Status = Literal[
    "upcoming", "active", "continuing", "superseded", "expired", "lapsed", "revoked", "terminated"
]

STATUSES: dict[Status, Text] = {
    "upcoming": Text("有効期間の開始前", "Term not begun"),
    "active": Text("有効", "Valid"),
    "continuing": Text("更新審査中（効力継続中）", "Renewal under review (effect continues)"),
    "superseded": Text("更新済み", "Renewed"),
    "expired": Text("有効期間満了", "Expired"),
    "lapsed": Text("失効", "Lapsed"),
    "revoked": Text("取消し", "Revoked"),
    "terminated": Text("終了", "Terminated"),
}
IN_EFFECT: frozenset[Status] = frozenset({"active", "continuing"})


@dataclass(frozen=True, slots=True)
class TermFacts:
    """What happened to a term. Each date is the one that counts, not the one on which we learnt of it.

    `continued` says that an act under 第12条第2項 is on record; `continuation_ended_on` is the day on which
    the renewal failed. `superseded_on` is the first day of the renewed term.
    """

    valid_from: date
    valid_until: date
    lapsed_on: date | None = None
    revoked_on: date | None = None
    superseded_on: date | None = None
    terminated_on: date | None = None
    continued: bool = False
    continuation_ended_on: date | None = None


def status_on(term: TermFacts, today: date) -> Status:
    """How the term stands on `today` (第9条, 第12条第2項, 第13条第2項, 第17条第1項).

    Of several ends the earliest counts, so that a lapse learnt of late undoes a later revocation. A
    termination does not end the certification (AMB-26), hence a revocation up to the last day replaces it.
    """
    ends: list[tuple[date | None, Status]] = [
        (term.lapsed_on, "lapsed"),
        (term.revoked_on, "revoked"),
        (term.superseded_on, "superseded"),
    ]
    past = [(day, status) for day, status in ends if day and day <= today and _still_ran(term, day)]
    if past:
        return min(past, key=lambda end: end[0])[1]
    if term.terminated_on and term.terminated_on <= today:
        return "terminated"
    if today > term.valid_until:
        return "continuing" if _still_ran(term, today) else "expired"
    return "active" if term.valid_from <= today else "upcoming"


def _still_ran(term: TermFacts, day: date) -> bool:
    """Whether time had not yet ended the term on `day`; a renewed term may begin on the day after."""
    if day <= term.valid_until or (day == term.superseded_on and (day - term.valid_until).days == 1):
        return True
    return term.continued and (term.continuation_ended_on is None or day < term.continuation_ended_on)


@dataclass(frozen=True, slots=True)
class Ending:
    """What follows from an end. Each citation is empty where the rules order nothing.

    `certificate` is the provision that brings the certificate back; where empty, it is only asked for.
    """

    status: Status
    article: str
    publish: str = ""
    written_notice: str = ""
    stop_mark: str = ""
    certificate: str = ""
    bars: bool = False


ENDINGS: tuple[Ending, ...] = (
    Ending("expired", "第9条第1項", publish="第11条第3項", stop_mark="第10条第6項"),
    Ending("lapsed", "第9条第2項", stop_mark="第10条第1項"),
    Ending(
        "revoked",
        "第17条第1項",
        publish="第17条第3項",
        written_notice="第17条第2項",
        stop_mark="第10条第8項",
        certificate="第10条第8項",
        bars=True,
    ),
    Ending("terminated", "第13条第2項", stop_mark="第10条第1項", certificate="第13条第3項"),
)


def ending(status: Status) -> Ending:
    """What follows from that end; KeyError for a status that is none."""
    for found in ENDINGS:
        if found.status == status:
            return found
    raise KeyError(status)
