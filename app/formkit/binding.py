"""Binding the nodes of a form to what was typed: WTForms fields, and visibility before any validation."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms.form import BaseForm

from app.formkit import conditions, scripted, values
from app.formkit.controls import NotApplicable
from app.formkit.fields import Answer, unbound
from app.formkit.posted import encode
from app.formkit.profile import (
    DisclosureSpec,
    FieldSpec,
    GroupSpec,
    ListSpec,
    Node,
    Option,
    SeparatorSpec,
    TextSpec,
)
from app.formkit.views import (
    BoundField,
    BoundGroup,
    BoundList,
    BoundPart,
    BoundRow,
    BoundText,
)
from app.law.text import Text

Unbound = Mapping[str, Mapping[str, Any]]
"""Per scope path, its unbound WTForms fields, made once per form."""


def unbound_scopes(nodes: tuple[Node, ...], path: str = "") -> dict[str, Mapping[str, Any]]:
    """The WTForms fields of every scope of a form."""
    scopes = {path: unbound(nodes)}
    for node in nodes:
        if isinstance(node, GroupSpec):
            inner = unbound_scopes(node.components, node.path if node.key else path)
            scopes |= inner if node.key else {key: value for key, value in inner.items() if key != path}
        elif isinstance(node, ListSpec):
            scopes |= unbound_scopes(node.components, f"{node.path}[]")
    return scopes


class ScopeForm(BaseForm):  # type: ignore[misc]  # wtforms carries no types
    """The WTForms form of one scope."""

    def __init__(
        self, fields: Mapping[str, Any], data: MultiDict[str, Any], context: Mapping[str, Any]
    ) -> None:
        super().__init__(fields)
        self.context = context
        self.process(data)

    def choices(self, spec: FieldSpec) -> tuple[Option, ...]:
        """The choices of a field, from the form or from the context."""
        if not spec.options_from:
            return spec.options
        return tuple(_option(entry) for entry in self.context.get(spec.options_from) or ())

    def choices_of(self, spec: FieldSpec) -> frozenset[str]:
        """The values that may be chosen."""
        return frozenset(option.value for option in self.choices(spec))


def _option(entry: Any) -> Option:
    if not isinstance(entry, Mapping):
        return Option(str(entry), Text(str(entry), str(entry)))
    label = str(entry["label"])
    return Option(str(entry["value"]), Text(label, str(entry.get("label_en") or label)))


@dataclass
class Binder:
    """Binds one form: `values` holds every answer by name as far as it is read, hidden ones as None."""

    scopes: Unbound
    context: Mapping[str, Any]
    language: str
    sheets: Mapping[str, Any]
    """The bound disclosure sheets by key."""

    def bind(
        self,
        nodes: tuple[Node, ...],
        typed: Mapping[str, Any],
        outer: "Outer",
        path: str = "",
        prefix: str = "",
        shown: bool = True,
    ) -> tuple[list[BoundPart], "_Scope"]:
        """The parts of one scope and what stands in it."""
        form = ScopeForm(self.scopes[path], encode(nodes, typed), self.context)
        scope = _Scope(form, typed, {}, {}, dict(outer.visible), dict(outer.places), prefix, path)
        for spec_key in form._fields:
            scope.visible.setdefault(spec_key, None)
        return self._parts(nodes, scope, shown), scope

    def _parts(self, nodes: Iterable[Node], scope: "_Scope", shown: bool) -> list[BoundPart]:
        return [self._part(node, scope, shown) for node in nodes]

    def _part(self, node: Node, scope: "_Scope", shown: bool) -> BoundPart:
        shown = shown and not conditions.hides(node.hide, scope.visible)
        if isinstance(node, TextSpec):
            return BoundText(node, self.language, shown, scope.hiding(node))
        if isinstance(node, SeparatorSpec):
            return BoundText(None, self.language, shown, scope.hiding(node))
        if isinstance(node, GroupSpec):
            return self._group(node, scope, shown)
        if isinstance(node, ListSpec):
            return self._list(node, scope, shown)
        if isinstance(node, DisclosureSpec):
            sheet = self.sheets[node.key]
            sheet.shown = shown
            return sheet
        return self._field(node, scope, shown)

    def _group(self, node: GroupSpec, scope: "_Scope", shown: bool) -> BoundGroup:
        hiding = scope.hiding(node)
        if not node.key:
            parts = self._parts(node.components, scope, shown)
            return BoundGroup(node, self.language, shown, parts, "", hiding)
        inner = scope.typed.get(node.key)
        name = f"{scope.prefix}{node.key}"
        parts, bound = self.bind(
            node.components,
            inner if isinstance(inner, Mapping) else {},
            scope.inside(),
            node.path,
            f"{name}-",
            shown,
        )
        scope.put(node.key, bound.own if shown else None, bound.placed)
        return BoundGroup(node, self.language, shown, parts, name, hiding)

    def _list(self, node: ListSpec, scope: "_Scope", shown: bool) -> BoundList:
        given = scope.typed.get(node.key)
        name = f"{scope.prefix}{node.key}"
        hiding = scope.hiding(node)
        rows = []
        for index, row in enumerate(given if isinstance(given, list) else []):
            row = row if isinstance(row, Mapping) else {}
            parts, bound = self.bind(
                node.components, row, scope.inside(), f"{node.path}[]", f"{name}-{index}-", shown
            )
            rows.append(BoundRow(f"{name}-{index}", parts, is_blank(row), bound.own))
        values = [row.values for row in rows if not row.blank]
        scope.put(node.key, values if shown else None, scripted.UNKNOWN)
        return BoundList(node, self.language, shown, name, rows, hiding)

    def _field(self, spec: FieldSpec, scope: "_Scope", shown: bool) -> BoundField:
        name = f"{scope.prefix}{spec.key}"
        choices = scope.form.choices(spec)
        hiding = scope.hiding(spec)
        if spec.readonly:
            given = self.context.get(spec.key, spec.default)
            scope.visible[spec.key] = given if shown else None
            if hiding.tree or not shown:
                scope.places[spec.key] = scripted.UNKNOWN
            return BoundField(spec, name, self.language, shown, None, choices, given=given, hiding=hiding)
        answer: Answer = scope.form[spec.key]
        bound = BoundField(
            spec,
            name,
            self.language,
            shown,
            answer,
            choices,
            hiding=hiding,
            form=scope.form,
            around=scope.visible,
            uploads_at=str(self.context.get("uploads_at") or ""),
        )
        value = single(spec, answer.data)
        if spec.na_allowed:
            ticked = bool(scope.form[f"{spec.key}_na"].data)
            reason = scope.form[f"{spec.key}_na_reason"]
            typed = str(reason.raw_data[0]) if reason.raw_data else ""
            bound.na = NotApplicable(f"{name}_na", ticked, f"{name}_na_reason", typed)
            scope.put(f"{spec.key}_na", ticked and shown, ["f", f"{name}_na", "tick"])
            reason_at = ["f", f"{name}_na_reason", "text"]
            scope.put(f"{spec.key}_na_reason", reason.data if ticked and shown else None, reason_at)
            value = None if ticked else value
        scope.put(spec.key, value if shown else None, scripted.place(spec, name))
        return bound


@dataclass
class Outer:
    """What a scope sees of those around it: values by name, and where the page holds them."""

    visible: Mapping[str, Any]
    places: scripted.Places


@dataclass
class _Scope:
    form: ScopeForm
    typed: Mapping[str, Any]
    own: dict[str, Any]
    placed: dict[str, Any]
    visible: dict[str, Any]
    places: dict[str, Any]
    prefix: str
    path: str

    def put(self, key: str, value: Any, place: Any) -> None:
        """Enter a value that is read, and where the page holds it; before that its name means what is around."""
        self.own[key] = self.visible[key] = value
        self.placed[key] = self.places[key] = place

    def inside(self) -> Outer:
        """What a scope within this one sees."""
        return Outer(self.visible, self.places)

    def hiding(self, node: Node) -> scripted.Hiding:
        """What hides a part, for a script."""
        return scripted.hiding(node.hide, self.visible, self.places)


def single(spec: FieldSpec, data: Any) -> Any:
    """The answer of a field: a file picker for one file has one upload or None, others their data."""
    if spec.upload is not None and not spec.upload.multiple:
        return data[0] if data else None
    return data


def is_blank(row: Any) -> bool:
    """Whether nothing at all was typed into a row."""
    if isinstance(row, Mapping):
        return all(is_blank(value) for value in row.values())
    if isinstance(row, list):
        return all(is_blank(value) for value in row)
    return values.is_empty(row) or (isinstance(row, str) and not row.strip())
