"""Opinions side by side, topic by topic; where they differ comes first (第6条第2項)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.cases.runtime import Runtime
from app.law.committee import VERDICTS
from app.law.text import Text
from app.store.models.committee import Opinion
from app.store.reading.cases import Head

_PARTS = (
    ("verdict", Text("意見", "Opinion")),
    ("reason", Text("理由", "Reason")),
    ("conditions", Text("条件", "Conditions")),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the comparison: what it is about, and what each opinion says to it ("" where nothing)."""

    name: Text
    cells: tuple[Text, ...]

    @property
    def differs(self) -> bool:
        """Whether the opinions that say something to it do not all say the same."""
        return len({cell.ja for cell in self.cells}) > 1


def titles(runtime: Runtime, session: Session, head: Head) -> Callable[[str], Text]:
    """What a comment of an opinion is about: the title of the disclosed item that it names."""
    items = runtime.forms.get(session, head.edition_id).catalogue().items
    return lambda key: items[key].title if key in items else plain(key)


def compared(opinions: Sequence[Opinion], title: Callable[[str], Text]) -> list[Topic]:
    """The rows for opinions in their order: verdict, reasons and conditions, then comments; differences first."""
    rows = [Topic(name, tuple(_part(each, key) for each in opinions)) for key, name in _PARTS]
    keys = dict.fromkeys(str(topic["topic"]) for each in opinions for topic in each.topics)
    rows += [Topic(title(key), tuple(plain(_said(each, key)) for each in opinions)) for key in keys]
    said = [row for row in rows if any(cell.ja for cell in row.cells)]
    return sorted(said, key=lambda row: not row.differs)


def _part(opinion: Opinion, key: str) -> Text:
    value = str(getattr(opinion, key))
    return VERDICTS[opinion.verdict] if key == "verdict" else plain(value)  # type: ignore[index] # stored from the form's choices


def _said(opinion: Opinion, key: str) -> str:
    return "\n".join(str(each["text"]) for each in opinion.topics if each["topic"] == key)


def plain(words: str) -> Text:
    """A person's own words, which have no translation."""
    return Text(words, words)
