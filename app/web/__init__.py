"""The web application: blueprints by first path segment, one table of guards, strict headers."""

from flask import Blueprint, Flask
from flask_babel import Babel

from app.cases.runtime import Runtime
from app.web import errors, filters, guards, headers, session, shell
from app.web.request import RowId, TidyRequest


def create_web(runtime: Runtime) -> Flask:
    """Flask on a runtime; every endpoint must stand in `guards.GUARDS`."""
    app = Flask("app.web", static_folder="static", template_folder="templates")
    app.request_class = TidyRequest
    app.url_map.converters["int"] = RowId
    app.extensions["nintei"] = runtime
    app.config["MAX_CONTENT_LENGTH"] = runtime.settings.upload_limit + errors.ENVELOPE
    # A disclosure of 229 items posts a few thousand fields.
    app.config["MAX_FORM_PARTS"] = 20_000
    app.config["MAX_FORM_MEMORY_SIZE"] = 8 * 1024 * 1024
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    Babel(
        app,
        locale_selector=session.language,
        default_locale="ja",
        default_translation_directories="translations",
    )
    from app.web import parked, tasks

    session.init_app(app, park=lambda: parked.park() or tasks.park())
    parked.init_app(app)
    filters.init_app(app)
    shell.init_app(app)
    guards.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    return app


def _blueprints() -> list[Blueprint]:
    from app.web import (
        accounts,
        applications,
        cases,
        committee,
        demo,
        desk,
        documents,
        health,
        hearings,
        home,
        inbox,
        instances,
        register,
        registry,
        tasks,
        visits,
    )

    return [
        each.blueprint
        for each in (
            accounts,
            applications,
            cases,
            committee,
            demo,
            desk,
            documents,
            health,
            hearings,
            home,
            inbox,
            instances,
            register,
            registry,
            tasks,
            visits,
        )
    ]
