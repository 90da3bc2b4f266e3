"""Site visits: when one may be asked for, what may be charged, what is looked at (第6条第3項, 第15条第2項・第3項)."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Literal

from app.law import periods, refusals, service_targets, tables, wording, working_days
from app.law.text import Explanation, Ground, Text

Basis = Literal["6_3", "15_2"]

_NONE: frozenset[date] = frozenset()

BASES: dict[Basis, Text] = {
    "6_3": Text("審査のための現地調査（第6条第3項）", "Site visit during review (Art. 6(3))"),
    "15_2": Text(
        "説明が不十分な場合の現地調査（第15条第2項）", "Site visit after an insufficient answer (Art. 15(2))"
    ),
}


@dataclass(frozen=True, slots=True)
class Grade:
    """How a finding is graded; a grade has no effect by itself. `against`: it says what does not conform."""

    key: str
    against: bool
    text: Text
    help: Text


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What an item of the checklist came to; `reason`: it needs words."""

    key: str
    reason: bool
    text: Text


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A question of the checklist. `criterion`: a group of the disclosure catalogue, or a provision."""

    key: str
    criterion: str
    text: Text
    evidence: Text


MET = ("confirmed", "na")
"""Results of an item that say nothing against the applicant."""


@cache
def grades() -> tuple[Grade, ...]:
    """The grades of findings, the gravest first (運用 for 第6条第3項)."""
    return tuple(
        Grade(row["key"], row["against"], tables.text(row), Text(row["ja_help"], row["en_help"]))
        for row in tables.rows("visits", "grade")
    )


@cache
def results() -> tuple[CheckResult, ...]:
    """What an item of the checklist can come to (運用 for 第6条第3項)."""
    return tuple(
        CheckResult(row["key"], row["reason"], tables.text(row)) for row in tables.rows("visits", "result")
    )


@cache
def checklist() -> tuple[CheckItem, ...]:
    """The default checklist of a visit (運用 for 第6条第3項), in the order of a walk through the site."""
    return tuple(
        CheckItem(
            row["key"], row["criterion"], tables.text(row), Text(row["evidence_ja"], row["evidence_en"])
        )
        for row in tables.rows("visits", "check")
    )


def outside(scope: AbstractSet[str], criterion: str) -> bool:
    """Whether a criterion belongs to questions that were not asked for, and to none that was (運用).

    `scope` are keys of the checklist and free words; a criterion that neither knows counts as asked for.
    """
    asked = {item.criterion for item in checklist() if item.key in scope}
    known = {item.criterion for item in checklist()}
    free = " ".join(scope - {item.key for item in checklist()})
    named = {each for each in known if each in criterion}
    return bool(named) and named.isdisjoint(asked) and not any(each in free for each in named)


def scope_grounds(findings: Sequence[tuple[str, str]]) -> list[Ground]:
    """What stands against findings (number and grade) outside of what was asked for: none is a nonconformity (運用)."""
    against = {grade.key for grade in grades() if grade.against}
    named = [number for number, grade in findings if grade in against]
    if not named:
        return []
    listed = "、".join(named)
    return [
        Ground(
            "site_visit",
            "",
            "design",
            Text(
                f"{listed}は依頼した範囲の外で見たものです。観察事項・良好点・要確認にするか、範囲を広げて依頼し直してください。",
                f"{listed} lies outside of what was asked for. Make it an observation, good practice or a point to be "
                "checked, or ask for a visit with a wider scope first.",
            ),
            "findings",
        )
    ]


def visit_grounds(basis: str, insufficient_answer: bool) -> list[Ground]:
    """What stands against asking for a visit (第15条第2項): no answer was judged insufficient.

    ValueError for a basis that the rules do not know.
    """
    _known(basis)
    if basis == "15_2" and not insufficient_answer:
        return [
            refusals.ground(
                "X56",
                "説明又は資料を不十分と判断していないため、現地調査を求められません。先に説明を求めてください。",
                "No explanation has been judged insufficient, so no visit can be asked for. Ask for one first.",
            )
        ]
    return []


def notice_grounds(basis: str, sent_at: datetime, started_at: datetime | None) -> list[Ground]:
    """What stands against telling a cost at `sent_at` (第15条第3項, 第6条第3項): it is told before the visit."""
    if basis != "15_2":
        return [_uncharged(basis)]
    if started_at is not None and sent_at >= started_at:
        return [_late_notice()]
    return []


def cost_grounds(
    basis: str,
    notice_sent_at: datetime | None,
    started_at: datetime | None,
    amount: int,
    notice_amount: int | None,
) -> list[Ground]:
    """What stands against invoicing `amount` yen (第15条第3項): only a visit under 第15条第2項 is charged.

    `basis` may also be "15_1", the request for explanation or documents. A cost is told before the visit, and
    no more than that is invoiced; for more, a new notice must precede the visit.
    """
    if basis != "15_2":
        return [_uncharged(basis)]
    if notice_sent_at is None or notice_amount is None:
        return [
            _untold(
                "費用を前もって知らせていないため、請求できません。",
                "The cost was not told in advance, so it cannot be invoiced.",
            )
        ]
    if started_at is not None and notice_sent_at >= started_at:
        return [_late_notice()]
    if not notice_amount:
        return [
            _untold(
                "費用の負担を求めないと知らせたため、請求できません。",
                "The provider was told that the cost is not charged, so it cannot be invoiced.",
            )
        ]
    if amount > notice_amount:
        return [
            _untold(
                f"前もって知らせた額（{notice_amount:,}円）を超えて請求できません。",
                f"No more than the {notice_amount:,} yen told in advance can be invoiced.",
                "amount",
            )
        ]
    return []


def answer_due(asked_on: date) -> date:
    """Until when the provider answers a request that goes out on `asked_on` (運用 for 第6条第3項・第15条第2項)."""
    return service_targets.due_on("visit_answer_judgement", asked_on)


def offered_grounds(days: Sequence[date], asked_on: date, field: str = "dates-{}-day") -> list[Ground]:
    """What stands against offering these days: one that lies ahead, but not after the answer is due.

    `field` names the place of a day by its number from 0.
    """
    due = answer_due(asked_on)
    last = wording.dated(due)
    return [
        Ground(
            "site_visit",
            "",
            "design",
            Text(
                f"{wording.dated(day).ja}は、事業者の回答の期限（今日依頼すると{last.ja}）より前か同じ日です。"
                "期限より後の日にしてください。",
                f"{wording.dated(day).en} is not after the day by which the provider answers (asked today: {last.en}). "
                "Choose a later day.",
            ),
            field.format(index),
        )
        for index, day in enumerate(days)
        if asked_on < day <= due
    ]


def fact_check_due(sent_on: date, closed: AbstractSet[date] = _NONE) -> tuple[date, Explanation]:
    """By when the provider checks the facts of a report (運用 for 第6条第3項・第15条第2項), and why.

    Counted from the day after sending; a last day on which the desk is shut moves to the next working day.
    """
    days = service_targets.target("fact_check_due").count
    last = periods.last_day_of_days(periods.first_day(sent_on), days)
    due = working_days.next_working_day(last, closed)
    sent, said, ended = wording.day(sent_on), wording.day(due), wording.day(last)
    moved = due != last
    ja = f"{sent.ja}に送付。翌日から数えて{days}日目は{ended.ja}。"
    en = f"Sent on {sent.en}; day {days}, counted from the day after, is {ended.en}."
    if moved:
        ja += f"休業日に当たるため、次の営業日の{said.ja}とする。"
        en += f" The desk is shut on it, so the next working day counts: {said.en}."
    return due, Explanation("運用", Text(ja, en))


def in_time(posted_on: date, due: date) -> bool:
    """Whether an answer to the report is in time (運用): by the day it was posted, not the day it arrived."""
    return posted_on <= due


def _uncharged(basis: str) -> Ground:
    if basis == "15_1":
        return refusals.ground(
            "X57",
            "説明又は資料の求めに費用の負担は求められません。",
            "A request for explanation or documents is not charged.",
        )
    _known(basis)
    return refusals.ground(
        "X16",
        "審査のための現地調査に費用の負担は求められません。",
        "A site visit during review is not charged to the applicant.",
    )


def _late_notice() -> Ground:
    return _untold(
        "費用の通知は、現地調査を始める前に送る必要があります。",
        "A cost has to be told before the visit begins.",
    )


def _untold(ja: str, en: str, field: str = "") -> Ground:
    return refusals.ground("X57", ja, en, part=1, field=field)


def _known(basis: str) -> None:
    if basis not in BASES:
        raise ValueError(f"no visit rests on {basis!r}")
