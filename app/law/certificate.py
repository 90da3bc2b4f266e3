"""The certificate number (AMB-32): a sequence, and the month of the first certification; kept on renewal."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from app.law import refusals
from app.law.text import Ground

_SHAPE = re.compile(r"([0-9]{4}|[1-9][0-9]{4,})-([0-9]{2})(0[1-9]|1[0-2])")
_CENTURY = 2000


@dataclass(frozen=True, slots=True, order=True)
class CertificateNumber:
    """`0003-2607` is the third certificate, first certified in July 2026. Numbers sort by their sequence."""

    sequence: int
    year: int
    month: int

    def __str__(self) -> str:
        """Four digits of sequence (more past 9999), then two of the year and two of the month."""
        return f"{self.sequence:04}-{self.year % 100:02}{self.month:02}"


def certificate_number(sequence: int, first_certified_on: date) -> CertificateNumber:
    """The number of the `sequence`-th service (AMB-32); ValueError below 1."""
    if sequence < 1:
        raise ValueError(f"a certificate sequence starts at 1, not {sequence}")
    return CertificateNumber(sequence, first_certified_on.year, first_certified_on.month)


def parse(text: str) -> CertificateNumber | None:
    """The number that a text spells, or None if it spells none."""
    found = _SHAPE.fullmatch(text)
    if found is None or int(found[1]) < 1:
        return None
    return CertificateNumber(int(found[1]), _CENTURY + int(found[2]), int(found[3]))


def is_valid(text: str) -> bool:
    """Whether a text is a well-formed certificate number."""
    return parse(text) is not None


def issue_grounds(number: str, taken: Container[str], *, certified: bool) -> list[Ground]:
    """What stands against issuing a certificate with that number (第6条第5項)."""
    grounds = []
    if not certified:
        grounds.append(
            refusals.ground(
                "X19",
                "認定の決定がないため、認定証を交付できません。",
                "No certificate can be issued before the decision to certify.",
            )
        )
    if number in taken:
        grounds.append(
            refusals.ground(
                "X19",
                f"認定番号 {number} は既に使われています。次の番号を採ってください。",
                f"Certificate number {number} is taken. Draw the next one.",
                part=1,
                field="number",
            )
        )
    return grounds
