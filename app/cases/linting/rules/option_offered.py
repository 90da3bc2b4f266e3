"""A choice is compared with what its form offers: a mistyped value would send every case another way in silence."""

from collections.abc import Iterator
from typing import Any

from app import feel
from app.cases.linting import matched
from app.cases.linting.expressions import expressions
from app.cases.linting.finding import Found
from app.cases.linting.matched import Match
from app.cases.linting.proposal import Proposal
from app.engine import Diagram
from app.formkit.profile import FieldSpec
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Values that a routing field can never have, in expressions and in the cells of tables."""
    for path, diagram in proposal.diagrams.items():
        for element, name, value in _matches(proposal, diagram):
            field = _field(proposal, diagram, name)
            offered = _offered(field) if field is not None else None
            if offered and not any(type(value) is type(each) and value == each for each in offered):
                yield Found(path, element, _text(name, value, offered))


def _matches(proposal: Proposal, diagram: Diagram) -> Iterator[tuple[str, str, Any]]:
    found: list[tuple[str, Match]] = []
    for each in expressions(diagram):
        try:
            found += [(each.element, match) for match in matched.in_expression(each.text)]
        except feel.FeelError:
            continue  # told by another rule
    for node in diagram.nodes.values():
        table = proposal.table(node.table) if node.table else None
        if table is not None:
            found += [(node.id, match) for match in matched.in_table(table.rules)]
    for element, (name, value) in dict.fromkeys(found):
        yield element, name, value


def _field(proposal: Proposal, diagram: Diagram, name: str) -> FieldSpec | None:
    """The routing field that a name means, in the form of a step of the diagram."""
    step, _, path = name.partition(".")
    form = proposal.forms.forms.get(f"{diagram.process_id}.{step}")
    if form is None or step not in diagram.nodes:
        return None
    return next((field for field in form.fields if field.routing and field.path == path), None)


def _offered(field: FieldSpec) -> tuple[Any, ...]:
    """All values that the field can have beside none; empty where they are not known from the form."""
    if field.kind == "checkbox":
        return (True, False)
    return tuple(option.value for option in field.options)


def _text(name: str, value: Any, offered: tuple[Any, ...]) -> Text:
    listed = [_written(each) for each in offered]
    return Text(
        f"「{name}」が「{_written(value)}」になることはありません（様式にある値：{'、'.join(listed)}）。"
        "様式の選択肢と同じ値を書いてください。",
        f"“{name}” is never “{_written(value)}”. Its form offers: “{', '.join(listed)}”. Write one of these.",
    )


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
