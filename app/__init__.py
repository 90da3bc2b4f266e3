"""Nintei: a certification body's procedures as diagrams, forms and law. `create_app()` joins the parts."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

    from app.cases.runtime import Runtime
    from app.config import Settings


def create_runtime(settings: "Settings") -> "Runtime":
    """The parts without the web: for the worker, the command line and tests."""
    from app.cases import acts, editions, issuing, standing_in
    from app.cases.hearings import minutes_files
    from app.cases.parts import Parts
    from app.cases.runtime import Runtime
    from app.cases.visits import filing
    from app.engine import Engine
    from app.store.blobs import Blobs
    from app.store.session import Database

    settings.data.mkdir(parents=True, exist_ok=True)
    forms, db, blobs = editions.FormShelf(), Database(settings.url), Blobs(settings.uploads)
    return Runtime(
        settings=settings,
        db=db,
        engine=Engine(acts.table(Parts(settings, forms)), standing_in.who),
        blobs=blobs,
        forms=forms,
        handlers={
            "certificate": issuing.handler(db, blobs, settings.base_url),
            "minutes": minutes_files.handler(db, blobs),
            "visit_report": filing.handler(db, blobs),
        },
    )


def create_app(settings: "Settings") -> "Flask":
    """The web application on its runtime, which stands in `app.extensions["nintei"]`."""
    return assemble(create_runtime(settings))


def assemble(runtime: "Runtime") -> "Flask":
    """Pages and API on one runtime: two applications, so that neither's keys open the other.

    The API stands in `extensions["nintei.api"]` and answers under /api and at /metrics.
    """
    from app.api import create_api
    from app.web import create_web

    web, api = create_web(runtime), create_api(runtime)
    for each in (web, api):
        api.extensions["nintei.metrics"].watch(each)
    web.extensions["nintei.api"] = api
    web.wsgi_app = _divided(web.wsgi_app, api.wsgi_app)  # type: ignore[method-assign] # Flask's own way
    return web


def _divided(pages: Callable[..., Any], api: Callable[..., Any]) -> Callable[..., Iterable[bytes]]:
    def divided(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        ours = path in {"/api", "/metrics"} or path.startswith("/api/")
        found: Iterable[bytes] = (api if ours else pages)(environ, start_response)
        return found

    return divided
