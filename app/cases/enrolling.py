"""Entering somebody by e-mail address: an account that is there is used, otherwise one is made and invited."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import joining, users
from app.accounts.mails import Postbox
from app.accounts.refused import RefusedError
from app.cases import appointments
from app.cases.appointments import Wanted, secretariat
from app.cases.errors import UNKNOWN, Unknown
from app.cases.runtime import Runtime
from app.law.text import Text
from app.outbox import queue
from app.store.models.appointments import Appointment
from app.store.models.people import User
from app.store.viewer import Viewer

NO_PASSWORD = "!"  # noqa: S105 (no hash is like it: nobody signs in with any password)


@dataclass(frozen=True, slots=True)
class Entered:
    """Who was appointed, and whether a mail invites them to choose a password."""

    user_id: int
    appointment_id: int
    invited: bool


def enter(runtime: Runtime, viewer: Viewer, email: str, name: str, wanted: Wanted) -> Entered:
    """Appoint the person with an address. `name` is for who has no account; raises as `appoint` does."""
    secretariat(viewer)

    def work(session: Session) -> Entered:
        user = users.by_email(session, email)
        if user is None:
            if not name.strip():
                raise RefusedError(
                    Text(
                        "このアドレスのアカウントはまだありません。氏名を入力してください。",
                        "This address has no account yet. Give the person's name.",
                    ),
                    "name",
                )
            user = users.add(session, email=email, name=name, password_hash=NO_PASSWORD, verified=False)
        if not user.active:
            raise RefusedError(
                Text("このアカウントは停止されています。", "This account is deactivated."), "email"
            )
        appointment_id = appointments.put(session, viewer, user, wanted)
        waits = user.verified_at is None
        if waits:
            _invite(runtime, session, viewer, user)
        return Entered(user.id, appointment_id, waits)

    found = runtime.step(work)
    runtime.wake()
    return found


def invite_again(runtime: Runtime, viewer: Viewer, user_id: int) -> None:
    """Send a new invitation to who has not chosen a password yet; the earlier link stops working."""
    secretariat(viewer)

    def work(session: Session) -> None:
        user = session.get(User, user_id)
        listed = select(Appointment.id).where(Appointment.user_id == user_id).limit(1)
        if user is None or session.scalar(listed) is None:
            raise Unknown(UNKNOWN)
        if user.verified_at is not None or not user.active:
            raise RefusedError(Text("この人はすでにサインインできます。", "This person can sign in already."))
        _invite(runtime, session, viewer, user)

    runtime.step(work)
    runtime.wake()


def _invite(runtime: Runtime, session: Session, viewer: Viewer, user: User) -> None:
    joining.invite(session, Postbox(queue.put, runtime.settings.base_url), user, viewer.name)
    appointments.note(session, user.id, "invited", by=viewer)
