"""Instances that were carried over to another edition."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant


class Migration(Base):
    """An instance was carried over to another edition; `state` is what it was before, for undoing it.

    `version` is the instance's version right after it: while it is the same, nothing has happened since.
    """

    __tablename__ = "migration"

    id: Mapped[int] = mapped_column(primary_key=True)
    instance_id: Mapped[int] = mapped_column(ForeignKey("instance.id"), index=True)
    from_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    to_edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    state: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    version: Mapped[int] = mapped_column(Integer)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
