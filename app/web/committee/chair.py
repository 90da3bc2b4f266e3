"""The presiding member's page: who is how far, the quorum, and closing; after it the opinions side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.hearings import addenda, closing, concerns, reminders, tallies
from app.cases.hearings import opinions as hearing_opinions
from app.cases.views import opinions
from app.law import committee
from app.law.acknowledgement import OUTDATED
from app.store.reading import presiding, room
from app.store.reading.presiding import Progress
from app.store.reading.room import Place
from app.store.viewer import Viewer
from app.web import parked
from app.web.committee.blueprint import blueprint
from app.web.runtime import runtime
from app.web.session import language, required_viewer


@dataclass(frozen=True, slots=True)
class Quorum:
    """The arithmetic so far, as a closing now would have it.

    `present` are those who gave an opinion that counts, and who sit `silent` in the room; not those who `left`.
    `standing` of them have an interest found late and count for the majority alone.
    """

    eligible: int
    undeclared: int
    present: int
    given: int
    silent: int
    left: int
    needed: int
    standing: int = 0

    @property
    def lacking(self) -> int:
        """How many members are still missing for the quorum."""
        return max(0, self.needed - (self.present - self.standing))


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a closing that was refused or had to wait, and why it was refused."""

    reason: str = ""
    acknowledged: tuple[str, ...] = ()
    complaint: str = ""


@blueprint.get("/committee/<hearing_no>/chair")
def chair(hearing_no: str) -> ResponseReturnValue:
    """For whoever presides over the hearing, once declared; to others it is an unknown number."""
    viewer = required_viewer()
    with runtime().db.read() as session:
        if room.presides_undeclared(session, viewer, hearing_no):
            flash(
                _("先に利害関係を申告してください。申告して確かめられると、議長のページが開きます。"), "info"
            )
            return redirect(url_for("committee.seat", hearing_no=hearing_no), 303)
        return _page(session, viewer, hearing_no)


@blueprint.post("/committee/<hearing_no>/chair/nudge")
def nudge(hearing_no: str) -> ResponseReturnValue:
    """Remind whoever has not declared or given an opinion."""
    _required(hearing_no)
    try:
        reminders.nudge(runtime(), required_viewer(), hearing_no)
    except Unknown:
        raise
    except CaseError as error:
        flash(error.text.in_(language()), "warning")
    else:
        flash(_("まだの委員に、お知らせのメールを送ります。"), "success")
    return redirect(url_for("committee.chair", hearing_no=hearing_no), 303)


@blueprint.post("/committee/<hearing_no>/chair/close")
def close(hearing_no: str) -> ResponseReturnValue:
    """Close the hearing; early or below the quorum only with a reason, and with each list that is open seen."""
    _required(hearing_no)
    reason, seen = request.form.get("reason", "").strip(), request.form.getlist("acknowledged")
    try:
        closing.close(runtime(), required_viewer(), hearing_no, reason, seen)
    except Unknown:
        raise
    except CaseError as error:
        with runtime().db.read() as session:
            return _page(session, required_viewer(), hearing_no, error.text.in_(language())), 422
    flash(_("締め切りました。"), "success")
    return redirect(url_for("committee.chair", hearing_no=hearing_no), 303)


def _required(hearing_no: str) -> None:
    with runtime().db.read() as session:
        _presided(session, required_viewer(), hearing_no)


def _presided(session: Session, viewer: Viewer, hearing_no: str) -> Place:
    found = presiding.presided(session, viewer, hearing_no)
    if found is None:
        raise Unknown(UNKNOWN)
    return found


def _may(session: Session, viewer: Viewer, args: Mapping[str, Any]) -> object:
    return _presided(session, viewer, args["hearing_no"])


parked.PAGES["committee.close"] = parked.Page("committee.chair", _may)


def _page(session: Session, viewer: Viewer, hearing_no: str, complaint: str = "") -> str:
    kept = parked.typed(url_for("committee.close", hearing_no=hearing_no))
    typed = Typed(kept.get("reason", ""), tuple(kept.getlist("acknowledged")), complaint)
    place = _presided(session, viewer, hearing_no)
    head = place.head
    assert head is not None, "who presides may see the case"
    rows = presiding.progress(session, place)
    quorum = _quorum(session, place, rows)
    given = room.given(session, place)
    open_lists = concerns.of(session, place.hearing) if place.hearing.state == "open" else []
    return render_template(
        "committee/chair.html",
        place=place,
        head=head,
        rows=rows,
        quorum=quorum,
        concerns=open_lists,
        outdated=[ref for each in open_lists if each.key == OUTDATED for ref in each.refs],
        waiting_for=sum(_silent(row) for row in rows if row.seat.id != place.seat.id),
        early=clock.now() < place.hearing.due_at and not hearing_opinions.all_in(session, place.hearing),
        closes=typed,
        complaint=complaint,
        closing=room.closing(session, place),
        rulings=room.rulings(session, place),
        steps=presiding.chair_steps(session, place),
        given=given,
        compared=opinions.compared(
            [each.opinion for each in given], opinions.titles(runtime(), session, head)
        ),
        minutes=room.minutes(session, place),
        addenda=room.addenda(session, place),
        adding=addenda.asked(session, place.hearing) is not None,
    )


def _quorum(session: Session, place: Place, rows: list[Progress]) -> Quorum:
    """The arithmetic that the server would close with now."""
    hearing = place.hearing
    found, rules = tallies.tally(session, hearing), committee.rule_set(hearing.rule_set)
    gone = tallies.left(session, hearing) if rules.word(committee.LEFT) == "not_present" else set()
    given = sum(found.counts.values())
    return Quorum(
        found.eligible,
        sum(row.seat.state in (room.DECLARING, room.JUDGED) for row in rows),
        found.present,
        given,
        found.present - given,
        sum(row.seat.id in gone and row.seat.state == room.OPEN for row in rows),
        found.needed,
        found.standing,
    )


def _silent(row: Progress) -> bool:
    return row.seat.state == room.DECLARING or (row.seat.state == room.OPEN and row.given_at is None)
