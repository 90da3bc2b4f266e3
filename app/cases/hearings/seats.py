"""What happens to a seat besides its own procedure: added late, left, struck, or questioned by a third side (第7条)."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import errors, reasons, rights
from app.cases.errors import UNKNOWN, CaseError, NotYours, Refused, Unknown
from app.cases.hearings import convening, late, lookup, mails, moves
from app.cases.hearings.terms import expire
from app.cases.runtime import Runtime
from app.law import service_targets
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.committee import Hearing
from app.store.models.people import User
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

LATE_CONFLICT = "late_conflict"
WITHOUT_REASON = Text("理由を書いてください。", "Give a reason.")
NOT_OPEN = Text("この意見聴取は終わっています。", "This hearing is over.")
TOO_LATE = Text(
    "意見の聴取は締め切られたため、回避できません。利害関係に気付いたときは事務局に知らせてください。",
    "The hearing is closed, so you can no longer recuse yourself. Tell the secretariat of an interest you noticed.",
)
NOBODY = Text("加える委員を選んでください。", "Choose the member to be added.")
SEATED = Text("この人はすでに席にあります。", "This person has a seat already.")
NOT_CHANGEABLE = Text("この席はすでに外れています。", "This seat has ended already.")


def add(runtime: Runtime, viewer: Viewer, hearing_no: str, user_id: int, reason: str) -> int:
    """Seat somebody in an open hearing; declares first like everybody else. Returns the seat.

    The secretariat may. Raises Unknown for others, CaseError without a reason, Refused by the law (X20, X21).
    """
    _require_reason(reason)

    def work(session: Session) -> int:
        case, hearing = _of_body(session, viewer, "secretariat", hearing_no)
        if hearing.state != "open" or hearing.due_at <= clock.now():
            raise CaseError(NOT_OPEN)
        if session.get(User, user_id) is None:
            raise CaseError(NOBODY)
        if any(seat.user_id == user_id for seat in lookup.seats(session, hearing)):
            raise CaseError(SEATED)
        grounds = convening.unseatable(session, case, user_id)
        if grounds:
            raise Refused(grounds)
        base_url = runtime.settings.base_url
        said = reasons.whole(reason)
        row = convening.seat(
            session, base_url, case, hearing, user_id, by_id=viewer.user_id, late=True, reason=said
        )
        if is_short(hearing) and hearing.presiding_id is not None:
            mails.send(session, base_url, hearing, hearing.presiding_id, "late_member", str(row.id))
        return row.id

    seat_id = runtime.step(work)
    runtime.wake()
    return seat_id


def is_short(hearing: Hearing) -> bool:
    """Whether fewer working days are left than a member who is added now should have for the papers (運用)."""
    return clock.date_in_japan(hearing.due_at) < service_targets.due_on("late_member", clock.today())


def recuse(runtime: Runtime, viewer: Viewer, seat_id: int, reason: str = "") -> None:
    """Leave an own seat by own wish, until the closing; what was said there stays sealed and is not counted.

    No reason is asked for. Raises Unknown for another's seat or one that has ended, CaseError after the closing.
    """

    def work(session: Session) -> None:
        case, hearing, seat = lookup.locked_seat(session, seat_id)
        if seat.user_id != viewer.user_id or seat.state not in lookup.LIVE:
            raise Unknown(UNKNOWN)
        if hearing.state != "open" or hearing.due_at < clock.now():
            raise CaseError(TOO_LATE)
        said = reasons.whole(reason)
        moves.move(session, case, seat, "recused", actor_id=viewer.user_id, reason=said)
        moves.end(session, case, seat)

    runtime.step(work)
    runtime.wake()


def strike(
    runtime: Runtime,
    viewer: Viewer,
    seat_id: int,
    kinds: Sequence[str],
    reason: str,
    opinion_effect: str = "struck",
) -> None:
    """An interest came to light late: end the seat and, where the opinion was counted, count again without it.

    The decider may, whenever: after a decision nothing but the record changes. Raises Unknown for others,
    CaseError without a reason or for a seat that has ended.
    """
    _require_reason(reason)

    def work(session: Session) -> None:
        if not viewer.is_("decider"):
            raise Unknown(UNKNOWN)
        case, hearing, seat = lookup.locked_seat(session, seat_id)
        _require_visible(session, viewer, case)
        if rights.sat(session, viewer, case.id):
            raise NotYours(errors.SEATED)
        if seat.state not in lookup.LIVE:
            raise CaseError(NOT_CHANGEABLE)
        late.exclude(
            session,
            (case, hearing, seat),
            cause="discovered",
            kinds=kinds,
            reason=reasons.whole(reason),
            opinion_effect=opinion_effect,
            by_id=viewer.user_id,
        )
        mails.send(
            session,
            runtime.settings.base_url,
            hearing,
            seat.user_id,
            "excluded",
            str(seat.id),
            link=False,
            receipt=mails.receipt(seat),
        )

    runtime.step(work)
    runtime.wake()


def report(
    runtime: Runtime,
    viewer: Viewer,
    seat_id: int,
    kinds: Sequence[str],
    reason: str,
    cause: str = "discovered",
) -> None:
    """Somebody told the secretariat of an interest (`cause` discovered, or challenge by the provider).

    The seat is shut at once and a decider is asked to judge. Raises Unknown for others than the secretariat,
    CaseError without a reason or for a seat that has ended.
    """
    _require_reason(reason)

    def work(session: Session) -> None:
        case, hearing, seat = lookup.locked_seat(session, seat_id)
        if not viewer.is_("secretariat"):
            raise Unknown(UNKNOWN)
        _require_visible(session, viewer, case)
        if seat.state not in lookup.LIVE or seat.state == "challenged":
            raise CaseError(NOT_CHANGEABLE)
        late.challenge(
            session,
            (case, hearing, seat),
            kinds,
            reasons.whole(reason),
            cause,
            by_id=viewer.user_id,
        )
        mails.send(
            session,
            runtime.settings.base_url,
            hearing,
            seat.user_id,
            "paused",
            f"{seat.id}:{case.event_seq}",
            link=False,
            receipt=mails.receipt(seat),
        )

    runtime.step(work)
    runtime.wake()


def _of_body(session: Session, viewer: Viewer, role: str, hearing_no: str) -> tuple[Case, Hearing]:
    if not viewer.is_(role):
        raise Unknown(UNKNOWN)
    case, hearing = lookup.locked(session, hearing_no)
    _require_visible(session, viewer, case)
    return case, hearing


def _require_visible(session: Session, viewer: Viewer, case: Case) -> None:
    if session.scalar(select(Case.id).where(Case.id == case.id, case_visible(viewer))) is None:
        raise Unknown(UNKNOWN)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)


__all__ = ["add", "expire", "is_short", "recuse", "report", "strike"]
