"""What every page shows around its content: language, menu, who is signed in, the demo's clock."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask_babel import gettext as _

from app import clock
from app.law import roles
from app.law.appointment import POSTS
from app.store.reading import register
from app.store.viewer import Viewer
from app.web.runtime import runtime
from app.web.session import current_viewer, language, seconds_to, signed_in_until

COMMITTEE = frozenset({"member", "chair"})
"""Who holds no other role has everything that waits on the page of the committee, and needs no inbox beside it."""


def init_app(app: Flask) -> None:
    """Give the values to every template."""
    app.context_processor(_values)


def _values() -> dict[str, Any]:
    viewer, lang = current_viewer(), language()
    return {
        "lang": lang,
        "lang_urls": {code: _here(code) for code in ("ja", "en")},
        "nav": _menu(viewer) if viewer is not None else None,
        "viewer": _who(viewer, lang) if viewer is not None else None,
        "me": viewer,
        "signed_in_until": signed_in_until(),
        "seconds_to": seconds_to,
        "demo": {"now": clock.now(), "url": url_for("demo.clock_page")} if runtime().settings.demo else None,
        "today": clock.today(),
        "search_url": url_for("cases.search"),
        "sign_in_url": url_for("accounts.sign_in"),
        "sign_out_url": url_for("accounts.sign_out"),
    }


def _here(code: str) -> str:
    query = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*query, ('lang', code)])}"


def _who(viewer: Viewer, lang: str) -> dict[str, Any]:
    names = [roles.role(key).name.in_(lang) for key in sorted(viewer.roles - {"chair", "member"})]
    if not COMMITTEE.isdisjoint(viewer.roles):
        # The acting chair's rights are a chair's; the name is not.
        with runtime().db.read() as session:
            post = register.post_of(session, viewer, clock.today())
        if post:
            names.insert(0, POSTS[post].in_(lang))
    if viewer.provider_ids:
        names.append(roles.role("applicant").name.in_(lang))
    return {"name": viewer.name, "role": "・".join(names), "is_staff": viewer.staff}


def _menu(viewer: Viewer) -> list[dict[str, Any]]:
    entries: list[tuple[str, str]] = []
    if viewer.provider_ids:
        entries.append(("applications.index", _("申請")))
    if viewer.is_("member") or viewer.is_("chair"):
        entries.append(("committee.index", _("委員会")))
    if viewer.roles - COMMITTEE:
        entries.append(("inbox.index", _("受信箱")))
    if viewer.staff:
        entries.append(("cases.index", _("案件")))
    if not {"inspector", "reviewer", "decider"}.isdisjoint(viewer.roles):
        entries.append(("visits.index", _("現地調査")))
    if viewer.is_("secretariat"):
        entries.append(("applications.new_posted", _("郵送の申請")))
    if viewer.is_("secretariat") or viewer.is_("decider"):
        entries += [("hearings.index", _("委員会")), ("register.index", _("名簿"))]
    if not roles.APPOINTED.isdisjoint(viewer.roles):
        entries.append(("register.own", _("自分の登録")))
    if viewer.is_("operator"):
        entries.append(("desk.index", _("運用")))
    entries += [("registry.index", _("登録簿")), ("accounts.account", _("アカウント"))]
    return [
        {
            "url": url_for(endpoint),
            "label": label,
            "current": (request.endpoint or "").split(".")[0] == endpoint.split(".")[0],
        }
        for endpoint, label in entries
    ]
