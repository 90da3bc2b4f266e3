"""Search in Japanese: text folded to one spelling, found by grams of one and two characters."""

import unicodedata
from collections.abc import Collection, Iterable

_KATAKANA = {code: code - 0x60 for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
# Forms of one character that names use side by side and NFKC keeps apart.
_VARIANTS = str.maketrans(
    "髙﨑𠮷濵濱德邊邉齋齊澤惠廣眞國會澁瀨曾槇籠瀧櫻嶋嶌", "高崎吉浜浜徳辺辺斎斎沢恵広真国会渋瀬曽槙篭滝桜島島"
)
_SELECTORS = {code: None for code in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}


def fold(text: str) -> str:
    """NFKC, without case, katakana as hiragana, variants of a character as one."""
    plain = unicodedata.normalize("NFKC", text.translate(_SELECTORS)).casefold()
    return plain.translate(_KATAKANA).translate(_VARIANTS)


def words(text: str) -> list[str]:
    """The folded words of a text, split at blanks."""
    return fold(text).split()


def grams(texts: Iterable[str]) -> set[str]:
    """Every single character and every pair of neighbours; pairs do not cross a blank."""
    found: set[str] = set()
    for word in (word for text in texts for word in words(text)):
        found.update(word)
        found.update(word[start : start + 2] for start in range(len(word) - 1))
    return found


def query_grams(query: str) -> set[str]:
    """The grams that an entry must have to be worth looking at: pairs, or the character of a short word."""
    found: set[str] = set()
    for word in words(query):
        found.update([word] if len(word) == 1 else (word[i : i + 2] for i in range(len(word) - 1)))
    return found


def matches(query: str, folded: Collection[str]) -> bool:
    """Whether every word of the query occurs in one of the folded texts."""
    return all(any(word in text for text in folded) for word in words(query))
