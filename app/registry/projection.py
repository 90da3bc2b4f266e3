"""Writing the public registry: from the facts to the next version of an entry (第11条)."""

from datetime import date

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app import clock
from app.law.publication import Act
from app.registry import entry, search
from app.registry.gather import NotPublishableError, gather, refuse
from app.store.models.certificates import RegistryGram, RegistryVersion

__all__ = ["NotPublishableError", "build", "newest", "publish", "reindex"]


def publish(
    session: Session,
    *,
    certificate_no: str,
    act: Act,
    article: str,
    catalogue: entry.Catalogue,
    on: date,
    note: str = "",
    filing_id: int | None = None,
) -> int:
    """Write the next version of an entry and its search index; the number of the version.

    第11条第1項・第3項. Told twice the same, it writes once. `filing_id` names another filing than the last one
    of the newest term. `NotPublishableError` where nothing may be published.
    """
    last = newest(session, certificate_no)
    version = last.version + 1 if last else 1
    content = build(session, certificate_no, act=act, catalogue=catalogue, on=on, filing_id=filing_id)
    if last and (last.act, last.published_on, last.note, last.content) == (act, on, note, content):
        return last.version
    session.add(
        RegistryVersion(
            certificate_no=certificate_no,
            version=version,
            act=act,
            article=article,
            published_on=on,
            published_at=clock.now(),
            note=note,
            content=content,
        )
    )
    _index(session, certificate_no, content)
    session.flush()
    return version


def build(
    session: Session,
    certificate_no: str,
    *,
    act: Act,
    catalogue: entry.Catalogue,
    on: date,
    filing_id: int | None = None,
) -> entry.Json:
    """What `publish` would write as the next version, for a preview or a comparison; writes nothing."""
    last = newest(session, certificate_no)
    version = last.version + 1 if last else 1
    known = gather(session, certificate_no, on, version, filing_id, catalogue["version"])
    content = entry.build(known, catalogue, last.content if last else None, on)
    refuse(act, content, known, catalogue)
    return content


def reindex(session: Session, certificate_no: str) -> None:
    """Build the search index of an entry anew from its newest version."""
    last = newest(session, certificate_no)
    if last:
        _index(session, certificate_no, last.content)


def newest(session: Session, certificate_no: str) -> RegistryVersion | None:
    """The newest published version of an entry."""
    return session.scalars(
        select(RegistryVersion)
        .where(RegistryVersion.certificate_no == certificate_no)
        .order_by(RegistryVersion.version.desc())
        .limit(1)
    ).first()


def _index(session: Session, certificate_no: str, content: entry.Json) -> None:
    session.execute(delete(RegistryGram).where(RegistryGram.certificate_no == certificate_no))
    rows = [
        {"gram": gram, "certificate_no": certificate_no}
        for gram in sorted(search.grams(entry.searchable(content["card"])))
    ]
    session.execute(insert(RegistryGram), rows)
