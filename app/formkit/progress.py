"""How far a filing or an assessment is: counts by section and a list of what is left."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.formkit.answering import Typed, asked, check, entry
from app.formkit.catalogue import Catalogue, Group, Item
from app.formkit.verdicts import Verdicts, check_verdict, is_to_assess
from app.law.text import Text

WHY: Mapping[str, Text] = {
    "empty": Text("未入力", "Not answered"),
    "invalid": Text("内容を確かめてください", "To be corrected"),
    "reason": Text("理由が未入力", "Reason missing"),
}


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that is left to do; `message` says what to do."""

    item_id: str
    title: Text
    group: str
    why: Literal["empty", "invalid", "reason"]
    message: Text

    @property
    def why_text(self) -> Text:
        """The reason in a few words."""
        return WHY[self.why]


@dataclass(frozen=True, slots=True)
class SectionProgress:
    """One section: items asked, of these required, and how many of each are done."""

    group: Group
    asked: int
    answered: int
    required: int
    required_done: int
    left: tuple[Left, ...]

    @property
    def complete(self) -> bool:
        """Nothing left here."""
        return not self.left

    @property
    def percent(self) -> int:
        """Whole per cent of the required items that are done; 100 only when nothing is left."""
        if self.complete:
            return 100
        return min(99, self.required_done * 100 // self.required) if self.required else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """All sections of a form."""

    sections: tuple[SectionProgress, ...]

    @property
    def left(self) -> tuple[Left, ...]:
        """What is left, in the order of the catalogue."""
        return tuple(left for section in self.sections for left in section.left)

    @property
    def complete(self) -> bool:
        """Whether everything required is answered and nothing is invalid."""
        return all(section.complete for section in self.sections)

    @property
    def required(self) -> int:
        return sum(section.required for section in self.sections)

    @property
    def required_done(self) -> int:
        return sum(section.required_done for section in self.sections)

    @property
    def percent(self) -> int:
        """Whole per cent of the required items that are done; 100 only when complete."""
        if self.complete:
            return 100
        return min(99, self.required_done * 100 // self.required) if self.required else 0


def progress(
    catalogue: Catalogue, groups: Iterable[str], typed: Typed, elsewhere: Typed | None = None
) -> Progress:
    """Progress of filling the groups (codes or patterns); `elsewhere` holds answers of other forms."""
    chosen = catalogue.select(groups)
    shown = asked(catalogue.items, catalogue.items_of(chosen), typed, elsewhere or {})
    return Progress(tuple(_section(group, catalogue.by_group[group.code], shown, typed) for group in chosen))


def _section(group: Group, items: tuple[Item, ...], shown: frozenset[str], typed: Typed) -> SectionProgress:
    left: list[Left] = []
    counts = {"asked": 0, "answered": 0, "required": 0, "required_done": 0}
    for item in (item for item in items if item.id in shown):
        checked = check(item, entry(typed, item.id))
        done = checked.answer is not None and not checked.problems
        counts["asked"] += 1
        counts["answered"] += done
        counts["required"] += item.required
        counts["required_done"] += item.required and done
        if checked.problems:
            problem = checked.problems[0]
            left.append(Left(item.id, item.title, group.code, problem.why, problem.text))
    return SectionProgress(group, left=tuple(left), **counts)


def assessment(catalogue: Catalogue, groups: Iterable[str], disclosed: Typed, verdicts: Verdicts) -> Progress:
    """Progress of an assessment: every item to be assessed needs a verdict, some a note."""
    chosen = catalogue.select(groups)
    shown = asked(catalogue.items, catalogue.items_of(chosen), disclosed, disclosed)
    sections = []
    for group in chosen:
        left, total = [], 0
        for item in catalogue.by_group[group.code]:
            if not is_to_assess(item, shown, disclosed):
                continue
            total += 1
            _answer, problems = check_verdict(entry(verdicts, item.id))
            if problems:
                left.append(Left(item.id, item.title, group.code, problems[0].why, problems[0].text))
        done = total - len(left)
        sections.append(SectionProgress(group, total, done, total, done, tuple(left)))
    return Progress(tuple(sections))
