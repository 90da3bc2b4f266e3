"""The public registry for programs: what its pages show, no token needed."""

from typing import Any

from flask import Blueprint, Response, jsonify

from app import clock
from app.api import reading
from app.api.problems import Problem
from app.api.runtime import runtime
from app.registry import presentation, queries
from app.registry.queries import Criteria

blueprint = Blueprint("registry", __name__)

MAX_TEXT = 100


@blueprint.get("/registry")
def index() -> Response:
    """A page of certified services; the filters are those of the public list."""
    known = ("q", "sort", "cursor", *queries.FILTERS)
    values = reading.filters(known)
    criteria = Criteria(
        q=values.get("q", "")[:MAX_TEXT],
        chosen={key: (values[key][:MAX_TEXT],) for key in queries.FILTERS if values.get(key)},
        sort=values.get("sort", "standard") if values.get("sort") in queries.SORTS else "standard",
        after=values.get("cursor", "")[:500],
    )
    with runtime().db.read() as session:
        page = queries.listed(session, criteria, clock.today())
    return jsonify(
        {
            "services": [_line(row) for row in page.rows],
            "total": page.total,
            "next": page.next or None,
        }
    )


@blueprint.get("/registry/<no>")
def show(no: str) -> Response:
    """One certified service with its disclosures; 404 for what was never published."""
    plain = queries.normal_number(no)
    with runtime().db.read() as session:
        entry = queries.one(session, plain, clock.today())
    if entry is None or entry.content is None:
        raise Problem("not-found")
    return jsonify(presentation.as_json(entry, _page(plain)))


def _line(row: Any) -> dict[str, Any]:
    return {
        "certificate_no": row.no,
        "service_name": row.card["service"],
        "provider": row.card["provider"],
        "certified_on": row.card["certified_on"],
        "valid_until": row.card["valid_until"],
        "status": {
            "code": row.standing.kind,
            "since": row.standing.since.isoformat(),
            "ja": row.standing.sentence.ja,
            "en": row.standing.sentence.en,
        },
        "url": _page(row.no),
    }


def _page(no: str) -> str:
    """The public page of an entry, which lies outside this application."""
    return f"{runtime().settings.base_url}/registry/{no}"
