"""`/healthz`: is the process alive; `/readyz`: can it do its work."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from app.cases import health
from app.web.runtime import runtime

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Alive."""
    return jsonify(health.healthy(runtime()))


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Ready, or 503 with what is missing."""
    ready, found = health.ready(runtime())
    return jsonify(found), 200 if ready else 503
