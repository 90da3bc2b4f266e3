"""What a provider's portal lists beyond its cases: services, certificates, unpaid fees, letters.

Every list is read in one or two statements, whatever its length.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.store.models.cases import Case, Fee, Notice, OpenApplication
from app.store.models.certificates import Certificate, Term, TermEnd
from app.store.models.people import Provider
from app.store.models.procedures import Subscription
from app.store.models.services import Service
from app.store.reading.cases import Head
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

MOST_PROVIDERS = 30


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A provider to choose."""

    id: int
    name: str
    corporate_number: str | None
    address: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of a provider. `is_open`: an application for it is open; `case_no` if the viewer sees it."""

    id: int
    provider_id: int
    name: str
    url: str
    is_open: bool
    case_no: str | None


@dataclass(slots=True)
class Held:
    """A certificate of a provider: terms as (number, from, until), ends as (number, kind, since)."""

    no: str
    service: str
    provider: str
    case_no: str
    terms: list[tuple[int, date, date]] = field(default_factory=list)
    ends: list[tuple[int, str, date]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A fee that was invoiced and is not paid."""

    case_no: str
    service: str
    invoice_no: str
    amount: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice and the case that it belongs to."""

    notice: Notice
    case_no: str
    service: str


def providers(session: Session, viewer: Viewer) -> list[ProviderRow]:
    """The providers that the viewer acts for."""
    return _providers(session, Provider.id.in_(sorted(viewer.provider_ids)))


def providers_like(session: Session, viewer: Viewer, words: str, number: str) -> list[ProviderRow]:
    """For the secretariat: providers by a part of the name or by the whole corporate number."""
    conditions = [Provider.name.contains(words, autoescape=True)] if words else []
    if number:
        conditions.append(Provider.corporate_number == number)
    if not viewer.is_("secretariat") or not conditions:
        return []
    return _providers(session, or_(*conditions))


def provider(session: Session, viewer: Viewer, provider_id: int) -> ProviderRow | None:
    """One provider, for its own people and for the secretariat."""
    if provider_id not in viewer.provider_ids and not viewer.is_("secretariat"):
        return None
    return next(iter(_providers(session, Provider.id == provider_id)), None)


def services(session: Session, viewer: Viewer, provider_ids: frozenset[int]) -> list[ServiceRow]:
    """The services of providers that the viewer acts for (of any, for the secretariat)."""
    wanted = provider_ids if viewer.is_("secretariat") else provider_ids & viewer.provider_ids
    if not wanted:
        return []
    rows = session.execute(
        select(Service, Case.case_no, case_visible(viewer))
        .outerjoin(OpenApplication, OpenApplication.service_id == Service.id)
        .outerjoin(Case, Case.id == OpenApplication.case_id)
        .where(Service.provider_id.in_(sorted(wanted)))
        .order_by(Service.provider_id, Service.name)
    )
    return [
        ServiceRow(
            service.id,
            service.provider_id,
            service.name,
            service.url,
            case_no is not None,
            case_no if visible else None,
        )
        for service, case_no, visible in rows
    ]


def certificates(session: Session, viewer: Viewer) -> list[Held]:
    """The certificates of the viewer's own providers with their terms, the newest first."""
    own = _own(viewer, Certificate.provider_id)
    rows = session.execute(
        select(Certificate.no, Service.name, Provider.name, Case.case_no, Term)
        .join(Service, Service.id == Certificate.service_id)
        .join(Provider, Provider.id == Certificate.provider_id)
        .join(Case, Case.id == Certificate.case_id)
        .join(Term, Term.certificate_no == Certificate.no)
        .where(own)
        .order_by(Certificate.first_certified_on.desc(), Certificate.no.desc(), Term.number)
    )
    found: dict[str, Held] = {}
    numbers: dict[int, tuple[str, int]] = {}
    for no, service, provider_name, case_no, term in rows:
        held = found.setdefault(no, Held(no, service, provider_name, case_no))
        held.terms.append((term.number, term.valid_from, term.valid_until))
        numbers[term.id] = (no, term.number)
    ends = (
        select(TermEnd)
        .join(Term, Term.id == TermEnd.term_id)
        .join(Certificate, Certificate.no == Term.certificate_no)
    )
    for end in session.scalars(ends.where(own)):
        no, number = numbers[end.term_id]
        found[no].ends.append((number, end.kind, end.effective_on))
    return list(found.values())


def unpaid(session: Session, viewer: Viewer) -> list[Unpaid]:
    """The fees that the viewer's providers still have to pay, the most urgent first."""
    rows = session.execute(
        select(Case.case_no, Service.name, Fee.invoice_no, Fee.amount, Fee.due_on)
        .join(Case, Case.id == Fee.case_id)
        .join(Service, Service.id == Case.service_id)
        .where(_own(viewer, Case.provider_id), Fee.paid_on.is_(None), Case.stage == "payment")
        .order_by(Fee.due_on, Fee.id)
        .limit(200)
    )
    return [Unpaid(*row) for row in rows]


def letters(session: Session, viewer: Viewer, size: int = 5) -> list[Letter]:
    """The newest notices to the viewer's providers."""
    rows = session.execute(
        select(Notice, Case.case_no, Service.name)
        .join(Case, Case.id == Notice.case_id)
        .join(Service, Service.id == Case.service_id)
        .where(_own(viewer, Case.provider_id))
        .order_by(Notice.id.desc())
        .limit(size)
    )
    return [Letter(*row) for row in rows]


def waits_for(session: Session, case: Head, message: str) -> bool:
    """Whether a visible case waits for a message that is sent under its own number."""
    found = session.scalar(
        select(Subscription.task_id)
        .where(Subscription.name == message, Subscription.key == case.case_no)
        .limit(1)
    )
    return found is not None


def _providers(session: Session, condition: ColumnElement[bool]) -> list[ProviderRow]:
    rows = session.execute(
        select(Provider.id, Provider.name, Provider.corporate_number, Provider.address)
        .where(condition)
        .order_by(Provider.name, Provider.id)
        .limit(MOST_PROVIDERS)
    )
    return [ProviderRow(*row) for row in rows]


def _own(viewer: Viewer, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    ids = sorted(viewer.provider_ids)
    return column.in_(ids) if ids else false()
