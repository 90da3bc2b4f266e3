"""What operators watch: failures, messages, timers — by name, number and code, never the content of a case.

Payloads, answers and the sentences of errors stay out; the keys of mails are cut before the address. Of a case that
an interest shuts to the operator nothing is listed (第7条).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.store.models.cases import Case
from app.store.models.procedures import Incident, Instance, Message, OutboxRow, Subscription, Timer
from app.store.reading.visible import handled_by
from app.store.viewer import Viewer

MOST = 100


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A side effect that did not succeed yet. `error` was written to be read by operators."""

    id: int
    kind: str
    key: str
    tries: int
    next_try_at: datetime
    error: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A mail that may or may not have gone out, and when its hand-over began."""

    id: int
    key: str
    began_at: datetime


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """A step that failed: what was tried, where, when, and the kind of error with its place in the program."""

    id: int
    what: str
    code: str
    process_id: str
    case_no: str
    at: datetime
    instance_id: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was not delivered. `expected` says whether an instance waits for it now."""

    id: int
    name: str
    key: str
    sent_at: datetime
    expected: bool


@dataclass(frozen=True, slots=True)
class Overdue:
    """A timer whose time has come."""

    instance_id: int
    process_id: str
    case_no: str
    due_at: datetime


def failed(session: Session) -> list[FailedRow]:
    """Side effects that were tried in vain, the longest waiting first."""
    rows = session.execute(
        select(
            OutboxRow.id,
            OutboxRow.kind,
            OutboxRow.key,
            OutboxRow.tries,
            OutboxRow.next_try_at,
            OutboxRow.error,
        )
        .where(OutboxRow.done_at.is_(None), OutboxRow.error != "", OutboxRow.handing_over_at.is_(None))
        .order_by(OutboxRow.id)
        .limit(MOST)
    )
    return [
        FailedRow(id_, kind, _cut(key), tries, next_try_at, error)
        for id_, kind, key, tries, next_try_at, error in rows
    ]


def doubtful(session: Session) -> list[Doubtful]:
    """Mails whose hand-over began and has no known result, the oldest first.

    One that is being handed over at this moment is not among them: its lease still runs.
    """
    rows = session.execute(
        select(OutboxRow.id, OutboxRow.key, OutboxRow.handing_over_at)
        .where(
            OutboxRow.done_at.is_(None),
            OutboxRow.handing_over_at.is_not(None),
            (OutboxRow.error != "") | (OutboxRow.next_try_at <= clock.real_now()),
        )
        .order_by(OutboxRow.id)
        .limit(MOST)
    )
    return [Doubtful(id_, _cut(key), began) for id_, key, began in rows if began is not None]


def incidents(session: Session, viewer: Viewer | None = None) -> list[OpenIncident]:
    """Failed steps that nobody has resolved, the newest first."""
    rows = session.execute(
        select(
            Incident.id,
            Incident.what,
            Incident.error,
            Instance.process_id,
            Case.case_no,
            Incident.at,
            Incident.instance_id,
        )
        .outerjoin(Instance, Instance.id == Incident.instance_id)
        .outerjoin(Case, Case.id == Incident.case_id)
        .where(Incident.resolved_at.is_(None), handled_by(viewer, Incident.case_id))
        .order_by(Incident.id.desc())
        .limit(MOST)
    )
    return [
        OpenIncident(id_, what, error.partition(": ")[0], process_id or "", case_no or "", at, instance_id)
        for id_, what, error, process_id, case_no, at, instance_id in rows
    ]


def messages(session: Session, viewer: Viewer | None = None) -> list[Waiting]:
    """Messages that were not delivered, the oldest first."""
    waits = exists().where(Subscription.name == Message.name, Subscription.key == Message.key)
    expected = or_(Message.starts.is_not(None), waits)
    rows = session.execute(
        select(Message.id, Message.name, Message.key, Message.sent_at, expected)
        .where(Message.delivered_at.is_(None), handled_by(viewer, Message.sender_case_id))
        .order_by(Message.id)
        .limit(MOST)
    )
    return [Waiting(id_, name, key, sent_at, bool(is_)) for id_, name, key, sent_at, is_ in rows]


def overdue(session: Session, viewer: Viewer | None = None) -> list[Overdue]:
    """Timers of running instances whose time has come, the longest overdue first."""
    rows = session.execute(
        select(Timer.instance_id, Instance.process_id, Case.case_no, Timer.due_at)
        .join(Instance, Instance.id == Timer.instance_id)
        .outerjoin(Case, Case.id == Instance.case_id)
        .where(
            Timer.due_at <= clock.now(),
            Instance.status == "running",
            handled_by(viewer, Instance.case_id),
        )
        .order_by(Timer.due_at, Timer.instance_id)
        .limit(MOST)
    )
    return [Overdue(id_, process_id, case_no or "", due_at) for id_, process_id, case_no, due_at in rows]


def _cut(key: str) -> str:
    """The key without a person's address or the rest of a long hash."""
    return (key.rpartition(":")[0] if "@" in key else key)[:60]
