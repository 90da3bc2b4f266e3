"""第7条・運用: what of a hearing's seats stays unsaid in a case's steps and events.

Who was asked, declared and answered is told to the secretariat and the decider, and to each person of oneself;
what was thought is told by the pages of the hearing alone, after its closing.
"""

from sqlalchemy import ColumnElement, and_, or_, true

from app.store.models.procedures import Event, WorkItem
from app.store.viewer import Viewer

SEATS = (
    "member_opinion",
    "late_conflict",
    "renewed_declaration",
    "conflict_after_decision",
    "late_tie",
    "challenge",
)
"""Procedures of one seat or person each."""
OF_SEATS = (
    "declare_interest",
    "judge_interest",
    "judge_conflict",
    "judge_renewal",
    "give_opinion",
    "weigh_decision",
    "judge_tie",
    "judge_late_tie",
    "judge_challenge",
)
"""Their steps."""
UNSAID = frozenset({"give_opinion", "declare_tie", "judge_tie", "judge_late_tie", "judge_challenge"})
"""Steps whose answers no list of events tells, whoever reads it."""
MESSAGES = ("seat.ended", "challenge.ended")
KINDS = ("seat_", "interest_", "declaration_", "opinion_", "challenge_")
"""How the kinds of events begin that concern one seat."""


def knows_seats(viewer: Viewer) -> bool:
    """Whether the person is told who was asked and how far each one is."""
    return viewer.is_("secretariat") or viewer.is_("decider")


def step_told(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `WorkItem` under which a step of a visible case is told."""
    if knows_seats(viewer):
        return true()
    own = or_(WorkItem.assignee_id == viewer.user_id, WorkItem.done_by == viewer.user_id)
    return or_(WorkItem.process_id.not_in(SEATS), own)


def event_told(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Event` under which what happened in a visible case is told."""
    if knows_seats(viewer):
        return true()
    of_a_seat = or_(
        Event.node.in_(OF_SEATS),
        and_(Event.kind == "started", Event.node.in_(SEATS)),
        and_(Event.kind == "message", Event.node.in_(MESSAGES)),
        *(Event.kind.startswith(kind, autoescape=True) for kind in KINDS),
    )
    return or_(~of_a_seat, Event.actor_id == viewer.user_id)


def is_unsaid(event: Event) -> bool:
    """Whether answers and reasons of an event are an opinion's, or on an inspector's interest."""
    return event.node in UNSAID or event.kind.startswith("opinion_")
