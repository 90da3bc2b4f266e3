"""第8条: which revoked services the filed one may be. The machine gives hints; a person judges."""

from datetime import datetime
from difflib import SequenceMatcher
from unicodedata import normalize
from urllib.parse import urlsplit

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.law import eligibility
from app.store.models.cases import Case, Suspect
from app.store.models.certificates import Certificate, Term, TermEnd
from app.store.models.people import Provider
from app.store.models.services import Service, ServiceName

SIMILAR = 0.72
WEIGHT = {"service": 60, "name": 40, "earlier_name": 40, "url": 30, "corporate_number": 20, "provider": 10}


def known(session: Session, case_id: int) -> set[str]:
    """The certificate numbers that have been hinted at for a case."""
    return set(session.scalars(select(Suspect.certificate_no).where(Suspect.case_id == case_id)))


def search(session: Session, case: Case, at: datetime) -> int:
    """Compare the service with every revocation inside the window of the filing date; returns the hints.

    Names are compared across earlier names, with width and case folded; hosts of the addresses, the
    provider and its corporate number count too, so that a new name or owner does not hide a service (AMB-5).
    """
    if case.filed_on is None:
        return 0
    first, last = eligibility.bar_window(case.filed_on)
    service = session.get(Service, case.service_id)
    provider = session.get(Provider, case.provider_id)
    if service is None or provider is None:
        return 0
    names = _names(session, service)
    rows = session.execute(
        select(Certificate, TermEnd.effective_on, Service, Provider)
        .join(Term, Term.certificate_no == Certificate.no)
        .join(TermEnd, TermEnd.term_id == Term.id)
        .join(Service, Service.id == Certificate.service_id)
        .join(Provider, Provider.id == Certificate.provider_id)
        .where(TermEnd.kind == "revoked", TermEnd.effective_on.between(first, last))
    ).all()
    session.execute(
        delete(Suspect).where(Suspect.case_id == case.id).execution_options(synchronize_session=False)
    )
    found = 0
    for certificate, revoked_on, other, owner in rows:
        hints = _hints(session, service, names, provider, other, owner)
        if hints:
            found += 1
            session.add(
                Suspect(
                    case_id=case.id,
                    certificate_no=certificate.no,
                    revoked_on=revoked_on,
                    hints=hints,
                    score=min(100, sum(WEIGHT[hint] for hint in hints)),
                )
            )
    session.flush()
    return found


def _hints(
    session: Session, service: Service, names: set[str], provider: Provider, other: Service, owner: Provider
) -> list[str]:
    hints = []
    if service.id == other.id:
        hints.append("service")
    others = _names(session, other)
    if _alike({_fold(service.name)}, {_fold(other.name)}):
        hints.append("name")
    elif _alike(names, others):
        hints.append("earlier_name")
    if _host(service.url) and _host(service.url) == _host(other.url):
        hints.append("url")
    if provider.corporate_number and provider.corporate_number == owner.corporate_number:
        hints.append("corporate_number")
    elif provider.id == owner.id:
        hints.append("provider")
    return hints


def _names(session: Session, service: Service) -> set[str]:
    earlier = session.scalars(select(ServiceName.name).where(ServiceName.service_id == service.id))
    return {_fold(service.name), *(_fold(name) for name in earlier)}


def _alike(mine: set[str], others: set[str]) -> bool:
    return any(
        one in other or other in one or SequenceMatcher(None, one, other).ratio() >= SIMILAR
        for one in mine
        for other in others
        if one and other
    )


def _fold(name: str) -> str:
    return "".join(sign for sign in normalize("NFKC", name).casefold() if sign.isalnum())


def _host(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.")
