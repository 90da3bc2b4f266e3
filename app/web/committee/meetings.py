"""A meeting as a member reads it: when and where, the own items numbered without a gap, and its minutes."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.cases.hearings import calendar_file
from app.cases.hearings.wording import METHODS
from app.store.reading import room, sittings
from app.store.reading.sittings import Sitting
from app.store.viewer import Viewer
from app.web.committee.blueprint import blueprint
from app.web.downloads import made
from app.web.hearings import minutes
from app.web.hearings.words import OUTCOMES
from app.web.runtime import runtime
from app.web.session import required_viewer


@blueprint.get("/committee/meetings/<int:meeting_no>")
def meeting(meeting_no: int) -> ResponseReturnValue:
    """The notice of a meeting; to whoever may read no item of it, an unknown number."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = _own(session, viewer, meeting_no)
        seated = {each.hearing.number for each in room.places(session, viewer)}
    return render_template(
        "committee/meeting.html", sitting=found, seated=seated, methods=METHODS, outcomes=OUTCOMES
    )


@blueprint.get("/committee/meetings/<int:meeting_no>/calendar.ics")
def calendar(meeting_no: int) -> ResponseReturnValue:
    """The meeting for one's own calendar, with the place, without a word of any case."""
    with runtime().db.read() as session:
        found = _own(session, required_viewer(), meeting_no)
    text = calendar_file.meeting(
        runtime().settings.base_url,
        found.number,
        found.starts_at,
        place=found.place,
        url=found.url,
        cancelled=found.state == "cancelled",
        sequence=len(found.changes),
    )
    return made(text, f"meeting-{meeting_no}.ics", calendar_file.TYPE)


@blueprint.get("/committee/meetings/<int:meeting_no>/minutes")
def meeting_minutes(meeting_no: int) -> ResponseReturnValue:
    """The minutes of the whole meeting without the items that are shut to the reader."""
    return minutes.sent(meeting_no)


def _own(session: Session, viewer: Viewer, meeting_no: int) -> Sitting:
    """A meeting with an item that the viewer may read; 404 otherwise."""
    for each in sittings.own_sittings(session, viewer):
        if each.number == meeting_no:
            return each
    abort(404)
