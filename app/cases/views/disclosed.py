"""Disclosed answers to be read, section by section: what was filed, or what has been entered so far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.cases import submissions
from app.cases.forms import FormLibrary
from app.cases.runtime import Runtime
from app.formkit import FormSpec, compile_form
from app.formkit.sheets import ShowSheet
from app.formkit.sheetviews import ShownItem
from app.store.reading import cases
from app.store.reading.cases import Head

_FORM_A, _FORM_B = ("fill_form_a", "enter_form_a"), ("fill_form_b", "enter_form_b")


@dataclass(frozen=True, slots=True)
class SectionName:
    """A section to choose: its code, its title, how many items it shows, how many of these changed."""

    code: str
    title: str
    count: int
    changed: int


@dataclass(frozen=True, slots=True)
class Changed:
    """An item that says something else than in the revision before."""

    item: ShownItem
    before: ShownItem | None


@dataclass(frozen=True, slots=True)
class Disclosed:
    """One section of answers. `sheet` holds only the chosen section; `public` whether it is published."""

    sections: tuple[SectionName, ...]
    code: str
    sheet: ShowSheet
    changed: tuple[Changed, ...]

    @property
    def public(self) -> bool:
        """Whether the items of the section are published."""
        return any(item.item.visibility == "public" for item in self.sheet.items)


def entered(runtime: Runtime, session: Session, head: Head, language: str, code: str) -> Disclosed:
    """What has been entered into forms A and B before the filing."""
    answers = {
        **(submissions.latest(session, head.id, *_FORM_A).get("items") or {}),
        **(submissions.latest(session, head.id, *_FORM_B).get("items") or {}),
    }
    return _shown(runtime.forms.get(session, head.edition_id), answers, None, language, code)


def filed(
    runtime: Runtime, session: Session, head: Head, revision: int | None, language: str, code: str
) -> Disclosed | None:
    """A revision of the filing (the newest if not said) with what it changed; None where there is none."""
    found = {filing.revision: filing for filing in cases.filings(session, head)}
    if not found:
        return None
    chosen = found.get(revision or max(found))
    if chosen is None:
        return None
    earlier = found.get(chosen.revision - 1)
    return _shown(
        runtime.forms.get(session, head.edition_id),
        cases.item_values(session, chosen),
        cases.item_values(session, earlier) if earlier is not None else None,
        language,
        code,
    )


def whole(runtime: Runtime, session: Session, head: Head, language: str) -> ShowSheet | None:
    """The newest filing with all its sections, for whoever reads it from first to last; None before the filing."""
    filings = cases.filings(session, head)
    if not filings:
        return None
    answers = cases.item_values(session, filings[0])
    sheet = _sheet(runtime.forms.get(session, head.edition_id), answers, language)
    sheet.sections = [section for section in sheet.sections if section.items]
    return sheet


def _shown(
    library: FormLibrary,
    answers: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    language: str,
    code: str,
) -> Disclosed:
    sheet = _sheet(library, answers, language)
    old = (
        {item.item.id: item for item in _sheet(library, before, language).items} if before is not None else {}
    )
    filled = [section for section in sheet.sections if section.items]
    differing = {
        item.item.id
        for section in filled
        for item in section.items
        if before is not None and answers.get(item.item.id) != before.get(item.item.id)
    }
    sections = tuple(
        SectionName(
            section.group.code,
            section.title,
            len(section.items),
            sum(item.item.id in differing for item in section.items),
        )
        for section in filled
    )
    known = [each.code for each in sections]
    chosen = code if code in known else next(iter(known), "")
    changed = tuple(
        Changed(item, old.get(item.item.id))
        for section in filled
        for item in section.items
        if item.item.id in differing
    )
    sheet.sections = [section for section in filled if section.group.code == chosen]
    return Disclosed(sections, chosen, sheet, changed)


def _sheet(library: FormLibrary, answers: Mapping[str, Any], language: str) -> ShowSheet:
    bound = _spec(library).bind(context={"disclosure": answers}, language=language)
    sheet = bound.sheets["items"]
    assert isinstance(sheet, ShowSheet)
    return sheet


def _spec(library: FormLibrary) -> FormSpec:
    properties = {"label_en": "Forms A and B", "catalogue": "disclosure", "groups": "*", "mode": "show"}
    component = {"type": "disclosure", "key": "items", "label": "申請書", "properties": properties}
    definition = {"type": "default", "id": "cases.filed", "components": [component]}
    return compile_form(definition, library.catalogues)
