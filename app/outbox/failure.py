"""What an error may say in a row or a log line that operators read: nothing that a caller passed in.

The message of a foreign exception can hold parameters of a statement, addresses or a password, so only its
class and place are kept. Our own errors carry a sentence that was written to be read.
"""

import traceback

from app.config import ROOT
from app.law.text import Text


class DeliveryError(Exception):
    """A side effect could not be carried out; the sentence says why, without secrets."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def describe(error: BaseException) -> str:
    """One line: the error and what caused it, each by its own sentence or its class, and where."""
    parts = []
    seen: BaseException | None = error
    while seen is not None:
        text = getattr(seen, "text", None)
        parts.append((text.en if isinstance(text, Text) else type(seen).__name__) + _place(seen))
        seen = seen.__cause__
    return " ← ".join(parts)


def _place(error: BaseException) -> str:
    """The innermost line of ours that the error passed."""
    folder = f"{ROOT / 'app'}/"
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.startswith(folder):
            return f" (app/{frame.filename.removeprefix(folder)}:{frame.lineno})"
    return ""
