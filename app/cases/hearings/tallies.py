"""The committee's opinion, counted over the rows of a hearing."""

from typing import cast

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import lookup, opinions
from app.law import committee
from app.law.circulation import CIRCULATION
from app.law.committee import SeatVote, Tally, Verdict
from app.store.models.committee import Attendance, Closing, Hearing, InterestJudgement, Ruling, Seat


def tally(session: Session, hearing: Hearing) -> Tally:
    """Count the last opinions of the eligible seats by the rules that the hearing was opened with."""
    given = opinions.given(session, hearing)
    present = in_room(session, hearing)
    stand, gone = standing(session, hearing), left(session, hearing)
    votes = [
        SeatVote(
            seat.state,
            cast(Verdict, given[seat.id].verdict) if seat.id in given else None,
            attended=seat.user_id in present,
            stands=seat.id in stand,
            left=seat.id in gone,
        )
        for seat in lookup.seats(session, hearing)
    ]
    return committee.tally_of_seats(votes, committee.rule_set(hearing.rule_set))


def by_verdict(found: Tally) -> dict[str, int]:
    """The numbers of a tally by verdict, as they are kept."""
    return {str(verdict): number for verdict, number in found.counts.items()}


def arithmetic(found: Tally) -> dict[str, int]:
    """The numbers of a tally, as they are kept with a closing."""
    return {
        "eligible": found.eligible,
        "present": found.present,
        "needed": found.needed,
        "majority": found.majority,
        **({"standing": found.standing} if found.standing else {}),
    }


def left(session: Session, hearing: Hearing) -> set[int]:
    """The seats of a meeting who are out when the presiding member closes, and gave no opinion since they left.

    Nobody once opinions are due: one is then given by its receipt (AMB-36), whoever does the closing.
    """
    closing = session.get(Closing, hearing.id)
    ends_at = closing.at if closing is not None else clock.now()
    by_time = ends_at >= hearing.due_at or (closing is not None and closing.cause == "due")
    if by_time or hearing.method == CIRCULATION:
        return set()
    rows = session.scalars(
        select(Attendance).where(Attendance.hearing_id == hearing.id).order_by(Attendance.at, Attendance.id)
    )
    out = {
        user_id: row.at for user_id, row in {row.user_id: row for row in rows}.items() if row.event == "out"
    }
    given = opinions.given(session, hearing)
    return {
        seat.id
        for seat in lookup.seats(session, hearing)
        if seat.user_id in out and (seat.id not in given or given[seat.id].received_at <= out[seat.user_id])
    }


def standing(session: Session, hearing: Hearing) -> set[int]:
    """The seats whose opinion was judged to stand although an interest was found late."""
    rows = session.scalars(
        select(InterestJudgement)
        .join(Seat, Seat.id == InterestJudgement.seat_id)
        .where(Seat.hearing_id == hearing.id, InterestJudgement.effect == "excluded")
        .order_by(InterestJudgement.id)
    )
    newest = {row.seat_id: row for row in rows}
    return {seat_id for seat_id, row in newest.items() if row.opinion_effect == "stands"}


def last_count(session: Session, hearing: Hearing) -> tuple[dict[str, int], dict[str, int]]:
    """The numbers by verdict and the arithmetic of the last count of a closed hearing."""
    rows = [row for row in rulings(session, hearing) if row.kind == RECOUNT]
    counted: Ruling | Closing = rows[-1] if rows else session.get_one(Closing, hearing.id)
    return counted.counts, counted.quorum


def in_room(session: Session, hearing: Hearing) -> set[int]:
    """Who is in the room, or was at the due time: the last thing noted of them is that they came in."""
    rows = session.scalars(
        select(Attendance)
        .where(Attendance.hearing_id == hearing.id, Attendance.at <= hearing.due_at)
        .order_by(Attendance.at, Attendance.id)
    )
    newest = {row.user_id: row.event for row in rows}
    return {user_id for user_id, event in newest.items() if event == "in"}


def came(session: Session, hearing: Hearing, user_id: int) -> bool:
    """Whether somebody was ever noted as coming in or leaving."""
    noted = exists().where(
        Attendance.hearing_id == hearing.id,
        Attendance.user_id == user_id,
        Attendance.event.in_(("in", "out")),
    )
    return bool(session.scalar(select(noted)))


def rulings(session: Session, hearing: Hearing) -> list[Ruling]:
    """What was ruled or counted again after the closing, in order."""
    return list(session.scalars(select(Ruling).where(Ruling.hearing_id == hearing.id).order_by(Ruling.id)))


def outcome(session: Session, hearing: Hearing) -> str:
    """The opinion that stands: the last ruling or new count, else the closing; LookupError while open."""
    closing = session.get(Closing, hearing.id)
    if closing is None:
        raise LookupError(f"{hearing.number} is not closed")
    later = rulings(session, hearing)
    return later[-1].outcome if later else closing.outcome


def counted_again(session: Session, hearing: Hearing) -> str:
    """The outcome of the last count, without what was ruled on it."""
    counts = [row for row in rulings(session, hearing) if row.kind == RECOUNT]
    return counts[-1].outcome if counts else session.get_one(Closing, hearing.id).outcome


RECOUNT, TIE = "recount", "tie"
"""Kinds of ruling: a tally made again when an opinion was struck, and the word of the presiding member."""
