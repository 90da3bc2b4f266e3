"""DMN models of the kit, carried out with `app.feel`: literal expressions and decision tables."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from app.feel import DecisionTable, Input, Output, Rule, decide, evaluate, unary_test

NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
LOGIC = {"literalExpression", "decisionTable"}
BOXED = {
    *("context", "invocation", "functionDefinition", "relation", "list", "conditional", "filter"),
    *("for", "some", "every"),
}
_TYPES = {"dateTime": "date and time"} | {
    f"{kind}Duration": name
    for kind, name in (
        ("dayTime", "days and time duration"),
        ("yearMonth", "years and months duration"),
    )
}
_BASIC = {
    *("number", "string", "boolean", "date", "time", "date and time", "context", "list", "function"),
    *("days and time duration", "years and months duration"),
}


def local(element: Element) -> str:
    """The name of an element without its namespace, which differs by the version of DMN."""
    return element.tag.rpartition("}")[2]


def children(element: Element, name: str) -> list[Element]:
    """The children of a name."""
    return [child for child in element if local(child) == name]


def text_in(element: Element, *path: str) -> str:
    """The FEEL text of a cell, or of the first child of a name; empty where there is none."""
    for name in (*path, "text"):
        found = children(element, name)
        if not found:
            return ""
        element = found[0]
    return (element.text or "").strip()


class Model:
    """One `.dmn` file."""

    def __init__(self, file: Path) -> None:
        root = ElementTree.parse(file).getroot()
        self._imports = bool(children(root, "import"))
        self._by_id = {element.get("id"): element for element in root}
        self._decisions = {element.get("name"): element for element in children(root, "decision")}
        self._types = {element.get("name"): element for element in children(root, "itemDefinition")}
        self._reasons: dict[str | None, str] = {}

    def out_of_scope(self, name: str | None) -> str:
        """Why a decision is not scored; empty when it is."""
        if self._imports:
            return "import"
        if name not in self._decisions:
            return "unknown decision"
        if name not in self._reasons:
            self._reasons[name] = ""
            self._reasons[name] = self._why(self._decisions[name])
        return self._reasons[name]

    def _why(self, decision: Element) -> str:
        logic = [local(child) for child in decision if local(child) in LOGIC | BOXED]
        if not logic or logic[0] not in LOGIC:
            return f"boxed {logic[0]}" if logic else "no logic"
        if children(decision, "knowledgeRequirement"):
            return "business knowledge model"
        required = [self._required(found) for found in decision.iter() if local(found) == "requiredDecision"]
        reasons = ["import" if each is None else self.out_of_scope(each.get("name")) for each in required]
        return next(filter(None, reasons), "")

    def _required(self, reference: Element) -> Element | None:
        return self._by_id.get(reference.get("href", "").rpartition("#")[2])

    def source(self, name: str | None) -> str:
        """All texts of a decision and of those it needs."""
        decision = self._decisions[name]
        texts = [part.text or "" for part in decision.iter() if local(part) == "text"]
        for found in decision.iter():
            if local(found) == "requiredDecision" and (needed := self._required(found)) is not None:
                texts.append(self.source(needed.get("name")))
        return "\n".join(texts)

    def result(self, name: str | None, inputs: Mapping[str, Any]) -> Any:
        """The value of a decision."""
        decision = self._decisions[name]
        context: dict[str, Any] = {}
        for reference in decision.iter():
            needed = self._required(reference)
            if needed is None:
                continue
            key = needed.get("name", "")
            if local(reference) == "requiredInput":
                context[key] = self._typed(inputs.get(key), needed)
            elif local(reference) == "requiredDecision":
                context[key] = self.result(key, inputs)
        for logic in decision:
            if local(logic) == "literalExpression":
                return self._typed(evaluate(text_in(logic), context, now=NOW), decision)
            if local(logic) == "decisionTable":
                return self._typed(decide(_table(logic), context, now=NOW), decision)
        raise LookupError(name)

    # The declared type of a variable: a value that does not fit it is null

    def _typed(self, value: Any, owner: Element) -> Any:
        variable = next(iter(children(owner, "variable")), owner)
        return self._fitted(value, variable.get("typeRef", ""))

    def _fitted(self, value: Any, name: str) -> Any:
        definition = self._types.get(name)
        if definition is not None:
            return self._defined(value, definition)
        name = _TYPES.get(name.rpartition(":")[2], name.rpartition(":")[2])
        if name not in _BASIC or value is None or _is(value, name):
            return value
        if name == "date and time" and _is(value, "date"):
            return evaluate("date and time(value)", {"value": value})
        if isinstance(value, list) and len(value) == 1 and _is(value[0], name):
            return value[0]
        return [value] if name == "list" else None

    def _defined(self, value: Any, definition: Element) -> Any:
        if value is None:
            return None
        if definition.get("isCollection") != "true":
            one = value[0] if isinstance(value, list) and len(value) == 1 else value
            return self._item(one, definition)
        items = value if isinstance(value, list) else [value]
        fitted = [self._item(item, definition) for item in items]
        misfit = any(was is not None and now is None for was, now in zip(items, fitted, strict=True))
        return None if misfit else fitted

    def _item(self, value: Any, definition: Element) -> Any:
        base, members = children(definition, "typeRef"), children(definition, "itemComponent")
        if base:
            value = self._fitted(value, (base[0].text or "").strip())
        elif members:
            value = self._with_members(value, members)
        allowed = text_in(definition, "allowedValues")
        return None if allowed and value is not None and unary_test(allowed, value, {}) is not True else value

    def _with_members(self, value: Any, members: list[Element]) -> Any:
        if not isinstance(value, dict) or any(member.get("name") not in value for member in members):
            return None
        fitted = {
            name: self._defined(value[name], member) for member in members if (name := member.get("name"))
        }
        if any(fitted[name] is None and value[name] is not None for name in fitted):
            return None
        return value | fitted


def _is(value: Any, type_: str) -> bool:
    return evaluate(f"value instance of {type_}", {"value": value}) is True


def _table(element: Element) -> DecisionTable:
    return DecisionTable(
        inputs=tuple(
            Input(text_in(column, "inputExpression"), text_in(column, "inputValues"))
            for column in children(element, "input")
        ),
        outputs=tuple(
            Output(
                column.get("name", ""), text_in(column, "outputValues"), text_in(column, "defaultOutputEntry")
            )
            for column in children(element, "output")
        ),
        rules=tuple(
            Rule(
                tuple(text_in(cell) for cell in children(row, "inputEntry")),
                tuple(text_in(cell) for cell in children(row, "outputEntry")),
            )
            for row in children(element, "rule")
        ),
        hit_policy=element.get("hitPolicy", "UNIQUE"),  # type: ignore[arg-type] # checked by the table
        aggregation=element.get("aggregation"),  # type: ignore[arg-type] # checked by the table
    )
