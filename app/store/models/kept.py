"""Rows that are written once: an attempt to change or delete them through the ORM is an error.

The end of a term is a row of its own, a correction of the public entry the next version, and history is
appended to. (The chain of hashes shows what is changed behind our back.)
"""

from typing import Any

from sqlalchemy import event, inspect

from app.store.models.anchored import Anchor, AnchoredHead, MailDecision
from app.store.models.appointments import AppointmentEvent, StandingInterest
from app.store.models.certificates import RegistryVersion, Term
from app.store.models.committee import (
    Attendance,
    Closing,
    Declaration,
    InterestJudgement,
    MeetingRequest,
    Opinion,
    PapersTold,
    Ruling,
)
from app.store.models.procedures import Content, Edition, EditionFile, Event, Submission
from app.store.models.visits import FactCheck, VisitReport

KEPT = (
    Term,
    RegistryVersion,
    Event,
    Submission,
    Edition,
    EditionFile,
    Content,
    Anchor,
    AnchoredHead,
    MailDecision,
    StandingInterest,
    AppointmentEvent,
    Declaration,
    InterestJudgement,
    Opinion,
    Closing,
    MeetingRequest,
    PapersTold,
    Ruling,
    PapersTold,
    Attendance,
    VisitReport,
    FactCheck,
)


class WrittenOnceError(RuntimeError):
    """Somebody tried to overwrite a term, a published version, an event, a submission or an edition."""


def _refuse(mapper: Any, connection: Any, target: Any) -> None:
    changed = [attribute.key for attribute in inspect(target).attrs if attribute.history.has_changes()]
    raise WrittenOnceError(f"{type(target).__name__} is written once; not changed: {changed or 'deletion'}")


for _kept in KEPT:
    event.listen(_kept, "before_update", _refuse)
    event.listen(_kept, "before_delete", _refuse)
