"""Steps that have a page of their own kind: by process, who draws it and where one comes out after it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.store.viewer import Viewer
from app.web.tasks.page import Complaint, Shown


class NotKept(Exception):
    """Something beside the step's form was not taken; the page is drawn again with all that was typed."""

    def __init__(self, complaints: Sequence[Complaint], status: int) -> None:
        super().__init__()
        self.complaints = complaints
        self.status = status


def _no_words(_session: Session, _viewer: Viewer, _item_id: int) -> str:
    return ""


def _nothing(_viewer: Viewer, _item_id: int, _fields: Mapping[str, str]) -> None:
    return


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How a step is shown elsewhere. Each raises Unknown where the viewer may not see that page any more.

    `show` answers a request for the step's own page (`parked` is the key of answers that wait, or ""), `draw` draws
    it after an answer that was not taken, `done` answers after one that was. `keep` stores what the page holds beside
    the form, before a button's own act; `acts` are buttons of such a page that do something else than the step. Both
    may raise NotKept. `over` says to a page left open why the step is over and what becomes of what stands there.
    """

    show: Callable[[Session, Viewer, int, str], ResponseReturnValue]
    draw: Callable[[Session, Viewer, Shown], str]
    done: Callable[[Session, Viewer, int], ResponseReturnValue]
    keep: Callable[[Viewer, int, Mapping[str, str]], None] = _nothing
    acts: Mapping[str, Callable[[Viewer, int, Mapping[str, str]], ResponseReturnValue]] = field(
        default_factory=dict
    )
    over: Callable[[Session, Viewer, int], str] = _no_words


ELSEWHERE: dict[str, Elsewhere] = {}
