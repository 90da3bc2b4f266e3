"""Smaller pictures for the page, and a JPEG of what browsers cannot show; made here, with nothing of the camera.

A picture that cannot be decoded within the bounds stays as it is: its original is kept in any case.
"""

import io
import logging
from typing import Any

from app.cases.visits.dimensions import MOST_PIXELS, pixels

EDGE = 480
"""Pixels of the longer edge of a small picture."""
MOST_DECODED = 50_000_000
"""Pixels that are decoded whole: about 150 MB of memory. A larger JPEG is reduced while it is read."""
HEIC = "image/heic"
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", HEIC: "HEIF"}
log = logging.getLogger(__name__)


def small(content: bytes, type_: str) -> bytes | None:
    """A small JPEG of a picture, turned as it is to be seen; None where none can be made."""
    return _made(content, type_, EDGE)


def shown(content: bytes, type_: str) -> bytes | None:
    """A JPEG of a HEIC picture in its full size; None for other types and where none can be made."""
    return _made(content, type_, None) if type_ == HEIC else None


def _made(content: bytes, type_: str, edge: int | None) -> bytes | None:
    size = pixels(content)
    if type_ not in _FORMATS or not 0 < size <= (MOST_PIXELS if type_ == "image/jpeg" else MOST_DECODED):
        return None
    try:
        return _jpeg(content, _FORMATS[type_], edge)
    except Exception as error:  # a decoder meets whatever somebody sends; the original is kept without it
        log.info("no picture could be made: %s", type(error).__name__)
        return None


def _jpeg(content: bytes, format_: str, edge: int | None) -> bytes:
    from PIL import Image, ImageOps

    _open_heic()
    made = io.BytesIO()
    with Image.open(io.BytesIO(content), formats=(format_,)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("larger than its head says")
        if edge is not None:
            picture.draft("RGB", (2 * edge, 2 * edge))
        if picture.width * picture.height > MOST_DECODED:
            raise ValueError("too large to be decoded")
        turned: Any = ImageOps.exif_transpose(picture).convert("RGB")
        if edge is not None:
            turned.thumbnail((edge, edge))
        # A new picture: whatever the camera noted is not carried over.
        bare = Image.frombytes("RGB", turned.size, turned.tobytes())
        bare.save(made, "JPEG", quality=80 if edge is not None else 90)
    return made.getvalue()


def _open_heic() -> None:
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
