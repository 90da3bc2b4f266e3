"""What a decision names as not met, in words: an item, a requirement of the rules, or what a visit or hearing showed."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.editions import FormShelf
from app.formkit import Catalogue
from app.law import decision, refusals
from app.law.text import Text
from app.store.models.cases import Case, Decision


def named(catalogue: Catalogue, key: str) -> Text:
    """One of them; a key that nothing knows stays as it is."""
    if key in catalogue.items:
        return catalogue.items[key].title
    if key in decision.OWN:
        return decision.OWN[key].text
    try:
        return refusals.refusal(key)[0].text
    except KeyError:
        return Text(key, key)


def told(forms: FormShelf, session: Session, case: Case) -> dict[str, Text]:
    """The fact `unmet` of the letter that tells a decision (第6条第4項)."""
    keys = session.scalar(select(Decision.unmet).where(Decision.case_id == case.id))
    if not keys:
        return {}
    catalogue = forms.get(session, case.edition_id).catalogue()
    words = [named(catalogue, key) for key in keys]
    return {
        "unmet": Text(
            f"満たさないと判断した項目・要件：\n{_lines(each.ja for each in words)}",
            f"Items and requirements not met:\n{_lines(each.en for each in words)}",
        )
    }


def _lines(words: Iterable[str]) -> str:
    return "\n".join(f"・{each}" for each in words)
