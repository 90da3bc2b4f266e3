"""How long the sign-in still lasts, and going on before it ends (WCAG 2.2.1); asked by the script of every page."""

from flask import abort, jsonify
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from app.web import session
from app.web.accounts.blueprint import blueprint


@blueprint.get("/session")
def session_left() -> ResponseReturnValue:
    """The seconds that are left, and a token for going on."""
    return _left()


@blueprint.post("/session")
def session_go_on() -> ResponseReturnValue:
    """Another twelve hours from now, within the week that a browser is known after the sign-in."""
    session.go_on()
    return _left()


def _left() -> ResponseReturnValue:
    until = session.signed_in_until()
    if until is None:
        abort(401)
    return jsonify(left=session.seconds_to(until), token=generate_csrf())
