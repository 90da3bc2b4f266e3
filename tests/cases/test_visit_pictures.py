"""What the server makes of a photo: a small picture within bounds, a JPEG of HEIC, nothing of the camera's notes."""

import io
import struct
import zlib
from pathlib import Path

import pytest

from app.cases.runtime import Runtime
from app.cases.visits import evidence, pictures
from app.cases.visits.dimensions import MOST_PIXELS, pixels
from app.store.blobs import UploadRefused
from tests.cases.test_visit_evidence import HEIC, PLACE, Sending, photo, png, put, rows
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, visit
from tests.walk import Walk

IPHONE = (Path(__file__).parent / "files" / "iphone.heic").read_bytes()


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return later(agreed(runtime), 16)


def sized(content: bytes, width: int, height: int) -> bytes:
    """The same file with another size in its head."""
    if content.startswith(b"\x89PNG"):
        head = b"IHDR" + struct.pack(">II", width, height) + content[24:29]
        return content[:12] + head + struct.pack(">I", zlib.crc32(head)) + content[33:]
    if content.startswith(b"\xff\xd8"):
        return content.replace(b"\x08\x00\x10\x00\x10", b"\x08" + struct.pack(">HH", height, width))
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]


def drawn(width: int, height: int, turned: int = 1) -> bytes:
    """A real JPEG with a place and a direction in its notes."""
    image = pytest.importorskip("PIL.Image")
    notes = image.Exif()
    notes[0x0112], notes[0x010F] = turned, PLACE.decode()
    made = io.BytesIO()
    image.new("RGB", (width, height), (10, 120, 60)).save(made, "JPEG", exif=notes.tobytes())
    return made.getvalue()


def kept(walk: Walk, sha256: str) -> bytes:
    with walk.runtime.blobs.open(sha256) as file:
        return file.read()


@pytest.mark.parametrize(
    ("content", "name"),
    [(photo(), "a.jpg"), (png(), "a.png"), (IPHONE, "a.heic")],
    ids=["jpeg", "png", "heic"],
)
def test_more_than_a_hundred_megapixels_are_refused_in_words_before_anything_is_decoded(
    walk: Walk, content: bytes, name: str
) -> None:
    huge = sized(content, 20_000, 5_001)
    assert pixels(huge) == 100_020_000 > MOST_PIXELS
    with pytest.raises(UploadRefused) as error:
        put(walk, huge, name)
    assert "100メガピクセルまで" in error.value.text.ja
    in_pieces = Sending(walk, huge)
    in_pieces.piece(0)
    with pytest.raises(UploadRefused):
        in_pieces.finish(name=name)
    assert rows(walk) == []
    assert not list(walk.runtime.blobs.root.glob("*/*"))


def test_a_photo_has_a_small_picture_turned_as_it_is_seen_and_without_its_notes(walk: Walk) -> None:
    image = pytest.importorskip("PIL.Image")
    content = drawn(1600, 1200, turned=6)
    assert PLACE in content
    put(walk, content)
    (row,) = rows(walk)
    tiny = kept(walk, row.small_sha256)
    with image.open(io.BytesIO(tiny)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (360, 480), {})
    assert PLACE not in tiny
    assert PLACE not in kept(walk, row.copy_sha256)
    assert kept(walk, row.sha256) == content


def test_an_iphone_s_picture_is_kept_and_copied_as_jpeg_without_its_notes(walk: Walk) -> None:
    pytest.importorskip("pi_heif")
    assert PLACE in IPHONE
    number = put(walk, IPHONE, "IMG_0001.HEIC")
    (row,) = rows(walk)
    copy = kept(walk, row.copy_sha256)
    assert kept(walk, row.sha256) == IPHONE
    assert (copy[:2], PLACE in copy, bool(row.small_sha256)) == (b"\xff\xd8", False, True)
    with walk.runtime.db.read() as session:
        shown = evidence.stored(session, walk.people["reviewer"], visit(walk).number, number, original=True)
        whole = evidence.stored(session, walk.people["inspector"], visit(walk).number, number, original=True)
    assert (shown.type, shown.name, shown.sha256) == ("image/jpeg", "IMG_0001.HEIC.jpg", row.copy_sha256)
    assert (whole.type, whole.sha256) == ("image/heic", row.sha256)


@pytest.mark.parametrize(
    ("content", "type_"),
    [
        (HEIC, "image/heic"),
        (photo()[:90], "image/jpeg"),
        (sized(png(), 9000, 9000), "image/png"),
        (b"%PDF-1.7", "application/pdf"),
        (b"", "image/png"),
    ],
    ids=["empty-heic", "cut", "bomb", "paper", "nothing"],
)
def test_what_cannot_be_decoded_within_the_bounds_has_no_small_picture(content: bytes, type_: str) -> None:
    assert pictures.small(content, type_) is None
    assert pictures.shown(content, type_) is None


def test_a_large_jpeg_is_reduced_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    content = drawn(4000, 3000)
    monkeypatch.setattr(pictures, "MOST_DECODED", 3_000_000)
    assert pictures.small(content, "image/jpeg") is not None
    monkeypatch.setattr(pictures, "MOST_DECODED", 100_000)
    assert pictures.small(content, "image/jpeg") is None
