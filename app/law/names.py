"""The keys by which names of companies and people are compared (運用 for 第7条)."""

import re
import unicodedata
from functools import cache

from app.law import tables

_SMALL_KANA = str.maketrans(
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ", "あいうえおつやゆよわアイウエオツヤユヨワ"
)
_SEPARATORS = re.compile(r"[\s,、・:;/()（）「」]+")
_MOST_WORDS = 3
_SHORTEST_AFTER_TITLE = 3
_NONE = re.compile(
    r"^(なし|無し|無|特になし|該当なし|該当無し|none|n/a|not applicable|-+|－+|ー+)$|(ありません|ございません|いません|存在しない|はない|該当なし|該当しない)$"
)


def name_key(text: str) -> str:
    """A company's name folded for comparison (運用 for 第7条): width, case, legal form, variants, punctuation."""
    folded = _folded(text)
    return _letters(_without_words(_without_forms(folded))) or _letters(folded)


def person_key(text: str) -> str:
    """A person's name folded for comparison (運用 for 第7条): width, case, variants, spaces."""
    return _letters(_folded(text))


def names_person(line: str, key: str) -> bool:
    """Whether a line such as 「部署 役職　氏名」 names the person with that key (運用 for 第7条).

    A name is one word or some words side by side; a title may be written straight before it.
    """
    if not key:
        return False
    words = [_letters(word) for word in _SEPARATORS.split(_folded(line))]
    joined = (
        "".join(words[at : at + many]) for many in range(1, _MOST_WORDS + 1) for at in range(len(words))
    )
    if len(key) < _SHORTEST_AFTER_TITLE:
        return key in joined
    return any(run.endswith(key) for run in joined)


def says_none(text: str) -> bool:
    """Whether what was filed as a company's name only says that there is none (運用 for 第7条)."""
    return bool(_NONE.search(_folded(text).rstrip("。.")))


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
