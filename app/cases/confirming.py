"""The yearly update of a member or inspector: affiliation and standing interests as they are today (第7条)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.refused import RefusedError
from app.cases import looking_again
from app.cases.appointing import TOO_LONG
from app.cases.appointments import note
from app.cases.errors import UNKNOWN, Unknown
from app.cases.runtime import Runtime
from app.law import corporate_number
from app.law.text import Text
from app.store import standing
from app.store.models.appointments import Appointment
from app.store.viewer import Viewer


def confirm(runtime: Runtime, viewer: Viewer, organisation: str, organisation_number: str) -> None:
    """The yearly update: the viewer's own affiliation as it is today, and that the interests told are complete.

    Raises RefusedError for a number that is none, Unknown for who is not appointed today.
    """
    number = corporate_number.plain(organisation_number)
    if len(organisation.strip()) > 200:
        raise RefusedError(TOO_LONG, "organisation")
    if number and not corporate_number.is_valid(number):
        raise RefusedError(
            Text("法人番号が正しくありません（13桁）。", "This is not a corporate number (13 digits)."),
            "organisation_number",
        )

    def work(session: Session) -> None:
        today = clock.today()
        rows = session.scalars(
            select(Appointment)
            .where(Appointment.user_id == viewer.user_id, standing.runs(today))
            .order_by(Appointment.id)
            .with_for_update()
        ).all()
        if not rows:
            raise Unknown(UNKNOWN)
        for row in rows:
            told = {"organisation": organisation.strip(), "organisation_number": number or None}
            changed = {
                key: [getattr(row, key), value] for key, value in told.items() if getattr(row, key) != value
            }
            row.organisation, row.organisation_number = (
                told["organisation"] or "",
                told["organisation_number"],
            )
            row.confirmed_on = today
            note(session, viewer.user_id, "confirmed", by=viewer, appointment_id=row.id, data=changed)

    runtime.step(work)
    looking_again.of_person(runtime, viewer.user_id)
