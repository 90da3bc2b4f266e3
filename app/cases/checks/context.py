"""What a check may look at."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.cases.runtime import Runtime
from app.store.models.cases import Case
from app.store.models.procedures import WorkItem
from app.store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class CheckContext:
    """The step under way: its transaction, its case, who does it, the legal date, and when the server got it,
    and on which version of a hearing's papers the page stood ("" where it showed none)."""

    session: Session = field(repr=False)
    runtime: Runtime
    case_or_none: Case | None
    viewer: Viewer
    today: date
    item: WorkItem
    received_at: datetime
    papers: str = ""

    @property
    def case(self) -> Case:
        """The case; steps with a check always have one."""
        if self.case_or_none is None:
            raise LookupError("this step needs a case")
        return self.case_or_none
