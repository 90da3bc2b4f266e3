"""Nintei: a certification body's procedures as diagrams, forms and law. `create_app()` joins the parts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.cases.runtime import Runtime
    from app.config import Settings


def create_runtime(settings: "Settings") -> "Runtime":
    """The parts without the web: for the worker, the command line and tests."""
    from app.cases import acts, editions, issuing
    from app.cases.parts import Parts
    from app.cases.runtime import Runtime
    from app.engine import Engine
    from app.store.blobs import Blobs
    from app.store.session import Database

    settings.data.mkdir(parents=True, exist_ok=True)
    forms, db, blobs = editions.FormShelf(), Database(settings.url), Blobs(settings.uploads)
    return Runtime(
        settings=settings,
        db=db,
        engine=Engine(acts.table(Parts(settings, forms))),
        blobs=blobs,
        forms=forms,
        handlers={"certificate": issuing.handler(db, blobs, settings.base_url)},
    )


def create_app(settings: "Settings") -> "Flask":
    """The web application on its runtime, which stands in `app.extensions["nintei"]`."""
    from app.web import create_web

    return create_web(create_runtime(settings))
