"""A member who declared an interest by mistake declares again (第7条): judged by a decider, shut until then.

The seat stays excluded meanwhile, so that nothing of the case shows, nothing waits for it and nothing is counted.
"""

from typing import Literal

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.hearings import (
    convening,
    declaring,
    interests,
    lookup,
    mails,
    moves,
    opinions,
    rehinting,
    terms,
)
from app.cases.reasons import whole
from app.cases.runtime import Runtime
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.committee import Declaration, Hearing, InterestJudgement, Seat
from app.store.models.procedures import EditionFile
from app.store.viewer import Viewer

LONGEST_REASON = 4000
WITHOUT_REASON = Text(
    "どこを思い違いしていたのか、理由を書いてください。", "Say what the mistake was: give a reason."
)
PENDING = Text(
    "申告のやり直しは、すでに受け付けました。判断をお待ちください。",
    "Your new declaration has arrived already. Please wait for its judgement.",
)
NOT_RENEWABLE = Text(
    "この控えの申告は、やり直せません。事情があれば事務局にお知らせください。",
    "The declaration of this receipt cannot be made again. Tell the secretariat if there is something to say.",
)


def declare_again(runtime: Runtime, viewer: Viewer, seat_id: int, reason: str) -> None:
    """Declare that there is no interest after all, with the reason; a decider is asked to judge.

    Raises Unknown for another's seat, CaseError without a reason, while one waits for its judgement, or where the
    seat is not one that a declaration shut.
    """
    said = whole(reason, LONGEST_REASON)
    if not said:
        raise CaseError(WITHOUT_REASON)

    def work(session: Session) -> None:
        case, hearing, seat = lookup.locked_seat(session, seat_id)
        if seat.user_id != viewer.user_id:
            raise Unknown(UNKNOWN)
        if pending(session, seat):
            raise CaseError(PENDING)
        if not renewable(session, case, hearing, seat):
            raise CaseError(NOT_RENEWABLE)
        row = _keep(session, case, seat, said)
        history.append(
            session,
            case,
            "declaration_renewed",
            actor_id=viewer.user_id,
            article="第7条",
            data={"seat": seat.id, "sequence": row.sequence},
        )
        payload = {"case_no": case.case_no, "hearing_no": hearing.number, "seat_id": seat.id}
        engine.request_start(
            session, case, lookup.RENEWED, payload, once=lookup.renewal_of(seat, row.sequence)
        )

    runtime.step(work)
    runtime.wake()


def offer(session: Session, seat_id: int) -> Literal["pending", "open", "none"]:
    """What the receipt of a seat offers: its declaration is being judged, may be made again, or stands."""
    seat = session.get_one(Seat, seat_id)
    case, hearing = session.get_one(Case, seat.case_id), session.get_one(Hearing, seat.hearing_id)
    if pending(session, seat):
        return "pending"
    return "open" if renewable(session, case, hearing, seat) else "none"


def pending(session: Session, seat: Seat) -> bool:
    """Whether a declaration made again waits for its judgement."""
    declared = opinions.declaration(session, seat)
    if declared is None or declared.sequence == 1:
        return False
    return declaring.renewal_judged(session, declared) is None


def renewable(session: Session, case: Case, hearing: Hearing, seat: Seat) -> bool:
    """Whether a declaration shut the seat, and its hearing is not over; an older edition knows no such procedure."""
    known = exists().where(
        EditionFile.edition_id == case.edition_id, EditionFile.path == f"processes/{lookup.RENEWED}.bpmn"
    )
    open_ = hearing.state not in lookup.ENDED and not lookup.decided(session, case.id)
    return seat.state == "excluded" and open_ and bool(session.scalar(select(known)))


def earlier(session: Session, seat: Seat) -> Declaration | None:
    """The declaration before the last one."""
    return session.scalar(
        select(Declaration)
        .where(Declaration.seat_id == seat.id)
        .order_by(Declaration.sequence.desc())
        .offset(1)
        .limit(1)
    )


def judge(
    session: Session, base_url: str, seated: tuple[Case, Hearing, Seat], effect: str, reason: str, by_id: int
) -> None:
    """Carry out what was judged: back to the seat while the hearing is open, else on record alone."""
    case, hearing, seat = seated
    before, declared = earlier(session, seat), opinions.declaration(session, seat)
    if before is None or declared is None or not pending(session, seat):
        raise LookupError(f"seat {seat.id} has declared once")
    session.add(
        InterestJudgement(
            seat_id=seat.id,
            cause=declaring.RENEWED,
            kinds=_kinds(session, seat, before),
            effect="excluded" if effect == "excluded" else "none",
            reason=reason,
            judged_by=by_id,
            at=clock.now(),
        )
    )
    session.flush()
    returns = hearing.state == "open" and seat.state == "excluded" and terms.appointed(session, seat.user_id)
    if effect != "excluded" and returns:
        moves.move(session, case, seat, "eligible", actor_id=by_id)
        rehinting.of_seat(session, base_url, case, seat)
        convening.begin(session, case, hearing, seat, declared.sequence)
        return
    kind = "still_excluded" if effect == "excluded" else "cleared_too_late"
    tag, receipt = f"{seat.id}:{declared.sequence}", mails.receipt(seat)
    mails.send(session, base_url, hearing, seat.user_id, kind, tag, link=False, receipt=receipt)


def _keep(session: Session, case: Case, seat: Seat, reason: str) -> Declaration:
    last = session.scalar(select(func.max(Declaration.sequence)).where(Declaration.seat_id == seat.id)) or 0
    row = Declaration(
        seat_id=seat.id,
        sequence=last + 1,
        result="none",
        kinds=[],
        text=reason,
        hints=interests.noted(interests.hints(session, case, seat.user_id)),
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row


def _kinds(session: Session, seat: Seat, before: Declaration) -> list[str]:
    """The kinds for which the seat was shut; the minutes tell them."""
    judged = session.scalars(
        select(InterestJudgement.kinds)
        .where(InterestJudgement.seat_id == seat.id)
        .order_by(InterestJudgement.id.desc())
    )
    return list(next((each for each in judged if each), before.kinds))
