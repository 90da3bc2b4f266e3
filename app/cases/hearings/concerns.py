"""What still stands open when a hearing is closed: old opinions, unchecked reports, unanswered questions (第6条第2項).

None of it bars the closing. Whoever closes by hand acknowledges each list as it stands; the token of an
acknowledgement is bound to the list, so that a list which changed meanwhile is asked for again.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.hearings import opinions, questions
from app.cases.hearings.pack import Pack, pack_of
from app.law.acknowledgement import OUTDATED, UNANSWERED, UNCHECKED, acknowledgement_ground
from app.law.text import Ground, Text
from app.store.base import dumps
from app.store.models.committee import Hearing, Question, Seat
from app.store.models.people import User


@dataclass(frozen=True, slots=True)
class Concern:
    """One list. `refs` are ids of seats, visit reports or questions; `token` changes whenever the list does."""

    key: str
    refs: tuple[int, ...]
    listed: tuple[Text, ...]
    token: str


def of(session: Session, hearing: Hearing) -> list[Concern]:
    """The lists that are not empty, as they are now."""
    papers = pack_of(session, hearing)
    found = (_outdated(session, hearing, papers), _unchecked(hearing, papers), _unanswered(session, hearing))
    return [each for each in found if each.refs]


def against(concerns: Sequence[Concern], acknowledged: Collection[str]) -> list[Ground]:
    """The lists among these that nobody acknowledged as they stand."""
    before = {token.partition(":")[0] for token in acknowledged}
    return [
        acknowledgement_ground(each.key, changed=each.key in before)
        for each in concerns
        if each.token not in acknowledged
    ]


def noted(concerns: Sequence[Concern]) -> dict[str, list[int]]:
    """The lists as a closing keeps them."""
    return {each.key: list(each.refs) for each in concerns}


def _outdated(session: Session, hearing: Hearing, papers: Pack) -> Concern:
    """Only what would be counted: a seat that has ended is no list of the presiding member's."""
    old = {
        seat_id: row
        for seat_id, row in opinions.given(session, hearing).items()
        if row.pack != papers.version
    }
    rows = session.execute(
        select(Seat.id, User.name)
        .join(User, User.id == Seat.user_id)
        .where(Seat.id.in_(old), Seat.state == "eligible")
        .order_by(Seat.id)
    ).all()
    bound = [papers.version, [[seat_id, old[seat_id].version] for seat_id, _ in rows]]
    return _concern(OUTDATED, hearing, [(seat_id, Text(name, name)) for seat_id, name in rows], bound)


def _unchecked(hearing: Hearing, papers: Pack) -> Concern:
    rows = [(each.ref, each.title) for each in papers.items if each.unchecked]
    return _concern(UNCHECKED, hearing, rows, [each.state for each in papers.items if each.unchecked])


def _unanswered(session: Session, hearing: Hearing) -> Concern:
    rows = session.scalars(
        select(Question)
        .where(Question.hearing_id == hearing.id, Question.state.in_(questions.OPEN))
        .order_by(Question.id)
    ).all()
    said = [(row.id, Text(text, text)) for row in rows for text in [row.sent_text or row.text]]
    return _concern(UNANSWERED, hearing, said, [[row.id, row.state] for row in rows])


def _concern(key: str, hearing: Hearing, rows: Sequence[tuple[int, Text]], bound: object) -> Concern:
    digest = hashlib.sha256(dumps([hearing.id, key, bound]).encode()).hexdigest()
    return Concern(key, tuple(ref for ref, _ in rows), tuple(text for _, text in rows), f"{key}:{digest}")
