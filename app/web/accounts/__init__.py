"""Accounts: signing in, registering, one's own account, and the people of a provider."""

from flask import Flask, Response

from app.web.accounts import entry, limits, own, providers, registration
from app.web.accounts.blueprint import blueprint

__all__ = ["blueprint", "entry", "init_app", "own", "providers", "registration"]


def init_app(app: Flask) -> None:
    """Register the pages and their rate limits, after `app.web.session.init_app`."""
    limits.init_app(app)
    app.register_blueprint(blueprint)


@blueprint.after_request
def _private(response: Response) -> Response:
    """Nothing of these pages is kept by a browser, and no link of theirs leaks to another site."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
