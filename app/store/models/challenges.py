"""第7条: the applicant asks that somebody be kept away from its case (忌避), and a decider judges it. Written once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant


class Challenge(Base):
    """A provider asks that a person (`user_id`) be kept away; `number` is the receipt.

    `kind` is a key of app.law.interests. Whether the person has a seat or a place on a visit is not said here.
    """

    __tablename__ = "challenge"
    __table_args__ = (Index("ix_challenge_case", "case_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)


class ChallengeJudgement(Base):
    """What a decider judged: `effect` excluded (the person is kept away) or none."""

    __tablename__ = "challenge_judgement"
    __table_args__ = (CheckConstraint("effect IN ('excluded', 'none')", name="effect"),)

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"), primary_key=True)
    effect: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    judged_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
