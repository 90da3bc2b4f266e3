"""The inspectors of a visit: who may be named, what they declare, who goes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import interests
from app.cases.visits import found, ties
from app.law.text import Ground, Text
from app.store.models.appointments import Appointment
from app.store.models.cases import Case, Decision
from app.store.models.challenges import Challenge, ChallengeJudgement
from app.store.models.committee import Seat
from app.store.models.people import User, UserRole
from app.store.models.visits import Visit, VisitMember
from app.store.reading.visible import SHUT
from app.store.standing import runs


def candidates(session: Session, visit: Visit) -> list[tuple[User, Appointment]]:
    """The inspectors who can be named: appointed today, without an interest told before, and not deciding.

    Whoever holds the role of the decider, decided this case or has a seat in its hearing is left out, and so is
    who is kept away by a challenge that was upheld.
    """
    case_id = visit.case_id
    rows = session.execute(
        select(User, Appointment)
        .join(Appointment, Appointment.user_id == User.id)
        .where(
            Appointment.post == "inspector",
            runs(clock.today()),
            User.active.is_(True),
            ~exists().where(UserRole.user_id == User.id, UserRole.role == "decider"),
            ~exists().where(Decision.case_id == case_id, Decision.by_id == User.id),
            ~exists().where(Seat.case_id == case_id, Seat.user_id == User.id),
            ~exists().where(
                Challenge.case_id == case_id,
                Challenge.user_id == User.id,
                ChallengeJudgement.challenge_id == Challenge.id,
                ChallengeJudgement.effect == "excluded",
            ),
            ~exists().where(
                VisitMember.case_id == case_id,
                VisitMember.user_id == User.id,
                VisitMember.state.in_(SHUT),
            ),
        )
        .order_by(User.name, User.id)
    )
    once = {user.id: (user, appointment) for user, appointment in rows}
    return list(once.values())


def grounds(session: Session, visit: Visit, user_ids: Iterable[int], lead: int) -> list[Ground]:
    """What stands against this team; asked by the form and again by the act."""
    able = {user.id for user, _ in candidates(session, visit)}
    named = set(user_ids)
    against = []
    if named - able:
        names = "、".join(
            session.scalars(select(User.name).where(User.id.in_(named - able)).order_by(User.name))
        )
        against.append(
            _ground(
                "team",
                f"{names}は調査員にできません。任期中の調査員で、この申請者に利害関係がなく、"
                "決定にも委員会にもかかわらない人を選んでください。",
                f"{names} cannot go. Name inspectors with a running appointment and no interest in the applicant "
                "who take no part in the decision or the committee.",
            )
        )
    if lead not in named:
        against.append(
            _ground(
                "lead",
                "主任は、選んだ調査員の中から決めてください。",
                "Choose the lead among the inspectors that you named.",
            )
        )
    return against


def name(session: Session, visit: Visit, user_ids: list[int], lead: int) -> None:
    """Name the team: newcomers are asked to declare, those left out are replaced, who was clear stays so."""
    before = {member.user_id: member for member in found.members(session, visit)}
    for user_id, member in before.items():
        member.lead = user_id == lead
        if member.state in {"asked", "clear"} and user_id not in user_ids:
            member.state = "replaced"
        elif member.state == "paused" and user_id not in user_ids:
            member.state = "left_out"  # shut until it is judged, whatever the new plan
        elif member.state == "replaced" and user_id in user_ids:
            member.state = "asked"
    for user_id in user_ids:
        if user_id not in before:
            session.add(
                VisitMember(
                    visit_id=visit.id,
                    case_id=visit.case_id,
                    user_id=user_id,
                    lead=user_id == lead,
                    state="asked",
                )
            )
    session.flush()


def asked(session: Session, visit: Visit) -> list[int]:
    """The ids of those who have still to declare."""
    return [member.user_id for member in found.members(session, visit, "asked")]


def declare(session: Session, visit: Visit, user_id: int, answers: dict[str, Any]) -> None:
    """Write a declaration; where it leads is the law's, as for members: clear, out, or before a decider."""
    member = session.scalars(
        select(VisitMember).where(VisitMember.visit_id == visit.id, VisitMember.user_id == user_id)
    ).one()
    member.result = answers["result"]
    member.kinds = list(answers.get("kinds") or [])
    member.text = answers.get("text") or ""
    member.hints = interests.noted(interests.hints(session, session.get_one(Case, visit.case_id), user_id))
    member.declared_at = clock.now()
    member.state = ties.stands(session, member)


def against(session: Session, case: Case, user_id: int, answers: dict[str, Any]) -> list[Ground]:
    """«None» against a strong hint of the register needs words (第7条 by analogy)."""
    strong = strong_hint(session, case, user_id)
    if answers["result"] != "none" or strong is None or (answers.get("text") or "").strip():
        return []
    return [
        _ground(
            "text",
            f"利害関係をうかがわせる記録があります（{strong.ja}）。「ない」とする理由を補足に書いてください。",
            f"The record hints at an interest ({strong.en}). Say why there is none.",
        )
    ]


def strong_hint(session: Session, case: Case, user_id: int) -> Text | None:
    """What in the register speaks strongest for an interest of an inspector in the applicant, if anything does."""
    hints = interests.hints(session, case, user_id)
    return next((hint.text for hint in hints if hint.strength == "strong"), None)


def settle(session: Session, visit: Visit) -> tuple[bool, int]:
    """Whether the visit can be asked for, and the id of its lead (0 without one).

    Whoever has not declared in time, or was not judged where that is needed, does not go; a team without its lead
    is planned again.
    """
    for member in found.members(session, visit, "asked", "judging"):
        member.state = "replaced"
    session.flush()
    leads = [member.user_id for member in found.members(session, visit, "clear") if member.lead]
    return bool(leads), leads[0] if leads else 0


def _ground(field: str, ja: str, en: str) -> Ground:
    return Ground("visit_team", "", "design", Text(ja, en), field)
