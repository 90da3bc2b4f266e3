"""The one table of permissions: endpoint → who may call it. What is not listed answers 403."""

from collections.abc import Callable

from flask import Flask, abort, request
from flask.typing import ResponseReturnValue

from app.law.roles import APPOINTED
from app.store.viewer import Viewer
from app.web.session import current_viewer, unauthorized

Guard = Callable[[Viewer | None], bool]


def anyone(viewer: Viewer | None) -> bool:
    """The public."""
    return True


def signed_in(viewer: Viewer | None) -> bool:
    """Anybody with an account."""
    return viewer is not None


def staff(viewer: Viewer | None) -> bool:
    """People of the certification body."""
    return viewer is not None and viewer.staff


def holder(viewer: Viewer | None) -> bool:
    """Whoever holds a role, of the body or by appointment: the steps that wait for it are theirs."""
    return viewer is not None and bool(viewer.roles)


def member(viewer: Viewer | None) -> bool:
    """Members of the committee, and whoever presides over a hearing; which hearing is decided per row."""
    return viewer is not None and (viewer.is_("member") or viewer.is_("chair"))


def party(viewer: Viewer | None) -> bool:
    """People who act for a provider."""
    return viewer is not None and bool(viewer.provider_ids)


def secretariat(viewer: Viewer | None) -> bool:
    """The secretariat."""
    return viewer is not None and viewer.is_("secretariat")


def committee_office(viewer: Viewer | None) -> bool:
    """Who runs hearings: the secretariat and the deciders."""
    return viewer is not None and (viewer.is_("secretariat") or viewer.is_("decider"))


def operator(viewer: Viewer | None) -> bool:
    """System operators; they see failures and messages, never the content of a case."""
    return viewer is not None and viewer.is_("operator")


def register_reader(viewer: Viewer | None) -> bool:
    """Who reads the register of members and inspectors: the secretariat keeps it, deciders look in."""
    return viewer is not None and (viewer.is_("secretariat") or viewer.is_("decider"))


def registered(viewer: Viewer | None) -> bool:
    """Members and inspectors of today."""
    return viewer is not None and not APPOINTED.isdisjoint(viewer.roles)


def visit_reader(viewer: Viewer | None) -> bool:
    """Inspectors, and who reviews or decides: which visits they read is decided per row."""
    return viewer is not None and not {"inspector", "reviewer", "decider"}.isdisjoint(viewer.roles)


def reviewer(viewer: Viewer | None) -> bool:
    """Reviewers; which cases is decided per row."""
    return viewer is not None and viewer.is_("reviewer")


def mail_desk(viewer: Viewer | None) -> bool:
    """Who enters letters of providers: the secretariat, and who reviews; which cases is decided per row."""
    return viewer is not None and (viewer.is_("secretariat") or viewer.is_("reviewer"))


def inspector(viewer: Viewer | None) -> bool:
    """Inspectors, while their appointment runs: on whose team they are is decided per row."""
    return viewer is not None and viewer.is_("inspector")


def interest_teller(viewer: Viewer | None) -> bool:
    """Who notes standing interests: each their own, the secretariat those of all."""
    return registered(viewer) or secretariat(viewer)


# Which rows a person sees is decided in app.store.reading and app.cases.rights; this table decides the doors.
GUARDS: dict[str, Guard] = {
    "static": anyone,
    "home.index": anyone,
    "applications.index": party,
    "applications.new": party,
    "applications.show": party,
    "applications.filed": party,
    "applications.receipt": party,
    "applications.withdraw": party,
    "applications.challenges": party,
    "applications.visit": party,
    "applications.visit_request": party,
    "applications.new_posted": secretariat,
    # The blueprint itself answers 404 to everybody outside the demo.
    "demo.clock_page": anyone,
    "demo.mail_list": anyone,
    "demo.mail": anyone,
    "desk.index": operator,
    "desk.outbox_retry": operator,
    "desk.mail_send_again": operator,
    "desk.mail_settle": operator,
    "desk.message_retry": operator,
    "desk.timers_retry": operator,
    "desk.incident_resolve": operator,
    "desk.incident_retry": operator,
    "instances.index": operator,
    "instances.show": operator,
    "instances.move": operator,
    "instances.take_out": operator,
    "instances.ask": operator,
    "instances.cancel": operator,
    "instances.resume": operator,
    "instances.carry_over": operator,
    "instances.undo": operator,
    "inbox.index": holder,
    "inbox.claim": holder,
    "inbox.claim_many": holder,
    "inbox.release": holder,
    "inbox.assign": secretariat,
    "cases.index": staff,
    "cases.show": staff,
    "cases.search": staff,
    "committee.index": member,
    "committee.seat": member,
    "committee.keep_notes": member,
    "committee.ask": member,
    "committee.recuse": member,
    "committee.receipt": member,
    "committee.ask_meeting": member,
    "committee.meeting": member,
    "committee.calendar": member,
    "committee.meeting_minutes": member,
    "committee.chair": member,
    "committee.confirm_minutes": member,
    "committee.nudge": member,
    "committee.close": member,
    # A party's own steps and files too: which ones is decided per row.
    "tasks.show": signed_in,
    "tasks.post": signed_in,
    "tasks.done": signed_in,
    "tasks.diagram": signed_in,
    "tasks.file": signed_in,
    "tasks.entered": signed_in,
    "tasks.preview_page": signed_in,
    "tasks.export_items": signed_in,
    "tasks.import_items": signed_in,
    "tasks.prefill": signed_in,
    "documents.show": signed_in,
    "hearings.index": committee_office,
    "hearings.notice": secretariat,
    "hearings.convene": secretariat,
    "hearings.show": committee_office,
    "hearings.matrix": committee_office,
    "hearings.remind_all": secretariat,
    "hearings.meeting": committee_office,
    "hearings.meetings": committee_office,
    "hearings.move_meeting": secretariat,
    "hearings.call_off": secretariat,
    "hearings.honorarium": secretariat,
    "hearings.honorarium_csv": secretariat,
    "hearings.meeting_minutes": committee_office,
    "hearings.add": secretariat,
    "hearings.succeed": secretariat,
    "hearings.undelivered": secretariat,
    "hearings.undelivered_settle": secretariat,
    "hearings.attend": committee_office,
    "hearings.remind": secretariat,
    "hearings.report": secretariat,
    "hearings.strike": committee_office,
    "visits.index": visit_reader,
    "visits.show": visit_reader,
    "visits.file": visit_reader,
    "visits.small": visit_reader,
    "visits.invoice": visit_reader,
    "visits.change": visit_reader,
    "visits.hand_over": reviewer,
    "visits.add_inspector": reviewer,
    "visits.letter": mail_desk,
    # The script itself; a device asks for it again also when nobody is signed in.
    "visits.worker": anyone,
    "visits.state": inspector,
    "visits.note": inspector,
    "visits.addendum": inspector,
    "visits.settle": inspector,
    "visits.ops": inspector,
    "visits.journal": visit_reader,
    "visits.checklist": visit_reader,
    "visits.bring": inspector,
    "visits.add": inspector,
    "visits.offset": inspector,
    "visits.piece": inspector,
    "visits.finish": inspector,
    "health.healthz": anyone,
    "health.readyz": anyone,
    "register.index": register_reader,
    "register.show": register_reader,
    "register.new": secretariat,
    "register.invite": secretariat,
    "register.appoint": secretariat,
    "register.change": secretariat,
    "register.end": secretariat,
    "register.own": registered,
    "register.interest_add": interest_teller,
    "register.interest_end": interest_teller,
    "registry.index": anyone,
    "registry.service": anyone,
    "registry.history": anyone,
    "registry.compare": anyone,
    "registry.as_json": anyone,
    "registry.as_csv": anyone,
    "registry.verify_form": anyone,
    "registry.verify": anyone,
    "accounts.sign_in": anyone,
    "accounts.sign_out": anyone,
    "accounts.register": anyone,
    "accounts.forgot": anyone,
    # The secret in these addresses is the right to open them.
    "accounts.verify_email": anyone,
    "accounts.reset": anyone,
    "accounts.invitation": anyone,
    "accounts.join": anyone,
    "accounts.language": anyone,
    # Staff set up their second factor before they are let in; the view asks for the password given.
    "accounts.totp_setup": anyone,
    "accounts.account": signed_in,
    "accounts.session_left": signed_in,
    "accounts.session_go_on": signed_in,
    "accounts.password": signed_in,
    "accounts.sign_out_everywhere": signed_in,
    "accounts.tokens": signed_in,
    # Only one's own: the row is looked for with the person's id.
    "accounts.token_revoke": signed_in,
    "accounts.totp_remove": signed_in,
    # Newcomers and the secretariat need a provider's pages too; the views ask for membership.
    "accounts.provider_new": signed_in,
    "accounts.members": signed_in,
    "accounts.member_end": signed_in,
    "accounts.member_owner": signed_in,
    "accounts.invitation_withdraw": signed_in,
}


def init_app(app: Flask) -> None:
    """Check every request against the table, before anything else is done."""
    app.before_request(_check)


def _check() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # no such path: the 404 page answers
    guard = GUARDS.get(request.endpoint)
    if guard is None:
        abort(403)
    viewer = current_viewer()
    if guard(viewer):
        return None
    if viewer is None:
        return unauthorized()
    abort(403)
