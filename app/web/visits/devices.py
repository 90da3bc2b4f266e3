"""What the script on a phone or tablet speaks: batches of operations, and the state of the record. JSON."""

from typing import Any

from flask import Response, current_app, jsonify, request, send_from_directory
from flask_wtf.csrf import generate_csrf

from app import clock
from app.cases.errors import CaseError, Unknown
from app.cases.views import visit as views
from app.cases.visits import operations
from app.web.runtime import runtime
from app.web.session import language, required_viewer
from app.web.visits.blueprint import blueprint, known


@blueprint.get("/visits/worker.js")
def worker() -> Response:
    """The service worker: served here, since it may only keep pages at and below the list of visits."""
    answer = send_from_directory(current_app.static_folder or "", "dist/visit-worker.js", max_age=0)
    answer.headers["Service-Worker-Allowed"] = "/visits"
    return answer


@blueprint.get("/visits/<number>/state")
def state(number: str) -> Response:
    """The record as it stands, with a token for sending; a device asks after it was offline."""
    with runtime().db.read() as session:
        shown = views.as_json(views.page(session, required_viewer(), number))
    now = clock.real_now().isoformat()
    return jsonify({**shown, "csrf": generate_csrf(), "user": required_viewer().user_id, "now": now})


@blueprint.post("/visits/<number>/ops")
def ops(number: str) -> Response:
    """Take a batch; each operation gets its own answer, the same one however often it is sent.

    409 with words where nothing can be noted now, 400 where the batch cannot be read.
    """
    known(number)
    try:
        sent = operations.read(request.get_json(silent=True))
        taken = operations.take(runtime(), required_viewer(), number, sent)
    except Unknown:
        raise
    except CaseError as error:
        return problem(error, 400 if error.text is operations.BAD_BATCH else 409)
    return jsonify(
        {
            "answers": [
                {
                    "op_id": each.op_id,
                    "sequence": each.sequence,
                    "conflict": each.conflict,
                    "late": each.late,
                    "refused": each.refused.in_(language()) if each.refused is not None else None,
                }
                for each in taken
            ]
        }
    )


def problem(error: CaseError, status: int, **more: Any) -> Response:
    """Why something was not taken, for a script."""
    response = jsonify({"error": error.text.in_(language()), **more})
    response.status_code = status
    return response
