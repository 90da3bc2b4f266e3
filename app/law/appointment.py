"""Who may sit on a case (第7条) or visit for it (第6条第3項, 第15条第2項), and the yearly update."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.law import periods, refusals
from app.law.text import Ground, Text

COMMITTEE_POSTS: tuple[str, ...] = ("member", "chair", "acting", "alternate")
POSTS: dict[str, Text] = {
    "member": Text("委員", "Member"),
    "chair": Text("委員長", "Chair"),
    "acting": Text("委員長代理", "Acting chair"),
    "alternate": Text("代替委員", "Alternate"),
    "inspector": Text("調査員", "Inspector"),
}
UPDATE_FROM = 30
"""Days before the yearly update is due from which it is asked for (運用)."""
# What somebody does in a case that keeps them from its committee: the first four act for the body.
CASE_ROLES: dict[str, Text] = {
    "reviewer": Text("審査員", "its reviewer"),
    "inspector": Text("調査員", "its inspector"),
    "decider": Text("決定者", "its decider"),
    "entry": Text("代理入力者", "whoever entered the application"),
    "contact": Text("申請者の担当者", "the applicant's contact"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """The days of an appointment, both ends included; `ended_on`, if set, is the first day without it."""

    since: date
    until: date
    ended_on: date | None = None
    confirmed_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last day on which the person may act."""
        return min(self.until, self.ended_on - timedelta(days=1)) if self.ended_on else self.until

    def runs_on(self, day: date) -> bool:
        """Whether the person is appointed on that legal date; access ends with the last day (第7条)."""
        return self.since <= day <= self.last_day


def seat_grounds(
    appointed_today: bool,
    staff_of_body: bool,
    case_roles: Iterable[str],
    *,
    challenge_upheld: bool = False,
) -> list[Ground]:
    """What stands against seating somebody in a hearing (第7条); `case_roles` are keys of CASE_ROLES."""
    grounds = []
    if not appointed_today:
        words = Text(
            "現在、委員に任命されていません。任期を確かめてください。",
            "This person is not appointed today. Check the term.",
        )
        grounds.append(Ground("not_appointed", "", "design", words))
    if staff_of_body:
        grounds.append(
            refusals.ground(
                "X21",
                "認定機関の職員は、有識者として委員に加えられません。",
                "Staff of the certification body do not sit as experts.",
            )
        )
    if challenge_upheld:
        words = Text(
            "忌避の申立てに理由があると判断されたため、この案件に加えられません。",
            "A challenge of this person was upheld, so the person takes no part in this case.",
        )
        grounds.append(Ground("challenge_upheld", "", "design", words))
    return [*grounds, *(_case_role(role) for role in CASE_ROLES if role in set(case_roles))]


def team_grounds(
    *, appointed_today: bool, interest: bool, seated_in_committee: bool, decider_of_case: bool
) -> list[Ground]:
    """What stands against sending an inspector to a visit (第6条第3項, 第15条第2項): our own design throughout."""
    found = (
        (
            not appointed_today,
            "inspector_not_appointed",
            "現在、調査員に任命されていません。",
            "This person is not appointed as an inspector today.",
        ),
        (
            interest,
            "inspector_interest",
            "事業者と利害関係のある人は調査員になれません。",
            "Whoever has an interest in the provider does not inspect it.",
        ),
        (
            seated_in_committee,
            "inspector_seated",
            "この案件の委員は調査員になれません。",
            "A member seated on this case does not inspect it.",
        ),
        (
            decider_of_case,
            "inspector_decides",
            "この案件を決定する人は調査員になれません。",
            "Whoever decides this case does not inspect it.",
        ),
    )
    return [Ground(id_, "", "design", Text(ja, en)) for holds, id_, ja, en in found if holds]


def update_due(term: Term) -> date | None:
    """The day by which interests are told anew, yearly (運用 for 第7条); None if the term ends before it."""
    due = periods.last_day_of_years(periods.first_day(term.confirmed_on or term.since), 1)
    return due if due <= term.last_day else None


def _case_role(role: str) -> Ground:
    name = CASE_ROLES[role]
    if role == "contact":
        return refusals.ground(
            "X20",
            f"{name.ja}は、この案件の委員になれません。",
            f"In this case, {name.en} does not sit in the committee.",
        )
    return refusals.ground(
        "X21",
        f"この案件の{name.ja}は認定機関の側で働いたため、有識者として加えられません。",
        f"In this case, {name.en} acted for the body and does not sit as an expert.",
    )
