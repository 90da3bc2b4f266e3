"""The operating rules as a table: every article, paragraph and item, its kind and whom it binds."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from app.law import readings, tables
from app.law.citation import Citation, CitationError, citations
from app.law.text import Text

__all__ = [
    "Article",
    "Citation",
    "CitationError",
    "Provision",
    "article",
    "articles",
    "citations",
    "exists",
    "orders",
    "provisions",
]

ProvisionKind = Literal["order", "power", "prohibition", "definition", "effect", "none"]


@dataclass(frozen=True, slots=True)
class Provision:
    """A paragraph or an item. Its citation names no paragraph where the article has only one."""

    citation: Citation
    kind: ProvisionKind
    binds: tuple[str, ...]
    text: Text
    only_paragraph: bool

    @property
    def binds_body(self) -> bool:
        """Whether the certification body is among those bound; False means the provider or applicant only."""
        return "body" in self.binds

    def carried_by(self, cited: Citation) -> bool:
        """Whether a node or test that cites `cited` carries this provision out.

        An article alone carries its only paragraph, a paragraph its items, an item its paragraph.
        """
        own = self.citation
        if (own.kind, own.article, own.paragraph) != (cited.kind, cited.article, self.paragraph_of(cited)):
            return False
        return not (own.item and cited.item) or own.item == cited.item

    def paragraph_of(self, cited: Citation) -> int:
        """The paragraph that is cited, 第1項 of an article with one paragraph being the article itself."""
        return 0 if self.only_paragraph and cited.paragraph == 1 else cited.paragraph


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its heading, one line in our own words, and its paragraphs and items in order."""

    number: int
    heading: Text
    summary: Text
    provisions: tuple[Provision, ...]


@cache
def articles() -> tuple[Article, ...]:
    """All articles in order."""
    return tuple(_article(row) for row in tables.rows("articles", "article"))


def article(number: int) -> Article:
    """The article of that number; KeyError if there is none."""
    for found in articles():
        if found.number == number:
            return found
    raise KeyError(number)


@cache
def provisions() -> tuple[Provision, ...]:
    """Every paragraph and item of every article in order, and 附則 at the end."""
    supplement = Provision(
        Citation("supplement"), "effect", (), Text("規程の施行日", "Day the rules came into force"), True
    )
    return (*(found for each in articles() for found in each.provisions), supplement)


def orders() -> tuple[Provision, ...]:
    """What orders or forbids something; `binds_body` is False where it binds only providers or applicants."""
    return tuple(found for found in provisions() if found.kind in ("order", "prohibition"))


def exists(cited: Citation) -> bool:
    """Whether a citation names something: a provision, a reading on record, or 運用 with its reason."""
    if cited.kind == "practice":
        return bool(cited.reason)
    if cited.kind == "reading":
        return readings.known(f"AMB-{cited.reading}")
    if cited.kind == "article" and not cited.paragraph and not cited.item:
        return any(found.number == cited.article for found in articles())
    return any(_same(found, cited) for found in provisions())


def _same(found: Provision, cited: Citation) -> bool:
    own = found.citation
    if (own.kind, own.article, own.item) != (cited.kind, cited.article, cited.item):
        return False
    return own.paragraph == found.paragraph_of(cited)


def _article(row: tables.Row) -> Article:
    paragraphs = row["paragraph"]
    found = []
    for number, paragraph in enumerate(paragraphs, start=1):
        for item, part in enumerate([paragraph, *paragraph.get("item", [])]):
            found.append(
                Provision(
                    Citation("article", row["number"], number if len(paragraphs) > 1 else 0, item),
                    part.get("kind", paragraph["kind"]),
                    tuple(part.get("binds", paragraph.get("binds", ()))),
                    tables.text(part),
                    only_paragraph=len(paragraphs) == 1,
                )
            )
    heading = Text(row["heading_ja"], row["heading_en"])
    return Article(row["number"], heading, tables.text(row), tuple(found))
