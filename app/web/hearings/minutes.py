"""The minutes of a whole meeting as a file, for whoever may read an item of it; each reading is on record."""

from flask import Response, abort

from app.cases import accesses
from app.cases.hearings import sitting_minutes
from app.store.reading import cases
from app.web.downloads import made
from app.web.runtime import runtime
from app.web.session import required_viewer

PDF = "application/pdf"


def sent(meeting_no: int) -> Response:
    """The reader's own edition; 404 where there is none (yet), as for a number that no meeting has."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        found = sitting_minutes.edition(session, viewer, meeting_no)
        if found is None:
            abort(404)
        sitting, data = found
        told = dict.fromkeys(each.case_no for each in (*sitting.items, *sitting.reports))
        heads = [cases.find(session, viewer, case_no) for case_no in told]
    for head in heads:
        if head is not None:
            accesses.note(runtime(), viewer, head, f"minutes of meeting {meeting_no}")
    return made(sitting_minutes.file(data), sitting_minutes.named(viewer, meeting_no), PDF)
