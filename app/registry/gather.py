"""The facts of a certificate, gathered from the tables, and what stands against publishing them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.law import publication, withholding
from app.law.publication import Publication
from app.law.text import Ground
from app.registry import entry, status
from app.store.models.cases import Decision, Filing, ItemValue
from app.store.models.certificates import Certificate, Term, TermEnd, Withholding
from app.store.models.people import Provider
from app.store.models.services import Service, ServiceName


class NotPublishableError(Exception):
    """Something must not be published; `ground` says why."""

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.text.ja)
        self.ground = ground


def gather(
    session: Session, certificate_no: str, on: date, version: int, filing_id: int | None, edition: str
) -> entry.Facts:
    certificate = session.get(Certificate, certificate_no)
    terms = _terms(session, certificate_no)
    if certificate is None or not terms:
        raise _before_certification()
    newest = terms[-1]
    _require_decision(session, newest, on)
    filing = filing_of(session, newest, filing_id)
    answers = tuple(
        entry.Answer(row.item_id, row.value, row.not_applicable, row.reason, row.as_of, row.visibility)
        for row in session.scalars(
            select(ItemValue).where(ItemValue.filing_id == filing.id, ItemValue.visibility == "public")
        )
    )
    standing = status.standing([_fact(term) for term in terms], _ends(session, terms), on)
    return entry.Facts(
        certificate_no=certificate_no,
        service=session.get_one(Service, certificate.service_id).name,
        earlier_names=_earlier_names(session, certificate),
        provider=session.get_one(Provider, certificate.provider_id).name,
        guideline=filing.guideline_version or _said(answers, "b.guideline_version"),
        catalogue=filing.catalogue or edition,
        first_certified_on=certificate.first_certified_on,
        certified_on=newest.certified_on,
        valid_from=newest.valid_from,
        valid_until=newest.valid_until,
        as_of=_as_of(answers, filing),
        answers=answers,
        withheld=withheld_in(session, certificate_no, version),
        live=standing.live,
        continuing=standing.kind == "continuing",
    )


def _terms(session: Session, certificate_no: str) -> list[Term]:
    return list(
        session.scalars(select(Term).where(Term.certificate_no == certificate_no).order_by(Term.number))
    )


def newest_term(session: Session, certificate_no: str) -> Term:
    terms = _terms(session, certificate_no)
    if not terms:
        raise _before_certification()
    return terms[-1]


def _fact(term: Term) -> status.TermFact:
    return status.TermFact(term.number, term.valid_from, term.valid_until)


def _ends(session: Session, terms: Iterable[Term]) -> list[status.EndFact]:
    numbers = {term.id: term.number for term in terms}
    rows = session.scalars(select(TermEnd).where(TermEnd.term_id.in_(numbers)))
    return [status.EndFact(numbers[row.term_id], row.kind, row.effective_on) for row in rows]


def _require_decision(session: Session, term: Term, on: date) -> None:
    """第11条第1項: what is published is a certification, so its decision must stand (X36)."""
    decided = session.scalars(select(Decision).where(Decision.case_id == term.case_id)).first()
    if decided is None or decided.result != "certified" or max(decided.decided_on, term.certified_on) > on:
        raise _before_certification()


def _before_certification() -> NotPublishableError:
    planned = Publication("certification", decided=False)
    return NotPublishableError(publication.publication_grounds(planned)[0])


def refuse(act: publication.Act, content: entry.Json, known: entry.Facts, catalogue: entry.Catalogue) -> None:
    """Raise what stands against publishing a content (第11条第1項・第2項・第3項)."""
    public = {item["id"] for item in catalogue["items"] if item["visibility"] == "public"}
    carrying = {item["id"] for item in entry.items(content) if entry.carries(item)}
    planned = Publication(
        act,
        items=carrying,
        form_a_only={item["id"] for item in catalogue["items"]} - public,
        withheld=known.withheld,
        continuing=known.continuing,
    )
    grounds = publication.publication_grounds(planned)
    told = {answer.item_id for answer in known.answers} & public
    if told:
        grounds += withholding.withholding_grounds(
            known.withheld, requested=known.withheld, granted=known.withheld, publishable=told
        )
    if grounds:
        raise NotPublishableError(grounds[0])


def filing_of(session: Session, term: Term, filing_id: int | None) -> Filing:
    if filing_id is not None:
        return session.get_one(Filing, filing_id)
    return session.scalars(
        select(Filing).where(Filing.case_id == term.case_id).order_by(Filing.revision.desc()).limit(1)
    ).one()


def _said(answers: Iterable[entry.Answer], item_id: str) -> str:
    return next((str(answer.value) for answer in answers if answer.item_id == item_id and answer.value), "")


def _as_of(answers: Iterable[entry.Answer], filing: Filing) -> date:
    said = _said(answers, "b.as_of_date")
    return date.fromisoformat(said) if said else filing.filed_on


def _earlier_names(session: Session, certificate: Certificate) -> tuple[tuple[str, date], ...]:
    """The names that the service bore while it was certified; older ones were never public."""
    rows = session.scalars(
        select(ServiceName)
        .where(
            ServiceName.service_id == certificate.service_id,
            ServiceName.until >= certificate.first_certified_on,
        )
        .order_by(ServiceName.until)
    )
    return tuple((row.name, row.until) for row in rows if row.until)


def withheld_in(session: Session, certificate_no: str, version: int) -> frozenset[str]:
    return frozenset(
        session.scalars(
            select(Withholding.item_id).where(
                Withholding.certificate_no == certificate_no,
                Withholding.from_version <= version,
                or_(Withholding.until_version.is_(None), Withholding.until_version >= version),
            )
        )
    )
