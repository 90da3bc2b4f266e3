"""The acts that service tasks name: operation → function, declared inputs and outputs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.cases.acts import (
    certificates,
    challenges,
    closing,
    corrections,
    eligibility,
    fees,
    filings,
    hearings,
    minutes,
    notifying,
    publication,
    questions,
    seats,
    visits,
)
from app.cases.parts import Parts
from app.engine import Act

_TABLE: dict[str, tuple[Callable[..., dict[str, Any]], tuple[str, ...], tuple[str, ...]]] = {
    "filings/submit": (filings.submit, (), ("filed_on", "arrival_no")),
    "filings/submit_posted": (filings.submit_posted, (), ("filed_on", "arrival_no")),
    "corrections/request": (corrections.request, ("kind",), ("due_on", "remind_on", "judge_on")),
    "corrections/receive": (corrections.receive, (), ("revision",)),
    "notices/send": (notifying.send, ("kind",), ()),
    "fees/invoice": (fees.invoice, (), ("due_on", "first_reminder_on", "second_reminder_on")),
    "eligibility/find_suspects": (eligibility.find_suspects, (), ("count",)),
    "eligibility/recheck": (eligibility.recheck, (), ("new_hints",)),
    "certificates/grant": (certificates.grant, (), ("certificate_no", "valid_until")),
    "registry/publish": (publication.publish, ("certificate_no", "act"), ("version",)),
    "registry/check": (publication.check, ("certificate_no",), ("ok",)),
    "minutes/prepare": (minutes.prepare, ("hearing_no",), ()),
    "minutes/finish": (minutes.finish, ("hearing_no",), ()),
    "questions/send": (questions.send, ("question_id",), ("due_on", "remind_on")),
    "questions/remind": (questions.remind, ("question_id",), ()),
    "questions/decline": (questions.decline, ("question_id",), ()),
    "questions/receive": (questions.receive, ("question_id",), ()),
    "questions/tell_ended": (questions.tell_ended, ("question_id",), ()),
    "visits/begin": (visits.begin, ("basis",), ("number",)),
    "visits/plan": (visits.plan, (), ()),
    "visits/ask_team": (visits.ask_team, (), ("team", "declare_until", "close_on")),
    "visits/weigh_team": (visits.weigh_team, (), ("judge", "judge_by", "overdue_on")),
    "visits/tie_dates": (visits.tie_dates, (), ("judge_by", "overdue_on")),
    "visits/carry_out_tie": (visits.carry_out_tie, ("member_id",), ()),
    "visits/settle_team": (visits.settle_team, (), ("ready", "lead")),
    "visits/request": (visits.ask, (), ("remind_on", "judge_on")),
    "visits/agree": (visits.agree, (), ("visit_on", "remind_at")),
    "visits/remind": (visits.remind, (), ()),
    "visits/report": (visits.report, (), ("version",)),
    "visits/ask_facts": (visits.ask_facts, (), ("due_on", "judge_on")),
    "visits/take_letter": (visits.take_letter, (), ("reply",)),
    "visits/tell_settled": (visits.tell_settled, (), ()),
    "visits/keep_late": (visits.keep_late, ("letter_id",), ()),
    "visits/return": (visits.give_back, (), ()),
    "visits/end": (visits.end, ("outcome",), ()),
    "challenges/dates": (challenges.dates, (), ("judge_by", "overdue_on")),
    "challenges/carry_out": (challenges.carry_out, ("challenge_id",), ()),
    "hearings/convene": (
        hearings.convene,
        (),
        ("hearing_no", "due_at", "declare_at", "remind_at", "last_remind_at"),
    ),
    "hearings/remind": (hearings.remind, ("hearing_no", "about"), ()),
    "hearings/close_due": (hearings.close_due, ("hearing_no",), ("outcome", "presiding", "meeting_asked")),
    "hearings/conclude": (hearings.conclude, (), ("hearing_no", "presiding", "outcome")),
    "hearings/take_recount": (hearings.take_recount, ("hearing_no",), ("outcome", "presiding")),
    "hearings/deliver_again": (hearings.deliver_again, ("hearing_no",), ()),
    "hearings/deliver": (hearings.deliver, ("hearing_no",), ("outcome",)),
    "seats/begin": (seats.begin, ("seat_id",), ("declared",)),
    "seats/weigh": (seats.weigh, ("seat_id",), ("state", "judge_by", "overdue_on")),
    "interests/dates": (seats.judge_dates, (), ("judge_by", "overdue_on")),
    "interests/remind": (seats.remind_judges, (), ()),
    "seats/judge_late": (seats.judge_late, ("seat_id", "cause"), ()),
    "seats/judge_renewal": (seats.judge_renewal, ("seat_id",), ()),
    "seats/receive": (seats.receive, ("seat_id",), ("open",)),
    "cases/close": (closing.close, (), ("result",)),
    "cases/withdraw": (closing.withdraw, (), ()),
}


@dataclass(frozen=True, slots=True)
class Declared:
    """What an act takes and gives, for the linter."""

    inputs: frozenset[str]
    outputs: frozenset[str]


OPERATIONS: Mapping[str, Declared] = {
    name: Declared(frozenset(inputs), frozenset(outputs)) for name, (_, inputs, outputs) in _TABLE.items()
}


def table(parts: Parts) -> dict[str, Act]:
    """The acts, with what they need besides the step."""
    return {
        name: Act(partial(run, parts), frozenset(inputs), frozenset(outputs))
        for name, (run, inputs, outputs) in _TABLE.items()
    }
