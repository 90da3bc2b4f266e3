"""The public registry in words and in files; what the pages use beside the queries."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.law import wording
from app.law.ends import Status
from app.law.publication import DISCLAIMER, WITHHELD, Act
from app.law.text import Text
from app.registry.exports import SCHEMA as JSON_SCHEMA
from app.registry.exports import as_json, csv_lines
from app.registry.facts import FACTS
from app.registry.items import BLANK, NOT_APPLICABLE, Shown, shown
from app.registry.mark import mark_svg

__all__ = [
    "ACTS",
    "DISCLAIMER",
    "ENDED",
    "FIELDS",
    "JSON_SCHEMA",
    "WITHHELD",
    "as_json",
    "csv_lines",
    "first_facts",
    "iso_day",
    "mark_svg",
    "plain_day",
    "shown",
    "tone",
]

Json = dict[str, Any]

ENDED = Text(
    "認定の効力が終わったため、申請内容の掲載を終えています。",
    "The certification has ended, so its disclosures are no longer shown.",
)
ACTS: Mapping[Act, Text] = {
    "certification": Text("認定の公表", "Certification published"),
    "renewal": Text("更新の公表", "Renewal published"),
    "change": Text("変更の届出による公表", "Published after a change notice"),
    "withholding": Text("公表の留保", "Withholding from publication"),
    "continuation": Text("効力の継続の公表", "Continuation of effect published"),
    "expiry": Text("有効期間満了の公表", "Expiry published"),
    "lapse": Text("失効の公表", "Lapse published"),
    "termination": Text("終了の公表", "End of service published"),
    "improvement_request": Text("改善の要請の公表", "Request for improvement published"),
    "revocation": Text("取消しの公表", "Revocation published"),
    "outsourcing": Text("事務の委託の公表", "Outsourcing published"),
    "amendment": Text("規程の改正の公表", "Amendment of the rules published"),
    "correction": Text("訂正", "Correction"),
}
FIELDS: Mapping[str, Text] = {
    "service": Text("サービス名", "Service"),
    "provider": Text("事業者", "Provider"),
    "guideline": Text("準拠する情報開示指針", "Disclosure guideline"),
    "certified_on": Text("認定日", "Certified on"),
    "valid_until": Text("有効期間の満了日", "Valid until"),
}


def first_facts(card: Json, language: str) -> list[tuple[Text, Shown]]:
    """What buyers ask first, for a result card: the question and what the entry says to it."""
    found = []
    for fact in (each for each in FACTS if each.first):
        said = card["facts"].get(fact.key)
        if said is None:
            continue
        if said.get("withheld"):
            answer = Shown("withheld", WITHHELD.in_(language))
        elif said.get("na"):
            answer = Shown("na", NOT_APPLICABLE.in_(language))
        else:
            text = said.get("text") or (", " if language == "en" else "、").join(said["values"])
            answer = Shown("value", text) if text else Shown("blank", BLANK.in_(language))
        found.append((fact.label, answer))
    return found


def tone(kind: Status) -> str:
    """How a state is coloured: success, info, warning or error."""
    return {"active": "success", "continuing": "info", "revoked": "error", "lapsed": "error"}.get(
        kind, "warning"
    )


def plain_day(text: str, language: str) -> str:
    """A date of an entry in words, without its weekday."""
    return wording.day(iso_day(text)).in_(language)


def iso_day(text: str) -> date:
    """A date as it stands in an entry."""
    return date.fromisoformat(text)
