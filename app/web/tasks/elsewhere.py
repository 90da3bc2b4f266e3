"""Steps that have a page of their own kind: by process, who draws it and where one comes out after it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.store.viewer import Viewer
from app.web.tasks.page import Shown


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """How a step is shown elsewhere. Each raises Unknown where the viewer may not see that page any more.

    `show` answers a request for the step's own page (`parked` is the key of answers that wait, or ""), `draw` draws
    it after an answer that was not taken, `done` answers after one that was.
    """

    show: Callable[[Session, Viewer, int, str], ResponseReturnValue]
    draw: Callable[[Session, Viewer, Shown], str]
    done: Callable[[Session, Viewer, int], ResponseReturnValue]


ELSEWHERE: dict[str, Elsewhere] = {}
