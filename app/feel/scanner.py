"""Text into tokens.

Two names never touch in FEEL, so neighbouring words run together into one name ("Full Name",
"申請者 名"). A name with other signs or with a keyword in it ("Pre-bureau category") is only recognised
when it is among the known names.
"""

import re
from decimal import DecimalException
from functools import lru_cache
from typing import Any, NamedTuple

from app.feel.errors import FeelError
from app.feel.limits import MAX_TEXT, MAX_TOKENS
from app.feel.temporal import parse_temporal
from app.feel.values import NUMBERS

KEYWORDS = frozenset(
    [
        "and",
        "or",
        "in",
        "between",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "every",
        "satisfies",
        "function",
        "external",
        "true",
        "false",
        "null",
    ]
)
CONSTANTS = {"true": True, "false": False, "null": None}
PHRASES = ("date and time", "years and months duration", "days and time duration")
"""Names of FEEL itself that hold a keyword."""

# Astral characters (emoji, rare kanji) may stand in names; the middle dot of Japanese lists as well.
_ASTRAL = "\U00010000-\U000effff"
_INNER = rf"[\w\u00b7\u30fb'{_ASTRAL}]"
_TOKEN = re.compile(
    rf"""(?P<blank>(?:\s|//[^\n]*|/\*.*?\*/)+)
    |(?P<number>(?:[0-9]+(?:\.(?!\.)[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<temporal>@"(?:[^"\\]|\\.)*")
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<instance>instance\s+of\b)
    |(?P<word>(?:[^\W\d]|[{_ASTRAL}]){_INNER}*)
    |(?P<sign>\*\*|\.\.|<=|>=|!=|->|[-+*/=<>()\[\]{{}},:.?])""",
    re.VERBOSE | re.DOTALL,
)
_NEXT_WORD = re.compile(rf"\s+(?!instance\s+of\b)({_INNER}+)")
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_ODD_NAME = re.compile(rf"[^\W\d](?:{_INNER}|[ /*+-])*")
_PLAIN_NAME = re.compile(rf"[^\W\d]{_INNER}*(?: {_INNER}+)*")


class Token(NamedTuple):
    """`kind` is literal, string, name, keyword, sign or end."""

    kind: str
    value: Any
    at: int


def is_plain(name: str) -> bool:
    """Whether the scanner recognises a name without being told."""
    return _PLAIN_NAME.fullmatch(name) is not None and KEYWORDS.isdisjoint(name.split())


def needs_telling(name: str) -> bool:
    """Whether a name holds signs or keywords, so that the scanner must know it; other texts are no names."""
    return _ODD_NAME.fullmatch(name) is not None and not is_plain(name)


def scan(text: str, known: frozenset[str]) -> list[Token]:
    """All tokens of a text, closed by an `end` token."""
    if len(text) > MAX_TEXT:
        raise FeelError(f"The expression is longer than {MAX_TEXT} characters; split it into several.")
    phrases = _phrases(known)
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        phrase = phrases.match(text, at)
        if phrase is not None:
            tokens.append(Token("name", " ".join(phrase[0].split()), at))
            at = phrase.end()
        else:
            match = _TOKEN.match(text, at)
            if match is None:
                raise FeelError(f"Cannot read «{text[at : at + 10]}» at character {at + 1}.")
            at = _add(tokens, text, match)
        if len(tokens) > MAX_TOKENS:
            raise FeelError(f"The expression has more than {MAX_TOKENS} parts; split it into several.")
    tokens.append(Token("end", None, at))
    return tokens


@lru_cache(256)
def _phrases(known: frozenset[str]) -> re.Pattern[str]:
    """A pattern of the names that hold signs or keywords, the longest that is not part of a longer word."""
    longest_first = sorted({*PHRASES, *known}, key=len, reverse=True)
    spaced = (r"\s+".join(map(re.escape, phrase.split())) for phrase in longest_first)
    return re.compile(rf"(?!\d)(?:{'|'.join(spaced)})(?!\w)")


def _add(tokens: list[Token], text: str, match: re.Match[str]) -> int:
    """Append what was matched; the position behind it."""
    kind, found, at, end = match.lastgroup, match[0], match.start(), match.end()
    if kind == "number":
        tokens.append(Token("literal", _number(found), at))
    elif kind == "string":
        tokens.append(Token("string", _unquote(found), at))
    elif kind == "temporal":
        tokens.append(Token("literal", parse_temporal(_unquote(found[1:])), at))
    elif kind == "instance":
        tokens.append(Token("keyword", "instance of", at))
    elif kind == "sign":
        tokens.append(Token("sign", found, at))
    elif found in CONSTANTS:
        tokens.append(Token("literal", CONSTANTS[found], at))
    elif found in KEYWORDS:
        tokens.append(Token("keyword", found, at))
    elif kind == "word":
        words = [found]
        while (more := _NEXT_WORD.match(text, end)) and more[1] not in KEYWORDS:
            words.append(more[1])
            end = more.end()
        tokens.append(Token("name", " ".join(words), at))
    return end


def _number(digits: str) -> Any:
    try:
        return NUMBERS.create_decimal(digits)
    except DecimalException:
        raise FeelError(f"The number {digits[:20]}… is too large.") from None


def _unquote(quoted: str) -> str:
    text = _ESCAPE.sub(_character, quoted[1:-1])
    if any("\ud800" <= sign <= "\udfff" for sign in text):  # a pair written as two \uXXXX
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _character(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU" and len(code) > 1:
        point = int(code[1:], 16)
        if point > 0x10FFFF:
            raise FeelError(f"There is no character {match[0]}.")
        return chr(point)
    return _ESCAPED.get(code, match[0])
