"""Before a step is completed whose text may be about another case: the author looks once more, and may go on."""

from flask import render_template, request

from app.cases.errors import Invalid
from app.cases.hearings import other_cases
from app.cases.views import task
from app.law.text import Text
from app.web.runtime import runtime
from app.web.tasks.sent import Sent, keep

NODES = frozenset({"give_opinion", "convene", "edit_question"})
"""Steps in which members and the secretariat write on a hearing in their own words."""
CONFIRMED = "_other_case"
OWN_WORDS = "_own_words"
"""The pages of these steps post it, so that every other completion is spared the question."""


def warned(sent: Sent) -> Text | None:
    """What to point out, unless it was confirmed or nothing was typed here."""
    if OWN_WORDS not in request.form or CONFIRMED in request.form or sent.post.fields is None:
        return None
    with runtime().db.read() as session:
        item = task.found(session, sent.viewer, sent.item_id)[0]
        if item.node not in NODES:
            return None
        typed = [value for name, value in request.form.items(multi=True) if not name.startswith("_")]
        return other_cases.warning(session, sent.viewer, item.case_id, *typed)


def asked(sent: Sent, said: Text) -> str:
    """Keep the draft, and ask on a page of its own; the form's own errors come first."""
    version, form = keep(sent)
    if form is not None and not form.validate():
        raise Invalid(form)
    with runtime().db.read() as session:
        found = task.load(runtime(), session, sent.viewer, sent.item_id)
    return render_template("tasks/other_case.html", task=found, warning=said, version=version)
