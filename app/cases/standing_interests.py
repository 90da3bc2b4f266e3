"""Ties of a member or inspector to companies, told in advance (第7条). A row is written once; what ends is a new row."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.refused import RefusedError
from app.cases import looking_again
from app.cases.appointments import note, secretariat
from app.cases.errors import UNKNOWN, Unknown
from app.cases.runtime import Runtime
from app.law import corporate_number, interests
from app.law.roles import APPOINTED
from app.law.text import Text
from app.store.models.appointments import Appointment, StandingInterest
from app.store.models.people import User
from app.store.viewer import Viewer


def add(
    runtime: Runtime,
    viewer: Viewer,
    user_id: int,
    *,
    kind: str,
    name: str,
    number: str = "",
    since: date | None = None,
    until: date | None = None,
    text: str = "",
) -> int:
    """Note a tie, one's own or (the secretariat) anybody's in the register; the id of the row.

    Raises RefusedError for what cannot be, Unknown for a person whom the viewer may not write about.
    """
    _may_write(viewer, user_id)
    digits = _checked(kind, name, number, since, until)

    def write(session: Session) -> int:
        if session.scalar(select(Appointment.id).where(Appointment.user_id == user_id).limit(1)) is None:
            raise Unknown(UNKNOWN)
        row = StandingInterest(
            user_id=user_id,
            kind=kind,
            name=name.strip(),
            name_key=interests.name_key(name)[:200],
            corporate_number=digits or None,
            since=since,
            until=until,
            text=text.strip(),
            created_at=clock.real_now(),
            created_by=viewer.user_id,
        )
        session.add(row)
        session.flush()
        note(session, user_id, "interest_added", by=viewer, data={"interest": row.id})
        return row.id

    made = runtime.step(write)
    looking_again.of_person(runtime, user_id)
    return made


def end(runtime: Runtime, viewer: Viewer, interest_id: int, until: date) -> int:
    """Say that a tie is over, and since when; the id of the row that takes its place.

    Raises RefusedError for a day that cannot be or a tie that is over, Unknown as `add` does.
    """

    def write(session: Session) -> int:
        row = session.get(StandingInterest, interest_id)
        if row is None:
            raise Unknown(UNKNOWN)
        _may_write(viewer, row.user_id)
        session.get_one(User, row.user_id, with_for_update=True)  # two people may end one tie at once
        later = select(StandingInterest.id).where(StandingInterest.replaces_id == row.id)
        if row.until is not None or session.scalar(later) is not None:
            raise RefusedError(Text("この関係はすでに終わっています。", "This tie is over already."), "until")
        if until > clock.today() or (row.since is not None and until < row.since):
            raise RefusedError(
                Text(
                    "始まった日から今日までの日を入力してください。",
                    "Give a day from its beginning to today.",
                ),
                "until",
            )
        ended = StandingInterest(
            user_id=row.user_id,
            kind=row.kind,
            name=row.name,
            name_key=row.name_key,
            corporate_number=row.corporate_number,
            since=row.since,
            until=until,
            text=row.text,
            replaces_id=row.id,
            created_at=clock.real_now(),
            created_by=viewer.user_id,
        )
        session.add(ended)
        session.flush()
        note(session, row.user_id, "interest_ended", by=viewer, data={"interest": ended.id, "was": row.id})
        return ended.id

    return runtime.step(write)


def _may_write(viewer: Viewer, user_id: int) -> None:
    if viewer.user_id != user_id or APPOINTED.isdisjoint(viewer.roles):
        secretariat(viewer)


def _checked(kind: str, name: str, number: str, since: date | None, until: date | None) -> str:
    if kind not in {each.key for each in interests.kinds() if not each.automatic}:
        raise RefusedError(Text("関係の種類を選んでください。", "Choose the kind of tie."), "kind")
    if not 1 <= len(name.strip()) <= 200 or not interests.name_key(name):
        raise RefusedError(
            Text(
                "相手の名称を200文字以内で入力してください。",
                "Give the company's name in up to 200 characters.",
            ),
            "name",
        )
    digits = corporate_number.plain(number)
    if digits and not corporate_number.is_valid(digits):
        raise RefusedError(
            Text("法人番号が正しくありません（13桁）。", "This is not a corporate number (13 digits)."),
            "corporate_number",
        )
    if since is not None and until is not None and until < since:
        raise RefusedError(
            Text("終わりの日を始めの日以後にしてください。", "The last day must not be before the first."),
            "until",
        )
    return digits
