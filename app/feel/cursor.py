"""A place in the tokens of an expression."""

from app.feel.errors import FeelError, too_deep
from app.feel.limits import MAX_NESTING
from app.feel.scanner import Token, scan


class Cursor:
    """Looks at tokens, takes them, and complains about the one that does not fit."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self.tokens = scan(text, known)
        self.index = 0
        self.nesting = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def advance(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def at(self, value: str, kind: str = "sign", ahead: int = 0) -> bool:
        """Whether a certain token stands here, or `ahead` tokens further on."""
        index = self.index + ahead
        return index < len(self.tokens) and self.tokens[index][:2] == (kind, value)

    def at_any(self, values: frozenset[str], kind: str = "sign") -> bool:
        """Whether one of several tokens stands here."""
        token = self.tokens[self.index]
        return token.kind == kind and token.value in values

    def take(self, value: str, kind: str = "sign") -> bool:
        """Step over a certain token if it stands here."""
        if self.at(value, kind):
            self.index += 1
            return True
        return False

    def need(self, value: str, kind: str = "sign") -> None:
        """Step over a token that must stand here."""
        if not self.take(value, kind):
            raise self.unexpected(f"«{value}»")

    def name(self) -> str:
        """Take a name."""
        if self.token.kind != "name":
            raise self.unexpected("a name")
        return str(self.advance().value)

    def unexpected(self, wanted: str) -> FeelError:
        """What to raise when something else was wanted here."""
        token = self.token
        found = "the end of the expression" if token.kind == "end" else f"«{token.value}»"
        return FeelError(f"Expected {wanted} at character {token.at + 1}, found {found}.")

    def enter(self) -> None:
        """Go one level deeper; every `enter` is followed by a `leave`."""
        self.nesting += 1
        if self.nesting > MAX_NESTING:
            raise too_deep()

    def leave(self) -> None:
        self.nesting -= 1
