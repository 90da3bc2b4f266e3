"""A case and its facts: filings with their item values, review, fee, decision, letters, dates."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant, Json


class Case(Base):
    """One run of a procedure for a provider and a service.

    `stage` is what the provider is told (app.web.stages); `result` is set when the case ends; `search_text`
    is what it is found by, folded.
    `event_seq` and `event_hash` are the head of the case's chain of events.
    """

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_provider", "provider_id", "id"),
        Index("ix_case_open", "closed_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(String(20), unique=True)
    process_id: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    channel: Mapped[str] = mapped_column(String(10), default="electronic")
    stage: Mapped[str] = mapped_column(String(20), default="draft")
    arrival_no: Mapped[str | None] = mapped_column(String(30), unique=True)
    filed_on: Mapped[date | None] = mapped_column(Date)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    result: Mapped[str | None] = mapped_column(String(20))
    search_text: Mapped[str] = mapped_column(Text, default="")
    event_seq: Mapped[int] = mapped_column(Integer, default=0)
    event_hash: Mapped[str] = mapped_column(String(64), default="")


class OpenApplication(Base):
    """Held while an application for a service is open: the key refuses a second one (X8)."""

    __tablename__ = "open_application"

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)


class Filing(Base):
    """A revision of what was filed; revision 1 is the filing, later ones are corrections."""

    __tablename__ = "filing"
    __table_args__ = (UniqueConstraint("case_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    revision: Mapped[int] = mapped_column(Integer)
    catalogue: Mapped[str] = mapped_column(String(40))
    guideline_version: Mapped[str] = mapped_column(String(100), default="")
    filed_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class ItemValue(Base):
    """One disclosure item of a filing. `visibility` is public or review_only (form A).

    `reason` says why it does not apply, or remarks on the value (備考).
    """

    __tablename__ = "item_value"

    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(Json, nullable=True)
    not_applicable: Mapped[bool] = mapped_column(Boolean, default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    as_of: Mapped[date | None] = mapped_column(Date)
    visibility: Mapped[str] = mapped_column(String(12))


class Assessment(Base):
    """A reviewer's finding on one item: verdict fit, unfit or unclear."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("case_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    item_id: Mapped[str] = mapped_column(String(60))
    filing_id: Mapped[int] = mapped_column(ForeignKey("filing.id"))
    verdict: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Fee(Base):
    """The assessment fee of a case (第5条). Amounts in yen, tax included."""

    __tablename__ = "fee"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    invoice_no: Mapped[str] = mapped_column(String(30), unique=True)
    amount: Mapped[int] = mapped_column(Integer)
    invoiced_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    paid_on: Mapped[date | None] = mapped_column(Date)
    paid_amount: Mapped[int | None] = mapped_column(Integer)
    payer: Mapped[str] = mapped_column(String(200), default="")
    matched_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Suspect(Base):
    """A revoked service that the filed one may be (第8条), with the hints that say so."""

    __tablename__ = "suspect"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    certificate_no: Mapped[str] = mapped_column(String(20))
    revoked_on: Mapped[date] = mapped_column(Date)
    hints: Mapped[list[str]] = mapped_column(Json)
    score: Mapped[int] = mapped_column(Integer)


class Decision(Base):
    """The decision on a case (第6条・第8条): certified, not_certified or refused."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    result: Mapped[str] = mapped_column(String(20))
    decided_on: Mapped[date] = mapped_column(Date)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reasons: Mapped[str] = mapped_column(Text, default="")
    unmet: Mapped[list[str]] = mapped_column(Json, default=list)
    readings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    at: Mapped[datetime] = mapped_column(Instant)


class Notice(Base):
    """A letter to a party: written in the step, sent from the outbox."""

    __tablename__ = "notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    article: Mapped[str] = mapped_column(String(40), default="")
    channel: Mapped[str] = mapped_column(String(10), default="mail")
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    body_en: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    arrived_on: Mapped[date | None] = mapped_column(Date)
    tracking: Mapped[str] = mapped_column(String(60), default="")


class Deadline(Base):
    """A date that somebody must keep, with the sentence that explains it."""

    __tablename__ = "deadline"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    due_on: Mapped[date] = mapped_column(Date)
    article: Mapped[str] = mapped_column(String(40), default="")
    explanation: Mapped[str] = mapped_column(Text)
    explanation_en: Mapped[str] = mapped_column(Text)
    met_on: Mapped[date | None] = mapped_column(Date)


class Correction(Base):
    """A request to correct the filing and what came back."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    round: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(20))
    items: Mapped[list[str]] = mapped_column(Json, default=list)
    request: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    requested_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    answer: Mapped[str] = mapped_column(Text, default="")


class Document(Base):
    """A file of a case; the content lies in the blob store under its SHA-256."""

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    type: Mapped[str] = mapped_column(String(100))
    party_may_read: Mapped[bool] = mapped_column(Boolean, default=True)
    added_at: Mapped[datetime] = mapped_column(Instant)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
