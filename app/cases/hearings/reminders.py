"""Members are reminded before a time has come, never more than once a day by the same words."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.hearings import lookup, mails, opinions
from app.cases.runtime import Runtime
from app.law import service_targets
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.procedures import Draft, WorkItem
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

MORNING = time(9)
NOT_OPEN = Text("この意見聴取は終わっています。", "This hearing is over.")


def schedule(hearing: Hearing) -> dict[str, datetime]:
    """When the timers of a hearing go off; what has passed already is put behind the due time and never comes."""
    due = clock.date_in_japan(hearing.due_at)
    never = hearing.due_at + timedelta(minutes=1)
    wanted = {
        "declare_at": hearing.declare_by,
        "remind_at": _morning(service_targets.due_on("opinion_reminder", due)),
        "last_remind_at": _morning(due - timedelta(days=1)),
    }
    return {name: at if clock.now() < at < hearing.due_at else never for name, at in wanted.items()}


def remind(
    session: Session,
    base_url: str,
    hearing: Hearing,
    *,
    undeclared_only: bool = False,
    by_id: int | None = None,
) -> int:
    """Write to whoever has not declared, or has given no opinion; returns how many mails were asked for.

    Never to `by_id`, who asks for it.
    """
    if hearing.state != "open":
        return 0
    given = opinions.given(session, hearing)
    sent = 0
    for seat in lookup.seats(session, hearing):
        kind = _kind(session, seat, spoken=seat.id in given) if seat.user_id != by_id else None
        if kind == "declare" or (kind is not None and not undeclared_only):
            day = clock.today().isoformat()
            sent += mails.send(session, base_url, hearing, seat.user_id, kind, day)
    return sent


def nudge(runtime: Runtime, viewer: Viewer, hearing_no: str) -> int:
    """Remind at once, as the presiding member or the secretariat wants; returns how many mails were sent.

    Raises Unknown for others, CaseError where the hearing is over.
    """

    def work(session: Session) -> int:
        case, hearing = lookup.locked(session, hearing_no)
        _require_may(session, viewer, case, hearing)
        if hearing.state != "open":
            raise CaseError(NOT_OPEN)
        return remind(session, runtime.settings.base_url, hearing, by_id=viewer.user_id)

    sent = runtime.step(work)
    runtime.wake()
    return sent


def _kind(session: Session, seat: Seat, *, spoken: bool) -> str | None:
    if seat.state == "invited":
        return "declare"
    if seat.state != "eligible" or spoken:
        return None
    drafted = exists().where(
        Draft.work_item_id == WorkItem.id,
        WorkItem.case_id == seat.case_id,
        WorkItem.node == "give_opinion",
        WorkItem.state == "open",
        WorkItem.assignee_id == seat.user_id,
    )
    return "draft" if session.scalar(select(drafted)) else "opinion"


def _require_may(session: Session, viewer: Viewer, case: Case, hearing: Hearing) -> None:
    visible = session.scalar(select(Case.id).where(Case.id == case.id, case_visible(viewer)))
    if visible is None or not (viewer.is_("secretariat") or hearing.presiding_id == viewer.user_id):
        raise Unknown(UNKNOWN)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=clock.JST).astimezone(UTC)
