"""What every drawn disclosure item has, whatever the mode."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.formkit.answering import Problem
from app.formkit.catalogue import Item
from app.formkit.controls import html_id
from app.law.text import Text


@dataclass(slots=True)
class SheetItem:
    """What every mode draws of an item."""

    item: Item
    key: str
    language: str
    shown: bool
    dependencies: Mapping[str, Item]
    uploads_at: str = ""
    hides: str = ""
    """What hides it, for a script (see `scripted`): "" where no item on its page has a say."""

    @property
    def name(self) -> str:
        """The common beginning of its HTML names."""
        return f"{self.key}-{self.item.id}"

    @property
    def when(self) -> str:
        """Its condition in words."""
        ja, en = [], []
        for other, wanted in self.item.depends_on:
            target = self.dependencies[other]
            labels = [option.label for option in target.choices if option.value in wanted]
            ja.append(f"「{target.title.ja}」が「{'」か「'.join(label.ja for label in labels)}」の場合")
            en.append(f"if «{target.title.en}» is {' or '.join(f'«{label.en}»' for label in labels)}")
        return Text("、".join(ja), ", ".join(en)).in_(self.language)


class Drawn:
    """Reaches through to what all modes share."""

    base: SheetItem
    problems: list[Problem]

    @property
    def item(self) -> Item:
        return self.base.item

    @property
    def name(self) -> str:
        return self.base.name

    @property
    def id(self) -> str:
        return html_id(self.base.name)

    @property
    def language(self) -> str:
        return self.base.language

    @property
    def shown(self) -> bool:
        return self.base.shown

    @property
    def title(self) -> str:
        return self.item.title.in_(self.language)

    @property
    def help(self) -> str:
        return self.item.help.in_(self.language)

    @property
    def help_language(self) -> str:
        """ "ja" where an English page must show the Japanese help, because the catalogue has no other."""
        return "ja" if self.language == "en" and self.item.help.ja == self.item.help.en else ""

    @property
    def when(self) -> str:
        return self.base.when

    @property
    def hides(self) -> str:
        return self.base.hides

    @property
    def unit(self) -> str:
        return (
            "%"
            if self.item.type == "percent" and not self.item.unit.ja
            else self.item.unit.in_(self.language)
        )

    def messages(self, part: str) -> list[str]:
        """Complaints about one part."""
        return [problem.text.in_(self.language) for problem in self.problems if problem.part == part]
