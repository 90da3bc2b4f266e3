"""The certificate as a PDF (第6条第5項) and letters on paper: typst, PDF/A-2b, the same bytes for the same data."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import segno

from app.law import wording
from app.law.publication import DISCLAIMER
from app.registry.eras import era_day
from app.registry.mark import mark_svg
from app.registry.typeset import template


@dataclass(frozen=True, slots=True)
class CertificateData:
    """What a certificate says. `base_url` is the public address without a slash at its end."""

    number: str
    service: str
    provider: str
    certified_on: date
    valid_from: date
    valid_until: date
    issuer: str
    base_url: str
    guideline: str = ""
    seal: str = "認定機関之印"

    @property
    def address(self) -> str:
        """Where anybody can see the state of today."""
        return f"{self.base_url}/verify/{self.number}"


@dataclass(frozen=True, slots=True)
class LetterData:
    """A letter: paragraphs of `body` are parted by empty lines; `rows` stand in a table below it.

    `recipient` and `sender` are lines, the first recipient line without 御中 or 様 (`honorific` follows the last).
    """

    number: str
    dated: date
    recipient: Sequence[str]
    sender: Sequence[str]
    subject: str
    body: str
    rows: Sequence[tuple[str, str]] = ()
    honorific: str = "御中"
    enclosures: Sequence[str] = ()
    contact: Sequence[str] = ()
    body_en: str = ""
    subject_en: str = ""


def render_certificate(data: CertificateData, fonts: Path) -> bytes:
    """The certificate; `fonts` is the folder of the built front end, the machine's fonts serve without it."""
    said = asdict(data) | {
        "address": data.address,
        "certified_on": _day(data.certified_on),
        "valid_from": _day(data.valid_from),
        "valid_until": _day(data.valid_until),
        "dated": list(data.certified_on.timetuple()[:3]),
        "disclaimer": asdict(DISCLAIMER),
        "mark": mark_svg(data.number),
        "qr": _qr(data.address),
    }
    return template("certificate.typ", fonts).pdf(said)


def render_letter(data: LetterData, fonts: Path) -> bytes:
    """A letter on A4, dated in the Japanese and the western calendar."""
    said = asdict(data) | {
        "dated": list(data.dated.timetuple()[:3]),
        "day": _day(data.dated),
        "paragraphs": _paragraphs(data.body),
        "paragraphs_en": _paragraphs(data.body_en),
        "rows": [list(row) for row in data.rows],
    }
    return template("letter.typ", fonts).pdf(said)


def _day(day: date) -> dict[str, str]:
    western = wording.day(day)
    return {"era": era_day(day), "ja": western.ja, "en": western.en}


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def _qr(address: str) -> str:
    made = io.BytesIO()
    segno.make(address, error="m", micro=False).save(made, kind="svg", border=2, xmldecl=False, svgns=True)
    return made.getvalue().decode()
