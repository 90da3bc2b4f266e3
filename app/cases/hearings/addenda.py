"""What is added to approved minutes when an opinion is counted anew (第7条): the approved text stays as it was.

An addendum is asked for by an event, which holds the count that the approved minutes told; it is drawn like the
minutes, with that count beside the new one, and approved by who presides.
"""

import hashlib
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.hearings import record, record_interests, record_opinions, recorded, tallies
from app.cases.hearings.record_opinions import VERDICTS
from app.cases.hearings.wording import Lines, instant, line, word
from app.law.committee import OUTCOMES
from app.law.text import Text
from app.store.base import dumps
from app.store.models.committee import Hearing, Minutes
from app.store.models.procedures import Event

ASKED = "minutes_addendum"
AS_APPROVED = Text("承認した議事録のとおり。", "As in the approved minutes.")


def base(session: Session, hearing: Hearing) -> Minutes | None:
    """The approved minutes themselves."""
    return session.scalar(
        select(Minutes).where(
            Minutes.hearing_id == hearing.id, Minutes.addendum == 0, Minutes.approved_at.is_not(None)
        )
    )


def following(session: Session, hearing: Hearing) -> int:
    """The number of the next addendum to be approved, from 1."""
    rows = select(Minutes.addendum).where(
        Minutes.hearing_id == hearing.id, Minutes.addendum > 0, Minutes.approved_at.is_not(None)
    )
    return max(session.scalars(rows), default=0) + 1


def asked(session: Session, hearing: Hearing) -> Event | None:
    """The event that asks for an addendum which is not approved yet."""
    number = following(session, hearing)
    rows = session.scalars(select(Event).where(Event.case_id == hearing.case_id, Event.kind == ASKED))
    return next(
        (row for row in rows if (row.data["hearing"], row.data["number"]) == (hearing.number, number)), None
    )


def digest(row: Minutes) -> str:
    """The SHA-256 over prose and record of a version of the minutes."""
    return hashlib.sha256(dumps([row.version, row.sections, row.record]).encode()).hexdigest()


def drawn(session: Session, hearing: Hearing, why: Event) -> dict[str, Any]:
    """The record of an addendum as JSON, in the sections of the minutes."""
    found = recorded.read(session, hearing)
    sections: dict[str, Lines] = {
        "record_meeting": _what(session, hearing, why),
        "record_interests": record_interests.lines(found),
        "record_papers": [AS_APPROVED],
        "record_questions": [AS_APPROVED],
        "record_opinions": [*_beside(session, hearing, why), *record_opinions.lines(found)],
    }
    return record.laid_out(found, sections)


def _what(session: Session, hearing: Hearing, why: Event) -> Lines:
    approved = base(session, hearing)
    if approved is None or approved.approved_at is None:
        raise LookupError(f"{hearing.number} has no approved minutes")
    number, at = why.data["number"], instant(approved.approved_at)
    return [
        Text(f"議事録への追記　第{number}号", f"Addendum No. {number} to the minutes"),
        line(
            "承認した議事録",
            "Approved minutes",
            Text(f"第{approved.version}版（{at.ja}承認）", f"version {approved.version}, approved {at.en}"),
        ),
        line("その内容のSHA-256", "SHA-256 of their content", digest(approved)),
        Text(
            "承認した議事録は書き換えない。承認の後に分かった利害関係により、意見を数え直した。",
            "The approved minutes stay as they are. Opinions were counted again for an interest that came to light later.",
        ),
    ]


def _beside(session: Session, hearing: Hearing, why: Event) -> Lines:
    now = tallies.tally(session, hearing)
    counts = {str(verdict): number for verdict, number in now.counts.items()}
    return [
        line(
            "承認した議事録の数と意見",
            "As in the approved minutes",
            _told(why.data["counts"], why.data["outcome"]),
        ),
        line("数え直した数と意見", "As counted again", _told(counts, tallies.outcome(session, hearing))),
        line("数え直した定足数と集計", "Quorum and count now", now.explanation),
    ]


def _told(counts: dict[str, int], outcome: str) -> Text:
    said = word(OUTCOMES, outcome)
    ja = "、".join(f"{name.ja}{counts.get(key, 0)}" for key, name in VERDICTS.items())
    en = ", ".join(f"{name.en} {counts.get(key, 0)}" for key, name in VERDICTS.items())
    return Text(f"{ja}　→　{said.ja}", f"{en}; {said.en}")
