"""Photos and papers of a visit: sent whole or in pieces, and read again."""

from flask import Response, abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases.errors import CaseError, Unknown
from app.cases.visits import evidence
from app.cases.visits.evidence import About, OffsetDiffers
from app.store.blobs import UploadRefused
from app.store.reading import cases
from app.web.downloads import confidential
from app.web.runtime import runtime
from app.web.session import language, required_viewer
from app.web.visits.blueprint import blueprint, known
from app.web.visits.devices import problem


@blueprint.post("/visits/<number>/evidence")
def add(number: str) -> ResponseReturnValue:
    """Files chosen on the page, whole; those that are taken stay even where another is not."""
    known(number)
    viewer, kept = required_viewer(), 0
    files = [file for file in request.files.getlist("files") if file.filename]
    for file in files:
        about = About.read({**request.form.to_dict(), "name": file.filename})
        try:
            evidence.put(runtime(), viewer, number, file.stream, about)
            kept += 1
        except UploadRefused as error:
            flash(error.text.in_(language()), "error")
        except Unknown:
            raise
        except CaseError as error:
            flash(error.text.in_(language()), "error")
            break
    if not files:
        flash(_("ファイルを選んでください。"), "error")
    elif kept:
        flash(_("%(n)s件のファイルを保存しました。", n=kept), "success")
    return redirect(url_for("visits.show", number=number, _anchor="photos"), 303)


@blueprint.get("/visits/<number>/evidence/<int:evidence_id>")
def file(number: str, evidence_id: int) -> ResponseReturnValue:
    """A file: the copy without the camera's notes; its original for the team where it is asked for."""
    viewer, original = required_viewer(), request.args.get("original") == "1"
    with runtime().db.read() as session:
        found = evidence.stored(session, viewer, number, evidence_id, original=original)
        head = cases.of_visit(session, viewer, found.visit_id)
    what = f"visit {number} evidence {evidence_id}"
    return confidential(viewer, head, what, found.sha256, found.name, found.type)


@blueprint.get("/visits/<number>/evidence/<int:evidence_id>/small")
def small(number: str, evidence_id: int) -> ResponseReturnValue:
    """The small picture that the page shows of a photo."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = evidence.small(session, viewer, number, evidence_id)
        head = cases.of_visit(session, viewer, found.visit_id)
    what = f"visit {number} evidence {evidence_id} small"
    return confidential(viewer, head, what, found.sha256, found.name, found.type)


@blueprint.get("/visits/<number>/uploads/<upload>")
def offset(number: str, upload: str) -> Response:
    """How much of an upload is here (also by HEAD): a device goes on from there."""
    return _at(evidence.offset(runtime(), required_viewer(), number, upload))


@blueprint.route("/visits/<number>/uploads/<upload>", methods=["PATCH"])
def piece(number: str, upload: str) -> Response:
    """The piece that begins at Upload-Offset; 409 with the present offset where it does not follow on."""
    known(number)
    said = request.headers.get("Upload-Offset", "")
    if not said.isascii() or not said.isdecimal() or len(said) > 10:
        abort(400)
    if (request.content_length or 0) > evidence.PIECE:
        abort(413)
    try:
        content = request.get_data(cache=False)
        return _at(evidence.piece(runtime(), required_viewer(), number, upload, int(said), content))
    except OffsetDiffers as error:
        response = problem(error, 409, offset=error.at)
        response.headers["Upload-Offset"] = str(error.at)
        return response
    except Unknown:
        raise
    except CaseError as error:
        return problem(error, 422)


@blueprint.post("/visits/<number>/uploads/<upload>")
def finish(number: str, upload: str) -> Response:
    """The upload is whole: its SHA-256 is compared, its content looked at, and it becomes evidence."""
    known(number)
    given = request.get_json(silent=True)
    if not isinstance(given, dict) or not isinstance(given.get("sha256"), str):
        abort(400)
    try:
        about = About.read(given)
        number_of = evidence.finish(
            runtime(), required_viewer(), number, upload, given["sha256"].lower(), about
        )
    except UploadRefused as error:
        return problem(CaseError(error.text), 422)
    except Unknown:
        raise
    except CaseError as error:
        return problem(error, 409)
    return jsonify({"id": number_of})


def _at(offset: int) -> Response:
    response = jsonify({"offset": offset})
    response.headers["Upload-Offset"] = str(offset)
    return response
