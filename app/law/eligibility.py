"""From when applications are taken (附則), and the bar after a revocation (第8条)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.law import periods, refusals, wording
from app.law.text import Explanation, Ground, Text

IN_FORCE_FROM = date(2026, 7, 1)
EARLIEST_FILING = IN_FORCE_FROM
BAR_YEARS = 1


@dataclass(frozen=True, slots=True)
class Revocation:
    """A revocation under 第17条第1項 of what a person found to be the same service.

    `same_name_and_provider` is False where the service came back under another name or provider (AMB-5).
    """

    revoked_on: date
    certificate_no: str
    same_name_and_provider: bool = True


def rules_in_force(on: date) -> bool:
    """Whether the operating rules are in force on that day (附則)."""
    return on >= IN_FORCE_FROM


def date_grounds(filed_on: date) -> list[Ground]:
    """What stands against an application of that date (附則)."""
    if rules_in_force(filed_on):
        return []
    start = wording.day(EARLIEST_FILING)
    return [
        refusals.ground(
            "X76",
            f"運用規程の施行日（{start.ja}）より前の日付では申請できません。",
            f"No application can bear a date before the rules came into force ({start.en}).",
            field="filed_on",
        )
    ]


def bar_window(applied_on: date) -> tuple[date, date]:
    """The first and the last day on which a revocation bars an application of `applied_on`.

    第8条 names the day of application as the first counted day: it counts, and the year runs backwards.
    """
    return periods.first_day_of_past_years(applied_on, BAR_YEARS), applied_on


def explain_bar_window(applied_on: date) -> Explanation:
    """Why `bar_window(applied_on)` has these two days (第8条)."""
    first, last = (wording.day(value) for value in bar_window(applied_on))
    corresponding = periods.corresponding_day(applied_on, months=-12 * BAR_YEARS)
    if corresponding is None:
        rule = Text(
            "1年前に応当日がないので、その翌月の初日",
            "a year earlier there is no corresponding day, so it is the 1st of the next month",
        )
    else:
        said = wording.day(corresponding)
        rule = Text(
            f"1年前の応当日（{said.ja}）の翌日",
            f"the day after the corresponding day a year earlier ({said.en})",
        )
    return Explanation(
        "第8条（民法第143条第2項の類推）",
        Text(
            f"起算日は申請日の{last.ja}自身であり、1日目として数える。さかのぼる1年の最も早い日は、{rule.ja}である{first.ja}。",
            f"The first counted day is the day of application itself, {last.en}. "
            f"The earliest day of the year counted backwards is {first.en}: {rule.en}.",
        ),
    )


def is_barred(revoked_on: date, applied_on: date) -> bool:
    """Whether a revocation of that day bars an application of that day (第8条).

    A revocation after the day of application is outside 第8条; both runs of the check use one `applied_on`.
    """
    first, last = bar_window(applied_on)
    return first <= revoked_on <= last


def first_admissible(revoked_on: date) -> date:
    """The first day after a revocation on which the service may be applied for again (第8条)."""
    corresponding = periods.corresponding_day(revoked_on, months=12 * BAR_YEARS)
    return corresponding or periods.month_end(revoked_on, months=12 * BAR_YEARS) + periods.ONE_DAY


def bar_grounds(applied_on: date, revocations: Iterable[Revocation]) -> list[Ground]:
    """The revocations that oblige the body to refuse an application of `applied_on` (第8条, AMB-5)."""
    return [_barred(found) for found in revocations if is_barred(found.revoked_on, applied_on)]


def _barred(found: Revocation) -> Ground:
    revoked, free = wording.day(found.revoked_on), wording.day(first_admissible(found.revoked_on))
    identity = (
        Text("このサービス", "This service")
        if found.same_name_and_provider
        else Text("名称又は事業者を改めた同じサービス", "The same service under another name or provider")
    )
    return refusals.ground(
        "X22" if found.same_name_and_provider else "X23",
        f"{identity.ja}は{revoked.ja}に認定（{found.certificate_no}）を取り消されています。{free.ja}以後の申請であれば拒否の対象になりません。",
        f"{identity.en} had certification {found.certificate_no} revoked on {revoked.en}. "
        f"An application of {free.en} or later is not barred.",
    )
