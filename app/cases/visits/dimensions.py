"""How many pixels a picture says that it has, read from its head: nothing of it is decoded."""

import re
import struct

MOST_PIXELS = 100_000_000
"""Pixels of the largest picture that is taken."""
_FRAME = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""The segments of a JPEG that give its size."""
_HEAD = 1024 * 1024
"""Where a HEIC file has its list of pictures."""


def pixels(content: bytes) -> int:
    """The pixels of the largest picture in a JPEG, PNG or HEIC; 0 for anything else."""
    try:
        if content.startswith(b"\x89PNG"):
            width, height = struct.unpack(">II", content[16:24])
            return int(width * height)
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content[4:8] == b"ftyp":
            sizes = re.finditer(rb"ispe\0\0\0\0(.{4})(.{4})", content[:_HEAD], re.DOTALL)
            return max((int.from_bytes(one[1]) * int.from_bytes(one[2]) for one in sizes), default=0)
    except (IndexError, struct.error):
        pass
    return 0


def _jpeg(content: bytes) -> int:
    at = 2
    while True:
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if marker in _FRAME:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return int(width * height)
        if marker == 0xDA or content[at] != 0xFF:
            return 0
        at += 2 + length
