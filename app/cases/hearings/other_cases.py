"""Case 39: what names another applicant is pointed out to its author, and listed for the secretariat (第20条).

The author is told only of names that are theirs to read anyway: of their other cases, and of the registry. So
neither the warning nor its absence says that there is a case. Nothing is refused or taken out.
"""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app import clock
from app.law.other_cases import named
from app.law.text import Text
from app.registry import queries
from app.store.models.cases import Case
from app.store.models.committee import Hearing
from app.store.models.meetings import OtherCaseNamed
from app.store.models.people import Provider
from app.store.models.services import Service
from app.store.reading.visible import case_visible
from app.store.viewer import Viewer

OPINION, QUESTION, REASON = "opinion", "question", "reason"


def warning(session: Session, author: Viewer, case_id: int | None, *texts: str) -> Text | None:
    """What to say to the author before it is saved; None where nothing that they may know is named."""
    case = session.get(Case, case_id) if case_id is not None else None
    if case is None:
        return None
    seen = _names(session, case, select(Case.provider_id, Case.service_id).where(case_visible(author)))
    found = named("\n".join(texts), [*seen, *queries.names(session, clock.today())], _own(session, case))
    if not found:
        return None
    ja, en = "、".join(f"「{each}」" for each in found), ", ".join(f"“{each}”" for each in found)
    return Text(
        f"他の案件の情報の可能性があります（{ja}）。この案件について必要な記載であれば、確かめたうえでそのまま送れます。",
        f"This may be about another case: {en}. If this case needs it said, you can send it as it is.",
    )


def note(session: Session, hearing: Hearing, what: str, ref: int, by_id: int, *texts: str) -> None:
    """Put on the secretariat's list that any other applicant was named: where and by whom, not what was written."""
    case = session.get_one(Case, hearing.case_id)
    all_of_them = _names(session, case, select(Case.provider_id, Case.service_id))
    public = queries.names(session, clock.today())
    if named("\n".join(texts), [*all_of_them, *public], _own(session, case)):
        session.add(OtherCaseNamed(hearing_id=hearing.id, what=what, ref=ref, by_id=by_id, at=clock.now()))
        session.flush()


def _names(session: Session, case: Case, among: Select[int, int]) -> list[str]:
    """The names of providers and services of these cases, but for those of the case's own applicant."""
    cases = among.where(Case.provider_id != case.provider_id).subquery()
    providers = select(Provider.name).where(Provider.id.in_(select(cases.c.provider_id)))
    services = select(Service.name).where(Service.id.in_(select(cases.c.service_id)))
    return [*session.scalars(providers), *session.scalars(services)]


def _own(session: Session, case: Case) -> list[str]:
    services = select(Service.name).where(Service.provider_id == case.provider_id)
    return [session.get_one(Provider, case.provider_id).name, *session.scalars(services)]
