"""One application: where it stands, who acts next, what happened, letters, fee, decision, certificate; and its receipt."""

from typing import Any

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.cases import withdrawing
from app.cases.unmet import named
from app.cases.views import challenged, visit_letters
from app.cases.views.visit import STATES
from app.formkit import Catalogue
from app.law import decision as law
from app.registry.eras import era_day
from app.store.reading import cases, portal
from app.web.applications import words
from app.web.applications.blueprint import blueprint, own_case
from app.web.applications.portal import validity
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@blueprint.get("/applications/<case_no>")
def show(case_no: str) -> ResponseReturnValue:
    """A case of one's own; any other number answers 404."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        head = own_case(session, viewer, case_no)
        steps = cases.steps(session, viewer, head)
        decided = cases.decision(session, head)
        catalogue = runtime().forms.get(session, head.edition_id).catalogue()
        found: dict[str, Any] = {
            "head": head,
            "next": words.next_acts(head, steps),
            "timeline": words.happened(cases.timeline(session, viewer, head), steps, language()),
            "filings": cases.filings(session, head),
            "documents": cases.documents(session, viewer, head),
            "letters": cases.notices(session, head),
            "deadlines": {row.kind: row for row in cases.deadlines(session, head) if row.met_on is None},
            "fee": cases.fee(session, head),
            "corrections": cases.corrections(session, head),
            "decision": decided[0] if decided is not None else None,
            "visits": visit_letters.of_case(session, head.id),
            "visit_states": STATES,
            "challenges": challenged.of_case(session, head),
            "withdrawable": portal.waits_for(session, head, withdrawing.MESSAGE),
        }
        issued = cases.certificate(session, head) is not None
        held = portal.certificates(session, viewer) if issued else []
    unmet = decided[0].unmet if decided is not None else []
    return render_template(
        "applications/show.html",
        **found,
        titles=lambda keys: [title(key, catalogue) for key in keys],
        unmet=[named(catalogue, key).in_(language()) for key in unmet],
        results=law.RESULTS,
        certificates=[validity(each, clock.today()) for each in held if each.case_no == case_no],
    )


@blueprint.get("/applications/<case_no>/receipt")
def receipt(case_no: str) -> ResponseReturnValue:
    """The receipt of a filing, made to be printed; there is none before the filing."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        head = own_case(session, viewer, case_no)
        if head.arrival_no is None or head.filed_on is None:
            abort(404)
        filings = cases.filings(session, head)
        first = filings[-1]
        return render_template(
            "applications/receipt.html",
            head=head,
            filing=first,
            count=len(cases.item_values(session, first)),
            documents=[
                each for each in cases.documents(session, viewer, head) if _came_with_filing(each.kind)
            ],
            era=era_day,
        )


def _came_with_filing(kind: str) -> bool:
    """Whether a document was filed at the beginning; those of a disclosure item are named after it."""
    return kind in {"proof", "others", "translation", "scan"} or "." in kind


def title(item_id: str, catalogue: Catalogue) -> str:
    """The title of a disclosure item, or its id where an older catalogue named it."""
    item = catalogue.items.get(item_id)
    return item.title.in_(language()) if item is not None else item_id
