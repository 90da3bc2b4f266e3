"""Passwords: argon2id hashes, and which passwords are too weak."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.law.text import Text

LEAST = 12
MOST = 128
FEWEST_DIFFERENT = 5

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""For tests only: a hash in well under a millisecond."""

_hasher = PasswordHasher()
_nobody: str | None = None


def use(hasher: PasswordHasher) -> None:
    """Hash with another profile from now on (tests)."""
    global _hasher, _nobody
    _hasher, _nobody = hasher, None


def hash_of(password: str) -> str:
    """The argon2id hash. Deliberately slow, so never call it inside a write transaction of the web."""
    return _hasher.hash(_normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password belongs to a stored hash; None (no such account) takes as long and never does."""
    try:
        return _hasher.verify(stored or _hash_of_nobody(), _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def complaint(password: str, *others: str) -> Text | None:
    """Why a password is too weak; `others` (name, e-mail) must not be found in it."""
    plain = _normal(password)
    if not LEAST <= len(plain) <= MOST:
        return Text(
            f"パスワードは{LEAST}文字以上{MOST}文字以内にしてください。",
            f"The password needs {LEAST} to {MOST} characters.",
        )
    if len(set(plain)) < FEWEST_DIFFERENT:
        return Text(
            "同じ文字の繰り返しは推測されやすいため、ほかの文字も使ってください。",
            "A password of few repeated characters is easily guessed. Use more different ones.",
        )
    parts = {part for other in others for part in (other, other.partition("@")[0]) if len(part) >= 4}
    if any(part.casefold() in plain.casefold() for part in parts):
        return Text(
            "氏名やメールアドレスを含まないパスワードにしてください。",
            "The password must not contain your name or e-mail address.",
        )
    return None


def _normal(password: str) -> str:
    # A full-width keyboard types the same password in other code points.
    return unicodedata.normalize("NFKC", password)


def _hash_of_nobody() -> str:
    global _nobody
    if _nobody is None:
        _nobody = _hasher.hash("nobody")
    return _nobody
