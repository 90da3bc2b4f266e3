"""第6条第3項・第15条第2項: site visits, their teams, what was seen, the report and its check by the provider.

A visit for the review (`basis` 6_3) cannot be charged: a notice or an invoice of costs refers to a visit by id
and basis, and the database takes no other basis than 15_2 (X16, X57).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant, Json


class Visit(Base):
    """A site visit of a case.

    `state`: planned, requested, agreed, recorded, reported, checked (the provider has checked the facts),
    returned (the result is with the caller), declined or cancelled. `answer_id` is the submission of the
    explanation that was judged insufficient: a visit under 15_2 cannot be without one (X56).
    """

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("id", "basis"),
        CheckConstraint("basis IN ('6_3', '15_2')", name="basis"),
        CheckConstraint("basis <> '15_2' OR answer_id IS NOT NULL", name="insufficient_answer"),
        Index("ix_visit_case", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    basis: Mapped[str] = mapped_column(String(6))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    state: Mapped[str] = mapped_column(String(10), default="planned")
    necessity: Mapped[str] = mapped_column(Text)
    site: Mapped[str] = mapped_column(String(300))
    scope: Mapped[list[str]] = mapped_column(Json, default=list)
    people: Mapped[str] = mapped_column(Text, default="")
    date_options: Mapped[list[str]] = mapped_column(Json, default=list)
    agreed_on: Mapped[date | None] = mapped_column(Date)
    agreed_time: Mapped[str] = mapped_column(String(5), default="")
    answer: Mapped[str] = mapped_column(String(10), default="")
    answer_text: Mapped[str] = mapped_column(Text, default="")
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))


class VisitMember(Base):
    """An inspector of a visit. `state`: asked, judging, clear (no interest), paused, left_out, excluded or replaced.

    Judging waits for a decider before the team is settled, paused after it, since the record tells something new.
    Whoever is left out of a new plan is replaced; while paused left_out, so that the case stays shut until the judgement.
    `hints` are what the register told at the declaration, and for who is paused what it told since.
    """

    __tablename__ = "visit_member"
    __table_args__ = (UniqueConstraint("visit_id", "user_id"), Index("ix_visit_member_person", "user_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    lead: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = mapped_column(String(10), default="asked")
    result: Mapped[str] = mapped_column(String(6), default="")
    kinds: Mapped[list[str]] = mapped_column(Json, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    hints: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    declared_at: Mapped[datetime | None] = mapped_column(Instant)


class TieJudgement(Base):
    """A decider judged an inspector's interest. `cause`: declared, hint or register; `effect`: excluded or none.

    `result`, `kinds`, `text` and `hints` are what there was to judge: a declaration can be made anew later.
    """

    __tablename__ = "tie_judgement"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("visit_member.id"), index=True)
    cause: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(6))
    kinds: Mapped[list[str]] = mapped_column(Json, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    hints: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    effect: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    judged_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class VisitOp(Base):
    """One thing noted on the spot, as a device sent it: taken once by its `op_id`, in order of receipt.

    `target` names what it is about (check:<key>, finding:<key>, meeting, note) and `field` the part; `base` is the
    sequence that the device had seen there. Of two that rest on one base both are kept, and the lead settles.
    `brought`: it came in an exported file, which `by_id` brought; `author_id` is who wrote it, if that is somebody
    else. `paper`: copied from the printed checklist.
    """

    __tablename__ = "visit_op"
    __table_args__ = (Index("ix_visit_op_visit", "visit_id", "target", "field", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    op_id: Mapped[str] = mapped_column(String(36), unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    target: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    base: Mapped[int] = mapped_column(Integer, default=0)
    conflict: Mapped[bool] = mapped_column(Boolean, default=False)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    device: Mapped[str] = mapped_column(String(60), default="")
    device_at: Mapped[str] = mapped_column(String(40), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    brought: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    paper: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())

    @property
    def person_id(self) -> int:
        """Who wrote it, whoever sent it."""
        return self.author_id or self.by_id


class Evidence(Base):
    """A photo or paper of a visit; the original lies in the blob store, a copy without metadata beside it.

    `small_sha256` is a smaller picture for the page, "" where there is none; `brought` and `author_id` as in VisitOp.
    """

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("visit_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    target: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(12), default="photo")
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    copy_sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(100))
    caption: Mapped[str] = mapped_column(Text, default="")
    taken_at: Mapped[str] = mapped_column(String(40), default="")
    device: Mapped[str] = mapped_column(String(60), default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    received_at: Mapped[datetime] = mapped_column(Instant)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    brought: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    small_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")


class EvidencePart(Base):
    """A piece of an upload under way: `upload` is the device's own id of the file."""

    __tablename__ = "evidence_part"

    upload: Mapped[str] = mapped_column(String(36), primary_key=True)
    offset: Mapped[int] = mapped_column(Integer, primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Instant)


class VisitReport(Base):
    """A version of the report; one sent to the provider is never changed, an edit is the next version.

    `findings` are the findings as of this version, each with key, grade, criterion, statement and evidence ids.
    """

    __tablename__ = "visit_report"
    __table_args__ = (UniqueConstraint("visit_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    version: Mapped[int] = mapped_column(Integer)
    summary: Mapped[str] = mapped_column(Text)
    checks: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    hash: Mapped[str] = mapped_column(String(64))
    changed: Mapped[list[str]] = mapped_column(Json, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    written_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime] = mapped_column(Instant)


class FactCheck(Base):
    """The provider's check of a version of the report: by finding agreed, wrong, differs or adds, with words.

    `by_id` is None where the provider stayed silent and a person went on without the answer.
    """

    __tablename__ = "fact_check"
    __table_args__ = (UniqueConstraint("report_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("visit_report.id"))
    result: Mapped[str] = mapped_column(String(10))
    objections: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    received_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Instant)


class VisitLetter(Base):
    """An answer of the provider that did not come as a step: by post, or after the step was gone.

    `about` is visit (the request) or facts (the version `report_id`); `channel` post or portal. `posted_on` is the
    day of the postmark, None where it cannot be read; it is compared with `due_on`. `treatment`: taken (in place of
    the step's answer), noted or attached by a person's judgement, "" while it waits for one.
    """

    __tablename__ = "visit_letter"
    __table_args__ = (Index("ix_visit_letter_visit", "visit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id"))
    report_id: Mapped[int | None] = mapped_column(ForeignKey("visit_report.id"))
    about: Mapped[str] = mapped_column(String(6))
    channel: Mapped[str] = mapped_column(String(6))
    reply: Mapped[str] = mapped_column(String(10))
    objections: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    text: Mapped[str] = mapped_column(Text, default="")
    posted_on: Mapped[date | None] = mapped_column(Date)
    received_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    in_time: Mapped[bool] = mapped_column(Boolean)
    entered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    treatment: Mapped[str] = mapped_column(String(10), default="")
    treatment_text: Mapped[str] = mapped_column(Text, default="")
    treated_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    treated_at: Mapped[datetime | None] = mapped_column(Instant)


class CostNotice(Base):
    """第15条第3項: told before the visit what it may cost, in yen; and what was then invoiced."""

    __tablename__ = "cost_notice"
    __table_args__ = (
        ForeignKeyConstraint(["visit_id", "basis"], ["visit.id", "visit.basis"]),
        CheckConstraint("basis = '15_2'", name="basis"),
        CheckConstraint("invoiced IS NULL OR invoiced <= amount", name="within_notice"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(String(6))
    amount: Mapped[int] = mapped_column(Integer)
    breakdown: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    invoice_no: Mapped[str | None] = mapped_column(String(30), unique=True)
    invoiced: Mapped[int | None] = mapped_column(Integer)
    invoiced_at: Mapped[datetime | None] = mapped_column(Instant)
