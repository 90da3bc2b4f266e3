"""Who may be asked: appointments of committee members and inspectors, and the interests they told in advance."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant, Json


class Appointment(Base):
    """A person appointed to a `post`: member, chair, acting, alternate or inspector.

    Runs from `since` to `until`, both included; `ended_on`, where it is set, is the first day without it. `acting_order` ranks the
    acting chairs, the smallest first. `confirmed_on` is the day of the last yearly update by the person.
    """

    __tablename__ = "appointment"
    __table_args__ = (Index("ix_appointment_person", "user_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    post: Mapped[str] = mapped_column(String(12))
    acting_order: Mapped[int] = mapped_column(Integer, default=0)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date] = mapped_column(Date)
    expertise: Mapped[list[str]] = mapped_column(Json, default=list)
    organisation: Mapped[str] = mapped_column(String(200), default="")
    organisation_number: Mapped[str | None] = mapped_column(String(13))
    staff_of_body: Mapped[bool] = mapped_column(Boolean, default=False)
    qualification: Mapped[str] = mapped_column(String(200), default="")
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_reason: Mapped[str] = mapped_column(Text, default="")
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))


class StandingInterest(Base):
    """A tie of a member or inspector to a company, told in advance (`kind`: app.law.interests).

    `name_key` is the company's name folded for comparison. Written once; `ended` rows say that a tie is over.
    """

    __tablename__ = "standing_interest"
    __table_args__ = (Index("ix_standing_interest_number", "corporate_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    corporate_number: Mapped[str | None] = mapped_column(String(13))
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    text: Mapped[str] = mapped_column(Text, default="")
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("standing_interest.id"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    created_by: Mapped[int] = mapped_column(ForeignKey("user.id"))


class AppointmentEvent(Base):
    """What happened to a person in the register, written once: who did it and when.

    `kind`: appointed, changed, ended, expired, confirmed, noticed, invited, interest_added or interest_ended.
    `data` says what changed from what; `by_id` is None where the passing of a day did it.
    """

    __tablename__ = "appointment_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    legal_date: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Instant)
