"""A meeting as a member reads it: when and where, the own items numbered without a gap, and its minutes."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app.cases.hearings.wording import METHODS
from app.store.reading import room, sittings
from app.web.committee.blueprint import blueprint
from app.web.hearings import minutes
from app.web.hearings.words import OUTCOMES
from app.web.runtime import runtime
from app.web.session import required_viewer


@blueprint.get("/committee/meetings/<int:meeting_no>")
def meeting(meeting_no: int) -> ResponseReturnValue:
    """The notice of a meeting; to whoever may read no item of it, an unknown number."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        own = {each.number: each for each in sittings.own_sittings(session, viewer)}
        seated = {each.hearing.number for each in room.places(session, viewer)}
    found = own.get(meeting_no)
    if found is None:
        abort(404)
    return render_template(
        "committee/meeting.html", sitting=found, seated=seated, methods=METHODS, outcomes=OUTCOMES
    )


@blueprint.get("/committee/meetings/<int:meeting_no>/minutes")
def meeting_minutes(meeting_no: int) -> ResponseReturnValue:
    """The minutes of the whole meeting without the items that are shut to the reader."""
    return minutes.sent(meeting_no)
