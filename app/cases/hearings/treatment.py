"""What a decision owes the committee's opinion (第6条第2項): it waits for it, answers it, and is not bound by it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import (
    addenda,
    challenged,
    lookup,
    record_opinions,
    recorded,
    recounting,
    shortfall,
    tallies,
)
from app.cases.hearings.wording import line, word
from app.law import refusals, wording
from app.law.committee import OUTCOMES
from app.law.hearing import decision_grounds, treatment_grounds
from app.law.text import Ground, Text
from app.store.models.cases import Case
from app.store.models.committee import Closing, Hearing, Seat, Treatment
from app.store.models.visits import Visit, VisitMember

LATE_TIE = "late_tie"
"""The procedure in which an inspector's interest found late is judged."""
FAVOURABLE = ("fit", "conditional")
"""Outcomes that speak for certification."""


def waiting(session: Session, case: Case) -> list[Ground]:
    """What a decision waits for: a hearing under way (X15), an interest not judged, an addendum not approved."""
    grounds = decision_grounds(lookup.unfinished(session, case.id))
    if not grounds and recounting.pending(session, case.id):
        grounds.append(
            refusals.ground(
                "X15",
                "数え直した委員会の意見の扱いが決まっていません。認定責任者又は議長の作業を先に済ませてください。",
                "What comes of the committee's opinion, counted again, is not settled. Finish that step first.",
            )
        )
    heard = lookup.delivered(session, case.id)
    if heard is not None and session.scalar(
        select(Seat.id).where(Seat.hearing_id == heard.id, Seat.state == "challenged").limit(1)
    ):
        words = Text(
            "委員の利害関係の判断が済んでいません。判断が意見の数え方に影響するため、先に判断してください。",
            "An interest of a member has not been judged. As it bears on the count, judge it first.",
        )
        grounds.append(Ground("interest_unjudged", "", "design", words))
    if _inspector_unjudged(session, case):
        words = Text(
            "現地調査の調査員の利害関係の判断が済んでいません。判断が調査の扱いに影響するため、先に判断してください。",
            "An interest of an inspector has not been judged. As it bears on what the visit found, judge it first.",
        )
        grounds.append(Ground("inspector_unjudged", "", "design", words))
    if open_now := challenged.waiting(session, case.id):
        numbers = wording.listed([row.number for row in open_now])
        words = Text(
            f"忌避の申立て（{numbers.ja}）の判断が済んでいません。先に判断してください。",
            f"A challenge by the applicant ({numbers.en}) has not been judged. Judge it first.",
        )
        grounds.append(Ground("challenge_open", "", "design", words))
    if heard is not None and heard.presiding_id is not None and addenda.asked(session, heard) is not None:
        words = Text(
            "意見を数え直した議事録の追記がまだ承認されていません。議長の承認を待って決定してください。",
            "The addendum to the minutes on the new count is not approved yet. Decide once it is.",
        )
        grounds.append(Ground("addendum_open", "", "design", words))
    return grounds


def against(session: Session, case: Case, answers: dict[str, Any]) -> list[Ground]:
    """What stands against deciding so: what it waits for, and an opinion that is not answered."""
    heard = lookup.delivered(session, case.id)
    said, text = answers.get("treatment") or "", answers.get("treatment_text") or ""
    asked = heard is not None and _conditional(session, heard)
    return [*waiting(session, case), *treatment_grounds(heard is not None, said, text, conditions=asked)]


def _inspector_unjudged(session: Session, case: Case) -> bool:
    """Whether an inspector of a visit that was held, or is under way, waits for the judgement of a late tie.

    One whom only a challenge pauses is told of by the challenge.
    """
    paused = session.scalars(
        select(VisitMember.id)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .where(
            VisitMember.case_id == case.id,
            VisitMember.state == "paused",
            Visit.state.not_in(("declined", "cancelled")),
        )
    )
    return any(challenged.under_way(session, f"{LATE_TIE}:{member_id}") for member_id in paused)


def _conditional(session: Session, heard: Hearing) -> bool:
    """Whether the opinion favours the applicant and members who were counted asked for conditions."""
    found = recorded.read(session, heard)
    if found.outcome not in FAVOURABLE:
        return False
    return any(each.counts and each.opinion is not None and each.opinion.conditions for each in found.seats)


def keep(session: Session, case: Case, answers: dict[str, Any], by_id: int) -> None:
    """Record how the decision treated the opinion, where there is one."""
    heard = lookup.delivered(session, case.id)
    if heard is None:
        return
    session.add(
        Treatment(
            case_id=case.id,
            hearing_id=heard.id,
            agreement=answers["treatment"],
            text=answers.get("treatment_text") or "",
            by_id=by_id,
            at=clock.now(),
        )
    )
    session.flush()


def words(session: Session, case: Case) -> list[Text]:
    """The opinion that was delivered, for the form of the decision; empty where there is none."""
    heard = lookup.delivered(session, case.id)
    return _delivered(session, heard) if heard is not None else []


def told(session: Session, case: Case) -> list[Text]:
    """What the record of the decision tells of the committee. For the body alone: no letter carries it."""
    lines = []
    for hearing in lookup.of_case(session, case.id):
        if hearing.state == "delivered":
            lines += _delivered(session, hearing)
        elif hearing.state == "abandoned":
            lines.append(
                Text(f"{hearing.number}：意見なしで終了", f"{hearing.number}: ended without an opinion")
            )
            lines += shortfall.lines(session, hearing)
    kept = session.get(Treatment, case.id)
    if kept is not None:
        said = AGREEMENTS.get(kept.agreement, Text(kept.agreement, kept.agreement))
        lines.append(line("意見の扱い", "How the opinion was treated", said))
        lines += [Text(kept.text, kept.text)] if kept.text else []
    return lines


AGREEMENTS = {
    "same": Text("意見と同じ", "as advised"),
    "different": Text("意見と異なる", "other than advised"),
}


def _delivered(session: Session, heard: Hearing) -> list[Text]:
    outcome = word(OUTCOMES, tallies.outcome(session, heard))
    closing = session.get_one(Closing, heard.id)
    return [
        line(heard.number, heard.number, outcome),
        tallies.tally(session, heard).explanation,
        *shortfall.lines(session, heard),
        *record_opinions.stood_open(closing),
        *(record_opinions.ruled(row) for row in tallies.rulings(session, heard)),
    ]
