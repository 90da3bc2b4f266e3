"""The runtime of the current application, and who calls."""

from dataclasses import replace
from typing import cast

from flask import current_app, g, request

from app.accounts.api_tokens import Bearer
from app.cases.runtime import Runtime
from app.store.viewer import Viewer

LANGUAGES = ("ja", "en")


def runtime() -> Runtime:
    """The parts that `create_app()` joined."""
    return cast(Runtime, current_app.extensions["nintei"])


def language() -> str:
    """The reader's language by Accept-Language; Japanese where neither is named."""
    for tag in request.accept_languages.values():
        if (plain := tag.partition("-")[0].lower()) in LANGUAGES:
            return plain
    return "ja"


def caller() -> Bearer | None:
    """Whose token the request carries, once the doors have let it in."""
    return cast(Bearer | None, g.get("bearer"))


def viewer() -> Viewer:
    """The person for whom the token acts; only behind a door that asks for one."""
    found = caller()
    if found is None:
        raise LookupError("this door lets in requests without a token")
    return replace(found.viewer, language=language())
