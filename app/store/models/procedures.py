"""What the engine keeps: editions, instances, work items, timers, messages, events, outbox."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant, Json

NO_DUE_DATE = date(9999, 12, 31)


class Edition(Base):
    """Diagrams, forms, tables and catalogues published together; immutable by hash."""

    __tablename__ = "edition"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(100))
    effective_on: Mapped[date] = mapped_column(Date, index=True)
    imported_at: Mapped[datetime] = mapped_column(Instant)


class EditionFile(Base):
    """A file of an edition, by its path under the project (`processes/…`, `forms/…`)."""

    __tablename__ = "edition_file"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), ForeignKey("content.sha256"))


class Content(Base):
    """The text of edition files, stored once."""

    __tablename__ = "content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class Instance(Base):
    """A running process. `state` is compressed and knows no diagram: that is the edition's."""

    __tablename__ = "instance"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    process_id: Mapped[str] = mapped_column(String(60))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(10), default="running")
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    started_at: Mapped[datetime] = mapped_column(Instant)

    # An update of a row that somebody else has changed since it was read fails, whatever the locks did.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012 (SQLAlchemy's own form)


class WorkItem(Base):
    """A human step that waits, or that is done. `state`: open, done or withdrawn.

    A `bound` item waits for its assignee alone, for ever: nobody else may claim, hold or do it.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("instance_id", "task_id"),
        Index("ix_work_item_queue", "state", "role", "due_on", "id"),
        Index("ix_work_item_mine", "assignee_id", "state", "due_on", "id"),
        Index("ix_work_item_case", "case_id", "node"),
        Index("ix_work_item_provider", "provider_id", "state", "due_on", "id"),
        Index("ix_work_item_done_by", "done_by", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"))
    task_id: Mapped[int] = mapped_column(Integer)
    process_id: Mapped[str] = mapped_column(String(60))
    node: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(30))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("provider.id"))
    item_key: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="open")
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    bound: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    due_on: Mapped[date] = mapped_column(Date, default=NO_DUE_DATE)
    created_at: Mapped[datetime] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class WorkItemExclusion(Base):
    """A person who may not do a work item: four eyes, or an interest (第7条)."""

    __tablename__ = "work_item_exclusion"

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), default="four_eyes")


class Timer(Base):
    """A timer of an instance that will be due at an instant."""

    __tablename__ = "timer"
    __table_args__ = (Index("ix_timer_due", "due_at", "instance_id"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    due_at: Mapped[datetime] = mapped_column(Instant)


class Subscription(Base):
    """An instance waits for a message with a key."""

    __tablename__ = "subscription"
    __table_args__ = (Index("ix_subscription_message", "name", "key"),)

    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), primary_key=True)
    task_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80))


class Message(Base):
    """A message between cases; without a receiver it stays here, on the desk.

    `once` names it for ever (the instance and task that threw it, or what an act chose), so that it cannot be
    sent twice. One that `starts` a process starts it with `payload` as its inputs.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_waiting", "delivered_at", "name", "key"),
        Index("ix_message_once", "once", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    once: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80))
    starts: Mapped[str | None] = mapped_column(String(60))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    sender_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    sent_at: Mapped[datetime] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    receiver_instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"))


class Event(Base):
    """What happened in a case: append-only, each row hashing the one before it."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("case_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    seq: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Instant)
    legal_date: Mapped[date] = mapped_column(Date)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    node: Mapped[str] = mapped_column(String(60), default="")
    article: Mapped[str] = mapped_column(String(120), default="")
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    hash: Mapped[str] = mapped_column(String(64))


class Access(Base):
    """A read of confidential material (第20条), written before the content is sent."""

    __tablename__ = "access"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    what: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Instant)


class OutboxRow(Base):
    """A side effect to carry out after the commit, at least once; `key` makes it idempotent.

    `handing_over_at` is set while a mail server is given the mail of this row, and stays when nobody learnt
    whether it took it: then only a person lets the row be tried again.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "done_at", "next_try_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    handing_over_at: Mapped[datetime | None] = mapped_column(Instant)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(Text, default="")


class DailyWork(Base):
    """Work that exactly one worker does once a day."""

    __tablename__ = "daily_work"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_on: Mapped[date] = mapped_column(Date)


class Mail(Base):
    """A mail that was handed to the mail server, or shown in the demo's mailbox."""

    __tablename__ = "mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), unique=True)
    to: Mapped[str] = mapped_column(String(254), index=True)
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(Instant)


class Incident(Base):
    """A step that failed; the stored state is as it was before it."""

    __tablename__ = "incident"
    __table_args__ = (
        # Probes and the desk ask for the few that are open, of a table that keeps all for ever.
        Index(
            "ix_incident_open",
            "case_id",
            "what",
            sqlite_where=text("resolved_at IS NULL"),
            postgresql_where=text("resolved_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int | None] = mapped_column(ForeignKey("instance.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    what: Mapped[str] = mapped_column(String(60))
    error: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    resolved_at: Mapped[datetime | None] = mapped_column(Instant)


class Submission(Base):
    """The answers of a completed work item."""

    __tablename__ = "submission"
    __table_args__ = (Index("ix_submission_case", "case_id", "node", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    node: Mapped[str] = mapped_column(String(60))
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class Draft(Base):
    """What a person has typed into a work item so far, valid or not."""

    __tablename__ = "draft"

    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    typed: Mapped[dict[str, Any]] = mapped_column(Json)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)


class ParkedPost(Base):
    """Answers that arrived after the session had expired; returned to the same person only."""

    __tablename__ = "parked_post"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    work_item_id: Mapped[int] = mapped_column(ForeignKey("work_item.id"))
    fields: Mapped[list[list[str]]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Instant)


class ParkedPage(Base):
    """The same for a page that belongs to no step; `place` is its path."""

    __tablename__ = "parked_page"

    id: Mapped[str] = mapped_column(String(43), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    place: Mapped[str] = mapped_column(String(300))
    fields: Mapped[list[list[str]]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(Instant)


class CaseGram(Base):
    """One or two characters of what a case can be found by."""

    __tablename__ = "case_gram"

    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
