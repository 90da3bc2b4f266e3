"""What is kept so that history cannot be rewritten in silence: daily anchors, and operators' decisions without a case."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant


class Anchor(Base):
    """A day's link of the chain over the heads of all cases' chains."""

    __tablename__ = "anchor"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    hash: Mapped[str] = mapped_column(String(64))


class AnchoredHead(Base):
    """The head of a case's chain on the first day that anchors it."""

    __tablename__ = "anchored_head"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    day: Mapped[date] = mapped_column(Date, index=True)


class MailDecision(Base):
    """What an operator decided about a mail in doubt, and why; it outlives the row of the outbox."""

    __tablename__ = "mail_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(100), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
