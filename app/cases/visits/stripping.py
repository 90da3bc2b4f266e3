"""A copy of a photo without what the camera wrote beside the picture: place, device, time, thumbnails.

The picture itself is not decoded, so no picture is too large for it. Orientation and colour profile are kept.
"""

import struct

_KEPT = {0xE0, 0xE2, 0xEE}
"""JFIF, the colour profile and Adobe's note on colours."""
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB"),
    *(b"iCCP", b"pHYs", b"acTL", b"fcTL", b"fdAT"),
}


def stripped(content: bytes, type_: str) -> bytes | None:
    """The copy of a JPEG or PNG; None for other types, and for files that end in the middle."""
    try:
        if type_ == "image/jpeg":
            return _jpeg(content)
        if type_ == "image/png":
            return _png(content)
    except (IndexError, struct.error, ValueError):
        return None
    return None


def _jpeg(content: bytes) -> bytes:
    made, at, turned = bytearray(b"\xff\xd8"), 2, b""
    body = bytearray()
    while True:
        while content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise ValueError(at)
        marker = content[at + 1]
        if marker == 0xD9:
            break
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        segment = content[at : at + 2 + length]
        if len(segment) != length + 2:
            raise ValueError(at)
        at += 2 + length
        if marker == 0xE1:
            turned = turned or _orientation(segment)
        elif marker == 0xFE or (0xE0 <= marker <= 0xEF and marker not in _KEPT):
            continue
        else:
            body += segment
        if marker == 0xDA:
            end = _scan_end(content, at)
            body += content[at:end]
            at = end
    # What comes after the end of the picture (films, further pictures) is left out.
    return bytes(made + turned + body + b"\xff\xd9")


def _scan_end(content: bytes, at: int) -> int:
    while True:
        at = content.index(b"\xff", at)
        following = content[at + 1]
        if following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        elif following == 0xFF:
            at += 1
        else:
            return at


def _orientation(segment: bytes) -> bytes:
    """A segment with nothing but how the picture is turned; empty where it says nothing of it."""
    if segment[4:10] != b"Exif\x00\x00":
        return b""
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    try:
        (first,) = struct.unpack(f"{order}I", tiff[4:8])
        (count,) = struct.unpack(f"{order}H", tiff[first : first + 2])
        for number in range(count):
            entry = tiff[first + 2 + 12 * number : first + 14 + 12 * number]
            tag, value = struct.unpack(f"{order}H6xH2x", entry)
            if tag == 0x0112 and 1 < value <= 8:
                data = b"Exif\x00\x00MM\x00*" + struct.pack(">IHHHIHxxI", 8, 1, 0x0112, 3, 1, value, 0)
                return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data
    except struct.error:
        return b""
    return b""


def _png(content: bytes) -> bytes:
    if not content.startswith(_PNG):
        raise ValueError("no PNG")
    made, at = bytearray(_PNG), len(_PNG)
    while True:
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        chunk = content[at : at + 12 + length]
        if len(chunk) != length + 12:
            raise ValueError(at)
        if kind in _PNG_KEPT:
            made += chunk
        at += 12 + length
        if kind == b"IEND":
            return bytes(made)
