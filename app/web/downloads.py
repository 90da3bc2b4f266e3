"""Sending a stored file: as an attachment under the name that a person gave it, never run by the browser."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO

from flask import Response, abort, send_file

from app.cases import accesses
from app.store.blobs import display_name
from app.store.reading.cases import Head
from app.store.viewer import Viewer
from app.web.runtime import runtime

ASKED_AGAIN = 1024 * 1024
"""After so many bytes it is asked anew whether the reader may still have the file."""


def confidential(
    viewer: Viewer, case: Head | None, what: str, sha256: str, name: str, type_: str
) -> Response:
    """A file of a case, put on record before it is sent (第20条第1項); 404 where the content is not here."""
    if case is None or not runtime().blobs.exists(sha256):
        return download(sha256, name, type_)
    accesses.note(runtime(), viewer, case, what)
    held = runtime()
    return download(sha256, name, type_, lambda: accesses.is_still_open(held, viewer, case))


def download(sha256: str, name: str, type_: str, is_open: Callable[[], bool] | None = None) -> Response:
    """The file with that hash; 404 where the content is not here. `is_open` is asked again as it is sent."""
    if not runtime().blobs.exists(sha256):
        abort(404)
    content = runtime().blobs.open(sha256)
    response = send_file(
        content,
        mimetype=type_ or "application/octet-stream",
        as_attachment=True,
        download_name=display_name(name),
        etag=False,
    )
    if is_open is not None:
        response.response = _watched(response.iter_encoded(), is_open)
    response.headers["Cache-Control"] = "no-store"
    # An SVG or a page among the files must not run in our name, even when it is opened on purpose.
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _watched(parts: Iterable[bytes], is_open: Callable[[], bool]) -> Iterator[bytes]:
    """The file until it is shut to its reader: what is left then is not sent, and the connection breaks off (第7条)."""
    sent = 0
    for part in parts:
        if sent >= ASKED_AGAIN:
            if not is_open():
                raise ConnectionAbortedError("the case was shut to the reader")
            sent = 0
        sent += len(part)
        yield part


def made(content: bytes | str, name: str, type_: str) -> Response:
    """A file made for this reader now, as an attachment; nothing between here and there keeps it."""
    data = content.encode() if isinstance(content, str) else content
    # Not by hand: a Japanese name in a header of its own breaks off in the server.
    response = send_file(
        BytesIO(data), mimetype=type_, as_attachment=True, download_name=display_name(name), etag=False
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
