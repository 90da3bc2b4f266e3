"""The corporate number (法人番号): thirteen digits, the first of which checks the others."""

import re
import unicodedata

_SHAPE = re.compile(r"[0-9]{13}")


def plain(typed: str) -> str:
    """What was typed without hyphens and blanks, in half-width digits."""
    return "".join(unicodedata.normalize("NFKC", typed).replace("-", "").split())


def check_digit(body: str) -> int:
    """The leading digit for twelve digits: 9 minus their sum modulo 9, weighted 1 and 2 from the right."""
    weighted = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(body)))
    return 9 - weighted % 9


def is_valid(number: str) -> bool:
    """Whether `number` is thirteen ASCII digits with the right check digit."""
    return bool(_SHAPE.fullmatch(number)) and int(number[0]) == check_digit(number[1:])
