"""Rows that are written once: an attempt to change or delete them through the ORM is an error.

The end of a term is a row of its own, a correction of the public entry the next version, and history is
appended to. (The chain of hashes shows what is changed behind our back.)
"""

from typing import Any

from sqlalchemy import event, inspect

from app.store.models.anchored import Anchor, AnchoredHead, MailDecision
from app.store.models.appointments import AppointmentEvent, StandingInterest
from app.store.models.certificates import RegistryVersion, Term
from app.store.models.challenges import Challenge, ChallengeJudgement
from app.store.models.committee import (
    Attendance,
    Closing,
    Declaration,
    InterestJudgement,
    MeetingRequest,
    Minutes,
    Opinion,
    PapersTold,
    Ruling,
)
from app.store.models.meetings import MeetingChange, MinutesAsked, MinutesReply, OtherCaseNamed
from app.store.models.procedures import Content, Edition, EditionFile, Event, Submission
from app.store.models.visits import FactCheck, TieJudgement, VisitReport

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
    Challenge,
    ChallengeJudgement,
    Declaration,
    InterestJudgement,
    Opinion,
    Closing,
    MeetingChange,
    MinutesAsked,
    MinutesReply,
    OtherCaseNamed,
    MeetingRequest,
    PapersTold,
    Ruling,
    Attendance,
    TieJudgement,
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


def _refuse_approved(mapper: Any, connection: Any, target: Minutes) -> None:
    """Approved minutes only get their file; what comes to light later is an addendum, a row of its own."""
    state = inspect(target)
    before = state.attrs.approved_at.history.deleted or state.attrs.approved_at.history.unchanged
    changed = {attribute.key for attribute in state.attrs if attribute.history.has_changes()}
    if before and before[0] is not None and changed - {"document_id"}:
        raise WrittenOnceError(f"Minutes are approved; not changed: {sorted(changed)}")


event.listen(Minutes, "before_update", _refuse_approved)
