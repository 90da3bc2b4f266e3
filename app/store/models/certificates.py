"""Certificates, their terms, what the public sees of them, and what is withheld.

Terms and registry versions are never overwritten: an end is a row of its own beside the term, a
correction of the public entry is the next version.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Instant, Json


class Certificate(Base):
    """A certificate; its number `NNNN-YYMM` stays the same across renewals (AMB-32)."""

    __tablename__ = "certificate"

    no: Mapped[str] = mapped_column(String(20), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    provider_id: Mapped[int] = mapped_column(ForeignKey("provider.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    first_certified_on: Mapped[date] = mapped_column(Date)


class Term(Base):
    """One validity period of a certificate (第9条第1項); both days included."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("certificate_no", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_no: Mapped[str] = mapped_column(ForeignKey("certificate.no"))
    number: Mapped[int] = mapped_column(Integer)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    certified_on: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    explanation: Mapped[str] = mapped_column(Text)
    explanation_en: Mapped[str] = mapped_column(Text)


class TermEnd(Base):
    """How a term ended: expired, lapsed, revoked, terminated or superseded, and since when."""

    __tablename__ = "term_end"

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    effective_on: Mapped[date] = mapped_column(Date)
    article: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)


class Withholding(Base):
    """An item that is not published (第11条第2項), from a registry version on, until lifted."""

    __tablename__ = "withholding"

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_no: Mapped[str] = mapped_column(ForeignKey("certificate.no"), index=True)
    item_id: Mapped[str] = mapped_column(String(60))
    from_version: Mapped[int] = mapped_column(Integer)
    until_version: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(Date)


class RegistryVersion(Base):
    """What was published of a certificate at a moment. `content` holds only public bytes."""

    __tablename__ = "registry_version"
    __table_args__ = (UniqueConstraint("certificate_no", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    certificate_no: Mapped[str] = mapped_column(ForeignKey("certificate.no"))
    version: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(20))
    article: Mapped[str] = mapped_column(String(40))
    published_on: Mapped[date] = mapped_column(Date)
    published_at: Mapped[datetime] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(Json)


class RegistryGram(Base):
    """One or two characters of a published entry, for search in Japanese."""

    __tablename__ = "registry_gram"

    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    certificate_no: Mapped[str] = mapped_column(String(20), primary_key=True)


class NumberSeries(Base):
    """A counter that never gives a number twice (cases, arrivals, invoices, certificates)."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)
