"""The WTForms fields that carry a form's values. Messages are `Text`; data are ready for JSON."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import re2
from wtforms import Field
from wtforms.fields.core import UnboundField
from wtforms.validators import StopValidation, ValidationError

from app.formkit import values, wording
from app.formkit.profile import FieldSpec, GroupSpec, Limits, Node
from app.law.text import Text

_DEFAULT_LENGTH = {"textfield": 1000, "textarea": 10000}
_TEXTS = ("textfield", "textarea")
Validator = Callable[[Any, "Answer"], None]


class Answer(Field):  # type: ignore[misc]  # wtforms carries no types
    """One value of a form. `raw_data[0]` is what was typed, `data` what it means or None."""

    data: Any

    def __init__(self, spec: FieldSpec, **options: Any) -> None:
        super().__init__(label=spec.label.ja, validators=validators_of(spec), **options)
        self.spec = spec

    def process_formdata(self, typed: list[Any]) -> None:
        """Read what was typed; a complaint becomes an error of the field."""
        self.data = None
        try:
            self.data = read(self.spec, typed)
        except values.Unreadable as error:
            raise ValueError(error.text) from error


def read(spec: FieldSpec, typed: list[Any]) -> Any:
    """The value of a field from what was posted under its name."""
    first = typed[0] if typed else ""
    if spec.kind == "checkbox":
        return bool(first) and first not in ("false", "0")
    if spec.kind == "checklist":
        return [values.tidy(value) for value in typed if value not in ("", None)]
    if spec.kind == "filepicker":
        return list(first or [])
    if spec.kind == "number":
        return values.number(first, spec.decimals)
    if spec.kind == "datetime":
        return {"date": values.day, "time": values.clock_time, "datetime": values.instant}[spec.subtype](
            first
        )
    return values.text(first)


def validators_of(spec: FieldSpec) -> list[Validator]:
    """Presence first, then the limits; an empty optional value needs no more."""
    return [_present(spec), *_limits(spec)]


def _present(spec: FieldSpec) -> Validator:
    message = {
        "checkbox": wording.TICK,
        "checklist": wording.CHOOSE_ANY,
        "filepicker": wording.ATTACH,
        "select": wording.CHOOSE,
        "radio": wording.CHOOSE,
    }.get(spec.kind, wording.REQUIRED)

    def check(_form: Any, field: Answer) -> None:
        if field.process_errors:
            raise StopValidation
        if values.is_empty(field.data):
            raise StopValidation(message if spec.required else None)

    return check


def _limits(spec: FieldSpec) -> list[Validator]:
    limits = spec.limits
    if spec.kind in _TEXTS:
        return [_length(limits, _DEFAULT_LENGTH[spec.kind]), _shape(limits)]
    if spec.kind == "number":
        return [_range(limits)]
    if spec.kind in ("select", "radio", "checklist"):
        return [_among]
    if spec.kind == "filepicker":
        return [_count(multiple=bool(spec.upload and spec.upload.multiple))]
    return []


def _length(limits: Limits, default: int) -> Validator:
    most = limits.max_length or default

    def check(_form: Any, field: Answer) -> None:
        length = len(field.data)
        if length > most:
            raise ValidationError(wording.too_long(most, length))
        if length < limits.min_length:
            raise ValidationError(wording.too_short(limits.min_length, length))

    return check


def _shape(limits: Limits) -> Validator:
    pattern = re2.compile(limits.pattern) if limits.pattern else None

    def check(_form: Any, field: Answer) -> None:
        if pattern and not pattern.search(field.data):
            raise ValidationError(limits.pattern_message if limits.pattern_message.ja else wording.PATTERN)
        if limits.shape == "email" and not values.is_email(field.data):
            raise ValidationError(wording.EMAIL)
        if limits.shape == "phone" and not values.is_phone(field.data):
            raise ValidationError(wording.PHONE)

    return check


def _range(limits: Limits) -> Validator:
    def check(_form: Any, field: Answer) -> None:
        if limits.minimum is not None and field.data < limits.minimum:
            raise ValidationError(wording.at_least(limits.minimum))
        if limits.maximum is not None and field.data > limits.maximum:
            raise ValidationError(wording.at_most(limits.maximum))

    return check


def _among(form: Any, field: Answer) -> None:
    known = form.choices_of(field.spec)
    chosen = field.data if isinstance(field.data, list) else [field.data]
    if any(value not in known for value in chosen):
        raise ValidationError(wording.NOT_A_CHOICE)


def _count(multiple: bool) -> Validator:
    def check(_form: Any, field: Answer) -> None:
        if not multiple and len(field.data) > 1:
            raise ValidationError(wording.ONE_FILE)

    return check


def not_applicable(spec: FieldSpec) -> tuple[FieldSpec, FieldSpec]:
    """The two fields beside one that may be 該当なし: the tick box and the reason."""
    tick = FieldSpec("checkbox", f"{spec.key}_na", f"{spec.path}_na", Text("該当なし", "Not applicable"))
    label = Text("該当なしの理由", "Reason why it does not apply")
    reason = FieldSpec(
        "textarea", f"{spec.key}_na_reason", f"{spec.path}_na_reason", label, limits=Limits(max_length=1000)
    )
    return tick, reason


def unbound(nodes: tuple[Node, ...]) -> Mapping[str, UnboundField]:
    """The WTForms fields of one scope: groups without a path belong to it, objects and rows do not."""
    fields: dict[str, UnboundField] = {}
    for node in nodes:
        if isinstance(node, GroupSpec) and not node.key:
            fields |= unbound(node.components)
        elif isinstance(node, FieldSpec) and not node.readonly:
            extra = not_applicable(node) if node.na_allowed else ()
            for spec in (node, *extra):
                fields[spec.key] = cast(UnboundField, Answer(spec))
    return fields
