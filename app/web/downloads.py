"""Sending a stored file: as an attachment under the name that a person gave it, never run by the browser."""

from flask import Response, abort, send_file

from app.store.blobs import display_name
from app.web.runtime import runtime


def download(sha256: str, name: str, type_: str) -> Response:
    """The file with that hash; 404 where the content is not here."""
    if not runtime().blobs.exists(sha256):
        abort(404)
    response = send_file(
        runtime().blobs.open(sha256),
        mimetype=type_ or "application/octet-stream",
        as_attachment=True,
        download_name=display_name(name),
        etag=False,
    )
    response.headers["Cache-Control"] = "no-store"
    # An SVG or a page among the files must not run in our name, even when it is opened on purpose.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
