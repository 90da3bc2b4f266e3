"""What a committee member reads of a case, in reading order (第6条第1項, 第7条), each part for the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import interests
from app.cases.hearings.pack import CHECKED, INTERNAL
from app.cases.runtime import Runtime
from app.cases.views import casefile, disclosed
from app.cases.views.report_checks import Checked, checks
from app.cases.visits.held import Held, days
from app.formkit.sheets import ShowSheet
from app.law.interests import Hint
from app.registry import queries
from app.registry.views import Entry
from app.store.models.cases import Case, Document
from app.store.models.certificates import Certificate
from app.store.models.visits import Visit, VisitReport
from app.store.reading import cases, room
from app.store.reading.cases import Head
from app.store.reading.room import Asked, Place
from app.store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Reported:
    """The newest report of a site visit; `checked` whether the provider has checked its facts (case 62).

    `held` are the days on which the visit was held, `checks` the items that were looked at.
    """

    visit: Visit
    report: VisitReport
    checked: bool
    held: tuple[Held, ...]
    checks: tuple[Checked, ...]

    @property
    def unmet(self) -> list[Checked]:
        """What was not confirmed, or found lacking."""
        return [each for each in self.checks if not each.met]


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier certification of the same service as the public registry shows it, and when it was published."""

    entry: Entry
    published: tuple[tuple[Any, str], ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """The five parts of the papers; `review` is what the case file's tab of the review shows."""

    sheet: ShowSheet | None
    documents: Sequence[Document]
    review: dict[str, Any]
    visits: Sequence[Reported]
    past: Sequence[Past]
    questions: Sequence[Asked]


def papers(runtime: Runtime, session: Session, viewer: Viewer, place: Place) -> Papers:
    """The papers of a hearing for a seat that may read them."""
    head = place.head
    assert head is not None, "a seat that is shut reads nothing"
    found = casefile.review(runtime, session, viewer, head, [], casefile.Wish())
    return Papers(
        disclosed.whole(runtime, session, head, viewer.language),
        [each for each in cases.documents(session, viewer, head) if each.kind not in INTERNAL],
        found,
        reports(session, head),
        past(session, head),
        room.questions(session, place),
    )


def reports(session: Session, head: Head) -> list[Reported]:
    """The newest report of each visit for the review of a case (第6条第3項)."""
    rows = session.execute(
        select(Visit, VisitReport)
        .join(VisitReport, VisitReport.visit_id == Visit.id)
        .where(Visit.case_id == head.id)
        .order_by(Visit.id, VisitReport.version.desc())
    )
    found: dict[int, Reported] = {}
    for visit, report in rows:
        if visit.id not in found:
            held = tuple(days(session, visit))
            found[visit.id] = Reported(visit, report, visit.state in CHECKED, held, checks(report))
    return list(found.values())


def past(session: Session, head: Head) -> list[Past]:
    """Earlier certifications of the same service, only what is public of them."""
    service = select(Case.service_id).where(Case.id == head.id).scalar_subquery()
    numbers = session.scalars(
        select(Certificate.no)
        .where(Certificate.service_id == service, Certificate.case_id != head.id)
        .order_by(Certificate.no)
    )
    today = clock.today()
    found = []
    for no in numbers:
        entry = queries.one(session, no, today)
        if entry is not None and entry.content is not None:
            versions = queries.history(session, no, today)
            found.append(Past(entry, tuple((each.published_on, each.act) for each in versions)))
    return found


def own_hints(session: Session, place: Place) -> tuple[Hint, ...]:
    """What on record suggests an interest of the viewer, for the declaration (第7条); of nobody else."""
    return interests.hints(session, session.get_one(Case, place.seat.case_id), place.seat.user_id)


MARKS = {"fit": "○", "unfit": "×", "conditional": "△", "hold": "－"}
"""A verdict is never told by its mark alone."""
