"""Whether anything that is not public got into what is published (第11条第2項, 第20条第1項)."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.registry import entry, search
from app.registry.gather import filing_of, newest_term, withheld_in
from app.registry.projection import newest
from app.store.models.cases import ItemValue
from app.store.models.certificates import Certificate, RegistryGram, RegistryVersion
from app.store.models.people import Provider
from app.store.models.services import Service

# Dates, short numbers and short words occur by chance and cannot be looked for.
_SAYS_NOTHING = re.compile(r"\d{4}-\d{2}(-\d{2})?|[-.\d]{0,5}|.{0,3}")


def secrets(session: Session, certificate_no: str) -> list[str]:
    """Texts of the filing that the public must not see: values of form A and of withheld items.

    Left out are texts that the entry also shows elsewhere (第11条第1項第2号: the name and number that stand
    in form B) and those that say nothing by themselves: dates, short numbers, short words.
    """
    certificate = session.get_one(Certificate, certificate_no)
    last = newest(session, certificate_no)
    filing = filing_of(session, newest_term(session, certificate_no), None)
    hidden = withheld_in(session, certificate_no, last.version if last else 1)
    values = session.scalars(select(ItemValue).where(ItemValue.filing_id == filing.id)).all()
    names = [
        session.get_one(Provider, certificate.provider_id).name,
        session.get_one(Service, certificate.service_id).name,
    ]
    # Whoever asks to withhold an item names it in form A, and its name is on the page.
    titles = [
        item[key]
        for item in (entry.items(last.content) if last else ())
        for key in ("id", "title_ja", "title_en")
    ]
    public = [*names, certificate_no, *titles]
    secret: list[str] = []
    for each in values:
        told = [each.value, each.reason]
        (secret if each.visibility != "public" or each.item_id in hidden else public).extend(
            entry.texts(told)
        )
    telling = {text for text in secret if not _SAYS_NOTHING.fullmatch(text)}
    return sorted(text for text in telling if not any(text in shown for shown in public))


def self_check(session: Session, certificate_no: str, secrets: Iterable[str]) -> list[str]:
    """Complaints about what is published of a certificate; empty where no secret occurs in it (第11条第2項).

    Every version is looked at as readers are shown it, notes and search index included.
    """
    versions = session.scalars(
        select(RegistryVersion)
        .where(RegistryVersion.certificate_no == certificate_no)
        .order_by(RegistryVersion.version)
    ).all()
    if not versions:
        return [f"{certificate_no}: nothing is published"]
    last = versions[-1].content
    hidden = entry.hidden_now(each.content for each in versions)
    wanted = list(secrets)
    found = []
    for each in versions:
        shown = entry.masked(each.content, hidden, live=bool(last["sections"]))
        told = "\n".join(entry.texts([shown, each.note]))
        found += [f"v{each.version}: contains {secret!r}" for secret in wanted if secret in told]
        carrying = [item["id"] for item in entry.items(shown) if item.get("withheld") and entry.carries(item)]
        found += [f"v{each.version}: {id_} is withheld but carries content" for id_ in carrying]
    return found + _index_complaints(session, certificate_no, last)


def _index_complaints(session: Session, certificate_no: str, content: entry.Json) -> list[str]:
    stored = set(
        session.scalars(select(RegistryGram.gram).where(RegistryGram.certificate_no == certificate_no))
    )
    wanted = search.grams(entry.searchable(content["card"]))
    return [] if stored == wanted else ["the search index holds other texts than the newest version"]
