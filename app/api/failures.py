"""The only place that turns what went wrong into a problem."""

import logging
import secrets
import traceback
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from app.api.problems import BY_STATUS, Problem, answer
from app.cases.errors import CaseError, DraftConflict, Invalid, NotYours, Refused, Unknown
from app.cases.idempotency import KeyReused
from app.cases.views.task import Done
from app.config import ROOT
from app.engine import CaseMoved, EngineError, NotReady
from app.engine.errors import NOT_READY
from app.formkit import BoundForm
from app.formkit.pointers import pointer
from app.law.text import Ground, Text
from app.store.busy import Busy

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(CaseError, _case_error)
    app.register_error_handler(EngineError, _engine_error)
    app.register_error_handler(Done, _done)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _case_error(error: CaseError) -> Response:
    if isinstance(error, Unknown):
        return answer(Problem("not-found"))
    if isinstance(error, NotYours):
        return answer(Problem("forbidden", error.text))
    if isinstance(error, DraftConflict):
        return answer(Problem("draft-conflict", draft_version=error.version))
    if isinstance(error, KeyReused):
        return answer(Problem("key-reused", error.text))
    if isinstance(error, Invalid):
        return answer(Problem("invalid", errors=_complaints(error.form)))
    if isinstance(error, Refused):
        return answer(Problem("refused", error.text, errors=[_ground(each) for each in error.grounds]))
    return answer(Problem("moved", error.text))


def _engine_error(error: EngineError) -> Response:
    if isinstance(error, NotReady | CaseMoved):
        return answer(Problem("moved", error.text))
    return _unexpected(error)


def _done(_error: Done) -> Response:
    return answer(Problem("moved", NOT_READY))


def _busy(_error: Busy) -> Response:
    return answer(Problem("busy", retry_after=5))


def _http_error(error: HTTPException) -> Response:
    kind = BY_STATUS.get(error.code or 500)
    if kind is None:
        kind = "malformed" if 400 <= (error.code or 500) < 500 else "failed"
    if kind == "failed":
        return _unexpected(error)
    response = answer(Problem(kind))
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def _unexpected(error: Exception) -> Response:
    incident = secrets.token_hex(4)
    # Where it broke and not what was said: a message may hold a person's words.
    frames = [
        f"{frame.filename.removeprefix(f'{ROOT}/')}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb((error.__cause__ or error).__traceback__)
    ]
    log.error("%s at %s (incident %s)", type(error).__name__, " → ".join(frames[-5:]) or "?", incident)
    return answer(Problem("failed", incident=incident))


def wrong(where: str, text: Text, refusal: str = "", article: str = "") -> dict[str, Any]:
    """One line of `errors`: the JSON pointer into what was sent ("" for all of it), and both sentences."""
    line: dict[str, Any] = {
        "field": where.split("/")[1] if where else "",
        "pointer": where,
        "message": {"ja": text.ja, "en": text.en},
    }
    if refusal.startswith("X"):
        line["refusal"] = refusal
    if article:
        line["article"] = article
    return line


def _complaints(form: object) -> list[dict[str, Any]]:
    if not isinstance(form, BoundForm):
        return []
    return [wrong(pointer(form.spec, error.id), error.message) for error in form.errors]


def _ground(ground: Ground) -> dict[str, Any]:
    # The law names facts, which need not be fields of this form: no pointer is given.
    line = wrong("", ground.text, ground.refusal, ground.article)
    return {**line, "field": ground.field}
