"""One member of a circulation asks for a meeting: it stops there, and what was said stays sealed (第7条, AMB-36)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases import reasons
from app.cases.errors import UNKNOWN, Refused, Unknown
from app.cases.hearings import closing, lookup, mails, opinions, terms
from app.cases.runtime import Runtime
from app.law import committee
from app.law.circulation import meeting_request_grounds
from app.law.text import Ground
from app.store import history
from app.store.models.committee import Hearing, MeetingRequest, Seat
from app.store.viewer import Viewer


def ask(runtime: Runtime, viewer: Viewer, hearing_no: str, reason: str) -> None:
    """Stop the circulation: no opinion comes of it, the procedure goes back to its convening, members are told.

    Asking twice does nothing. Raises Unknown for whoever has no open seat in it, Refused for what the law refuses
    (undeclared, no circulation, over, without a reason).
    """

    def work(session: Session) -> None:
        case, hearing = lookup.locked(session, hearing_no)
        seat = session.scalar(
            select(Seat).where(Seat.hearing_id == hearing.id, Seat.user_id == viewer.user_id)
        )
        if seat is None or seat.state not in lookup.LIVE or not terms.appointed(session, viewer.user_id):
            raise Unknown(UNKNOWN)
        asked = session.get(MeetingRequest, hearing.id)
        if asked is not None and asked.seat_id == seat.id:
            return
        grounds = _against(session, hearing, seat, reason)
        if grounds:
            raise Refused(grounds)
        said = reasons.whole(reason)
        session.add(MeetingRequest(hearing_id=hearing.id, seat_id=seat.id, reason=said, at=clock.now()))
        history.append(
            session,
            case,
            "seat_asked_meeting",
            actor_id=viewer.user_id,
            article="第7条",
            reason=said,
            data={"hearing": hearing.number, "seat": seat.id},
        )
        _tell(session, runtime.settings.base_url, hearing)
        closing.abandon(session, case, hearing, by_id=None, reason="", kind="hearing_stopped")
        engine.send(session, case, closing.CLOSED, hearing.number, {}, once=f"{closing.CLOSED}:{hearing.id}")

    runtime.step(work)
    runtime.wake()


def of_case(session: Session, case_id: int) -> list[tuple[Hearing, MeetingRequest]]:
    """The circulations of a case that were stopped so, by round."""
    rows = session.execute(
        select(Hearing, MeetingRequest)
        .join(MeetingRequest, MeetingRequest.hearing_id == Hearing.id)
        .where(Hearing.case_id == case_id)
        .order_by(Hearing.round)
    )
    return [(hearing, asked) for hearing, asked in rows]


def count(session: Session, case_id: int) -> int:
    """How many circulations of a case were stopped so."""
    return (
        session.scalar(
            select(func.count()).select_from(MeetingRequest).join(Hearing).where(Hearing.case_id == case_id)
        )
        or 0
    )


def stopped(session: Session, hearing: Hearing) -> bool:
    """Whether a hearing ended because a member asked for a meeting."""
    return session.get(MeetingRequest, hearing.id) is not None


def _against(session: Session, hearing: Hearing, seat: Seat, reason: str) -> list[Ground]:
    return meeting_request_grounds(
        committee.rule_set(hearing.rule_set),
        method=hearing.method,
        seat_state=seat.state,
        declared=opinions.declaration(session, seat) is not None,
        open=hearing.state == "open",
        now=clock.now(),
        due_at=hearing.due_at,
        reason=reason,
    )


def _tell(session: Session, base_url: str, hearing: Hearing) -> None:
    """Every member of the circulation, without a word of the case or of who asked."""
    for seat in lookup.seats(session, hearing):
        if seat.state in lookup.LIVE:
            mails.send(session, base_url, hearing, seat.user_id, "stopped", str(seat.id), link=False)
