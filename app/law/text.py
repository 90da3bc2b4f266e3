"""A sentence in Japanese and English, and the reasons that the law gives."""

from dataclasses import dataclass
from typing import Literal

Basis = Literal["law", "inference", "design"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in both languages of the product."""

    ja: str
    en: str

    def in_(self, language: str) -> str:
        """The sentence in `language` ("en" gives English, anything else Japanese)."""
        return self.en if language == "en" else self.ja


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a computed date is what it is: the article, and the first day and rule in words."""

    article: str
    text: Text


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is refused. `refusal` is the X-id, `article` a citation or "" for our own design."""

    refusal: str
    article: str
    basis: Basis
    text: Text
    field: str = ""
