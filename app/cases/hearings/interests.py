"""What the record knows of a member and an applicant: hints of an interest, and roles in the case (第7条)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app import clock
from app.cases import facts
from app.cases.hearings import challenged
from app.law import interests, names
from app.law.interests import ApplicantFacts, Company, Hint, PersonTies, Tie
from app.law.text import Text
from app.store import standing
from app.store.models.appointments import Appointment, StandingInterest
from app.store.models.cases import Case
from app.store.models.committee import Declaration, Hearing, InterestJudgement, Seat
from app.store.models.people import Membership, Provider, User, UserRole
from app.store.models.procedures import WorkItem
from app.store.models.services import Service
from app.store.models.visits import VisitMember

NAME_COLUMN = "名称"
"""The column of form B's table of shareholders that names them."""
FOUND = ("excluded", "struck")
"""States of a seat whose holder has an interest in the applicant."""
ENTERED = ("register_post", "enter_form_a", "enter_form_b", "check_entry")


def hints(session: Session, case: Case, user_id: int) -> tuple[Hint, ...]:
    """What suggests an interest of a person in the applicant of a case, strong hints first."""
    of_record = interests.hints(ties_of(session, case, user_id), applicant(session, case), clock.today())
    return (*challenged.hints(session, case.id, user_id), *of_record)


def noted(found: tuple[Hint, ...]) -> list[dict[str, Any]]:
    """Hints as they are kept with a declaration."""
    return [
        {
            "rule": each.rule,
            "strength": each.strength,
            "ja": each.text.ja,
            "en": each.text.en,
            "key": each.key,
        }
        for each in found
    ]


def of_record(kept: Sequence[dict[str, Any]]) -> tuple[Hint, ...]:
    """Hints as they were kept."""
    return tuple(
        Hint(
            each["rule"],
            each["strength"],
            Text(each["ja"], each["en"]),
            each.get("key", "").partition(":")[2],
        )
        for each in kept
    )


def applicant(session: Session, case: Case) -> ApplicantFacts:
    """The applicant as the register and the filing tell."""
    provider = session.get_one(Provider, case.provider_id)
    service = session.get_one(Service, case.service_id)
    told = _items(session, case)
    return ApplicantFacts(
        Company(provider.name, provider.corporate_number),
        group=tuple(Company(name) for name in group(session, case)),
        domains=tuple(filter(None, (_host(service.url), _text(told, "a.contact_email").rpartition("@")[2]))),
        people=tuple(_people(told, provider)),
    )


def group(session: Session, case: Case) -> list[str]:
    """The names of the parent company and the major shareholders as filed; no sentence that says there are none."""
    return [name for name in _owners(_items(session, case)) if not names.says_none(name)]


def ties_of(session: Session, case: Case, user_id: int) -> PersonTies:
    """What the register knows of a person: affiliations, ties told in advance, interests declared elsewhere."""
    user = session.get_one(User, user_id)
    today = clock.today()
    post = session.scalar(
        select(Appointment)
        .where(Appointment.user_id == user_id, standing.runs(today))
        .order_by(Appointment.since.desc())
        .limit(1)
    )
    rows = session.scalars(select(StandingInterest).where(StandingInterest.user_id == user_id)).all()
    replaced = {row.replaces_id for row in rows}
    ties = tuple(
        Tie(row.kind, Company(row.name, row.corporate_number), row.until)
        for row in rows
        if row.id not in replaced
    )
    return PersonTies(
        user.name,
        user.email,
        Company(post.organisation, post.organisation_number) if post is not None else Company(""),
        ties,
        _declared(session, case, user_id),
    )


def case_roles(session: Session, case: Case, user_id: int) -> set[str]:
    """What somebody does or did in a case that keeps them from its committee: keys of app.law.appointment."""
    mine = or_(WorkItem.done_by == user_id, WorkItem.assignee_id == user_id)
    done = session.execute(
        select(WorkItem.role, WorkItem.node).distinct().where(WorkItem.case_id == case.id, mine)
    ).all()
    found = {role for role, _ in done} & {"reviewer", "decider", "inspector"}
    if any(node in ENTERED for _, node in done):
        found.add("entry")
    visiting = exists().where(
        VisitMember.case_id == case.id, VisitMember.user_id == user_id, VisitMember.state != "replaced"
    )
    if session.scalar(select(visiting)):
        found.add("inspector")
    contact = exists().where(Membership.provider_id == case.provider_id, Membership.user_id == user_id)
    if session.scalar(select(contact)):
        found.add("contact")
    return found


def on_staff(session: Session, user_id: int) -> bool:
    """Whether a person works for the certification body, by appointment or by a role (X21)."""
    marked = exists().where(
        Appointment.user_id == user_id, Appointment.staff_of_body, standing.runs(clock.today())
    )
    granted = exists().where(UserRole.user_id == user_id)
    return bool(session.scalar(select(or_(marked, granted))))


def _declared(session: Session, case: Case, user_id: int) -> tuple[Company, ...]:
    """Applicants in whom an interest was declared or found: in other cases, and in earlier rounds of this one.

    What is under way in this case says nothing beside itself.
    """
    found = or_(Seat.state.in_(FOUND), _judged_out())
    told = exists().where(Declaration.seat_id == Seat.id, Declaration.result == "has")
    elsewhere = and_(Seat.case_id != case.id, or_(found, told))
    earlier = and_(Seat.case_id == case.id, found, Hearing.state != "open")
    seated = (
        select(Seat.case_id)
        .join(Hearing, Hearing.id == Seat.hearing_id)
        .where(Seat.user_id == user_id, or_(elsewhere, earlier))
    )
    visiting = select(VisitMember.case_id).where(
        VisitMember.user_id == user_id, VisitMember.state == "excluded", VisitMember.case_id != case.id
    )
    rows = session.execute(
        select(Provider.name, Provider.corporate_number)
        .distinct()
        .join(Case, Case.provider_id == Provider.id)
        .where(or_(Case.id.in_(seated), Case.id.in_(visiting)))
    )
    return tuple(Company(name, number) for name, number in rows)


def _judged_out() -> ColumnElement[bool]:
    """The condition on `Seat` under which the last judgement found an interest, also after the seat had ended."""
    later = aliased(InterestJudgement)
    newer = exists().where(later.seat_id == InterestJudgement.seat_id, later.id > InterestJudgement.id)
    return exists().where(
        InterestJudgement.seat_id == Seat.id,
        InterestJudgement.effect == "excluded",
        ~newer.correlate_except(later),
    )


def _owners(told: dict[str, Any]) -> list[str]:
    rows = told.get("b.shareholders") or []
    named = [str(row.get(NAME_COLUMN) or "") for row in rows if isinstance(row, dict)]
    parents = _text(told, "b.parent_company").replace("、", "\n").splitlines()
    return [name.strip() for name in (*parents, *named) if name.strip()]


def _items(session: Session, case: Case) -> dict[str, Any]:
    filed = facts.latest_filing(session, case.id)
    given = facts.item_answers(session, filed.id) if filed is not None else {}
    return {item_id: each["value"] for item_id, each in given.items()}


def _text(told: dict[str, Any], item_id: str) -> str:
    return str(told.get(item_id) or "")


def _people(told: dict[str, Any], provider: Provider) -> list[str]:
    """Lines that may name a person, as filed: titles and departments stand before the name."""
    contacts = (provider.representative, _text(told, "a.contact_person"), *_owners(told))
    return [line for text in (_text(told, "b.officer_names"), *contacts) for line in text.splitlines()]


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].partition(":")[0].removeprefix("www.")
