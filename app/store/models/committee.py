"""第7条: the committee. Meetings, hearings with their seats, opinions, closing and minutes.

What is declared, judged, given or closed is written once (app.store.models.kept); a state that moves stands on
the hearing and on the seat, and every move is an event of the case.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant, Json


class Meeting(Base):
    """A sitting of the committee. `method`: room, online, hybrid or circulation; `state`: planned, held, cancelled."""

    __tablename__ = "meeting"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(Integer, unique=True)
    method: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime] = mapped_column(Instant)
    place: Mapped[str] = mapped_column(String(200), default="")
    url: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[str] = mapped_column(String(10), default="planned")
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Hearing(Base):
    """The committee is heard on a case (第6条第2項), in a round.

    `state`: open, closed (tally made), minutes (being written or approved), delivered, abandoned (ended without
    an opinion). `method` and `reason` as convened; a circulation has no meeting. `rule_set` is the version of
    app/law/committee.toml that counts. `presiding_id` presides: the chair, or who stands in for the chair.
    An opinion counts when it was received by `due_at`.
    """

    __tablename__ = "hearing"
    __table_args__ = (UniqueConstraint("case_id", "round"), Index("ix_hearing_state", "state", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    round: Mapped[int] = mapped_column(Integer)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    method: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    rule_set: Mapped[str] = mapped_column(String(20))
    presiding_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at: Mapped[datetime] = mapped_column(Instant)
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    declare_by: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)


class Seat(Base):
    """A person asked for an opinion in a hearing.

    `state`: invited (has not declared), judging (the declaration waits for a judgement), eligible (may read and
    vote), excluded (has an interest), challenged (an interest was reported or found; shut until judged), recused (left by own
    wish), struck (an interest came to light later), expired (the term ended) or staff (joined the body, X21). Only
    `eligible` opens the case.
    """

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("hearing_id", "user_id"), Index("ix_seat_person", "user_id", "state"))

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    state: Mapped[str] = mapped_column(String(12), default="invited")
    late: Mapped[bool] = mapped_column(Boolean, default=False)
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime] = mapped_column(Instant)


class Declaration(Base):
    """What a seat declared on its interest: `result` none, has or ask (asks for a judgement)."""

    __tablename__ = "declaration"
    __table_args__ = (UniqueConstraint("seat_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    result: Mapped[str] = mapped_column(String(6))
    kinds: Mapped[list[str]] = mapped_column(Json, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    hints: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    at: Mapped[datetime] = mapped_column(Instant)


class InterestJudgement(Base):
    """A person judged an interest. `cause`: declared, hint, challenge, discovered, register or renewed; `effect`: excluded or none.

    `opinion_effect` says, for one discovered late, what becomes of the opinion: struck or stands.
    """

    __tablename__ = "interest_judgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    cause: Mapped[str] = mapped_column(String(12))
    kinds: Mapped[list[str]] = mapped_column(Json, default=list)
    effect: Mapped[str] = mapped_column(String(10))
    opinion_effect: Mapped[str] = mapped_column(String(10), default="")
    reason: Mapped[str] = mapped_column(Text)
    judged_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Opinion(Base):
    """A version of the opinion of a seat: `verdict` fit, unfit, conditional or hold; the last received counts.

    `topics` are comments by disclosure item or free topic; `pack` names the state of the papers it was given on.
    """

    __tablename__ = "opinion"
    __table_args__ = (UniqueConstraint("seat_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    version: Mapped[int] = mapped_column(Integer)
    declaration_id: Mapped[int] = mapped_column(ForeignKey("declaration.id"))
    work_item_id: Mapped[int | None] = mapped_column(ForeignKey("work_item.id"), unique=True)
    verdict: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    conditions: Mapped[str] = mapped_column(Text, default="")
    topics: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    pack: Mapped[str] = mapped_column(String(64), default="")
    channel: Mapped[str] = mapped_column(String(6), default="web")
    entered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)


class Closing(Base):
    """A hearing was closed: its key decides between two closings at once. `cause`: chair or due.

    `outcome`: fit, unfit, conditional, hold, tie, split or below_quorum. `counts` by verdict; `missing` and
    `excluded` are ids of users. `noted` is what stood open: ids of seats by `outdated` (their opinions were given
    on earlier papers), of visit reports by `unchecked` (before their fact check), of questions by `unanswered`.
    `papers` is the pack as it was then: `version` and `items`; empty where the closing is older than this column.
    """

    __tablename__ = "closing"

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cause: Mapped[str] = mapped_column(String(8))
    outcome: Mapped[str] = mapped_column(String(12))
    counts: Mapped[dict[str, int]] = mapped_column(Json)
    quorum: Mapped[dict[str, int]] = mapped_column(Json)
    missing: Mapped[list[int]] = mapped_column(Json, default=list)
    excluded: Mapped[list[int]] = mapped_column(Json, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    noted: Mapped[dict[str, list[int]]] = mapped_column(Json, default=dict)
    papers: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class PapersTold(Base):
    """A member was told that the papers have changed since the opinion was given; `pack` is what they were then."""

    __tablename__ = "papers_told"
    __table_args__ = (UniqueConstraint("seat_id", "pack"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    pack: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)


class MeetingRequest(Base):
    """One member asked for a meeting instead of a circulation, which stopped there (第7条, AMB-36).

    Its key decides between two who ask at once. `reason` is read by the secretariat and the deciders alone.
    """

    __tablename__ = "meeting_request"

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)


class Ruling(Base):
    """After the closing: the presiding member on a tie, or a tally made again when an opinion was struck.

    `counts` and `quorum` are those of a new tally, as a closing keeps them.
    """

    __tablename__ = "ruling"

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    outcome: Mapped[str] = mapped_column(String(12))
    counts: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    quorum: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Question(Base):
    """A member's question to the applicant. `state`: asked, sent, answered, declined or unanswered.

    `text` stays with the committee; `sent_text` is what the applicant reads, edited by the secretariat, and
    `due_on` the day of the answer that was asked for. `reason` says why it was not forwarded; `document_id` is
    what came with the answer.
    """

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), index=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    state: Mapped[str] = mapped_column(String(12), default="asked")
    text: Mapped[str] = mapped_column(Text)
    sent_text: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    due_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class Attendance(Base):
    """In or out of the room, by hearing: `event` in, out or absent (notice of absence)."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_hearing", "hearing_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    event: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Minutes(Base):
    """A version of the minutes of a hearing: the prose by section; the rest is drawn from the record.

    `approved_by` is the presiding member; `document_id` the PDF of the approved version. `addendum` numbers what
    was added after the approval; 0 for the minutes themselves.
    """

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("hearing_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"))
    version: Mapped[int] = mapped_column(Integer)
    addendum: Mapped[int] = mapped_column(Integer, default=0)
    sections: Mapped[dict[str, str]] = mapped_column(Json)
    record: Mapped[dict[str, Any]] = mapped_column(Json)
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))


class MemberNote(Base):
    """A member's notes for oneself, and a question not sent yet: nobody else reads them, and no export carries them."""

    __tablename__ = "member_note"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    text: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(Text, default="", server_default="")
    saved_at: Mapped[datetime] = mapped_column(Instant)


class Treatment(Base):
    """How a decision treated the committee's opinion (第6条第2項): `agreement` same, different or none."""

    __tablename__ = "treatment"
    __table_args__ = (CheckConstraint("agreement IN ('same', 'different', 'none')", name="agreement"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"))
    agreement: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
