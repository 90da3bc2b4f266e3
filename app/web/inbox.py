"""The inbox of staff: what is mine, what my roles can take, what I have done."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases import claiming, editions, search
from app.cases.errors import CaseError, Unknown
from app.law import roles
from app.store.reading import cases, inbox, undelivered, visits
from app.store.reading.inbox import MANY, Tab
from app.store.viewer import Viewer
from app.web import parked
from app.web.filters import either
from app.web.request import row_id
from app.web.runtime import runtime
from app.web.session import here, language, required_viewer

blueprint = Blueprint("inbox", __name__)

MOST_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Chip:
    """A step by which the list can be narrowed."""

    node: str
    name: str
    url: str
    chosen: bool


@blueprint.get("/inbox")
def index() -> ResponseReturnValue:
    """One page of one tab; filters and cursor stand in the address."""
    viewer = required_viewer()
    wish = request.args.get("tab", "")
    query, node = request.args.get("q", "").strip()[:100], request.args.get("step", "")[:60]
    after = _cursor(request.args.get("after", ""), dated=wish != "done")
    with runtime().db.read() as session:
        counts = inbox.counts(session, viewer)
        tab = cast(Tab, wish if wish in {"mine", "group", "done"} else "mine" if counts["mine"] else "group")
        page = inbox.page(
            session,
            viewer,
            tab,
            after=after,
            grams=search.wanted(query),
            node=node if tab != "done" else None,
        )
        missed = undelivered.count(session, viewer)
        chips = _chips(session, viewer, tab, query, node) if tab != "done" else []
        on_site = {} if viewer.staff else visits.own_by_case(session, viewer)
    return render_template(
        "inbox/index.html",
        tab=tab,
        tabs=[
            (key, words, _many(counts.get(key)), url_for("inbox.index", tab=key))
            for key, words in (("mine", _("自分の担当")), ("group", _("自分の組")), ("done", _("完了")))
        ],
        page=page,
        on_site=on_site,
        chips=chips,
        undelivered=missed,
        query=query,
        step=node,
        more=url_for("inbox.index", tab=tab, q=query or None, step=node or None, after=page.next)
        if page.next
        else "",
        first=url_for("inbox.index", tab=tab, q=query or None, step=node or None) if after else "",
        role_names=[roles.role(key).name.in_(language()) for key in sorted(viewer.roles)],
    )


@blueprint.post("/inbox/claim")
def claim_many() -> ResponseReturnValue:
    """Take the chosen steps; says of how many somebody else was faster."""
    viewer = required_viewer()
    chosen = request.form.getlist("item", type=row_id)[:MOST_AT_ONCE]
    taken = 0
    for item_id in chosen:
        try:
            claiming.claim(runtime(), viewer, item_id)
            taken += 1
        except CaseError:
            continue
    if not chosen:
        flash(_("引き受ける作業を選んでください。"), "warning")
    elif taken == len(chosen):
        flash(_("%(n)s件を引き受けました。", n=taken), "success")
    else:
        words = _(
            "%(n)s件を引き受けました。%(rest)s件は、ほかの担当者が先に引き受けたか、担当できません。",
            n=taken,
            rest=len(chosen) - taken,
        )
        flash(words, "warning")
    return redirect(here(), 303)


@blueprint.post("/tasks/<int:item_id>/claim")
def claim(item_id: int) -> ResponseReturnValue:
    """Take one step and stay where one was."""
    claiming.claim(runtime(), required_viewer(), item_id)
    flash(_("引き受けました。"), "success")
    return redirect(_back(item_id), 303)


@blueprint.post("/tasks/<int:item_id>/release")
def release(item_id: int) -> ResponseReturnValue:
    """Give one's own step back to the group."""
    claiming.release(runtime(), required_viewer(), item_id)
    flash(_("担当を外れました。書いた内容は下書きに残っています。"), "success")
    return redirect(_back(item_id), 303)


@blueprint.post("/tasks/<int:item_id>/assign")
def assign(item_id: int) -> ResponseReturnValue:
    """The secretariat gives a step to somebody, with a reason; back to the case, while it may be seen."""
    viewer, to = required_viewer(), request.form.get("to", "")
    # Whether the step is theirs to give comes first: what is wrong with the form tells that there is one.
    claiming.assignable(runtime(), viewer, item_id)
    said, category = _("担当者を決めました。理由は案件の記録に残っています。"), "success"
    try:
        if not to.isdecimal() or len(to) > 9:
            raise CaseError(claiming.NOBODY)
        claiming.assign(runtime(), viewer, item_id, int(to), request.form.get("reason", ""))
    except Unknown:
        raise
    except CaseError as error:
        said, category = error.text.in_(language()), "error"
    flash(said, category)
    with runtime().db.read() as session:
        head = cases.of_item(session, viewer, item_id)
    where = url_for("cases.show", case_no=head.case_no) if head is not None else url_for("inbox.index")
    return redirect(where, 303)


def _cursor(text: str, *, dated: bool) -> str | None:
    """A cursor of our own making, which carries a day but in the tab of what is done; None for anything else."""
    day, dot, number = text.rpartition(".")
    if bool(dot) != dated or not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    try:
        return text if not dated or date.fromisoformat(day) else None
    except ValueError:
        return None


def _back(item_id: int) -> str:
    came_from = here()
    return came_from if came_from != "/" else url_for("tasks.show", item_id=item_id)


def _many(count: int | None) -> str:
    if count is None:
        return ""
    return f"{MANY}+" if count > MANY else str(count)


def _chips(session: Session, viewer: Viewer, tab: str, query: str, node: str) -> list[Chip]:
    """The steps of the viewer's roles in the edition in force: from its diagrams, never from the rows."""
    try:
        edition = editions.current(session, clock.today())
    except LookupError:
        return []
    found = {}
    for diagram in runtime().engine.library(session, edition.id).diagrams.values():
        for task in diagram.user_tasks():
            role = roles.role_of_lane(task.lane)
            if role is not None and role.key in viewer.roles:
                found[task.id] = either(task.name, task.name_en)
    if node and node not in found:
        found[node] = node
    return [
        Chip(
            key,
            name,
            url_for("inbox.index", tab=tab, q=query or None, step=None if key == node else key),
            key == node,
        )
        for key, name in found.items()
    ]


parked.PAGES["inbox.assign"] = parked.Page("cases.show", parked.anybody, named="case_no")
