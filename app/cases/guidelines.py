"""The versions of the disclosure guideline that an application may state (第3条; X4 is our own design)."""

from datetime import date

from app.law.text import Text

VERSIONS: tuple[tuple[str, date, Text], ...] = (
    ("2026-06", date(2026, 7, 1), Text("令和8年6月公表の版", "Edition published in June 2026")),
)


def accepted(on: date) -> list[str]:
    """The versions accepted on a day."""
    return [version for version, since, _ in VERSIONS if since <= on]


def options() -> list[dict[str, str]]:
    """All versions as choices of a form; whether one is accepted on the day is asked by the law (X4)."""
    return [{"value": version, "label": name.ja, "label_en": name.en} for version, _, name in VERSIONS]
