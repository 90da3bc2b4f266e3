"""What operators do about failures: try again at once, or close an incident with a reason."""

import logging
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.cases import deliveries, reasons, starts
from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.procedures import Incident, Message, OutboxRow
from app.store.reading.visible import is_shut
from app.store.viewer import Viewer

log = logging.getLogger("nintei.desk")

AT_ONCE = timedelta(0)
RETRIED = {deliveries.TIMER, deliveries.MESSAGE, starts.START}
GONE = Text(
    "この行はすでに処理が済んでいます。一覧を開き直してください。",
    "This has been dealt with already. Open the list again.",
)
WITHOUT_REASON = Text(
    "理由を書いてください。何を、なぜしたかが後で分かるようにします。",
    "Give a reason, so that others can see later what was done and why.",
)


def retry_outbox(runtime: Runtime, row_id: int) -> None:
    """Let the worker try a side effect now instead of at the end of its wait; raises Unknown when it is done."""
    found = runtime.step(
        lambda session: session.execute(
            update(OutboxRow)
            .where(
                OutboxRow.id == row_id,
                OutboxRow.done_at.is_(None),
                OutboxRow.handing_over_at.is_(None),  # app.cases.doubtful decides about those
            )
            .values(next_try_at=clock.real_now())
            .returning(OutboxRow.id)
        ).all()
    )
    if not found:
        raise Unknown(GONE)
    runtime.wake()


def retry_message(runtime: Runtime, message_id: int) -> bool:
    """Deliver what can be delivered now, also after a failure; whether this message arrived.

    Raises Unknown for one that is no longer on the desk.
    """
    if _is_delivered(runtime, message_id):
        raise Unknown(GONE)
    deliveries.deliver_waiting(runtime, retry_after=AT_ONCE)
    starts.carry_out(runtime, retry_after=AT_ONCE)
    return _is_delivered(runtime, message_id)


def retry_timers(runtime: Runtime) -> int:
    """Fire what is due, also after a failure; how many instances moved."""
    return deliveries.fire_due_timers(runtime, retry_after=AT_ONCE)


def retry_incident(runtime: Runtime, viewer: Viewer, incident_id: int, reason: str) -> bool:
    """Try a failed timer, message or start again at once; whether the incident is closed by it.

    A failed completion is repeated by the person, whose answers are in the draft. Raises CaseError without
    a reason, Unknown for an incident that is closed or of a kind that only a person can repeat.
    """
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)

    def note(session: Session) -> str:
        incident, case = _locked(session, viewer, incident_id)
        if incident is None or incident.resolved_at is not None or incident.what not in RETRIED:
            raise Unknown(GONE)
        if case is not None:
            history.append(
                session,
                case,
                "retried",
                actor_id=viewer.user_id,
                reason=reasons.whole(reason),
                data={"incident": incident_id, "what": incident.what},
            )
        return incident.what

    what = runtime.step(note)
    if what == deliveries.TIMER:
        retry_timers(runtime)
    elif what == starts.START:
        starts.carry_out(runtime, retry_after=AT_ONCE)
    else:
        deliveries.deliver_waiting(runtime, retry_after=AT_ONCE)
    with runtime.db.read() as session:
        return session.scalar(select(Incident.resolved_at).where(Incident.id == incident_id)) is not None


def resolve(runtime: Runtime, viewer: Viewer, incident_id: int, reason: str) -> None:
    """Close an incident; the reason stands on the record of its case, or in the log where there is none.

    Raises CaseError without a reason, Unknown when it is closed already.
    """
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)

    def close(session: Session) -> None:
        incident, case = _locked(session, viewer, incident_id)
        if incident is None or incident.resolved_at is not None:
            raise Unknown(GONE)
        incident.resolved_at = clock.real_now()
        if case is not None:
            history.append(
                session,
                case,
                "incident_resolved",
                actor_id=viewer.user_id,
                reason=reasons.whole(reason),
                data={"incident": incident_id, "what": incident.what},
            )

    runtime.step(close)
    log.info("incident %d resolved by user %d", incident_id, viewer.user_id)


def _locked(session: Session, viewer: Viewer, incident_id: int) -> tuple[Incident | None, Case | None]:
    """An incident and its case, unless that is shut to the viewer; the case is locked before its rows, as everywhere."""
    case_id = session.scalar(select(Incident.case_id).where(Incident.id == incident_id))
    if is_shut(session, viewer, case_id):
        return None, None
    case = session.get(Case, case_id, with_for_update=True) if case_id else None
    return session.get(Incident, incident_id, with_for_update=True), case


def _is_delivered(runtime: Runtime, message_id: int) -> bool:
    with runtime.db.read() as session:
        row = session.execute(select(Message.delivered_at).where(Message.id == message_id)).first()
    return row is None or row[0] is not None
