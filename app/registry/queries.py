"""All that the public reads: published versions, their search index, and terms for the state of today.

No other table is read here, so nothing that was not published can be shown (第11条, 第20条第1項).
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.law.text import Text
from app.registry import changes, entry, listing, search, status
from app.registry.listing import FILTERS, SORTS, Criteria, Page, Row
from app.registry.views import MOST_COMPARED, Comparison, Entry, TermView, VersionView, compare
from app.store.models.certificates import RegistryGram, RegistryVersion, Term, TermEnd

__all__ = [
    "FILTERS",
    "MOST_COMPARED",
    "SORTS",
    "Comparison",
    "Criteria",
    "Entry",
    "Page",
    "Stamp",
    "VersionView",
    "compared",
    "export",
    "history",
    "listed",
    "names",
    "normal_number",
    "one",
    "stamp",
]

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ーｰ－"), "-")
_BATCH = 25


@dataclass(frozen=True, slots=True)
class Stamp:
    """Changes whenever anything public changes: the tables only grow."""

    mark: tuple[int, ...]
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Index:
    mark: tuple[int, ...]
    today: date
    rows: dict[str, Row]


@dataclass(frozen=True, slots=True)
class _Standing:
    now: status.Standing
    terms: tuple[TermView, ...]
    current: int


_indexes: WeakKeyDictionary[Engine, _Index] = WeakKeyDictionary()
_lock = Lock()


def normal_number(typed: str) -> str:
    """A certificate number as people type it, in the form `NNNN-YYMM`."""
    plain = unicodedata.normalize("NFKC", typed).translate(_DASHES).strip().replace(" ", "")
    return f"{plain[:-4]}-{plain[-4:]}" if plain.isdecimal() and len(plain) == 8 else plain


def stamp(session: Session) -> Stamp:
    """What the lists and exports depend on, apart from the day."""
    numbers = [
        select(func.coalesce(part, 0)).scalar_subquery()
        for table in (RegistryVersion, Term, TermEnd)
        for part in (func.max(table.id), func.count(table.id))
    ]
    changed = select(func.max(RegistryVersion.published_at)).scalar_subquery()
    *mark, changed_at = session.execute(select(*numbers, changed)).one()
    return Stamp(tuple(mark), changed_at)


def listed(session: Session, criteria: Criteria, today: date) -> Page:
    """One page of the registry, with what the filters would leave."""
    return listing.page(_found(session, criteria, today), criteria)


def export(session: Session, criteria: Criteria, today: date) -> Iterator[Entry]:
    """Every entry that meets the criteria, in their order."""
    rows = listing.ordered(listing.narrow(_found(session, criteria, today), criteria), criteria.sort)
    for start in range(0, len(rows), _BATCH):
        numbers = [row.no for row in rows[start : start + _BATCH]]
        found = _entries(session, numbers, today)
        yield from (found[no] for no in numbers if no in found)


def names(session: Session, today: date) -> list[str]:
    """Every name that the public reads today: services with their earlier names, and providers."""
    cards = [row.card for row in _index(session, today).rows.values()]
    return [
        name
        for card in cards
        for name in (card["service"], card["provider"], *(each["name"] for each in card["earlier_names"]))
    ]


def one(session: Session, no: str, today: date) -> Entry | None:
    """A certificate, published or just issued; None if the number was never given."""
    return _entries(session, [no], today).get(no)


def history(session: Session, no: str, today: date) -> list[VersionView]:
    """Every publication of an entry, the newest first, with what each changed.

    What is withheld today is not shown of the past either; after the end no disclosures are (AMB-15).
    """
    found = one(session, no, today)
    if found is None:
        return []
    rows = session.scalars(
        select(RegistryVersion).where(RegistryVersion.certificate_no == no).order_by(RegistryVersion.version)
    ).all()
    hidden = entry.hidden_now(row.content for row in rows)
    # Withheld items are left to `changes`, which must still see when the withholding began.
    seen = [entry.masked(row.content, (), live=found.standing.live) for row in rows]
    views = []
    for index, row in enumerate(rows):
        before, after = (seen[index - 1] if index else None), seen[index]
        views.append(
            VersionView(
                row.version,
                row.act,
                row.article,
                row.published_on,
                row.note,
                tuple(changes.between(before, after, hidden)) if before else (),
                tuple(changes.headers(before, after)) if before else (),
            )
        )
    return views[::-1]


def compared(session: Session, numbers: Sequence[str], today: date) -> Comparison:
    """Up to four published entries side by side, in the order asked for."""
    wanted = list(dict.fromkeys(normal_number(no) for no in numbers if no.strip()))
    known = _entries(session, wanted, today)
    published = [no for no in wanted if no in known and known[no].content is not None]
    return compare(
        [known[no] for no in published[:MOST_COMPARED]],
        [no for no in wanted if no not in published],
        published[MOST_COMPARED:],
    )


def _found(session: Session, criteria: Criteria, today: date) -> list[Row]:
    rows = _index(session, today).rows
    wanted = search.query_grams(criteria.q)
    if not wanted:
        return list(rows.values())
    candidates = session.scalars(
        select(RegistryGram.certificate_no)
        .where(RegistryGram.gram.in_(wanted))
        .group_by(RegistryGram.certificate_no)
        .having(func.count() == len(wanted))
    )
    near = [rows[no] for no in candidates if no in rows]
    return [row for row in near if search.matches(criteria.q, row.folded)]


def _index(session: Session, today: date) -> _Index:
    """All rows of the list, kept until something is published, a term changes or the day does."""
    bind = session.get_bind()
    engine = bind if isinstance(bind, Engine) else bind.engine
    mark = stamp(session).mark
    held = _indexes.get(engine)
    if held and held.mark == mark and held.today == today:
        return held
    fresh = _Index(mark, today, _rows(session, today, held))
    with _lock:
        _indexes[engine] = fresh
    return fresh


def _rows(session: Session, today: date, held: _Index | None) -> dict[str, Row]:
    newest = _newest_ids(session)
    kept = {row.version_id: row for row in held.rows.values() if row.standing.live} if held else {}
    missing = [id_ for id_ in newest.values() if id_ not in kept]
    cards = {id_: row.card for id_, row in kept.items()}
    for start in range(0, len(missing), 500):
        part = missing[start : start + 500]
        cards |= {
            id_: card
            for id_, card in session.execute(
                select(RegistryVersion.id, RegistryVersion.content["card"]).where(
                    RegistryVersion.id.in_(part)
                )
            )
        }
    standings = _standings(session, None, today)
    rows = {}
    for no, id_ in newest.items():
        standing = standings[no].now
        content = entry.masked({"card": cards[id_], "sections": []}, (), live=standing.live)
        folded = tuple(search.fold(text) for text in entry.searchable(content["card"]))
        rows[no] = Row(no, id_, content["card"], standing, folded)
    return rows


def _newest_ids(session: Session, numbers: Sequence[str] | None = None) -> dict[str, int]:
    newest = select(RegistryVersion.certificate_no, func.max(RegistryVersion.version).label("version"))
    if numbers is not None:
        newest = newest.where(RegistryVersion.certificate_no.in_(numbers))
    found = newest.group_by(RegistryVersion.certificate_no).subquery()
    rows = session.execute(
        select(RegistryVersion.certificate_no, RegistryVersion.id).join(
            found,
            (RegistryVersion.certificate_no == found.c.certificate_no)
            & (RegistryVersion.version == found.c.version),
        )
    )
    return {no: id_ for no, id_ in rows}


def _standings(session: Session, numbers: Sequence[str] | None, today: date) -> dict[str, _Standing]:
    terms, ends = select(Term), select(TermEnd)
    if numbers is not None:
        terms = terms.where(Term.certificate_no.in_(numbers))
        ends = ends.where(TermEnd.term_id.in_(select(Term.id).where(Term.certificate_no.in_(numbers))))
    by_term: dict[int, list[TermEnd]] = {}
    for end in session.scalars(ends):
        by_term.setdefault(end.term_id, []).append(end)
    by_no: dict[str, list[Term]] = {}
    for term in session.scalars(terms.order_by(Term.number)):
        by_no.setdefault(term.certificate_no, []).append(term)
    return {no: _standing(found, by_term, today) for no, found in by_no.items()}


def _standing(terms: Sequence[Term], ends: dict[int, list[TermEnd]], today: date) -> _Standing:
    known = [status.TermFact(term.number, term.valid_from, term.valid_until) for term in terms]
    over = [
        status.EndFact(term.number, end.kind, end.effective_on)
        for term in terms
        for end in ends.get(term.id, ())
    ]
    views = tuple(
        TermView(
            term.number,
            term.certified_on,
            term.valid_from,
            term.valid_until,
            Text(term.explanation, term.explanation_en),
            status.of_term(fact, over, today),
        )
        for term, fact in zip(terms, known, strict=True)
    )
    current = known.index(status.current_term(known, today))
    return _Standing(status.standing(known, over, today), views, current)


def _entries(session: Session, numbers: Sequence[str], today: date) -> dict[str, Entry]:
    standings = _standings(session, numbers, today)
    ids = _newest_ids(session, numbers)
    versions = {
        row.certificate_no: row
        for row in session.scalars(select(RegistryVersion).where(RegistryVersion.id.in_(ids.values())))
    }
    found = {}
    for no, standing in standings.items():
        row = versions.get(no)
        term = standing.terms[standing.current]
        if row is None:
            found[no] = Entry(no, standing.now, standing.terms, term, None)
        else:
            content = entry.masked(row.content, (), live=standing.now.live)
            found[no] = Entry(no, standing.now, standing.terms, term, content, row.version, row.published_on)
    return found
