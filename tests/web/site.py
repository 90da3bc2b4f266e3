"""The whole site on a runtime, and a browser in which somebody is signed in."""

from flask import Flask

from app import clock
from app.cases.runtime import Runtime
from app.store.viewer import Viewer
from app.web import create_web
from app.web.session import Ticket
from tests.web.accounts_app import COMPILED, Visitor


def site(runtime: Runtime) -> Flask:
    """The application as it is served."""
    app = create_web(runtime)
    app.testing = True
    app.jinja_env.bytecode_cache = COMPILED
    return app


def signed_in(app: Flask, viewer: Viewer) -> Visitor:
    """A browser of that person."""
    visitor = Visitor(app)
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = str(Ticket(viewer.user_id, 0, int(clock.real_now().timestamp())))
    return visitor
