"""Several cases put before the committee at once: one notice filled in once, one step for each case."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import answering
from app.cases.answering import Post
from app.cases.errors import CaseError, Invalid, Refused
from app.cases.hearings import convening
from app.cases.runtime import Runtime
from app.engine import EngineError
from app.law.text import Text
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


def convene_all(runtime: Runtime, viewer: Viewer, item_ids: Sequence[int], post: Post) -> list[Convened]:
    """Convene each case with the same answers, a new meeting being made once and shared by the rest.

    Each is a step of its own: one that is refused keeps nothing of the others. Raises Invalid while nothing
    was convened yet and the form itself is not filled in.
    """
    fields = post.fields.copy() if post.fields is not None else None
    found: list[Convened] = []
    for item_id in list(dict.fromkeys(item_ids))[:MOST]:
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


def _meeting(session: Session, item_id: int) -> int | None:
    return session.scalar(
        select(Hearing.meeting_id)
        .join(WorkItem, WorkItem.case_id == Hearing.case_id)
        .where(WorkItem.id == item_id)
        .order_by(Hearing.round.desc())
        .limit(1)
    )
