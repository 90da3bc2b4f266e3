"""Decision tables: which rules hit, and what comes of them.

A table is plain data: texts of FEEL in rows and columns. Whoever reads DMN makes one of these.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from app.feel.cells import cells
from app.feel.compare import equal
from app.feel.errors import FeelError, too_deep
from app.feel.expression import expression_for, require
from app.feel.functions import FUNCTIONS
from app.feel.limits import MAX_CELLS
from app.feel.run import Run
from app.feel.values import Context, Value, lower

HitPolicy = Literal["UNIQUE", "ANY", "FIRST", "PRIORITY", "RULE ORDER", "OUTPUT ORDER", "COLLECT"]
Aggregation = Literal["SUM", "COUNT", "MIN", "MAX"]


@dataclass(frozen=True, slots=True)
class Input:
    """A column to test: what it looks at, and the unary tests that its value must meet if any."""

    expression: str
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """A column to give: its name, its values by priority (highest first), and its value without a hit."""

    name: str
    values: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: unary tests for each input (empty or `-`: any value), an expression for each output."""

    tests: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
    hit_policy: HitPolicy = "UNIQUE"
    aggregation: Aggregation | None = None
    name: str = field(default="")

    def __post_init__(self) -> None:
        if not self.outputs:
            raise FeelError(f"The decision table {self.name} has no output.")
        if len(self.rules) * (len(self.inputs) + len(self.outputs)) > MAX_CELLS:
            raise FeelError(f"The decision table {self.name} has more than {MAX_CELLS} cells.")
        if self.hit_policy not in _POLICIES or self.aggregation not in (None, *_AGGREGATIONS):
            raise FeelError(f"The decision table {self.name} has a hit policy that is not known.")
        for number, rule in enumerate(self.rules, 1):
            if len(rule.tests) != len(self.inputs) or len(rule.results) != len(self.outputs):
                raise FeelError(f"Rule {number} of the decision table {self.name} has too many or few cells.")

    @property
    def gives_rows(self) -> bool:
        """Whether its answer is a list with an entry for each rule that hits."""
        return self.hit_policy in ("RULE ORDER", "OUTPUT ORDER", "COLLECT") and self.aggregation is None


def decide(table: DecisionTable, context: Mapping[str, object], *, now: dt.datetime | None = None) -> Any:
    """What a table says: one value, or a dict by output name where it has several outputs.

    The policies RULE ORDER, OUTPUT ORDER and COLLECT without aggregation give a list. Where no rule
    hits, the default of the outputs, or null. FeelError where the policy UNIQUE or ANY is broken and
    where an input has a value that its column does not allow.
    """
    try:
        run = Run(context, now)
        return lower(_Decision(table, context, run).result(), run)
    except RecursionError:
        raise too_deep() from None


def decision(
    table: DecisionTable, context: Mapping[str, object], *, now: dt.datetime | None = None
) -> dict[str, Any]:
    """What a table says, by output name, for a place where a wrong answer must not be taken.

    The policies that give several rows give a list for each output, in the order of the rows. FeelError
    where `decide` gives it, and where no rule hits and there is no default, where a name of the table (its
    whole dotted path) is not in the context, where a value cannot be compared with a test, and where an
    output comes to null that is not written so.
    """
    run = Run(context, now, strict=True)
    for cell in cells(table):
        found = expression_for(cell.text, context, unary=cell.unary)
        require(found, context, f"decision table {table.name} asks for it in: {cell.text}")
    try:
        value = lower(_Strict(table, context, run).result(), run)
    except RecursionError:
        raise too_deep() from None
    return _by_name(table, value)


def _by_name(table: DecisionTable, value: Any) -> dict[str, Any]:
    """The value of a table by output name; a default among lists is a list as well."""
    names = [output.name for output in table.outputs]
    if not table.gives_rows:
        return dict(value) if len(names) > 1 else {names[0]: value}
    if isinstance(value, list):
        rows = value if len(names) > 1 else [{names[0]: each} for each in value]
        return {name: [row[name] for row in rows] for name in names}
    row = value if len(names) > 1 else {names[0]: value}
    return {name: each if isinstance(each, list) else [each] for name, each in row.items()}


class _Decision:
    """One evaluation of a table; all its cells share one budget."""

    def __init__(self, table: DecisionTable, data: Mapping[str, object], run: Run) -> None:
        self.table = table
        self.data = data
        self.run = run

    def result(self) -> Value:
        inputs = [self._input(column) for column in self.table.inputs]
        hits = [number for number, rule in enumerate(self.table.rules, 1) if self._meets(rule.tests, inputs)]
        if not hits:
            return self._default()
        return _POLICIES[self.table.hit_policy](self, hits)

    def row(self, number: int) -> Value:
        """What the rule of a number gives."""
        return self._shaped([self._result(text) for text in self.table.rules[number - 1].results])

    def priority(self, row: Value) -> list[int]:
        """Where the row's values stand in the outputs' lists of values; what is missing comes last."""
        places: list[int] = []
        for output in self.table.outputs:
            value = row if len(self.table.outputs) == 1 else row.get(output.name, self.run)
            ranked = self._value(f"[{output.values}]")
            same = [at for at, other in enumerate(ranked) if equal(other, value, self.run)]
            places.append(same[0] if same else len(ranked))
        return places

    def _input(self, column: Input) -> Value:
        value = self._value(column.expression)
        if value is not None and column.allowed and self._test(column.allowed, value) is not True:
            raise FeelError(
                f"{self._label}: «{column.expression}» has a value that the column does not allow."
            )
        return value

    def _meets(self, tests: tuple[str, ...], inputs: list[Value]) -> bool:
        return all(
            text.strip() in ("", "-") or self._test(text, value) is True
            for text, value in zip(tests, inputs, strict=True)
        )

    def _default(self) -> Value:
        values = [self._value(output.default) for output in self.table.outputs]
        return None if all(value is None for value in values) else self._shaped(values)

    def _shaped(self, values: list[Value]) -> Value:
        if len(values) == 1:
            return values[0]
        names = [output.name for output in self.table.outputs]
        return Context(dict(zip(names, values, strict=True)))

    def _test(self, text: str, value: Value) -> Value:
        self.run.spend(1)
        return expression_for(text, self.data, unary=True).code(self.run, ({"?": value}, None))

    def _result(self, text: str) -> Value:
        return self._value(text)

    def _value(self, text: str) -> Value:
        self.run.spend(1)
        return expression_for(text, self.data).code(self.run, None) if text.strip() else None

    @property
    def _label(self) -> str:
        return f"Decision table {self.table.name}".strip()

    # Hit policies: what the numbers of the rules that hit come to

    def unique(self, hits: list[int]) -> Value:
        if len(hits) > 1:
            raise FeelError(f"{self._label}: rules {_listed(hits)} hit at once, but only one may.")
        return self.row(hits[0])

    def any(self, hits: list[int]) -> Value:
        rows = self.rule_order(hits)
        if not all(equal(row, rows[0], self.run) for row in rows):
            raise FeelError(f"{self._label}: rules {_listed(hits)} hit at once and disagree.")
        return rows[0]

    def first(self, hits: list[int]) -> Value:
        return self.row(hits[0])

    def rule_order(self, hits: list[int]) -> list[Value]:
        return [self.row(number) for number in hits]

    def output_order(self, hits: list[int]) -> list[Value]:
        return sorted(self.rule_order(hits), key=self.priority)

    def priority_first(self, hits: list[int]) -> Value:
        return self.output_order(hits)[0]

    def collect(self, hits: list[int]) -> Value:
        rows = self.rule_order(hits)
        if self.table.aggregation is None:
            return rows
        return _AGGREGATIONS[self.table.aggregation](self, rows)

    def aggregate(self, function: str, rows: list[Value]) -> Value:
        """A summary by a built-in function; null values are left out."""
        values = [row for row in rows if row is not None]
        return FUNCTIONS[function].call(self.run, [values], None)


class _Strict(_Decision):
    """Refuses where the specification says null."""

    def aggregate(self, function: str, rows: list[Value]) -> Value:
        value = super().aggregate(function, rows)
        if value is None:
            raise FeelError(f"{self._label}: there is no {function} of what the rules give.")
        return value

    def _default(self) -> Value:
        if not any(output.default.strip() for output in self.table.outputs):
            raise FeelError(f"{self._label}: no rule hits, and there is no default.")
        return self._shaped([self._result(output.default) for output in self.table.outputs])

    def _result(self, text: str) -> Value:
        value = self._value(text)
        if value is None and text.strip() != "null":
            raise FeelError(f"{self._label}: «{text}» comes to null.")
        return value

    def _test(self, text: str, value: Value) -> Value:
        met = super()._test(text, value)
        if met is None and value is not None:
            raise FeelError(f"{self._label}: the value of an input cannot be compared with «{text}».")
        return met


def _listed(hits: list[int]) -> str:
    return ", ".join(map(str, hits))


_POLICIES: dict[str, Callable[[_Decision, list[int]], Value]] = {
    "UNIQUE": _Decision.unique,
    "ANY": _Decision.any,
    "FIRST": _Decision.first,
    "PRIORITY": _Decision.priority_first,
    "RULE ORDER": _Decision.rule_order,
    "OUTPUT ORDER": _Decision.output_order,
    "COLLECT": _Decision.collect,
}
_AGGREGATIONS: dict[str, Callable[[_Decision, list[Value]], Value]] = {
    "COUNT": lambda decision, rows: Decimal(len(rows)),
    "SUM": lambda decision, rows: decision.aggregate("sum", rows),
    "MIN": lambda decision, rows: decision.aggregate("min", rows),
    "MAX": lambda decision, rows: decision.aggregate("max", rows),
}
