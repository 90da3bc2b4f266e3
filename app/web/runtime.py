"""The runtime of the current application."""

from typing import cast

from flask import current_app

from app.cases.runtime import Runtime


def runtime() -> Runtime:
    """The parts that `create_app()` joined."""
    return cast(Runtime, current_app.extensions["nintei"])
