"""The disclosure component, bound: a sheet of items by section that is filled, assessed or shown."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from app.formkit import progress, scripted, verdicts
from app.formkit.answering import Known, Problem, Typed, asked, check, entry, is_untouched
from app.formkit.catalogue import Catalogue, Group, Item
from app.formkit.drawn import SheetItem
from app.formkit.profile import DisclosureSpec
from app.formkit.sheetviews import AssessedItem, FilledItem, ShownItem
from app.law.text import Text

Complaint = tuple[Text, Text, str]
"""(label, message, html id)."""


@dataclass(slots=True)
class SheetSection:
    """One group of the catalogue on the page."""

    group: Group
    key: str
    language: str
    items: list[Any]

    @property
    def id(self) -> str:
        """Id of the section on the page."""
        return f"{self.key}-section-{self.group.code}"

    @property
    def title(self) -> str:
        return self.group.title.in_(self.language)


@dataclass
class Sheet:
    """What the three modes share: which items, in which sections, and which of them are asked.

    `elsewhere` are answers to other items of the catalogue (another form, or what was disclosed).
    """

    spec: DisclosureSpec
    catalogue: Catalogue
    given: Typed
    context: Mapping[str, Any]
    language: str
    section: str | None = None
    shown: bool = True

    def __post_init__(self) -> None:
        self.elsewhere: Typed = self.context.get(self.spec.catalogue) or {}
        self.groups = self.catalogue.select(self.spec.groups)
        self.all_items = self.catalogue.items_of(self.groups)
        self.asked = asked(self.catalogue.items, self.all_items, self._deciding(), self.elsewhere)
        pages = [g for g in self.groups if self.section in (None, g.code)]
        self.sections = [
            SheetSection(g, self.spec.key, self.language, self._draw(self.catalogue.by_group[g.code]))
            for g in pages
        ]

    drawn_as = ""

    def _deciding(self) -> Typed:
        """The answers that decide which items are asked."""
        return self.given

    def _draw(self, items: Iterable[Item]) -> list[Any]:
        raise NotImplementedError

    @property
    def key(self) -> str:
        return self.spec.key

    @property
    def label(self) -> str:
        return self.spec.label.in_(self.language)

    @property
    def items(self) -> list[Any]:
        """The items on the page."""
        return [item for section in self.sections for item in section.items]

    def typed(self) -> dict[str, Any]:
        """Everything that was typed, on this page and on others."""
        return {item_id: dict(one) for item_id, one in self.given.items()}

    def answers(self) -> dict[str, Any]:
        """The answers of items that are asked."""
        return {}

    def validate(self, upload_errors: Mapping[str, list[Text]]) -> list[Complaint]:
        """Check the items of the page; complaints go to the items and back to the form."""
        del upload_errors
        return []

    def _complaints(self, drawn: FilledItem | AssessedItem) -> list[Complaint]:
        return [(drawn.item.title, problem.text, drawn.anchor(problem.part)) for problem in drawn.problems]

    def _common(self, item: Item, here: AbstractSet[str] = frozenset()) -> SheetItem:
        """What every mode draws; `here` are the items that the page asks about."""
        names = {other: self.catalogue.items[other] for other, _values in item.depends_on}
        return SheetItem(
            item,
            self.spec.key,
            self.language,
            item.id in self.asked,
            names,
            str(self.context.get("uploads_at") or ""),
            self._hides(item, here),
        )

    def _hides(self, item: Item, here: AbstractSet[str]) -> str:
        """What hides an item, for a script: answers on its page as they change, those of other pages as they are."""
        if not item.depends_on:
            return ""
        own = {each.id: each for each in self.all_items}
        known = Known(self.catalogue.items, own, self.asked, self.given, self.elsewhere)
        terms: list[scripted.Tree] = [
            scripted.any_of(f"{self.spec.key}-{other}", wanted)
            if other in here
            else ["v", known.holds(other, wanted)]
            for other, wanted in item.depends_on
        ]
        return scripted.written(["not", ["and", *terms]])


class FillSheet(Sheet):
    """Items to be filled in."""

    drawn_as = "disclosure_fill"

    def _draw(self, items: Iterable[Item]) -> list[FilledItem]:
        items = tuple(items)
        here = {item.id for item in (items if self.section is not None else self.all_items)}
        return [FilledItem(self._common(item, here), entry(self.given, item.id)) for item in items]

    def answers(self) -> dict[str, Any]:
        found = {}
        for item in self.all_items:
            given = entry(self.given, item.id)
            if item.id in self.asked and not is_untouched(given):
                answer = check(item, given).answer
                if answer is not None:
                    found[item.id] = answer
        return found

    def validate(self, upload_errors: Mapping[str, list[Text]]) -> list[Complaint]:
        found = []
        for drawn in self.items:
            if not drawn.shown:
                continue
            refused = [
                Problem("invalid", "value", text) for text in upload_errors.get(f"{drawn.name}-value", [])
            ]
            problems = check(drawn.item, drawn.given).problems
            drawn.problems = refused or list(problems)
            found += self._complaints(drawn)
        return found

    def progress(self) -> progress.Progress:
        """Progress over all sections, not only the one on the page."""
        return progress.progress(self.catalogue, self.spec.groups, self.given, self.elsewhere)


class AssessSheet(Sheet):
    """Disclosed items with a verdict each. The context holds what was disclosed under the catalogue's
    name, and under `previous` what was disclosed before, to show what changed."""

    drawn_as = "disclosure_assess"

    def _deciding(self) -> Typed:
        return self.elsewhere

    def _draw(self, items: Iterable[Item]) -> list[AssessedItem]:
        previous: Typed = self.context.get("previous") or {}
        return [
            AssessedItem(
                self._common(item),
                entry(self.given, item.id),
                entry(self.elsewhere, item.id),
                entry(previous, item.id) if item.id in previous else None,
                to_assess=verdicts.is_to_assess(item, self.asked, self.elsewhere),
            )
            for item in items
            if item.id in self.asked
        ]

    def answers(self) -> dict[str, Any]:
        found = {}
        for item in self.all_items:
            answer, _problems = verdicts.check_verdict(entry(self.given, item.id))
            if answer is not None and item.id in self.asked:
                found[item.id] = answer
        return found

    def validate(self, upload_errors: Mapping[str, list[Text]]) -> list[Complaint]:
        found = []
        for drawn in self.items:
            if drawn.to_assess or drawn.given.get("verdict"):
                drawn.problems = list(verdicts.check_verdict(drawn.given)[1])
                found += self._complaints(drawn)
        return found

    def progress(self) -> progress.Progress:
        """Progress over all sections, not only the one on the page."""
        return progress.assessment(self.catalogue, self.spec.groups, self.elsewhere, self.given)


class ShowSheet(Sheet):
    """Disclosed items to be read; those in the context's `withheld` are named without their content."""

    drawn_as = "disclosure_show"

    def _deciding(self) -> Typed:
        return self.elsewhere

    def _draw(self, items: Iterable[Item]) -> list[ShownItem]:
        withheld = self.context.get("withheld") or ()
        return [
            ShownItem(
                self._common(item),
                {} if item.id in withheld else entry(self.elsewhere, item.id),
                item.id in withheld,
            )
            for item in items
            if item.id in self.asked
        ]


def fit_rest(sheet: AssessSheet, section: str) -> dict[str, Any]:
    """What was typed, with 適 for every item of a section that has no verdict yet."""
    typed = sheet.typed()
    for item in sheet.catalogue.by_group.get(section, ()):
        given = typed.setdefault(item.id, {})
        if verdicts.is_to_assess(item, sheet.asked, sheet.elsewhere) and not given.get("verdict"):
            given["verdict"] = "fit"
    return typed


SHEETS: Mapping[str, type[Sheet]] = {"fill": FillSheet, "assess": AssessSheet, "show": ShowSheet}
