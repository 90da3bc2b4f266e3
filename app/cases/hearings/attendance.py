"""Who came in and who left, hearing by hearing: written as it happens, never changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.hearings import lookup, tallies
from app.cases.runtime import Runtime
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.committee import Attendance, Meeting, Seat
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

EVENTS = ("in", "out", "absent")
UNKNOWN_EVENT = Text("入室・退室・欠席から選んでください。", "Choose in, out or absent.")
NOT_OPEN = Text("この意見聴取は終わっています。", "This hearing is over.")
SHUT_OUT = Text(
    "この委員は議案に加われないため、入室を記録できません。",
    "This member takes no part in the item and cannot be noted as being in the room.",
)
CAME = Text(
    "入室か退室が記録されている委員は、欠席と記録できません。",
    "A member who was noted as coming in or leaving is not noted as absent.",
)
NOT_IN = Text("入室が記録されていません。", "This member was not noted as having come in.")


def mark(runtime: Runtime, viewer: Viewer, hearing_no: str, user_id: int, event: str) -> None:
    """Note that a member came in, went out or is absent; the secretariat and the presiding member may.

    Who has an interest, or has not declared, is never in the room. Raises Unknown for others, CaseError for
    what cannot be.
    """
    if event not in EVENTS:
        raise CaseError(UNKNOWN_EVENT)

    def work(session: Session) -> None:
        case, hearing = lookup.locked(session, hearing_no)
        visible = session.scalar(select(Case.id).where(Case.id == case.id, case_visible(viewer)))
        if visible is None or not (viewer.is_("secretariat") or hearing.presiding_id == viewer.user_id):
            raise Unknown(UNKNOWN)
        seat = session.scalar(select(Seat).where(Seat.hearing_id == hearing.id, Seat.user_id == user_id))
        if seat is None:
            raise Unknown(UNKNOWN)
        if hearing.state != "open":
            raise CaseError(NOT_OPEN)
        inside = user_id in tallies.in_room(session, hearing)
        if event == "in" and seat.state != "eligible":
            raise CaseError(SHUT_OUT)
        if event == "out" and not inside:
            raise CaseError(NOT_IN)
        if event == "absent" and tallies.came(session, hearing, user_id):
            raise CaseError(CAME)
        if event != "in" or not inside:
            session.add(
                Attendance(
                    hearing_id=hearing.id,
                    user_id=user_id,
                    event=event,
                    at=clock.now(),
                    by_id=viewer.user_id,
                )
            )

            if event == "in" and hearing.meeting_id is not None:
                session.get_one(Meeting, hearing.meeting_id).state = "held"

    runtime.step(work)
