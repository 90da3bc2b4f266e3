"""The HTTP API v1 and /metrics: an application of its own beside the pages, on the same runtime.

It knows no cookie, session or CSRF token, so that a browser that is signed in opens nothing here, and a
token opens no page.
"""

from flask import Flask

from app.api import cases, description, doors, failures, processes, registry, scrape, work
from app.api.metrics import Metrics
from app.cases.runtime import Runtime

PREFIX = "/api/v1"
ENVELOPE = 2 * 1024 * 1024
"""Bytes that a request may have beside its file."""


def create_api(runtime: Runtime) -> Flask:
    """Flask on a runtime; every endpoint must stand in `doors.DOORS`."""
    app = Flask("app.api", static_folder=None, template_folder=None)
    app.extensions["nintei"] = runtime
    app.config["MAX_CONTENT_LENGTH"] = runtime.settings.upload_limit + ENVELOPE
    # A disclosure of 229 items as one part of a multipart request.
    app.config["MAX_FORM_MEMORY_SIZE"] = 8 * 1024 * 1024
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # the provider is Flask's default one
    app.json.sort_keys = False  # type: ignore[attr-defined] # the same
    app.extensions["nintei.metrics"] = Metrics(runtime)
    doors.init_app(app)
    failures.init_app(app)
    for module in (description, processes, work, cases, registry):
        app.register_blueprint(module.blueprint, url_prefix=PREFIX)
    app.register_blueprint(scrape.blueprint)
    return app


__all__ = ["PREFIX", "Metrics", "create_api"]
