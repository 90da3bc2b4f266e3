"""Where something written on a hearing names another applicant, for the secretariat (第20条): never what was written."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models.cases import Case
from app.store.models.committee import Hearing
from app.store.models.meetings import OtherCaseNamed
from app.store.models.people import User
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

MOST = 100


@dataclass(frozen=True, slots=True)
class Named:
    """`what`: opinion, question or reason."""

    number: str
    what: str
    who: str
    at: datetime


def listed(session: Session, viewer: Viewer) -> list[Named]:
    """The newest first, of hearings on cases that the viewer sees; nobody but the secretariat is told."""
    if not viewer.is_("secretariat"):
        return []
    rows = session.execute(
        select(Hearing.number, OtherCaseNamed.what, User.name, OtherCaseNamed.at)
        .join(Hearing, Hearing.id == OtherCaseNamed.hearing_id)
        .join(Case, Case.id == Hearing.case_id)
        .join(User, User.id == OtherCaseNamed.by_id)
        .where(case_visible(viewer))
        .order_by(OtherCaseNamed.id.desc())
        .limit(MOST)
    )
    return [Named(*row) for row in rows]
