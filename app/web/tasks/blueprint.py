"""The blueprint, and the way to a case for staff and for a party."""

from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from app.law import roles
from app.store.reading import visits
from app.store.reading.cases import Head
from app.store.viewer import Viewer
from app.web import stages
from app.web.runtime import runtime
from app.web.session import current_viewer
from app.web.shell import COMMITTEE

blueprint = Blueprint("tasks", __name__)


def case_url(head: Head, viewer: Viewer | None = None) -> str:
    """The page of a case: the file for staff, the portal's page for its own provider, the room of whoever else."""
    viewer = viewer or current_viewer()
    if viewer is None or viewer.staff:
        return url_for("cases.show", case_no=head.case_no)
    if head.provider_id in viewer.provider_ids:
        return url_for("applications.show", case_no=head.case_no)
    # Committee and inspectors read a case in their own rooms.
    if viewer.is_("inspector"):
        with runtime().db.read() as session:
            number = visits.own(session, viewer, head.id)
        if number is not None:
            return url_for("visits.show", number=number)
    return work_list()["url"]


def work_list() -> dict[str, str]:
    """Where the reader's work is listed, and the words of a link that leads back there."""
    viewer = current_viewer()
    if viewer is not None and viewer.roles and viewer.roles <= COMMITTEE:
        return {"url": url_for("committee.index"), "name": _("委員会"), "back": _("委員会の画面に戻る")}
    if viewer is not None and viewer.roles:
        return {"url": url_for("inbox.index"), "name": _("受信箱"), "back": _("受信箱に戻る")}
    return {
        "url": url_for("applications.index"),
        "name": _("申請と認定"),
        "back": _("申請の一覧に戻る"),
    }


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {
        "stage_word": stages.word,
        "stage_tone": stages.tone,
        "stage_bar": stages.bar,
        "case_url": case_url,
        "work_list": work_list,
        "is_party": lambda role: role in roles.PARTY,
    }
