"""A step without a person: in a transaction of its own, and an incident where it fails.

A failure holds up nothing else; the step is tried again when its incident is an hour old, and the incident
closes when it succeeds.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, Update, exists, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app import clock
from app.cases import incidents
from app.cases.runtime import Runtime
from app.engine import NotReady
from app.outbox.failure import describe
from app.store.busy import Busy
from app.store.models.procedures import Incident

log = logging.getLogger("nintei.deliveries")

RETRY_AFTER = timedelta(hours=1)

Step = Callable[[Runtime, Session], None]


class Overtaken(Exception):
    """Another process has done it, or the receiver has moved on."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is tried, and on what: an instance or, before there is one, a case."""

    what: str
    instance_id: int | None = None
    case_id: int | None = None

    def open_incidents(self) -> Update:
        """The statement that updates the open incident of this subject."""
        same = (
            Incident.instance_id == self.instance_id
            if self.instance_id is not None
            else Incident.case_id.is_not_distinct_from(self.case_id)
        )
        return update(Incident).where(same, Incident.what == self.what, Incident.resolved_at.is_(None))


def resting(same: ColumnElement[bool], what: str, retry_after: timedelta) -> ColumnElement[bool]:
    """Whether a subject failed so recently that it is not tried again yet."""
    return exists().where(
        same,
        Incident.what == what,
        Incident.resolved_at.is_(None),
        Incident.at > clock.real_now() - retry_after,
    )


def stepped(runtime: Runtime, subject: Subject, step: Step) -> bool:
    """Run a step in its own transaction; False if it could not be done."""

    def move(session: Session) -> None:
        step(runtime, session)
        session.execute(subject.open_incidents().values(resolved_at=clock.real_now()))

    try:
        runtime.step(move)
    except (NotReady, Overtaken):
        return False
    except Exception as error:  # whatever it was, the other instances go on
        if _is_transient(error):
            raise
        _record(runtime, subject, error)
        return False
    return True


def _is_transient(error: Exception) -> bool:
    """Whether the database was busy or gone, which is no instance's fault: the caller tries again soon."""
    return isinstance(error, Busy) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _record(runtime: Runtime, subject: Subject, error: Exception) -> None:
    """One open incident a subject, however often it fails."""
    log.warning(
        "%s of instance %s, case %s failed: %s",
        subject.what,
        subject.instance_id,
        subject.case_id,
        describe(error),
    )
    again = runtime.step(
        lambda session: session.execute(
            subject.open_incidents().values(at=clock.real_now()).returning(Incident.id)
        ).all()
    )
    if not again:
        incidents.record(
            runtime,
            instance_id=subject.instance_id,
            case_id=subject.case_id,
            what=subject.what,
            error=error,
        )
