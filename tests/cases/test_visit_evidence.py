"""Photos and papers of a visit: 20 MB, in pieces over a bad connection, by their content, each once."""

import hashlib
import io
import random
import struct
import zlib
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import evidence
from app.cases.visits.evidence import PIECE, About, OffsetDiffers
from app.cases.visits.stripping import stripped
from app.store.blobs import UploadRefused
from app.store.models.visits import Evidence, EvidencePart
from tests.processes.test_site_inspection import later
from tests.processes.visiting import agreed, visit
from tests.walk import PDF, Walk

PLACE = b"35.6812N 139.7671E"


def photo(size: int = 4000, seed: int = 1) -> bytes:
    """A JPEG with a place and a thumbnail in its notes, and a film after its end."""
    notes = (
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00" + PLACE
    )
    scan = random.Random(seed).randbytes(min(size, 4096))
    scan = (scan * (size // len(scan) + 1))[:size].replace(b"\xff", b"\x00")
    return b"".join(
        (
            b"\xff\xd8",
            segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"),
            segment(0xE1, notes),
            segment(0xED, PLACE),
            segment(0xDB, bytes(65)),
            segment(0xC0, b"\x08\x00\x10\x00\x10\x01\x01\x11\x00"),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            scan,
            b"\xff\xd9",
            b"film " + PLACE,
        )
    )


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            chunk(b"IHDR", head),
            chunk(b"tEXt", PLACE),
            chunk(b"IDAT", zlib.compress(b"\0\0")),
            chunk(b"IEND", b""),
        )
    )


HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 400


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return later(agreed(runtime), 16)


def put(walk: Walk, content: bytes, name: str = "photo.jpg", by: str = "inspector", **more: str) -> int:
    return evidence.put(
        walk.runtime, walk.people[by], visit(walk).number, io.BytesIO(content), About(name, **more)
    )


def rows(walk: Walk) -> list[Evidence]:
    with walk.runtime.db.read() as session:
        return list(session.scalars(select(Evidence).order_by(Evidence.id)))


def test_a_photo_of_20_mb_is_taken_and_read_back(walk: Walk) -> None:
    content = photo(20 * 1024 * 1024 - 1000)
    put(walk, content, target="check:housing", caption="扉")
    (row,) = rows(walk)
    assert (row.size, row.type, row.target, row.kind) == (
        len(content),
        "image/jpeg",
        "check:housing",
        "photo",
    )
    with walk.runtime.blobs.open(row.sha256) as file:
        assert file.read() == content


def test_a_larger_one_is_refused_with_the_limit(walk: Walk) -> None:
    with pytest.raises(UploadRefused) as error:
        put(walk, photo(20 * 1024 * 1024))
    assert "20 MB" in error.value.text.ja


def test_a_copy_leaves_out_place_thumbnails_and_films_and_keeps_how_the_picture_is_turned(walk: Walk) -> None:
    put(walk, photo())
    (row,) = rows(walk)
    with walk.runtime.blobs.open(row.copy_sha256) as file:
        copy = file.read()
    assert PLACE in photo()
    assert PLACE not in copy
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in copy
    assert stripped(copy, "image/jpeg") == copy
    assert PLACE not in (stripped(png(), "image/png") or PLACE)


@pytest.mark.parametrize("end", [3, 30, 90, 200])
def test_of_a_photo_that_ends_in_the_middle_no_copy_is_made(end: int) -> None:
    assert stripped(photo()[:end], "image/jpeg") is None
    assert stripped(png()[: end // 3], "image/png") is None


def test_the_original_of_an_iphone_is_taken_as_it_is(walk: Walk) -> None:
    put(walk, HEIC, "IMG_0001.HEIC")
    assert [(row.type, row.copy_sha256) for row in rows(walk)] == [("image/heic", "")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "photo.jpg"),
        (b"MZ\x90\x00" + bytes(400), "photo.jpg"),
        (photo(), "photo.png"),
        (b"text", "a.jpg"),
    ],
)
def test_an_empty_a_renamed_and_a_foreign_file_are_refused_by_content(
    walk: Walk, content: bytes, name: str
) -> None:
    with pytest.raises(UploadRefused):
        put(walk, content, name)
    assert rows(walk) == []


def test_the_same_photo_is_linked_once(walk: Walk) -> None:
    assert put(walk, photo()) == put(walk, photo(), "again.jpg", by="second_inspector")
    assert len(rows(walk)) == 1


def test_a_paper_is_taken_too(walk: Walk) -> None:
    put(walk, PDF, "手順書.pdf")
    assert [row.kind for row in rows(walk)] == ["paper"]


@pytest.mark.parametrize("who", ["decider", "second_reviewer", "applicant", "member1", "stranger"])
def test_nobody_outside_the_team_adds_a_file(walk: Walk, who: str) -> None:
    with pytest.raises(Unknown):
        put(walk, photo(), by=who)
    with pytest.raises(Unknown):
        evidence.piece(walk.runtime, walk.people[who], visit(walk).number, str(uuid4()), 0, b"x")


class Sending:
    """A device that sends a file in pieces."""

    def __init__(self, walk: Walk, content: bytes, by: str = "inspector") -> None:
        self.walk, self.content, self.viewer = walk, content, walk.people[by]
        self.upload, self.number = str(uuid4()), visit(walk).number

    def piece(self, at: int) -> int:
        part = self.content[at : at + PIECE]
        return evidence.piece(self.walk.runtime, self.viewer, self.number, self.upload, at, part)

    def here(self) -> int:
        return evidence.offset(self.walk.runtime, self.viewer, self.number, self.upload)

    def finish(self, sha256: str = "", name: str = "photo.jpg") -> int:
        digest = sha256 or hashlib.sha256(self.content).hexdigest()
        return evidence.finish(self.walk.runtime, self.viewer, self.number, self.upload, digest, About(name))


def parts(walk: Walk) -> int:
    with walk.runtime.db.read() as session:
        return session.scalar(select(func.count()).select_from(EvidencePart)) or 0


def test_twenty_photos_arrive_over_a_connection_that_is_cut_again_and_again(both: Runtime) -> None:
    walk, chance = later(agreed(both), 16), random.Random(7)
    sent = [photo(700_000, seed) for seed in range(20)]
    for content in sent:
        device = Sending(walk, content)
        while device.here() < len(content):
            at = device.here()
            device.piece(at)
            if chance.random() < 0.3:  # the answer was lost: the device sends the piece again
                with pytest.raises(OffsetDiffers) as error:
                    device.piece(at)
                assert error.value.at == device.here()
        first = device.finish()
        assert device.finish() == first  # the answer was lost here too
    assert [row.sha256 for row in rows(walk)] == [hashlib.sha256(each).hexdigest() for each in sent]
    assert parts(walk) == 0


def test_a_piece_that_skips_is_told_where_to_go_on(walk: Walk) -> None:
    device = Sending(walk, photo(600_000))
    device.piece(0)
    with pytest.raises(OffsetDiffers) as error:
        device.piece(2 * PIECE)
    assert error.value.at == PIECE


def test_what_arrived_otherwise_than_it_was_sent_is_thrown_away(walk: Walk) -> None:
    device = Sending(walk, photo(1000))
    device.piece(0)
    with pytest.raises(CaseError):
        device.finish(sha256="0" * 64)
    assert (parts(walk), rows(walk)) == (0, [])


def test_a_program_sent_in_pieces_under_the_name_of_a_photo_is_refused(walk: Walk) -> None:
    device = Sending(walk, b"MZ\x90\x00" + bytes(1000))
    device.piece(0)
    with pytest.raises(UploadRefused):
        device.finish()
    assert (parts(walk), rows(walk)) == (0, [])


def test_pieces_never_add_up_to_more_than_the_limit(walk: Walk) -> None:
    device = Sending(walk, b"x" * PIECE)
    for number in range(80):
        evidence.piece(
            walk.runtime, device.viewer, device.number, device.upload, number * PIECE, device.content
        )
    with pytest.raises(CaseError):
        evidence.piece(walk.runtime, device.viewer, device.number, device.upload, 80 * PIECE, b"x")
    with pytest.raises(CaseError):
        evidence.piece(walk.runtime, device.viewer, device.number, str(uuid4()), 0, b"x" * (PIECE + 1))


def test_a_colleague_does_not_go_on_with_my_upload(walk: Walk) -> None:
    device = Sending(walk, photo())
    device.piece(0)
    with pytest.raises(Unknown):
        evidence.offset(walk.runtime, walk.people["second_inspector"], device.number, device.upload)
