"""When a renewal may be filed (第12条第1項), and what stands against a filing."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.law import periods, refusals, wording
from app.law.text import Explanation, Ground, Text

OPENS_DAYS_BEFORE = 60
CLOSES_DAYS_BEFORE = 30

LateAcceptance = Literal["never", "reasoned"]


@dataclass(frozen=True, slots=True)
class RenewalFiling:
    """What is known when a renewal is filed. `ended_as` names how the certification ended, or is ""."""

    filed_on: date
    term_until: date
    ended_as: str = ""
    mark_declared: bool = True
    late_reason: str = ""


def window(valid_until: date) -> tuple[date, date]:
    """The first and the last day on which a renewal may be filed; both are whole days and included.

    第12条第1項: the last day of validity is not itself counted, so one day before it is the day before.
    """
    return (
        periods.days_before(valid_until, OPENS_DAYS_BEFORE),
        periods.days_before(valid_until, CLOSES_DAYS_BEFORE),
    )


def explain_window(valid_until: date) -> Explanation:
    """Why `window(valid_until)` has these two days (第12条第1項)."""
    end, before = wording.day(valid_until), wording.day(periods.days_before(valid_until, 1))
    first, last = (wording.day(value) for value in window(valid_until))
    return Explanation(
        "第12条第1項（民法第140条の類推）",
        Text(
            f"有効期間の満了の日（{end.ja}）は数えず、前日の{before.ja}を1日前としてさかのぼる。"
            f"{OPENS_DAYS_BEFORE}日前の{first.ja}から{CLOSES_DAYS_BEFORE}日前の{last.ja}まで、両日とも終日受け付ける。"
            "末日が休日でも延びない。",
            f"The last day of validity ({end.en}) is not counted; one day before it is {before.en}. "
            f"Filings are taken from {first.en} ({OPENS_DAYS_BEFORE} days before) to {last.en} "
            f"({CLOSES_DAYS_BEFORE} days before), both whole days. A holiday does not move the last day.",
        ),
    )


def advised_last_day(valid_until: date) -> date:
    """The last day to advise applicants of: one inside 第12条第1項, safe under a stricter count."""
    return periods.days_before(valid_until, CLOSES_DAYS_BEFORE + 1)


def filing_grounds(filing: RenewalFiling, late_acceptance: LateAcceptance = "never") -> list[Ground]:
    """What stands against a renewal filing (第12条第1項, 第10条第7項, AMB-17)."""
    first, last = window(filing.term_until)
    opens, closes = wording.day(first), wording.day(last)
    grounds = []
    if filing.ended_as:
        grounds.append(
            refusals.ground(
                "X45",
                "この認定は既に効力を失っているため更新できません。新たに申請してください。",
                "This certification has already ended and cannot be renewed. File a new application.",
            )
        )
    if filing.filed_on < first:
        grounds.append(
            refusals.ground(
                "X43",
                f"更新の申請は{opens.ja}から提出できます。それまでは下書きとして保存してください。",
                f"A renewal can be filed from {opens.en}. Until then, keep it as a draft.",
            )
        )
    if filing.filed_on > last and not (late_acceptance == "reasoned" and filing.late_reason.strip()):
        grounds.append(
            refusals.ground(
                "X44",
                f"更新の申請の受付は{closes.ja}で終わりました。新たに認定を申請してください。",
                f"Renewals were taken until {closes.en}. File a new application for certification.",
            )
        )
    if not filing.mark_declared:
        grounds.append(
            refusals.ground(
                "X34",
                "認定マークの使用状況の自己申告がありません。各項目に回答してください。",
                "The declaration on the use of the mark is missing. Answer each of its points.",
                field="mark_declaration",
            )
        )
    return grounds
