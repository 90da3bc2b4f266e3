"""Which cases a viewer may see (第7条・第20条).

Their own provider's, those they hold or held a step in, all for deciders, and for a committee member those of an
eligible seat. An interest shuts a case to the person in every role.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, false, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app import clock
from app.law import roles
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.procedures import WorkItem, WorkItemExclusion
from app.store.models.visits import Visit, VisitMember
from app.store.viewer import Viewer

CaseId = InstrumentedAttribute[int] | InstrumentedAttribute[int | None] | ColumnElement[int]

AFTER_DELIVERY = timedelta(days=30)
"""How long a member can still read a case after the committee's opinion was delivered (運用), and an inspector the
record of a visit after its case has ended."""
NOT_BY_STEPS = sorted(roles.PARTY | roles.APPOINTED)
"""Whose steps give no sight of their case: memberships, seats and visits give it, and end."""
DECLARING = frozenset({"declare_interest", "declare_tie"})
"""Steps in which a person declares an interest: done without seeing the case."""


HANDED_OVER = frozenset({"rule_tie", "approve_minutes", "record_visit", "write_report", "settle_objections"})
"""Steps of one person, by office, that another one takes over: of the presiding member and of a visit's lead."""
SHUT = ("judging", "paused", "left_out", "excluded")
"""States of an inspector to whom the case of the visit is shut, in whatever role."""
SEPARATE = ("reviewer", "decider")
"""Roles whose steps nobody does in a case in whose hearing the person was seated (第7条, X21)."""


def seated(person: ColumnElement[int] | InstrumentedAttribute[int], case_id: CaseId) -> ColumnElement[bool]:
    """The condition under which a person was ever asked for an opinion on a case."""
    return exists().where(Seat.user_id == person, Seat.case_id == case_id).correlate_except(Seat)


def separated(
    person: ColumnElement[int] | InstrumentedAttribute[int],
) -> ColumnElement[bool]:
    """The condition on `WorkItem` under which an own seat keeps a person away from it."""
    return and_(WorkItem.role.in_(SEPARATE), seated(person, WorkItem.case_id))


def claimable(viewer: Viewer, *, role: str | None = None) -> ColumnElement[bool]:
    """Open items that wait for a role of the viewer and from which nothing keeps the viewer away."""
    mine = [role] if role is not None else sorted(viewer.roles)
    if not mine:
        return false()
    return and_(
        WorkItem.state == "open",
        WorkItem.role.in_(mine) if len(mine) > 1 else WorkItem.role == mine[0],
        or_(WorkItem.assignee_id.is_(None), WorkItem.assignee_id == viewer.user_id),
        ~exists()
        .where(WorkItemExclusion.work_item_id == WorkItem.id, WorkItemExclusion.user_id == viewer.user_id)
        .correlate_except(WorkItemExclusion),
        ~separated(literal(viewer.user_id)) if viewer.asked else true(),
        disinterested(viewer, WorkItem.case_id),
    )


def case_visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Case` under which the viewer sees it."""
    own: ColumnElement[bool] = false()
    if viewer.provider_ids:
        # Whoever only acts for the provider keeps a party's sight of its case: no seat can take that away.
        own = and_(Case.provider_id.in_(sorted(viewer.provider_ids)), party_sight(viewer, Case.id))
    by_role = _by_role(viewer) if viewer.staff else false()
    return or_(own, and_(or_(by_role, _by_appointment(viewer)), disinterested(viewer, Case.id)))


def disinterested(viewer: Viewer, case_id: CaseId) -> ColumnElement[bool]:
    """The condition under which no interest, known or not yet denied, keeps the viewer away from a case (第7条)."""
    return ~interested(literal(viewer.user_id), case_id) if viewer.asked else true()


def interested(
    person: ColumnElement[int] | InstrumentedAttribute[int] | InstrumentedAttribute[int | None],
    case_id: CaseId,
) -> ColumnElement[bool]:
    """The condition under which a case is shut to a person; an item of no case is shut to nobody.

    Of several rounds of a case the last seat counts, since each begins with a declaration of its own.
    """
    later = aliased(Seat)
    another = exists().where(later.user_id == Seat.user_id, later.case_id == Seat.case_id, later.id > Seat.id)
    seat = exists().where(
        Seat.user_id == person,
        Seat.case_id == case_id,
        Seat.state != "eligible",
        ~another.correlate_except(later),
    )
    visit = exists().where(
        VisitMember.user_id == person, VisitMember.case_id == case_id, VisitMember.state.in_(SHUT)
    )
    return or_(seat.correlate_except(Seat), visit.correlate_except(VisitMember))


def is_shut(session: Session, viewer: Viewer, case_id: int | None) -> bool:
    """Whether an interest, known or not yet denied, shuts a case to the viewer."""
    if case_id is None or not viewer.asked:
        return False
    return bool(session.scalar(select(Case.id).where(Case.id == case_id, ~disinterested(viewer, Case.id))))


def handled_by(viewer: Viewer | None, case_id: CaseId) -> ColumnElement[bool]:
    """What an operator's lists name: nothing of a case that is shut to the operator; None looks for the machine."""
    return disinterested(viewer, case_id) if viewer is not None else true()


def party_sight(viewer: Viewer, case_id: CaseId) -> ColumnElement[bool]:
    """The condition on a case of the viewer's own provider: who also works for the body can be shut out of it."""
    return disinterested(viewer, case_id) if viewer.staff else true()


def reachable(viewer: Viewer) -> ColumnElement[bool]:
    """Which of the viewer's own items show: those of cases not shut, and the declaration that may open one."""
    if not viewer.asked:
        return true()
    return or_(disinterested(viewer, WorkItem.case_id), declaration_of(viewer))


def declaration_of(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's own declarations of an interest: steps that are done without seeing the case."""
    return and_(WorkItem.bound, WorkItem.assignee_id == viewer.user_id, WorkItem.node.in_(sorted(DECLARING)))


def _by_role(viewer: Viewer) -> ColumnElement[bool]:
    if viewer.is_("decider"):
        return true()
    # A party's steps give no sight of their own: whoever has left the provider sees its cases no more.
    of_the_body = and_(WorkItem.case_id == Case.id, WorkItem.role.not_in(NOT_BY_STEPS))
    held = or_(WorkItem.done_by == viewer.user_id, WorkItem.assignee_id == viewer.user_id)
    return or_(
        exists().where(of_the_body, held).correlate_except(WorkItem),
        exists().where(of_the_body, claimable(viewer)).correlate_except(WorkItem),
    )


def _by_appointment(viewer: Viewer) -> ColumnElement[bool]:
    """Through an eligible seat or as an inspector without an interest, while the appointment runs."""
    found: list[ColumnElement[bool]] = []
    if viewer.asked and (viewer.is_("member") or viewer.is_("chair")):
        found.append(Case.id.in_(_seated(viewer)))
    if viewer.asked and viewer.is_("inspector"):
        found.append(Case.id.in_(_visiting(viewer)))
    return or_(false(), *found)


def _seated(viewer: Viewer) -> Select[int]:
    return (
        select(Seat.case_id)
        .join(Hearing, Hearing.id == Seat.hearing_id)
        .where(
            Seat.user_id == viewer.user_id,
            Seat.state == "eligible",
            Hearing.state != "abandoned",
            or_(
                Hearing.delivered_at.is_(None),
                Hearing.delivered_at > clock.now() - AFTER_DELIVERY,
                _approving(viewer),
            ),
        )
        .correlate(None)
    )


def _approving(viewer: Viewer) -> ColumnElement[bool]:
    """Whoever presides can still approve what is added to the minutes later."""
    return exists().where(
        WorkItem.case_id == Seat.case_id,
        WorkItem.node == "approve_minutes",
        WorkItem.state == "open",
        WorkItem.bound,
        WorkItem.assignee_id == viewer.user_id,
    )


def visit_visible(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Case` and `Visit` under which the record of a visit is read: whoever sees the case, and for a
    while after its report was filed the inspectors in whose name it stands. Nothing else of the case opens by it."""
    if not (viewer.asked and viewer.is_("inspector")):
        return case_visible(viewer)
    own = exists().where(
        VisitMember.visit_id == Visit.id, VisitMember.user_id == viewer.user_id, VisitMember.state == "clear"
    )
    filed = and_(own.correlate_except(VisitMember), filed_lately(), disinterested(viewer, Case.id))
    return or_(case_visible(viewer), filed)


def filed_lately() -> ColumnElement[bool]:
    """The condition on `Case` and `Visit` under which those who went still read what was filed in their name."""
    return and_(
        Visit.state == "returned",
        or_(Case.closed_at.is_(None), Case.closed_at > clock.now() - AFTER_DELIVERY),
    )


def _visiting(viewer: Viewer) -> Select[int]:
    return (
        select(VisitMember.case_id)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .where(
            VisitMember.user_id == viewer.user_id,
            VisitMember.state == "clear",
            Visit.state.not_in(("returned", "declined", "cancelled")),
        )
        .correlate(None)
    )
