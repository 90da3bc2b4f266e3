"""The case file for staff, the list of cases, and the search of the header."""

from collections.abc import Sequence

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from app import clock
from app.cases import search as grams
from app.cases.views import casefile
from app.cases.views.casefile import Wish
from app.registry import queries
from app.registry.listing import Row
from app.registry.queries import Criteria, normal_number
from app.store.reading import cases, lookup
from app.store.reading.cases import Head
from app.web import stages
from app.web.request import row_id
from app.web.runtime import runtime
from app.web.session import required_viewer

blueprint = Blueprint("cases", __name__)

MAX_QUERY = 100
FOUND = 20


@blueprint.context_processor
def _words() -> dict[str, object]:
    return {"stage_word": stages.word, "stage_tone": stages.tone, "stage_bar": stages.bar}


@blueprint.get("/cases")
def index() -> ResponseReturnValue:
    """The cases that the reader may see, the newest first."""
    viewer = required_viewer()
    query = request.args.get("q", "").strip()[:MAX_QUERY]
    only_open = request.args.get("open", "1" if not query else "") == "1"
    before = request.args.get("before", type=row_id)
    with runtime().db.read() as session:
        rows, following = cases.listed(
            session, viewer, grams=grams.wanted(query), before=before, only_open=only_open
        )

    def link(**changed: object) -> str:
        kept: dict[str, object] = {"q": query or None, "open": "1" if only_open else "0"}
        return url_for("cases.index", **{**kept, **changed})  # type: ignore[arg-type]

    return render_template(
        "cases/index.html",
        rows=rows,
        query=query,
        only_open=only_open,
        link=link,
        more=link(before=following) if following else "",
        first=link() if before else "",
    )


@blueprint.get("/cases/<case_no>")
def show(case_no: str) -> ResponseReturnValue:
    """One case; a number that the reader may not see answers like one that does not exist."""
    viewer = required_viewer()
    tab = request.args.get("tab", "timeline")
    with runtime().db.read() as session:
        head = cases.find(session, viewer, case_no)
        if head is None or tab not in casefile.TABS:
            abort(404)
        wish = Wish(
            request.args.get("section", "")[:20],
            request.args.get("revision", type=row_id),
            request.args.get("process", "")[:60],
        )
        found = casefile.assembled(runtime(), session, viewer, head, tab, wish)
    if tab == "filing" and found["filings"] and found["shown"] is None:
        abort(404)
    # Drawn by our own renderer from a diagram that was published: every text in it is escaped there.
    svg = Markup(found.pop("svg", None) or "")  # noqa: S704
    return render_template("cases/show.html", tab=tab, tabs=_tabs(case_no), svg=svg, now=clock.now(), **found)


def _tabs(case_no: str) -> list[tuple[str, str, str]]:
    words = {
        "timeline": _("経過"),
        "filing": _("申請内容"),
        "review": _("審査"),
        "documents": _("文書と通知"),
        "diagram": _("工程図"),
        "record": _("記録"),
        "handover": _("引継書"),
    }
    return [(key, words[key], url_for("cases.show", case_no=case_no, tab=key)) for key in casefile.TABS]


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """Cases and published services by number, service or provider."""
    viewer = required_viewer()
    query = request.args.get("q", "").strip()[:MAX_QUERY]
    rows: list[Head] = []
    exact: list[Head] = []
    services: Sequence[Row] = ()
    if query:
        with runtime().db.read() as session:
            numbers = lookup.cases_with(session, viewer, normal_number(query).upper())
            exact = [head for no in numbers if (head := cases.find(session, viewer, no)) is not None]
            listed, _next = cases.listed(session, viewer, grams=grams.wanted(query), size=FOUND)
            rows = [head for head in listed if head.case_no not in numbers]
            services = queries.listed(session, Criteria(q=query), clock.today()).rows[:FOUND]
    return render_template(
        "cases/search.html", query=query, search_q=query, rows=exact + rows, services=services
    )
