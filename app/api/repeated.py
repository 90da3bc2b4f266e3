"""Carrying out a request once, however often it is sent with one Idempotency-Key."""

from collections.abc import Callable
from typing import Any

from flask import Response, json
from sqlalchemy.orm import Session

from app.api.reading import Sent, idempotency_key
from app.api.runtime import runtime
from app.cases import idempotency
from app.cases.errors import CaseError
from app.cases.idempotency import Answer
from app.engine import CaseMoved, NotReady
from app.store.viewer import Viewer

Also = Callable[[Session, Any], None]


def once(
    viewer: Viewer, sent: Sent, act: Callable[[Also | None], Any], told: Callable[[Any], Answer]
) -> Response:
    """Do `act`, or give the answer that it had the first time.

    `act` takes what is to be written in its own transaction; `told` makes the answer of its result. A
    refusal is not kept: nothing was stored then, so a repetition is simply judged again.
    """
    key = idempotency_key()
    if key is None:
        return answer(told(act(None)))
    request, db = sent.fingerprint(), runtime().db
    first = idempotency.first_answer(db, viewer.user_id, key, request)
    if first is not None:
        return _again(first)

    def also(session: Session, result: Any) -> None:
        idempotency.keep(session, viewer.user_id, key, request, told(result))

    try:
        return answer(told(act(also)))
    except (CaseError, NotReady, CaseMoved):
        # Two requests with one key at the same instant: the one that lost finds what the other did.
        first = idempotency.first_answer(db, viewer.user_id, key, request)
        if first is None:
            raise
        return _again(first)


def answer(found: Answer) -> Response:
    """The answer as JSON; `Location` where its body says where to go."""
    status, body = found
    response = Response(json.dumps(body), status, content_type="application/json")
    if status == 201 and "url" in body:
        response.headers["Location"] = body["url"]
    return response


def _again(first: Answer) -> Response:
    response = answer(first)
    response.headers["Idempotent-Replayed"] = "true"
    return response
