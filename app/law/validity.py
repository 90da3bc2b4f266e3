"""How long a certification is valid (第9条第1項), and the term of a renewed one (AMB-8)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.law import periods, wording
from app.law.text import Explanation, Text

TERM_YEARS = 2

TermStart = Literal["decision", "day_after_previous", "disclosure_date"]
TERM_STARTS: tuple[TermStart, ...] = ("decision", "day_after_previous", "disclosure_date")

_ARTICLE = "第9条第1項（民法第140条・第141条・第143条第2項）"
_RENEWED = "第9条第1項（第12条第3項で準用、AMB-8）"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of validity, both days included, and why it ends when it ends."""

    valid_from: date
    valid_until: date
    explanation: Explanation


def valid_until(certified_on: date) -> date:
    """The last day of validity of a certification made on `certified_on`.

    第9条第1項, 民法第140条・第143条第2項: the day of certification is not counted, so that a certification of
    28 February may run to 29 February. The effect itself begins on `certified_on`.
    """
    return periods.last_day_of_years(periods.first_day(certified_on), TERM_YEARS)


def explain_valid_until(certified_on: date) -> Explanation:
    """Why `valid_until(certified_on)` is that day: first counted day and rule (第9条第1項)."""
    event, first = wording.day(certified_on), wording.day(periods.first_day(certified_on))
    start = Text(
        f"認定を実施した日（{event.ja}）は数えず、翌日の{first.ja}を起算日とする（民法第140条）。",
        f"The day of certification ({event.en}) is not counted; the first counted day is {first.en} "
        "(Civil Code 140).",
    )
    return Explanation(_ARTICLE, _joined(start, _ending(periods.first_day(certified_on))))


def renewed_term(
    decided_on: date, previous_until: date, start: TermStart = "decision", *, disclosed_on: date | None = None
) -> Term:
    """The term of a renewal decided on `decided_on` whose old term ends (or ended) on `previous_until`.

    第9条第1項 through 第12条第3項, AMB-8. `decision` counts from the decision like a first certification;
    `day_after_previous` begins at 0:00 after the old term, so that day counts (民法第140条 proviso);
    `disclosure_date` counts from `disclosed_on`, which must then be given.
    """
    if start == "decision":
        explained = Explanation(_RENEWED, explain_valid_until(decided_on).text)
        return Term(decided_on, valid_until(decided_on), explained)
    if start == "day_after_previous":
        first = periods.first_day(previous_until)
        last = periods.last_day_of_years(periods.first_day(first, begins_at_midnight=True), TERM_YEARS)
        return Term(first, last, _explain_day_after(first))
    if disclosed_on is None:
        raise ValueError("the term counts from the as-of date of the disclosure: give disclosed_on")
    explained = Explanation(_RENEWED, _explain_disclosure(disclosed_on))
    return Term(decided_on, valid_until(disclosed_on), explained)


def candidate_terms(decided_on: date, previous_until: date) -> dict[TermStart, Term]:
    """Both terms that the decider is shown side by side (第9条第1項, 第12条第3項, AMB-8)."""
    return {
        "decision": renewed_term(decided_on, previous_until, "decision"),
        "day_after_previous": renewed_term(decided_on, previous_until, "day_after_previous"),
    }


def _explain_day_after(first: date) -> Explanation:
    said = wording.day(first)
    start = Text(
        f"従前の有効期間の満了の翌日（{said.ja}）午前0時に始まるので、その日を起算日とする（民法第140条ただし書）。",
        f"The term begins at 0:00 on the day after the old one ({said.en}), which is therefore "
        "the first counted day (Civil Code 140, proviso).",
    )
    return Explanation(_RENEWED, _joined(start, _ending(first)))


def _explain_disclosure(disclosed_on: date) -> Text:
    event, first = wording.day(disclosed_on), wording.day(periods.first_day(disclosed_on))
    start = Text(
        f"開示情報の日付（{event.ja}）は数えず、翌日の{first.ja}を起算日とする（民法第140条）。",
        f"The as-of date of the disclosure ({event.en}) is not counted; the first counted day is {first.en} "
        "(Civil Code 140).",
    )
    return _joined(start, _ending(periods.first_day(disclosed_on)))


def _ending(first: date) -> Text:
    last = wording.day(periods.last_day_of_years(first, TERM_YEARS))
    corresponding = periods.corresponding_day(first, months=12 * TERM_YEARS)
    if corresponding is None:
        return Text(
            f"{TERM_YEARS}年後の月に応当日がないので、その月の末日の{last.ja}に満了する（民法第143条第2項ただし書）。",
            f"The month {TERM_YEARS} years later has no corresponding day, so the term ends on its last day, "
            f"{last.en} (Civil Code 143(2), proviso).",
        )
    said = wording.day(corresponding)
    return Text(
        f"{TERM_YEARS}年後の応当日は{said.ja}なので、その前日の{last.ja}に満了する（民法第143条第2項）。",
        f"The corresponding day {TERM_YEARS} years later is {said.en}, so the term ends on the day before, "
        f"{last.en} (Civil Code 143(2)).",
    )


def _joined(first: Text, second: Text) -> Text:
    return Text(first.ja + second.ja, f"{first.en} {second.en}")
