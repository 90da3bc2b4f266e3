"""A hearing ends: closed and counted by the presiding member or at the due time, delivered, or given up.

The row of the closing is written once, and its key decides between two closings at once.
"""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases import reasons
from app.cases.errors import UNKNOWN, CaseError, Refused, Unknown
from app.cases.hearings import (
    concerns,
    lookup,
    meeting_changes,
    moves,
    opinions,
    pack,
    presiding,
    questions,
    tallies,
    terms,
)
from app.cases.runtime import Runtime
from app.law.hearing import closing_grounds
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.committee import Closing, Hearing, MeetingRequest, Seat
from app.store.viewer import Viewer

CLOSED, RECOUNTED = "hearing.closed", "hearing.recounted"
OVER = Text("この意見聴取は打ち切られています。", "This hearing was given up.")
NOT_DUE = Text(
    "意見の期限がまだ来ていません。議長が締め切るか、期限まで待ってください。",
    "Opinions are not due yet. Let the presiding member close the hearing, or wait for the due time.",
)


def close(
    runtime: Runtime, viewer: Viewer, hearing_no: str, reason: str, acknowledged: Collection[str] = ()
) -> str:
    """Close a hearing and count; returns the outcome, also to who comes second.

    Only the presiding member, without an interest, may. Raises Unknown for others, Refused without a reason
    where one is needed (while somebody may still answer, or below the quorum), and without the token of each list of
    `concerns` as it stands now.
    """

    def work(session: Session) -> str:
        case, hearing = lookup.locked(session, hearing_no)
        _require_presiding(session, viewer, hearing)
        if (done := session.get(Closing, hearing.id)) is not None:
            return done.outcome
        if hearing.state != "open":
            raise CaseError(OVER)
        terms.expire_seats(session, case, hearing)
        # A seat that ended just now takes the chair with it.
        _require_presiding(session, viewer, hearing)
        below = tallies.tally(session, hearing).outcome == "below_quorum"
        grounds = closing_grounds(
            clock.now(), hearing.due_at, reason, below, all_in=opinions.all_in(session, hearing)
        )
        grounds += concerns.against(concerns.of(session, hearing), acknowledged)
        if grounds:
            raise Refused(grounds)
        row = shut(session, case, hearing, by_id=viewer.user_id, reason=reasons.whole(reason))
        engine.send(session, case, CLOSED, hearing.number, {}, once=f"{CLOSED}:{hearing.id}")
        return row.outcome

    outcome = runtime.step(work)
    runtime.wake()
    return outcome


def close_due(session: Session, case: Case, hearing: Hearing) -> Closing | None:
    """The closing of a hearing whose time has come; one that is closed already stays as it is.

    None for a circulation that a member has stopped, and where its meeting was called off to be convened again:
    nothing of it is counted. Raises StepFailed before the due
    time: a message that no closing has sent goes around nobody.
    """
    row = session.get(Closing, hearing.id)
    if row is None and not _stopped(session, hearing):
        if clock.now() < hearing.due_at:
            raise engine.StepFailed(NOT_DUE)
        row = shut(session, case, hearing, by_id=None, reason="")
    moves.drop(session, CLOSED, hearing.number)
    return row


def _stopped(session: Session, hearing: Hearing) -> bool:
    asked = session.get(MeetingRequest, hearing.id) is not None
    return asked or (hearing.state == "abandoned" and meeting_changes.sent_back(session, hearing))


def shut(session: Session, case: Case, hearing: Hearing, *, by_id: int | None, reason: str) -> Closing:
    """Count, keep the closing, and end every seat; the case is locked."""
    terms.expire_seats(session, case, hearing)
    hearing.state = "closed"
    presiding.settle(session, case, hearing)
    found = tallies.tally(session, hearing)
    outcome: str = found.outcome
    if outcome == "tie" and not presiding.in_office(session, hearing):
        outcome = "split"
    given = opinions.given(session, hearing)
    seats = lookup.seats(session, hearing)
    stood = concerns.noted(concerns.of(session, hearing))
    row = Closing(
        hearing_id=hearing.id,
        at=clock.now(),
        by_id=by_id,
        cause="chair" if by_id is not None else "due",
        outcome=outcome,
        counts=tallies.by_verdict(found),
        quorum=tallies.arithmetic(found),
        missing=[seat.user_id for seat in seats if seat.state in lookup.LIVE and seat.id not in given],
        excluded=[seat.user_id for seat in seats if seat.state == "excluded"],
        reason=reason,
        noted=stood,
        papers=pack.kept(pack.pack_of(session, hearing)),
    )
    session.add(row)
    for seat in seats:
        if seat.state in lookup.LIVE:
            moves.end(session, case, seat)
    questions.end(session, case, hearing)
    told = {"cause": row.cause, **{key: len(refs) for key, refs in stood.items()}}
    note(session, case, hearing, "hearing_closed", by_id, reason, told)
    session.flush()
    return row


def abandon(
    session: Session,
    case: Case,
    hearing: Hearing,
    *,
    by_id: int | None,
    reason: str,
    kind: str = "hearing_abandoned",
) -> None:
    """Give up a hearing: no opinion comes of it, and its seats end. `kind` names it on record."""
    if hearing.state in lookup.ENDED:
        return
    for seat in lookup.seats(session, hearing):
        if hearing.state == "open" and seat.state in lookup.LIVE:
            moves.end(session, case, seat)
    questions.end(session, case, hearing)
    moves.drop(session, RECOUNTED, hearing.number)
    hearing.state = "abandoned"
    note(session, case, hearing, kind, by_id, reason)
    session.flush()


def abandon_all(session: Session, case: Case, *, by_id: int | None, reason: str) -> None:
    """Give up whatever is still heard on a case; the case is locked."""
    for hearing in lookup.of_case(session, case.id):
        abandon(session, case, hearing, by_id=by_id, reason=reason)


def note(
    session: Session,
    case: Case,
    hearing: Hearing,
    kind: str,
    actor_id: int | None,
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    """Put what happened to a hearing on the record of its case."""
    history.append(
        session,
        case,
        kind,
        actor_id=actor_id,
        article="第6条第2項",
        reason=reason,
        data={"hearing": hearing.number, **(data or {})},
    )


def _require_presiding(session: Session, viewer: Viewer, hearing: Hearing) -> None:
    seated = session.scalar(
        select(Seat.id).where(
            Seat.hearing_id == hearing.id, Seat.user_id == viewer.user_id, Seat.state == "eligible"
        )
    )
    if seated is None or hearing.presiding_id != viewer.user_id:
        raise Unknown(UNKNOWN)
