"""What a person is told when an account, a membership or a substitution cannot be as asked."""

from app.law.text import Text


class RefusedError(Exception):
    """Nothing was changed; `text` says what happened and what to do, `field` which entry it is about."""

    def __init__(self, text: Text, field: str = "") -> None:
        super().__init__(text.en)
        self.text = text
        self.field = field
