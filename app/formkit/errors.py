"""What is refused when a form or a catalogue is read, said in both languages."""

from app.law.text import Text


class Refused(ValueError):
    """Base of refusals that carry a sentence for the person who wrote the file."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class FormDefinitionError(Refused):
    """A form definition that cannot be mapped; names the component key and what to do."""


class CatalogueError(FormDefinitionError):
    """A disclosure catalogue that cannot be used; names the item and what to do."""


class SpreadsheetRefused(Refused):
    """A spreadsheet that cannot be read at all (size, format)."""
