"""What is wrong with one diagram by itself, as plain data."""

from dataclasses import dataclass

from app.law.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """`rule` is the name of the rule's module, `node` the id of the element, empty for the whole file."""

    rule: str
    node: str
    text: Text
