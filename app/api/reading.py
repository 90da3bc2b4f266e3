"""What a request carries: JSON and files, filters, cursors, the Idempotency-Key. Whatever is amiss is a Problem."""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import json, request
from werkzeug.datastructures import FileStorage, MultiDict

from app.api.failures import wrong
from app.api.problems import Problem
from app.law.text import Text
from app.store.reading.worklist import Key

REQUEST = "request"
"""The part of a multipart request that holds the JSON."""
MAX_KEY = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """The JSON object of a request and the files beside it."""

    body: dict[str, Any]
    files: MultiDict[str, FileStorage]

    def fingerprint(self) -> str:
        """SHA-256 of everything that was asked: path, JSON, and the content of each file."""
        digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
        digest.update(json.dumps(self.body, sort_keys=True, ensure_ascii=True).encode())
        for name, file in sorted(self.files.items(multi=True), key=lambda pair: pair[0]):
            digest.update(f"\n{name} {file.filename!r} ".encode())
            digest.update(hashlib.sha256(file.stream.read()).digest())
            file.stream.seek(0)
        return digest.hexdigest()


def sent(known: Iterable[str], *, files: bool = False) -> Sent:
    """What was sent, an object with no other members than those known."""
    if request.mimetype == "multipart/form-data" and files:
        if set(request.form) != {REQUEST}:
            raise Problem("malformed", WRONG_PARTS)
        found = Sent(_object(request.form[REQUEST]), request.files)
    elif request.mimetype == "application/json":
        found = Sent(_object(request.get_data(as_text=False)), MultiDict())
    elif not request.mimetype and not request.content_length:
        found = Sent({}, MultiDict())
    else:
        raise Problem("unsupported-media-type")
    strange = sorted(set(found.body) - set(known))
    if strange:
        raise Problem("invalid", errors=[wrong(f"/{name}", UNKNOWN_MEMBER) for name in strange])
    return found


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Problem("malformed") from error
    if not isinstance(found, dict):
        raise Problem("malformed")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)  # NaN and Infinity are not JSON


def filters(known: Iterable[str]) -> dict[str, str]:
    """The query of the address. An unknown name is refused: a misspelt filter must not list everything."""
    strange = sorted(set(request.args) - set(known))
    if strange:
        listed = "、".join(strange)
        raise Problem(
            "malformed",
            Text(
                f"知らない条件です：{listed[:200]}", f"Unknown query parameters: {', '.join(strange)[:200]}"
            ),
        )
    return request.args.to_dict()


def day(values: dict[str, str], name: str) -> date | None:
    """A date of the query, or None where it is not given."""
    try:
        return date.fromisoformat(values[name]) if name in values else None
    except ValueError as error:
        raise _bad(
            name, Text("日付は 2026-07-01 の形で書いてください。", "Write a date as 2026-07-01.")
        ) from error


def size(values: dict[str, str], *, usual: int, most: int) -> int:
    """How many rows a page holds."""
    text = values.get("limit", str(usual))
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= most):
        raise _bad("limit", Text(f"1から{most}までの数にしてください。", f"Give a number from 1 to {most}."))
    return int(text)


def cursor(key: Key | None) -> str | None:
    """The place to go on from, as a text whose making is nobody's business."""
    if key is None:
        return None
    return base64.urlsafe_b64encode(f"{key.day.toordinal()}.{key.id}".encode()).decode().rstrip("=")


def place(values: dict[str, str]) -> Key | None:
    """The place that a cursor of ours names; None where none was given."""
    if "cursor" not in values:
        return None
    text = values["cursor"]
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        ordinal, _, number = plain.partition(".")
        if not (number.isdecimal() and len(number) <= 18):
            raise ValueError(number)
        return Key(date.fromordinal(int(ordinal)), int(number))
    except (ValueError, OverflowError, binascii.Error) as error:
        told = Text(
            "カーソルは前の応答の next をそのまま使ってください。",
            "Use the next of the answer before as it is.",
        )
        raise _bad("cursor", told) from error


def idempotency_key() -> str | None:
    """SHA-256 of the Idempotency-Key, or None without one."""
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return None
    if not 1 <= len(given) <= MAX_KEY or not given.isascii() or not given.isprintable():
        raise Problem(
            "malformed",
            Text(
                f"Idempotency-Key は{MAX_KEY}字以内の英数字や記号にしてください。",
                f"An Idempotency-Key has 1 to {MAX_KEY} printable ASCII characters.",
            ),
        )
    return hashlib.sha256(given.encode()).hexdigest()


def _bad(name: str, text: Text) -> Problem:
    return Problem("malformed", Text(f"{name}：{text.ja}", f"{name}: {text.en}"))


UNKNOWN_MEMBER = Text(
    "この項目はありません。名前を確かめてください。", "There is no such member. Check the name."
)
WRONG_PARTS = Text(
    "JSONは request という名前の部分で、ファイルはそれぞれの項目の名前の部分で送ってください。",
    "Send the JSON as the part named request, and each file as a part named after its field.",
)
