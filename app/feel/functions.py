"""What can be called: the closed table of built-in functions and the functions of an expression."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import DecimalException
from itertools import chain, repeat
from typing import Any, TypeAlias

from app.feel.conformance import conform
from app.feel.run import Run
from app.feel.tree import TypeName
from app.feel.values import KINDS, Environment, Function, Value, kind

Code: TypeAlias = Callable[[Run, Environment], Value]
"""A node of the tree, ready to run."""
Implementation: TypeAlias = Callable[..., Value]
"""Takes the run and the fitted arguments; None or ValueError where the result is null."""

CHARACTERS_PER_STEP = 16
_MISFIT: Any = object()
_SHORT = {
    "datetime": "date and time",
    "days": "days and time duration",
    "months": "years and months duration",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    kinds: frozenset[str]
    """FEEL types that are taken; empty for any."""
    optional: bool
    repeated: bool

    @classmethod
    def read(cls, text: str) -> "Parameter":
        """`name: kind|kind`, `name?: kind` for an optional one, `name*: kind` for any number."""
        name, _, kinds = text.partition(":")
        found = frozenset(_SHORT.get(word, word) for word in kinds.strip().split("|"))
        return cls(
            name.strip("?*"), found - {"any"} if "any" not in found else frozenset(), "?" in name, "*" in name
        )

    def fit(self, value: Value) -> Value:
        """The value, or it wrapped into or taken out of a list of one; `_MISFIT` otherwise."""
        what = kind(value)
        if not self.kinds or what in self.kinds:
            return value
        if value is None:
            return _MISFIT
        if "list" in self.kinds:
            return [value]
        if what == "list" and len(value) == 1 and kind(value[0]) in self.kinds:
            return value[0]
        return _MISFIT


class Form:
    """One way to call a built-in: its parameters and what it does."""

    __slots__ = ("_fewest", "_most", "_names", "_parameters", "_run")

    def __init__(self, parameters: tuple[Parameter, ...], run: Implementation) -> None:
        self._parameters = parameters
        self._names = {parameter.name for parameter in parameters}
        self._run = run
        self._fewest = sum(not parameter.optional for parameter in parameters)
        repeated = bool(parameters) and parameters[-1].repeated
        self._most = None if repeated else len(parameters)

    def bind(self, arguments: Sequence[Value], names: tuple[str, ...] | None) -> Sequence[Value] | None:
        """The arguments in order and of the right kinds, or None when this form does not take them."""
        if names is not None:
            return self._bind_named(dict(zip(names, arguments, strict=True)), len(names))
        if len(arguments) < self._fewest or (self._most is not None and len(arguments) > self._most):
            return None
        parameters = self._parameters
        if self._most is None:
            parameters = tuple(chain(parameters, repeat(parameters[-1], len(arguments) - len(parameters))))
        for value, parameter in zip(arguments, parameters, strict=False):
            if parameter.kinds and KINDS[type(value)] not in parameter.kinds:
                break
        else:
            return arguments
        bound = [parameter.fit(value) for value, parameter in zip(arguments, parameters, strict=False)]
        return None if any(value is _MISFIT for value in bound) else bound

    def _bind_named(self, given: dict[str, Value], count: int) -> list[Value] | None:
        if len(given) != count or self._most is None or not given.keys() <= self._names:
            return None
        bound = []
        for parameter in self._parameters:
            if parameter.name in given:
                value = parameter.fit(given[parameter.name])
            else:
                value = None if parameter.optional else _MISFIT
            if value is _MISFIT:
                return None
            bound.append(value)
        return bound

    def __call__(self, run: Run, arguments: Sequence[Value]) -> Value:
        try:
            return self._run(run, *arguments)
        except (DecimalException, ValueError, OverflowError):
            return None


class Builtin(Function):
    """A function of the table."""

    __slots__ = ("forms", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.forms: list[Form] = []

    def call(self, run: Run, arguments: Sequence[Value], names: tuple[str, ...] | None) -> Value:
        for argument in arguments:
            if type(argument) is list:
                run.spend(len(argument))
            elif type(argument) is str:
                run.spend(len(argument) // CHARACTERS_PER_STEP)
        for form in self.forms:
            bound = form.bind(arguments, names)
            if bound is not None:
                result = form(run, bound)
                if type(result) is str:
                    return run.string(result)
                return run.items(result) if type(result) is list else result
        return None

    def has_signature(self, arguments: tuple[TypeName, ...], returns: TypeName) -> bool:
        """Built-ins declare no types of their own."""
        return all(argument.name == "Any" for argument in arguments) and returns.name == "Any"


class Lambda(Function):
    """`function(x) …`, with the names that were bound where it stands."""

    __slots__ = ("body", "environment", "names", "types", "weight")

    def __init__(
        self,
        parameters: tuple[tuple[str, TypeName | None], ...],
        body: Code,
        weight: int,
        environment: Environment,
    ) -> None:
        self.names = [name for name, _ in parameters]
        self.types = [type_ for _, type_ in parameters]
        self.body = body
        self.weight = weight
        self.environment = environment

    def call(self, run: Run, arguments: Sequence[Value], names: tuple[str, ...] | None) -> Value:
        if names is not None:
            if sorted(names) != sorted(self.names):
                return None
            given = dict(zip(names, arguments, strict=True))
            arguments = [given[name] for name in self.names]
        if len(arguments) != len(self.names):
            return None
        frame: dict[str, Value] = {}
        for name, type_, value in zip(self.names, self.types, arguments, strict=True):
            frame[name] = value if type_ is None else conform(value, type_, run)
            if frame[name] is None and value is not None:
                return None
        run.spend(self.weight)
        run.enter_call()
        try:
            return self.body(run, (frame, self.environment))
        finally:
            run.leave_call()

    def has_signature(self, arguments: tuple[TypeName, ...], returns: TypeName) -> bool:
        """Whether the declared parameters take the arguments; what is returned is not declared."""
        if len(arguments) != len(self.types):
            return False
        pairs = zip(self.types, arguments, strict=True)
        return all(own is None or own.name == "Any" or own == given for own, given in pairs)


KINDS[Builtin] = KINDS[Lambda] = "function"

FUNCTIONS: dict[str, Builtin] = {}
"""The table. Nothing outside it can be called."""


def builtin(name: str, *parameters: str) -> Callable[[Implementation], Implementation]:
    """Enter a form of a built-in function into the table; forms are tried in the order of entry."""

    def enter(implementation: Implementation) -> Implementation:
        form = Form(tuple(Parameter.read(text) for text in parameters), implementation)
        FUNCTIONS.setdefault(name, Builtin(name)).forms.append(form)
        return implementation

    return enter


def call(function: Value, run: Run, *arguments: Value) -> Value:
    """Call a value that may be a function; null if it is none."""
    if isinstance(function, Builtin | Lambda):
        return function.call(run, arguments, None)
    return None
