"""What becomes of a meeting and of its minutes, besides the rows of the hearings themselves (第7条)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant, Json


class MeetingChange(Base):
    """A meeting was moved or called off (`kind`: moved, cancelled); its number is that of the calendar file too.

    `before` and `after` are what was told of it: method, starts_at (ISO 8601, UTC), place, url; `after` is empty
    where it was called off, and `then` says what became of its items: meeting, circulation or again. `items` are
    the ids of the hearings that were on its agenda. `reason` stands in the minutes of each.
    """

    __tablename__ = "meeting_change"
    __table_args__ = (UniqueConstraint("meeting_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    sequence: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(10))
    before: Mapped[dict[str, str]] = mapped_column(Json)
    after: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    then: Mapped[str] = mapped_column(String(12), default="")
    items: Mapped[list[int]] = mapped_column(Json, default=list)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class MinutesAsked(Base):
    """A member who was present was asked to confirm a version of the minutes, or to propose corrections, by a day."""

    __tablename__ = "minutes_asked"
    __table_args__ = (UniqueConstraint("minutes_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey("minutes.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"), index=True)
    due_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Instant)


class MinutesReply(Base):
    """What the member answered, once: `answer` confirmed or corrections. No row is no answer, and no consent."""

    __tablename__ = "minutes_reply"
    __table_args__ = (CheckConstraint("answer IN ('confirmed', 'corrections')", name="answer"),)

    asked_id: Mapped[int] = mapped_column(ForeignKey("minutes_asked.id"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(Instant)


class OtherCaseNamed(Base):
    """Something written on a hearing names another applicant (第20条): where and by whom, never the words.

    `what` is opinion, question or reason, and `ref` the id of the opinion or the question, 0 for the reason of the
    hearing itself.
    """

    __tablename__ = "other_case_named"
    __table_args__ = (CheckConstraint("what IN ('opinion', 'question', 'reason')", name="what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), index=True)
    what: Mapped[str] = mapped_column(String(10))
    ref: Mapped[int] = mapped_column(Integer, default=0)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
