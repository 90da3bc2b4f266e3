"""What was filed: forms A and B by section, in each revision."""

from functools import cache
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from app.formkit import compile_form
from app.store.reading import cases
from app.web.applications.blueprint import blueprint, own_case
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@cache
def _definition() -> dict[str, Any]:
    return {
        "type": "default",
        "id": "applications.filed",
        "components": [
            {
                "type": "disclosure",
                "key": "items",
                "label": "申請書",
                "properties": {
                    "label_en": "Forms",
                    "catalogue": "disclosure",
                    "groups": "*",
                    "mode": "show",
                },
            }
        ],
    }


@blueprint.get("/applications/<case_no>/filed")
def filed(case_no: str) -> ResponseReturnValue:
    """One section of one revision (`?revision=`, `?section=`), the newest and the first if not said."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        head = own_case(session, viewer, case_no)
        filings = cases.filings(session, head)
        if not filings:
            abort(404)
        wished = request.args.get("revision", filings[0].revision, int)
        filing = next((each for each in filings if each.revision == wished), None)
        if filing is None:
            abort(404)
        values = cases.item_values(session, filing)
        library = runtime().forms.get(session, head.edition_id)
    spec = compile_form(_definition(), library.catalogues)
    sheet = spec.bind(context={"disclosure": values}, language=language()).sheets["items"]
    sections = [section for section in sheet.sections if section.items]
    code = request.args.get("section", sections[0].group.code if sections else "")
    sheet.sections = [section for section in sections if section.group.code == code]
    if sections and not sheet.sections:
        abort(404)
    return render_template(
        "applications/filed.html",
        head=head,
        filings=filings,
        filing=filing,
        sections=sections,
        code=code,
        sheet=sheet,
    )
