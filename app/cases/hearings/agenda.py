"""Several cases put before the committee at once: one notice filled in once, one step for each case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import answering, submissions
from app.cases.answering import Post
from app.cases.errors import CaseError, Invalid, Refused
from app.cases.hearings import convening, showing
from app.cases.runtime import Runtime
from app.engine import EngineError
from app.law.text import Text
from app.store.models.cases import Case
from app.store.models.committee import Hearing
from app.store.models.procedures import WorkItem
from app.store.viewer import Viewer

MOST = 50


@dataclass(frozen=True, slots=True)
class Convened:
    """What came of one case: its number, and why it was not convened."""

    item_id: int
    case_no: str
    against: tuple[Text, ...] = ()


def convene_all(
    runtime: Runtime, viewer: Viewer, item_ids: Sequence[int], post: Post, reasons: Mapping[int, str]
) -> list[Convened]:
    """Convene each case with the same answers, a new meeting being made once and shared by the rest.

    `reasons` says for each item why the committee is heard: it stands in the minutes of that case alone. Each is a step of its own: one that is refused keeps nothing of the others. Raises Invalid while nothing
    was convened yet and the form itself is not filled in.
    """
    fields = post.fields.copy() if post.fields is not None else None
    found: list[Convened] = []
    for item_id in list(dict.fromkeys(item_ids))[:MOST]:
        if fields is not None:
            fields["reason"] = reasons.get(item_id, "")
        try:
            done = answering.answer(runtime, viewer, item_id, Post(fields))
        except Invalid as error:
            if not any(not each.against for each in found):
                raise
            found.append(Convened(item_id, "", tuple(each.message for each in error.form.errors)))  # type: ignore[attr-defined] # a bound form
        except Refused as refused:
            found.append(Convened(item_id, "", tuple(ground.text for ground in refused.grounds)))
        except (CaseError, EngineError) as error:
            found.append(Convened(item_id, "", (error.text,)))
        else:
            found.append(Convened(item_id, done.case_no or ""))
            if fields is not None and fields.get("meeting") == convening.NEW:
                with runtime.db.read() as session:
                    fields["meeting"] = str(_meeting(session, item_id))
    return found


def proposed(session: Session, item_id: int) -> str:
    """The reason with which the decider asked for the hearing that waits to be convened."""
    item = session.get_one(WorkItem, item_id)
    return str(submissions.latest(session, item.case_id or 0, "consider_hearing").get("hear_reason") or "")


def doubts(session: Session, item_id: int) -> list[Text]:
    """The members who cannot sit on the case, or of whom something hints at an interest in it."""
    case = session.get_one(Case, session.get_one(WorkItem, item_id).case_id)
    return showing.doubtful(session, case)


def _meeting(session: Session, item_id: int) -> int | None:
    return session.scalar(
        select(Hearing.meeting_id)
        .join(WorkItem, WorkItem.case_id == Hearing.case_id)
        .where(WorkItem.id == item_id)
        .order_by(Hearing.round.desc())
        .limit(1)
    )
