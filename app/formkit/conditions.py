"""Conditions of forms: FEEL that says when something is hidden."""

from collections.abc import Mapping
from typing import Any

from app import clock
from app.feel import FUNCTION_NAMES, FeelError, evaluate, functions_used, names_used
from app.formkit.errors import FormDefinitionError
from app.law.text import Text


def read(key: str, written: object) -> str:
    """The FEEL text of `conditional.hide` ("=…" in the file); refuses what does not parse."""
    if not isinstance(written, str) or not written.strip().startswith("="):
        raise FormDefinitionError(
            Text(
                f"部品「{key}」の条件は「=」で始まるFEEL式で書いてください。",
                f"Component {key!r}: write the condition as a FEEL expression that begins with '='.",
            )
        )
    text = written.strip()[1:].strip()
    try:
        names_used(text)
        if unknown := sorted(functions_used(text) - FUNCTION_NAMES):
            raise FeelError(f"there is no function {unknown[0]}")
    except FeelError as error:
        raise FormDefinitionError(
            Text(
                f"部品「{key}」の条件を読めません（{error}）。式を直してください。",
                f"Component {key!r}: the condition cannot be read ({error}). Correct the expression.",
            )
        ) from error
    return text


def names(text: str) -> frozenset[str]:
    """The outermost names that a condition looks at."""
    return frozenset(name.split(".")[0] for name in names_used(text))


def hides(text: str, values: Mapping[str, Any]) -> bool:
    """Whether the condition hides its component.

    Only true hides: a condition over answers that are not yet given is null, and then the component is
    shown, so that an unanswered question never makes another one disappear.
    """
    return bool(text) and evaluate(text, values, now=clock.now()) is True
