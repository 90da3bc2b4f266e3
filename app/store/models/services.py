"""The services that are certified, under their present and earlier names."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant


class Service(Base):
    """A generative-AI cloud service of a provider (第2条第1項)."""

    __tablename__ = "service"

    id: Mapped[int] = mapped_column(primary_key=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(Instant)


class ServiceName(Base):
    """A name that a service bore until a day; names are matched under 第8条."""

    __tablename__ = "service_name"

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    until: Mapped[date | None] = mapped_column(Date)
