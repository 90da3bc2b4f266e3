"""A meeting as a calendar file (RFC 5545): «認定審査委員会» and the hour, nothing of any case.

The end of a meeting is not set beforehand; two hours are kept free.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from app import clock

TITLE = "認定審査委員会"
KEPT_FREE = timedelta(hours=2)
TYPE = "text/calendar"
_LINE = 75
"""Octets of a line before it is folded."""


def meeting(
    base_url: str,
    number: int,
    starts_at: datetime,
    *,
    place: str = "",
    url: str = "",
    cancelled: bool = False,
    sequence: int = 0,
) -> str:
    """The file of one meeting; the same meeting always has the same UID, so that calendars replace it.

    `sequence` counts its changes; one that was called off tells calendars to take it out (RFC 5546).
    `place` and `url` are for those who may read an item; an invitation goes without.
    """
    host = urlsplit(base_url).hostname or "localhost"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Nintei//Committee//JA",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:committee-meeting-{number}@{host}",
        f"SEQUENCE:{sequence}",
        f"ORGANIZER;CN={TITLE}:{base_url.rstrip('/') or 'https://localhost'}",
        f"DTSTAMP:{_instant(clock.now())}",
        f"DTSTART:{_instant(starts_at)}",
        f"DTEND:{_instant(starts_at + KEPT_FREE)}",
        f"SUMMARY:{escaped(TITLE)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        *([f"LOCATION:{escaped(place)}"] if place else []),
        *([f"DESCRIPTION:{escaped(url)}"] if url else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    """A text value: what has a meaning in the format is escaped, other control characters are dropped."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(each for each in plain if each.isprintable())


def folded(line: str) -> str:
    """A line of at most 75 octets each, never cut inside a character."""
    found, size = [""], 0
    for each in line:
        octets = len(each.encode())
        if size + octets > _LINE:
            found.append("")
            size = 1  # the blank that begins what follows
        found[-1] += each
        size += octets
    return "\r\n ".join(found)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
