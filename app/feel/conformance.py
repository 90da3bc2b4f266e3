"""`instance of`, and how an argument is fitted to the type of a parameter."""

import datetime as dt

from app.feel.run import Run
from app.feel.tree import TypeName
from app.feel.values import KINDS, Value, kind

KNOWN_TYPES = frozenset((*KINDS.values(), "Any", "Null", "function"))


def is_instance(value: Value, type_: TypeName, run: Run) -> bool:
    """Whether a value is of a type; null is of the type Null only."""
    if type_.name == "Any":
        return value is not None
    if type_.name == "Null":
        return value is None
    if value is None or kind(value) != type_.name:
        return False
    if type_.name == "list" and type_.arguments:
        run.spend(len(value))
        return all(_fits(item, type_.arguments[0], run) for item in value)
    if type_.name == "range" and type_.arguments:
        return all(_fits(end, type_.arguments[0], run) for end in (value.low, value.high))
    if type_.name == "context":
        run.spend(len(type_.members))
        return all(key in value and _fits(value.get(key, run), of, run) for key, of in type_.members)
    if type_.name == "function" and type_.returns is not None:
        return bool(value.has_signature(type_.arguments, type_.returns))
    return True


def _fits(value: Value, type_: TypeName, run: Run) -> bool:
    return value is None or is_instance(value, type_, run)


def conform(value: Value, type_: TypeName, run: Run) -> Value:
    """A value as an argument of a type: a list of one for its item and the reverse; null if it is neither.

    A type that FEEL does not define is not checked.
    """
    if value is None or is_instance(value, type_, run):
        return value
    if type(value) is list and len(value) == 1 and type_.name != "list" and is_instance(value[0], type_, run):
        return value[0]
    if type_.name == "list" and type(value) is not list and is_instance([value], type_, run):
        return [value]
    if type_.name == "date and time" and type(value) is dt.date:
        return dt.datetime.combine(value, dt.time(), dt.UTC)
    return None if type_.name in KNOWN_TYPES else value
