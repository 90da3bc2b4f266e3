"""Strings, and regular expressions that run in linear time."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

import re2

from app.feel.errors import FeelError
from app.feel.functions import builtin
from app.feel.limits import MAX_LIST, MAX_PATTERN, MAX_STRING
from app.feel.run import Run
from app.feel.values import Value, kind

_PATTERN_MEMORY = 1 << 20
_PATTERNS_KEPT = 256
_CHARACTERS_PER_STEP = 4
"""A pattern is slower than other functions over the same text."""
_STEPS_PER_MATCH = 16
_REFERENCE = re.compile(r"\\([\\$])|\$([0-9])")
_PART = re.compile(r"\\?.", re.DOTALL)
_SPACED_PART = re.compile(r"(?:\\\s*)?.", re.DOTALL)
"""One sign of a pattern, with the backslash (and under `x` blanks) before it."""
_BAD_REFERENCE = re.compile(r"\$(?![0-9])|\\(?![\\$])")


@builtin("substring", "string: string", "start position: number", "length?: number|null")
def _substring(run: Run, text: str, start: Decimal, length: Decimal | None = None) -> Value:
    first = int(start) if abs(start) <= MAX_STRING else 0
    if first == 0 or abs(first) > len(text) or (length is not None and length < 1):
        return None
    text = text[first - 1 :] if first > 0 else text[first:]
    return text if length is None else text[: int(min(length, Decimal(MAX_STRING)))]


@builtin("string length", "string: string")
def _string_length(run: Run, text: str) -> Value:
    return Decimal(len(text))


@builtin("upper case", "string: string")
def _upper_case(run: Run, text: str) -> Value:
    return text.upper()


@builtin("lower case", "string: string")
def _lower_case(run: Run, text: str) -> Value:
    return text.lower()


@builtin("trim", "string: string")
def _trim(run: Run, text: str) -> Value:
    return text.strip()


@builtin("substring before", "string: string", "match: string")
def _substring_before(run: Run, text: str, match: str) -> Value:
    return text.partition(match)[0] if match and match in text else ""


@builtin("substring after", "string: string", "match: string")
def _substring_after(run: Run, text: str, match: str) -> Value:
    return text.partition(match)[2] if match else text


@builtin("contains", "string: string", "match: string")
def _contains(run: Run, text: str, match: str) -> Value:
    return match in text


@builtin("starts with", "string: string", "match: string")
def _starts_with(run: Run, text: str, match: str) -> Value:
    return text.startswith(match)


@builtin("ends with", "string: string", "match: string")
def _ends_with(run: Run, text: str, match: str) -> Value:
    return text.endswith(match)


@builtin("string join", "list: list", "delimiter?: string|null")
def _string_join(run: Run, items: list[Value], delimiter: str | None = None) -> Value:
    if any(kind(item) not in ("string", "null") for item in items):
        return None
    parts = [item for item in items if item is not None]
    run.make(sum(map(len, parts)) + len(parts) * len(delimiter or ""))
    return (delimiter or "").join(parts)


# Patterns


@lru_cache(_PATTERNS_KEPT)
def _compiled(pattern: str, flags: str) -> Any:
    """An RE2 pattern; ValueError (null) when it is none, is too long or has other flags than s, m, i, x."""
    if len(pattern) > MAX_PATTERN or not set(flags) <= set("smix"):
        raise ValueError("no such pattern")
    pattern = _translated(pattern, flags)
    options = re2.Options()
    options.max_mem = _PATTERN_MEMORY
    options.log_errors = False
    options.dot_nl = "s" in flags
    options.case_sensitive = "i" not in flags
    try:
        return re2.compile(("(?m)" if "m" in flags else "") + pattern, options)
    except re2.error:
        raise ValueError("no such pattern") from None


def _translated(pattern: str, flags: str) -> str:
    """A pattern of XPath as RE2 reads it: blanks mean nothing under `x`, a dot is no end of a line.

    ValueError for a class within a class, which RE2 would take for something else.
    """
    parts: list[str] = []
    in_class = False
    for part in (_SPACED_PART if "x" in flags else _PART).findall(pattern):
        if in_class and part == "[":
            raise ValueError("a class within a class")
        in_class = part == "[" or (in_class and part != "]")
        if part == "." and not in_class and "s" not in flags:
            parts.append(r"[^\n\r]")
        else:
            parts.append(part if in_class or "x" not in flags else "".join(part.split()))
    return "".join(parts)


def _pattern(run: Run, text: str, pattern: str, flags: str | None) -> Any:
    run.spend(len(text) // _CHARACTERS_PER_STEP)
    run.use_pattern(pattern)
    return _compiled(pattern, flags or "")


@builtin("matches", "input: string", "pattern: string", "flags?: string|null")
def _matches(run: Run, text: str, pattern: str, flags: str | None = None) -> Value:
    return _pattern(run, text, pattern, flags).search(text) is not None


@builtin("replace", "input: string", "pattern: string", "replacement: string", "flags?: string|null")
def _replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None = None) -> Value:
    compiled = _pattern(run, text, pattern, flags)
    if _BAD_REFERENCE.search(replacement) or compiled.search("") is not None:
        return None
    parts: list[str] = []
    at = size = 0
    for match in compiled.finditer(text):
        run.spend(_STEPS_PER_MATCH)
        found = _filled(replacement, match, compiled.groups)
        parts += (text[at : match.start()], found)
        at = match.end()
        size += len(found)
        if size > MAX_STRING:
            raise FeelError(f"The expression makes a text of more than {MAX_STRING} characters.")
    return "".join(parts) + text[at:]


def _filled(replacement: str, match: Any, groups: int) -> str:
    """The replacement with `$1` and the like put in."""

    def reference(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        number = int(found[2])
        return (match.group(number) or "") if number <= groups else ""

    return _REFERENCE.sub(reference, replacement)


@builtin("split", "string: string", "delimiter: string")
def _split(run: Run, text: str, delimiter: str) -> Value:
    parts: list[str] = []
    at = 0
    for match in _pattern(run, text, delimiter, None).finditer(text):
        run.spend(_STEPS_PER_MATCH)
        parts.append(text[at : match.start()])
        at = match.end()
        if len(parts) >= MAX_LIST:
            raise FeelError(f"The expression makes a list of more than {MAX_LIST} items.")
    run.make(len(text))
    return [*parts, text[at:]]
