"""An inspector's interest goes before a decider where the declaration does not settle it (第7条 by analogy)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import challenged, interests
from app.cases.visits import found
from app.law import wording
from app.law.interests import RESULTS, kind, standing
from app.law.text import Ground, Text
from app.store.models.people import User
from app.store.models.procedures import WorkItem
from app.store.models.visits import TieJudgement, Visit, VisitMember

STATES = {"eligible": "clear", "judging": "judging", "excluded": "excluded"}
"""Where a declaration leads, as the state of an inspector."""
LATE = "late_tie"
"""The procedure in which a tie that came to light later is judged."""
OWN = Text(
    "自分の利害関係は判断できません。別の認定責任者が判断します。",
    "Nobody judges their own interest. Another decider does.",
)
_STRENGTH = {"strong": "強", "weak": "弱"}


def stands(session: Session, member: VisitMember) -> str:
    """Where an inspector's declaration leads; a strong hint that was judged to be none before asks nobody again."""
    judged = judgements(session, member)
    out = bool(judged) and judged[-1].effect == "excluded"
    if out or challenged.upheld(session, member.case_id, member.user_id):
        return "excluded"
    settled = {
        hint["key"]
        for row in judged
        if row.effect == "none"
        for hint in row.hints
        if hint["strength"] == "strong"
    }
    told = [each for each in member.hints if each["key"] not in settled]
    return STATES[standing(member.result, member.kinds, interests.of_record(told))]


def waiting(session: Session, visit: Visit) -> VisitMember | None:
    """The next inspector of whom a decider has to judge before the team is settled, the lead first."""
    return next(iter(found.members(session, visit, "judging")), None)


def against(member: VisitMember | None, by_id: int) -> list[Ground]:
    """Nobody judges their own interest."""
    if member is None or member.user_id != by_id:
        return []
    return [Ground("own_interest", "", "design", OWN)]


def judge(
    session: Session, member: VisitMember, answers: dict[str, Any], by_id: int, cause: str = ""
) -> None:
    """Store what a decider judged, once for ever, and let the inspector go or put them out."""
    session.add(
        TieJudgement(
            member_id=member.id,
            cause=cause or ("hint" if member.result == "none" else "declared"),
            result=member.result,
            kinds=list(member.kinds),
            text=member.text,
            hints=list(member.hints),
            effect=answers["effect"],
            reason=answers["reason"],
            judged_by=by_id,
            at=clock.now(),
        )
    )
    if member.state == "left_out":
        found_now = _judged(session, member, answers["effect"], cause)
        member.state = {"clear": "replaced", "paused": "left_out"}.get(found_now, found_now)
    elif member.state == ("paused" if cause else "judging"):
        member.state = _judged(session, member, answers["effect"], cause)
    elif answers["effect"] == "excluded":
        member.state = "excluded"  # a late judgement puts out who was named anew meanwhile, too
    session.flush()


def _judged(session: Session, member: VisitMember, effect: str, cause: str) -> str:
    """The state that a judgement leads to; «none» opens nothing while another judgement is to come."""
    of_case, person = member.case_id, member.user_id
    if effect != "none" or challenged.upheld(session, of_case, person):
        return "excluded"
    if cause == challenged.CAUSE:
        waits = challenged.under_way(session, f"{LATE}:{member.id}")
    else:
        waits = bool(challenged.waiting(session, of_case, person))
    return "paused" if waits else "clear"


def judgements(session: Session, member: VisitMember) -> list[TieJudgement]:
    """What was judged of an inspector of this visit, the oldest first."""
    query = select(TieJudgement).where(TieJudgement.member_id == member.id).order_by(TieJudgement.id)
    return list(session.scalars(query))


def shown(session: Session, item: WorkItem) -> dict[str, Any]:
    """What a decider has to go by: who, what was declared, and what the record tells."""
    member = waiting(session, found.required(session, item.case_id or 0))
    return to_judge(session, member) if member is not None else {}


def to_judge(session: Session, member: VisitMember) -> dict[str, Any]:
    """An inspector's declaration and hints in words, as the form of a judgement shows them."""
    name = session.execute(select(User.name).where(User.id == member.user_id)).scalar_one()
    told = [f"{_STRENGTH[hint['strength']]}：{hint['ja']}" for hint in member.hints]
    return {
        "inspector": f"{name}（主任）" if member.lead else name,
        "declared": declared(member).ja,
        "hints": "\n".join(told) or "なし",
    }


def declared(member: VisitMember | TieJudgement) -> Text:
    """What an inspector declared, in words."""
    result = RESULTS[member.result]  # type: ignore[index] # stored from the form's choices
    named = [kind(key).text for key in member.kinds]
    words = filter(None, (result.ja, "、".join(each.ja for each in named), member.text))
    said = filter(None, (result.en, ", ".join(each.en for each in named), member.text))
    return Text("\n".join(words), "\n".join(said))


def told(session: Session, visit: Visit) -> list[dict[str, Any]]:
    """For whoever plans and decides: every inspector named, where they stand, and what was judged of them."""
    members = found.members(session, visit)
    judged = {member.id: judgements(session, member) for member in members}
    judges = {row.judged_by for rows in judged.values() for row in rows}
    asked = {member.user_id for member in members}
    people = session.execute(select(User.id, User.name).where(User.id.in_(judges | asked)))
    names = {number: name for number, name in people}
    return [
        {
            "name": names[member.user_id],
            "lead": member.lead,
            "state": member.state,
            "declared": declared(member) if member.result else None,
            "hints": [Text(hint["ja"], hint["en"]) for hint in member.hints if hint["strength"] == "strong"],
            "judgements": [
                {
                    "effect": row.effect,
                    "reason": row.reason,
                    "by": names[row.judged_by],
                    "at": wording.moment(row.at),
                }
                for row in judged[member.id]
            ],
        }
        for member in members
    ]
