"""The public registry: list, entry, history, comparison, verification, and both exports (第11条).

Whatever is public comes from `app.registry.queries`; no case and no filing is read here.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app import clock
from app.law.certificate import is_valid
from app.registry import presentation, queries
from app.registry.queries import Criteria, Entry, Stamp
from app.web.runtime import runtime
from app.web.session import language

blueprint = Blueprint("registry", __name__)

MAX_QUERY = 100
MAX_CHOSEN = 50


@blueprint.get("/registry")
def index() -> ResponseReturnValue:
    """The list with search, filters, order and pages."""
    criteria = _criteria()
    with runtime().db.read() as session:
        page = queries.listed(session, criteria, clock.today())
        tray = queries.compared(session, _numbers(), clock.today())
    kept = [entry.no for entry in tray.entries]
    return _page(
        "index",
        criteria=criteria,
        page=page,
        tray=tray.entries,
        sorts=queries.SORTS,
        full=len(kept) >= queries.MOST_COMPARED,
        facts=presentation.first_facts,
        link=lambda **changed: _address(criteria, kept, **changed),
        without=lambda key, value: _address(criteria, kept, chosen=_less(criteria, key, value)),
        untrayed=lambda no: _address(criteria, [each for each in kept if each != no]),
        export=lambda endpoint: url_for(endpoint, **_query(criteria)),
    )


@blueprint.get("/registry/<no>")
def service(no: str) -> ResponseReturnValue:
    """One certified service: state of today, validity, disclosures."""
    entry = _find(no)
    if not isinstance(entry, Entry):
        return entry
    if entry.content is None:
        return redirect(url_for("registry.verify", no=entry.no), 302)
    return _page("service", entry=entry, mark=_mark(entry), verify_url=_verify_url(entry.no))


@blueprint.get("/registry/<no>/history")
def history(no: str) -> ResponseReturnValue:
    """Every publication of an entry, and what each changed."""
    entry = _find(no)
    if not isinstance(entry, Entry):
        return entry
    with runtime().db.read() as session:
        versions = queries.history(session, entry.no, clock.today())
    return _page("history", entry=entry, versions=versions)


@blueprint.get("/verify")
def verify_form() -> ResponseReturnValue:
    """Where a number is typed in; with `?no=` the way to its page."""
    typed = queries.normal_number(request.args.get("no", "")[:MAX_QUERY])
    if typed and "/" not in typed:
        return redirect(url_for("registry.verify", no=typed), 303)
    return _page("verify_form")


@blueprint.get("/verify/<no>")
def verify(no: str) -> ResponseReturnValue:
    """How a certificate stands today, in one sentence; answers for every number that was ever given."""
    entry = _find(no)
    return entry if not isinstance(entry, Entry) else _page("verify", entry=entry, mark=_mark(entry))


@blueprint.get("/compare")
def compare() -> ResponseReturnValue:
    """Up to four services side by side."""
    with runtime().db.read() as session:
        found = queries.compared(session, _numbers(), clock.today())
    kept = [entry.no for entry in found.entries]
    only = request.args.get("differences") == "1"
    return _page(
        "compare",
        found=found,
        only=only,
        toggled=url_for("registry.compare", no=kept, differences=None if only else "1"),
        without=lambda no: url_for("registry.compare", no=[each for each in kept if each != no]),
        more=url_for("registry.index", no=kept),
    )


@blueprint.get("/registry.json")
def as_json() -> ResponseReturnValue:
    """The registry as `{schema, generated_at, services}`; the filters of the list apply."""
    criteria, today, database = _criteria(), clock.today(), runtime().db
    with database.read() as session:
        response = _unchanged(queries.stamp(session), "json")
    if response:
        return response
    head = {"schema": presentation.JSON_SCHEMA, "generated_at": clock.now().isoformat()}
    address = url_for("registry.service", no="NUMBER", _external=False)
    base = runtime().settings.base_url + address

    def lines() -> Iterator[str]:
        yield json.dumps(head, ensure_ascii=False)[:-1] + ', "services": ['
        with database.read() as session:
            for index, entry in enumerate(queries.export(session, criteria, today)):
                told = presentation.as_json(entry, base.replace("NUMBER", entry.no))
                yield (",\n" if index else "\n") + json.dumps(told, ensure_ascii=False)
        yield "\n]}\n"

    return _marked(Response(lines(), content_type="application/json; charset=utf-8"), "json")


@blueprint.get("/registry.csv")
def as_csv() -> ResponseReturnValue:
    """The registry for a spreadsheet: a row a service, a column an item."""
    criteria, today, database, said = _criteria(), clock.today(), runtime().db, language()
    with database.read() as session:
        response = _unchanged(queries.stamp(session), f"csv {said}")
        if response:
            return response
        entries = [(entry, _entry_url(entry.no)) for entry in queries.export(session, criteria, today)]
    made = Response(presentation.csv_lines(entries, said), content_type="text/csv; charset=utf-8")
    made.headers["Content-Disposition"] = f'attachment; filename="registry-{today:%Y%m%d}.csv"'
    return _marked(made, f"csv {said}")


@blueprint.after_request
def _cache(response: Response) -> Response:
    """Readers ask again each time: a revocation must show at once. Shared caches keep the exports only."""
    shared = request.endpoint in {"registry.as_json", "registry.as_csv"}
    response.headers["Cache-Control"] = "public, no-cache" if shared else "private, no-cache"
    if request.endpoint == "registry.as_csv":
        response.vary.add("Cookie")
    return response


def _page(name: str, status: int = 200, **words: Any) -> Response:
    said = language()
    return make_response(
        render_template(
            f"registry/{name}.html",
            shown=lambda item: presentation.shown(item, said),
            day=presentation.iso_day,
            plain=lambda text: presentation.plain_day(text, said),
            withheld=presentation.WITHHELD,
            disclaimer=presentation.DISCLAIMER,
            ended=presentation.ENDED,
            acts=presentation.ACTS,
            fields=presentation.FIELDS,
            tone=presentation.tone,
            **words,
        ),
        status,
    )


def _find(no: str) -> Entry | ResponseReturnValue:
    """The entry of a number; for another spelling the way to it, for an unknown number a page that helps."""
    plain = queries.normal_number(no)
    with runtime().db.read() as session:
        entry = queries.one(session, plain, clock.today())
    if entry is None:
        return _page("unknown", 404, no=no[:MAX_QUERY], well_formed=is_valid(plain))
    if plain != no:
        return redirect(url_for(request.endpoint or "registry.verify", no=plain), 302)
    return entry


def _criteria() -> Criteria:
    args = request.args
    chosen = {
        key: tuple(dict.fromkeys(value for value in args.getlist(key)[:MAX_CHOSEN] if value))
        for key in queries.FILTERS
    }
    return Criteria(
        q=" ".join(args.get("q", "")[:MAX_QUERY].split()),
        chosen={key: values for key, values in chosen.items() if values},
        sort=args.get("sort", "") if args.get("sort", "") in queries.SORTS else "standard",
        after=args.get("after", "")[:500],
        before=args.get("before", "")[:500],
    )


def _numbers() -> list[str]:
    return [no[:20] for no in request.args.getlist("no")[:20]]


def _query(criteria: Criteria) -> dict[str, Any]:
    """The criteria as they stand in an address, without the page."""
    sort = criteria.sort if criteria.sort != "standard" else None
    return {"q": criteria.q or None, "sort": sort} | {
        key: list(values) for key, values in criteria.chosen.items()
    }


def _address(criteria: Criteria, tray: Sequence[str], **changed: Any) -> str:
    """The address of the list with something changed; `chosen` replaces all filters."""
    query = _query(criteria) | {"no": list(tray)}
    if "chosen" in changed:
        query = {key: value for key, value in query.items() if key not in queries.FILTERS}
        query |= changed.pop("chosen")
    return url_for("registry.index", **(query | changed))


def _less(criteria: Criteria, key: str, value: str) -> dict[str, list[str]]:
    return {
        name: kept
        for name, values in criteria.chosen.items()
        if (kept := [each for each in values if (name, each) != (key, value)])
    }


def _entry_url(no: str) -> str:
    return runtime().settings.base_url + url_for("registry.service", no=no)


def _verify_url(no: str) -> str:
    return runtime().settings.base_url + url_for("registry.verify", no=no)


def _mark(entry: Entry) -> Markup | None:
    """The mark, only while it may be used (第10条第1項)."""
    # Our own drawing; the number in it is escaped.
    return Markup(presentation.mark_svg(entry.no)) if entry.standing.live else None  # noqa: S704


def _unchanged(stamp: Stamp, kind: str) -> Response | None:
    """304 where the reader holds what would be sent; the state of today is part of it."""
    request.environ["nintei.stamp"] = stamp
    if request.if_none_match.contains_weak(_tag(stamp, kind)):
        return _marked(Response(status=304), kind)
    return None


def _marked(response: Response, kind: str) -> Response:
    stamp: Stamp = request.environ["nintei.stamp"]
    response.set_etag(_tag(stamp, kind), weak=True)
    response.last_modified = stamp.changed_at
    return response


def _tag(stamp: Stamp, kind: str) -> str:
    asked = f"{stamp.mark} {clock.today()} {kind} {request.query_string.decode('latin-1')}"
    return hashlib.sha256(asked.encode()).hexdigest()[:32]
