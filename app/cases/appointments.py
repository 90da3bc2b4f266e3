"""第7条: appointing members of the committee and inspectors, changing an appointment, ending it early.

Appointments belong to no case: who did what and when stands in `appointment_event`. Only the secretariat writes;
to anybody else a person of the register is an unknown id.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.accounts import users
from app.accounts.refused import RefusedError
from app.cases import appointing, leaving, looking_again, standing_in
from app.cases.errors import UNKNOWN, Unknown
from app.cases.runtime import Runtime
from app.law import corporate_number
from app.law.text import Text
from app.store.models.appointments import Appointment, AppointmentEvent
from app.store.models.people import User
from app.store.viewer import Viewer

WITHOUT_REASON = Text("理由を書いてください。", "Give a reason.")
NOT_IN_TERM = Text(
    "任期の残りの間の日（今日以後）を選んでください。",
    "Choose a day in what is left of the term, today or later.",
)
OVER = Text(
    "この任期はすでに終わっています。新しい任期を登録してください。",
    "This term is over. Enter a new one.",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An appointment as it is to be; `since` and `until` are both included."""

    post: str
    since: date
    until: date
    acting_order: int = 0
    expertise: tuple[str, ...] = ()
    organisation: str = ""
    organisation_number: str = ""
    staff_of_body: bool = False
    qualification: str = ""

    def values(self) -> dict[str, Any]:
        """The columns of the row."""
        found = asdict(self) | {"expertise": list(self.expertise)}
        return found | {"organisation_number": corporate_number.plain(self.organisation_number) or None}


def appoint(runtime: Runtime, viewer: Viewer, user_id: int, wanted: Wanted) -> int:
    """Appoint somebody who has an account; the id of the appointment.

    Raises Refused under X21, RefusedError for what else cannot be, Unknown for anybody but the secretariat.
    """
    secretariat(viewer)

    def enter(session: Session) -> int:
        user = session.get(User, user_id)
        if user is None or not user.active:
            raise Unknown(UNKNOWN)
        return put(session, viewer, user, wanted)

    made = runtime.step(enter)
    looking_again.of_person(runtime, user_id)
    return made


def put(session: Session, viewer: Viewer, user: User, wanted: Wanted) -> int:
    """The appointment of a person in the caller's transaction."""
    appointing.check(session, user.id, wanted)
    if wanted.until < clock.today():
        raise RefusedError(OVER, "until")
    row = Appointment(
        user_id=user.id, created_at=clock.real_now(), created_by=viewer.user_id, **wanted.values()
    )
    session.add(row)
    session.flush()
    note(session, user.id, "appointed", by=viewer, appointment_id=row.id, data=_plain(wanted.values()))
    if user.totp_secret is None:
        users.sign_out_everywhere(session, user.id)  # the next sign-in asks for the second factor
    return row.id


def change(runtime: Runtime, viewer: Viewer, appointment_id: int, wanted: Wanted) -> None:
    """Change what an appointment says. Its post stays, and its first day too once it has come.

    The last day is today or later: `end` is for ending it at once. Raises as `appoint` does.
    """
    secretariat(viewer)

    def write(session: Session) -> int:
        row = held(session, appointment_id)
        if wanted.post != row.post or (wanted.since != row.since and row.since <= clock.today()):
            raise RefusedError(
                Text(
                    "職と、始まった任期の初日は変えられません。終えてから、新しい任期を登録してください。",
                    "The post, and the first day of a term that has begun, stay. End it and enter a new one.",
                ),
                "since",
            )
        if wanted.until < clock.today() or row.ended_on is not None:
            raise RefusedError(OVER if row.ended_on is not None else NOT_IN_TERM, "until")
        appointing.check(session, row.user_id, wanted, but=row.id)
        changed = {}
        for name, value in wanted.values().items():
            if getattr(row, name) != value:
                changed[name] = [getattr(row, name), value]
                setattr(row, name, value)
        if changed:
            note(session, row.user_id, "changed", by=viewer, appointment_id=row.id, data=_plain(changed))
        return row.user_id

    looking_again.of_person(runtime, runtime.step(write))


def end(runtime: Runtime, viewer: Viewer, appointment_id: int, first_day_without: date, reason: str) -> None:
    """End an appointment early, with a reason; from that day on it gives no access.

    Today's ending closes sessions and seats in the same transaction. Raises RefusedError without a reason or
    for a day outside of what is left of the term, Unknown as `appoint` does.
    """
    secretariat(viewer)
    today = clock.today()

    def write(session: Session) -> None:
        leaving.lock_cases(session, held(session, appointment_id, lock=False).user_id)
        row = held(session, appointment_id)
        if row.ended_on is not None or row.until < today:
            raise RefusedError(OVER, "first_day_without")
        if not today <= first_day_without <= row.until:
            raise RefusedError(NOT_IN_TERM, "first_day_without")
        if not reason.strip():
            raise RefusedError(WITHOUT_REASON, "reason")
        row.ended_on, row.ended_reason = first_day_without, reason.strip()
        note(
            session,
            row.user_id,
            "ended",
            by=viewer,
            appointment_id=row.id,
            reason=row.ended_reason,
            data={"from": first_day_without.isoformat()},
        )
        if first_day_without == today:
            leaving.leave(session, row.user_id, row.id)

    runtime.step(write)
    standing_in.everywhere(runtime)


def secretariat(viewer: Viewer) -> None:
    """Only the secretariat keeps the register; Unknown for anybody else."""
    if not viewer.is_("secretariat"):
        raise Unknown(UNKNOWN)


def held(session: Session, appointment_id: int, *, lock: bool = True) -> Appointment:
    """The appointment with that id, under its lock; Unknown where there is none."""
    row = session.get(Appointment, appointment_id, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise Unknown(UNKNOWN)
    return row


def note(
    session: Session,
    user_id: int,
    kind: str,
    *,
    by: Viewer | None = None,
    appointment_id: int | None = None,
    data: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Add to the register's record, in the caller's transaction."""
    session.add(
        AppointmentEvent(
            user_id=user_id,
            appointment_id=appointment_id,
            kind=kind,
            data=data or {},
            reason=reason,
            by_id=by.user_id if by is not None else None,
            legal_date=clock.today(),
            at=clock.real_now(),
        )
    )
    session.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
