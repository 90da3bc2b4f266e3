"""What the linter says."""

from dataclasses import dataclass
from typing import NamedTuple

from app.law.text import Text


class Found(NamedTuple):
    """Where a rule is broken: the file, the element (empty for the whole file), and what to do."""

    path: str
    node: str
    text: Text


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A broken rule, for the author of the diagram or form. `rule` is the name of the rule's module."""

    path: str
    node: str
    rule: str
    ja: str
    en: str

    @property
    def text(self) -> Text:
        return Text(self.ja, self.en)

    def __str__(self) -> str:
        place = self.path + (f" [{self.node}]" if self.node else "")
        return f"{place}: {self.en}" if place else self.en
