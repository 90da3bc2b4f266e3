"""What the provider reads before a visit: the plan as it was sent, who comes, what it costs, until when to answer."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.issuing import ISSUER
from app.cases.visits import charging, found, wording
from app.law.text import Text
from app.registry.certificate_pdf import LetterData
from app.store.models.cases import Case, Notice
from app.store.models.people import Provider
from app.store.models.procedures import Submission
from app.store.models.visits import Visit

TITLE = Text("調査依頼書", "Request for a site visit")
LETTERS = ("visit_request_6_3", "visit_request_15_2")


@dataclass(frozen=True, slots=True)
class Cost:
    """第15条第3項: what was told of the cost, in yen, and when."""

    amount: int
    breakdown: str
    told_on: date


@dataclass(frozen=True, slots=True)
class Told:
    """The plan that the last letter told of; `team` has names, the lead (True) first."""

    asked_on: date
    necessity: str
    site: str
    scope: list[Text]
    people: str
    team: list[tuple[str, bool]]
    options: list[Text]
    charged: bool
    """Whether a cost may be asked for at all: only under 第15条第2項."""
    cost: Cost | None


def told(session: Session, visit: Visit) -> Told | None:
    """The plan, once its letter was written; None while it is made or made anew."""
    letter = _letter(session, visit)
    if letter is None or visit.state == "planned" or _planned_anew(session, visit, letter):
        return None
    cost = charging.last_notice(session, visit)
    return Told(
        clock.date_in_japan(letter.written_at),
        visit.necessity,
        visit.site,
        wording.scope_words(visit),
        visit.people,
        [(user.name, member.lead) for member, user in found.coming(session, visit)],
        [wording.option(each) for each in visit.date_options],
        visit.basis == "15_2",
        Cost(cost.amount, cost.breakdown, clock.date_in_japan(cost.sent_at))
        if cost is not None and cost.amount
        else None,
    )


def paper(session: Session, visit: Visit) -> LetterData | None:
    """調査依頼書: the last letter in which the visit was asked for, as it was written; None before it."""
    letter = _letter(session, visit)
    if letter is None:
        return None
    case = session.get_one(Case, visit.case_id)
    return LetterData(
        number=visit.number,
        dated=clock.date_in_japan(letter.written_at),
        recipient=[session.get_one(Provider, case.provider_id).name],
        sender=ISSUER.split("　"),
        subject=TITLE.ja,
        body=letter.body,
        rows=[("件名", letter.subject), ("案件番号", case.case_no)],
        subject_en=TITLE.en,
        body_en=letter.body_en,
    )


def _letter(session: Session, visit: Visit) -> Notice | None:
    """A notice knows its case alone; the number of the visit stands in its subject."""
    return session.scalar(
        select(Notice)
        .where(
            Notice.case_id == visit.case_id,
            Notice.kind.in_(LETTERS),
            Notice.subject.contains(visit.number, autoescape=True),
        )
        .order_by(Notice.id.desc())
        .limit(1)
    )


def _planned_anew(session: Session, visit: Visit, letter: Notice) -> bool:
    """Whether another plan of this visit was written since, which no letter has told of."""
    next_began = session.scalar(
        select(func.min(Visit.created_at)).where(Visit.case_id == visit.case_id, Visit.id > visit.id)
    )
    later = select(Submission.id).where(
        Submission.case_id == visit.case_id,
        Submission.node == "plan_visit",
        Submission.at > letter.written_at,
    )
    if next_began is not None:
        later = later.where(Submission.at < next_began)
    return session.scalar(later.limit(1)) is not None
