"""A small site with the public registry alone, for tests of its pages."""

from types import SimpleNamespace

from flask import Blueprint, Flask
from flask_babel import Babel

from app import clock
from app.config import Settings
from app.store.session import Database
from app.web import filters, headers, registry, session


def site(db: Database) -> Flask:
    """The registry's blueprint with the shell of every page, and nobody signed in."""
    app = Flask("app.web", static_folder="static", template_folder="templates")
    settings = Settings(secret_key="k" * 32, base_url="https://nintei.example.jp")
    app.extensions["nintei"] = SimpleNamespace(db=db, settings=settings)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    Babel(app, locale_selector=session.language, default_locale="ja")
    session.init_app(app)
    filters.init_app(app)
    headers.init_app(app)
    app.context_processor(lambda: {"lang": session.language(), "today": clock.today()})
    app.register_blueprint(registry.blueprint)
    app.register_blueprint(Blueprint("accounts", __name__))
    return app
