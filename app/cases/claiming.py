"""Taking a work item, giving it back, and giving it to somebody; each is on the record of its case."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.viewers import viewer_of
from app.cases import deliveries, reasons, rights
from app.cases.errors import BOUND, NOT_OPEN, TAKEN, UNKNOWN, CaseError, NotYours, Unknown
from app.cases.runtime import Runtime
from app.law import roles
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.procedures import WorkItem
from app.store.reading.candidates import Candidate, candidates
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

WITHOUT_REASON = Text(
    "割り当てる理由を書いてください。誰がなぜ担当になったかが後で分かるようにします。",
    "Say why you assign this step, so that others can see later who was given it and why.",
)
NOBODY = Text("だれに割り当てるかを選んでください。", "Choose to whom this step is given.")
NOT_FOR_THEM = Text(
    "この人はこの作業を担当できません（役割がないか、前の作業を担当したか、退職しています）。別の人を選んでください。",
    "This person may not do this step (no such role, an earlier step of the case, or no longer active). Choose another.",
)


def claim(runtime: Runtime, viewer: Viewer, item_id: int) -> None:
    """Take an open item; raises NotYours when somebody else was faster, or its time has passed."""
    deliveries.catch_up(runtime, item_id)

    def take(session: Session) -> None:
        item, case = _locked(session, rights.load(session, viewer, item_id))
        if item.state != "open":
            raise NotYours(NOT_OPEN)
        if item.assignee_id not in {None, viewer.user_id}:
            raise NotYours(TAKEN)
        if item.assignee_id is None:
            _hand(session, case, item, "claimed", to=viewer.user_id, by=viewer)

    runtime.step(take)


def release(runtime: Runtime, viewer: Viewer, item_id: int) -> None:
    """Give an own item back to the group; what was typed stays in the draft.

    Raises NotYours for an item bound to the viewer: there is nobody to give it to.
    """

    def give_back(session: Session) -> None:
        item, case = _locked(session, rights.load(session, viewer, item_id))
        if item.state == "open" and item.assignee_id == viewer.user_id:
            _hand(session, case, item, "released", to=None, by=viewer)

    runtime.step(give_back)


def assign(runtime: Runtime, viewer: Viewer, item_id: int, to: int, reason: str) -> None:
    """Give an open step of the certification body to a person who may do it, also away from a colleague.

    The secretariat may, in cases that it sees. Raises Unknown for anybody and anything else, NotYours for
    a step bound to one person, CaseError without a reason or for a person who may not do the step.
    """
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)

    def hand_over(session: Session) -> None:
        item = session.get(WorkItem, item_id)
        if item is None or not _may_assign(session, viewer, item):
            raise Unknown(UNKNOWN)
        item, case = _locked(session, item)
        person = viewer_of(session, to, clock.today())
        if person is None or not rights.may_do(session, person, item):
            raise CaseError(NOT_FOR_THEM)
        if item.state != "open":
            raise NotYours(TAKEN)
        if item.assignee_id != to:
            _hand(session, case, item, "assigned", to=to, by=viewer, reason=reasons.whole(reason))

    runtime.step(hand_over)


def assignable(runtime: Runtime, viewer: Viewer, item_id: int) -> list[Candidate]:
    """To whom the viewer may give a step; raises Unknown where it is not the viewer's to give."""
    with runtime.db.read() as session:
        item = session.get(WorkItem, item_id)
        if item is None or not _may_assign(session, viewer, item):
            raise Unknown(UNKNOWN)
        return candidates(session, [item_id]).get(item_id, [])


def _may_assign(session: Session, viewer: Viewer, item: WorkItem) -> bool:
    # Who of a provider does its steps is the provider's own matter.
    if not viewer.is_("secretariat") or item.case_id is None or item.role in roles.PARTY:
        return False
    return session.scalar(select(Case.id).where(Case.id == item.case_id, case_visible(viewer))) is not None


def _locked(session: Session, item: WorkItem) -> tuple[WorkItem, Case | None]:
    """The case under its lock and the item as it is since then."""
    case = session.get(Case, item.case_id, with_for_update=True) if item.case_id is not None else None
    session.refresh(item, ["state", "assignee_id"], with_for_update=True)
    return item, case


def _hand(
    session: Session,
    case: Case | None,
    item: WorkItem,
    kind: str,
    *,
    to: int | None,
    by: Viewer,
    reason: str = "",
) -> None:
    if item.bound:
        raise NotYours(BOUND)
    before = item.assignee_id
    session.execute(
        update(WorkItem)
        .where(WorkItem.id == item.id)
        .values(assignee_id=to)
        .execution_options(synchronize_session=False)
    )
    if case is not None:
        held = {"from": before} if before is not None and kind == "assigned" else {}
        given = {"to": to} if kind == "assigned" else {}
        data = {"work_item": item.id, **held, **given}
        history.append(session, case, kind, actor_id=by.user_id, node=item.node, reason=reason, data=data)
