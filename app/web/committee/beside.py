"""What stands beside the opinion on the page of a seat: the notes for oneself and the question being written.

One form sends all of the page, so whichever button is pressed, without a script too, everything typed arrives and
is kept before the button's own act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from flask import flash, g, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.cases.errors import UNKNOWN, CaseError, DraftConflict, Unknown
from app.cases.hearings import notes, other_cases, questions
from app.store.reading import room
from app.store.reading.room import Place
from app.store.viewer import Viewer
from app.web.runtime import runtime
from app.web.session import language
from app.web.tasks.elsewhere import NotKept
from app.web.tasks.page import Complaint

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page shows in the two fields. `stored`: the same two as another window wrote them meanwhile, or None."""

    note: str
    question: str
    version: str
    saved_at: datetime | None = None
    stored: tuple[str, str] | None = None
    complaint: str = ""
    other_case: bool = False
    """Whether the complaint is that the question may be about another case, which its author may confirm."""


def shown(session: Session, place: Place, fields: Fields, complaint: str = "") -> Beside:
    """What was typed where a post is answered with its own page, else what is stored."""
    row = room.notes(session, place)
    there = (row.text, row.question) if row is not None else ("", "")
    version = row.version if row is not None else 0
    saved_at = row.saved_at if row is not None else None
    note, question = _typed(fields)
    doubted = g.get("other_case", False)
    if not _written(fields) or (note, question) == there:
        return Beside(*there, stamp(version, *there), saved_at, complaint=complaint, other_case=doubted)
    if _version(fields) == version:
        return Beside(note, question, fields["_note_version"], saved_at, None, complaint, doubted)
    return Beside(note, question, f"{version}.", saved_at, there, complaint, doubted)


def keep(viewer: Viewer, place: Place, fields: Fields) -> str | None:
    """Store what was typed beside the opinion; the new version, None where nothing was. Raises DraftConflict."""
    if not _written(fields):
        return None
    note, question = _typed(fields)
    kept = notes.keep(runtime(), viewer, place.seat.id, note, question, _version(fields))
    return stamp(kept, note, question)


def stamp(version: int, note: str, question: str) -> str:
    """The version and what stood on the page, so that a window in which nothing was typed conflicts with none."""
    digest = sha256("\0".join((note, question)).encode()).hexdigest()
    return f"{version}.{digest[:12]}"


def keep_of_item(viewer: Viewer, item_id: int, fields: Fields) -> None:
    """The same for a post to the step of the opinion; raises NotKept with what to say on its page."""
    try:
        keep(viewer, _place(viewer, item_id), fields)
    except DraftConflict:
        said = _("メモが別の画面で更新されています。")
        raise NotKept([Complaint(_("メモ"), said, "#note")], 409) from None


def save(viewer: Viewer, item_id: int, _fields: Fields) -> ResponseReturnValue:
    """The button of the notes: all is kept by now."""
    flash(_("自分用のメモを保存しました。書きかけの意見も下書きに残しました。"), "success")
    return _back(_place(viewer, item_id), "notes")


def ask(viewer: Viewer, item_id: int, fields: Fields) -> ResponseReturnValue:
    """The button of the question: it goes to the secretariat; raises NotKept where it is refused."""
    place = _place(viewer, item_id)
    doubt = doubted(viewer, place, fields)
    if doubt:
        raise NotKept([Complaint(_("質問"), doubt, "#question")], 422)
    try:
        questions.ask(runtime(), viewer, place.seat.id, _typed(fields)[1])
    except Unknown:
        raise
    except CaseError as error:
        raise NotKept([Complaint(_("質問"), error.text.in_(language()), "#question")], 422) from None
    flash(_("質問を事務局に送りました。申請者には、事務局が整えた文で伝わります。"), "success")
    return _back(place, "questions")


def doubted(viewer: Viewer, place: Place, fields: Fields) -> str:
    """What to point out in a question that may be about another case; nothing once its author confirmed it."""
    if "_other_case_asked" in fields:
        return ""
    with runtime().db.read() as session:
        said = other_cases.warning(session, viewer, place.seat.case_id, _typed(fields)[1])
    g.other_case = said is not None
    return said.in_(language()) if said is not None else ""


def _written(fields: Fields) -> bool:
    """Whether the page held the fields and somebody typed into them."""
    if "_note" not in fields:
        return False
    return fields.get("_note_version", "").partition(".")[2] != stamp(0, *_typed(fields)).partition(".")[2]


def _typed(fields: Fields) -> tuple[str, str]:
    note, question = (fields.get(name, "").replace("\r\n", "\n") for name in ("_note", "_question"))
    return note, question


def _version(fields: Fields) -> int:
    number = fields.get("_note_version", "").partition(".")[0]
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _place(viewer: Viewer, item_id: int) -> Place:
    with runtime().db.read() as session:
        found = room.place_of_item(session, viewer, item_id)
    if found is None:
        raise Unknown(UNKNOWN)
    return found


def _back(place: Place, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("committee.seat", hearing_no=place.hearing.number, _anchor=anchor), 303)
