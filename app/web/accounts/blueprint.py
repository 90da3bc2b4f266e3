"""The blueprint, and what all its pages share."""

import time
from typing import Any, cast

from flask import Blueprint, Flask, Response, make_response, render_template
from flask.sansio.blueprints import BlueprintSetupState
from flask_wtf import FlaskForm
from werkzeug.exceptions import HTTPException

from app.accounts.mails import Postbox
from app.outbox import queue
from app.web.accounts import limits
from app.web.runtime import runtime

blueprint = Blueprint("accounts", __name__)


@blueprint.record
def _count(state: BlueprintSetupState) -> None:
    limits.init_app(cast(Flask, state.app))


def page(template: str, *forms: FlaskForm, **words: Any) -> Response:
    """A page; 422 when one of its forms was sent and not accepted."""
    refused = any(form.errors for form in forms)
    return make_response(
        render_template(f"accounts/{template}.html", **words), limits.REFUSED if refused else 200
    )


def dead_link() -> Response:
    """The answer to a link that is used up, too old or was never one: which of these is not said."""
    return make_response(render_template("accounts/dead_link.html"), 410)


def postbox() -> Postbox:
    """Where mails are put."""
    return Postbox(queue.put, runtime().settings.base_url)


@blueprint.errorhandler(429)
def _too_often(_error: HTTPException) -> Response:
    limit = limits.limiter.current_limit
    seconds = max(60, int(limit.reset_at - time.time())) if limit else 900  # the limiter counts real time
    minutes = -(-seconds // 60)
    response = make_response(render_template("accounts/too_often.html", minutes=minutes), 429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response
