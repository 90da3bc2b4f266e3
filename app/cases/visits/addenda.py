"""What is added after the record was closed: in words of its own, about a named part, changing nothing noted."""

from uuid import uuid4

from app.cases.errors import CaseError
from app.cases.runtime import Runtime
from app.cases.visits import operations
from app.cases.visits.fields import ADDENDUM
from app.cases.visits.operations import Sent, Taken
from app.law.text import Text
from app.store.viewer import Viewer

EMPTY = Text("追補の内容を書いてください。", "Write what is to be added.")


def add(runtime: Runtime, viewer: Viewer, number: str, about: str, words: str, device: str) -> Taken:
    """Add to a closed record; raises Unknown, CaseError where there are no words or nothing can be added."""
    if not words:
        raise CaseError(EMPTY)
    sent = Sent(str(uuid4()), about, ADDENDUM, words, device=device)
    (taken,) = operations.take(runtime, viewer, number, [sent])
    if taken.refused is not None:
        raise CaseError(taken.refused)
    return taken
