"""第7条: a step of the presiding member whom nobody hears from any more goes to who presides next (AMB-36).

Who that is follows from the rule alone, so that nobody is chosen. It comes by itself as seats, terms and accounts
end; the secretariat can ask for it at once, and is told what to do where nobody is left.
"""

from dataclasses import dataclass
from functools import partial

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app import engine
from app.cases import reasons
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.hearings import closing, lookup, mails, presiding
from app.cases.runtime import Runtime
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.committee import Hearing
from app.store.models.people import User
from app.store.models.procedures import Subscription, WorkItem
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

WITHOUT_REASON = Text(
    "引き継ぐ理由を書いてください。議事録と記録に残ります。",
    "Say why. The minutes and the record tell it.",
)
GOES_ON = Text(
    "議長は続けられるため、引き継ぐものはありません。",
    "Whoever presides can go on, so there is nothing to hand over.",
)
NOBODY = Text(
    "議長を務められる委員がいません。席のある委員で、利害関係がなく再任できる人がいれば、登録簿で再任してください。",
    "No member is left who may preside. If a seated member without an interest can be appointed again, do so in "
    "the register.",
)


@dataclass(frozen=True, slots=True)
class Stopped:
    """Steps that wait for somebody who can no longer preside: their names, for whom, and who is next, if anybody.

    `again`: with nobody left, the decider can be asked to convene again.
    """

    steps: list[Text]
    person: str
    successor: str
    again: bool


def stopped(session: Session, hearing: Hearing) -> Stopped | None:
    """What of a hearing waits for somebody who cannot preside; None where all is well."""
    items = _waiting(session, hearing)
    successor = presiding.successor(session, hearing)
    if not items or all(item.assignee_id == successor for item in items):
        return None
    person = next(item.assignee_id for item in items if item.assignee_id != successor)
    named = {
        number: name
        for number, name in session.execute(
            select(User.id, User.name).where(User.id.in_((person, successor)))
        )
    }
    steps = [Text(item.name, item.name_en or item.name) for item in items]
    again = successor is None and _goes_back(session, hearing)
    return Stopped(steps, named.get(person or 0, ""), named.get(successor or 0, ""), again)


def hand_over(runtime: Runtime, viewer: Viewer, hearing_no: str, reason: str) -> None:
    """Let who is next preside, with the reason on record; with nobody left the decider is asked. The secretariat may.

    Raises Unknown for others, CaseError without a reason, where the presiding member can go on, or where nobody is
    left and nothing leads back to the decider.
    """
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)

    def work(session: Session) -> None:
        hearing = session.scalar(
            select(Hearing)
            .join(Case, Case.id == Hearing.case_id)
            .where(Hearing.number == hearing_no, case_visible(viewer))
        )
        if hearing is None or not viewer.is_("secretariat"):
            raise Unknown(UNKNOWN)
        case = session.get_one(Case, hearing.case_id, with_for_update=True, populate_existing=True)
        session.refresh(hearing)
        if stopped(session, hearing) is None:
            raise CaseError(GOES_ON)
        said = reasons.whole(reason)
        presiding.settle(session, case, hearing, by_id=viewer.user_id, reason=said)
        if hearing.presiding_id is not None:
            _tell(session, runtime.settings.base_url, case, hearing)
            return
        if not _goes_back(session, hearing):
            raise CaseError(NOBODY)
        closing.note(session, case, hearing, "presiding_gone", viewer.user_id, said)
        engine.send(
            session,
            case,
            closing.RECOUNTED,
            hearing.number,
            {},
            once=f"presiding_gone:{hearing.id}:{case.event_seq}",
        )

    runtime.step(work)
    runtime.wake()


def everywhere(runtime: Runtime) -> int:
    """Let the right one preside wherever somebody has left without a word, as by a closed account; how many moved."""
    with runtime.db.read() as session:
        steps = exists().where(
            WorkItem.case_id == Hearing.case_id,
            WorkItem.node.in_(presiding.STEPS),
            WorkItem.state == "open",
            WorkItem.bound,
        )
        rows = session.scalars(select(Hearing).where(or_(Hearing.state.not_in(lookup.ENDED), steps))).all()
        found = [
            row.id
            for row in rows
            if not presiding.is_over(session, row) and presiding.successor(session, row) != row.presiding_id
        ]
    for hearing_id in found:
        runtime.step(partial(_settle, runtime, hearing_id))
    return len(found)


def _settle(runtime: Runtime, hearing_id: int, session: Session) -> None:
    case_id = session.execute(select(Hearing.case_id).where(Hearing.id == hearing_id)).scalar_one()
    case = session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
    hearing = session.get_one(Hearing, hearing_id, populate_existing=True)
    before = hearing.presiding_id
    presiding.settle(session, case, hearing)
    if hearing.presiding_id != before:
        _tell(session, runtime.settings.base_url, case, hearing)


def _tell(session: Session, base_url: str, case: Case, hearing: Hearing) -> None:
    """Tell who presides now that steps wait; nothing of the case stands in the mail."""
    if hearing.presiding_id is not None and _waiting(session, hearing):
        mails.send(session, base_url, hearing, hearing.presiding_id, "presiding", str(case.event_seq))


def _goes_back(session: Session, hearing: Hearing) -> bool:
    """Whether the procedure waits for word of a new count, which leads to the decider."""
    waits = exists().where(Subscription.name == closing.RECOUNTED, Subscription.key == hearing.number)
    return bool(session.scalar(select(waits)))


def _waiting(session: Session, hearing: Hearing) -> list[WorkItem]:
    """The open steps of whoever presides; a case has one hearing at a time in which there are any."""
    newest = lookup.latest(session, hearing.case_id)
    if newest is None or newest.id != hearing.id:
        return []
    return list(
        session.scalars(
            select(WorkItem)
            .where(
                WorkItem.case_id == hearing.case_id,
                WorkItem.node.in_(presiding.STEPS),
                WorkItem.state == "open",
                WorkItem.bound,
            )
            .order_by(WorkItem.id)
        )
    )
