"""The keys by which names of companies and people are compared (運用 for 第7条)."""

import re
import unicodedata
from functools import cache

from app.law import tables

_SMALL_KANA = str.maketrans(
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ", "あいうえおつやゆよわアイウエオツヤユヨワ"
)


def name_key(text: str) -> str:
    """A company's name folded for comparison (運用 for 第7条): width, case, legal form, variants, punctuation."""
    folded = _folded(text)
    return _letters(_without_words(_without_forms(folded))) or _letters(folded)


def person_key(text: str) -> str:
    """A person's name folded for comparison (運用 for 第7条): width, case, variants, spaces."""
    return _letters(_folded(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_variants()).strip()


def _without_forms(folded: str) -> str:
    forms = _forms()
    while True:
        cut = folded
        for form in forms:
            cut = cut.removeprefix(form).removesuffix(form).strip()
        if cut == folded:
            return cut
        folded = cut


@cache
def _forms() -> tuple[str, ...]:
    found = (
        unicodedata.normalize("NFKC", each).casefold() for each in tables.setting("interests", "legal_forms")
    )
    return tuple(sorted(found, key=len, reverse=True))


def _without_words(folded: str) -> str:
    words = re.sub(r"(?<=\b\w)\.(?=\w\b)", "", folded)
    parts = [part for part in re.split(r"[\s,.]+", words) if part]
    while len(parts) > 1 and parts[-1] in tables.setting("interests", "legal_words"):
        parts.pop()
    return "".join(parts)


@cache
def _variants() -> dict[int, str]:
    return {ord(other): each[0] for each in tables.setting("interests", "variants") for other in each[1:]}


def _letters(folded: str) -> str:
    kept = "".join(letter for letter in folded if letter.isalnum())
    return kept.translate(_SMALL_KANA)
