"""Challenges by the applicant (忌避, 第7条), found: of a person in a case, of a step; and what they hint at."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.law.interests import Hint
from app.law.text import Text
from app.store.models.challenges import Challenge, ChallengeJudgement
from app.store.models.procedures import Instance, Message, WorkItem

PROCESS = "challenge"
CAUSE = "challenge"
"""The cause of a judgement on a seat or an inspector that a challenge asked for."""
RULE = "challenged"
HINT = Text("忌避の申立てがあります。", "The person was challenged.")
_OVER = ("completed", "cancelled")

Judged = tuple[Challenge, ChallengeJudgement | None]


def of_case(session: Session, case_id: int, user_id: int | None = None) -> list[Judged]:
    """The challenges in a case, of everybody or of one person, the oldest first, each with its judgement."""
    query = (
        select(Challenge, ChallengeJudgement)
        .outerjoin(ChallengeJudgement, ChallengeJudgement.challenge_id == Challenge.id)
        .where(Challenge.case_id == case_id)
        .order_by(Challenge.id)
    )
    if user_id is not None:
        query = query.where(Challenge.user_id == user_id)
    return [(row, judged) for row, judged in session.execute(query)]


def waiting(session: Session, case_id: int, user_id: int | None = None) -> list[Challenge]:
    """Those that nobody has judged yet."""
    return [row for row, judged in of_case(session, case_id, user_id) if judged is None]


def upheld(session: Session, case_id: int, user_id: int) -> bool:
    """Whether a challenge keeps a person away from a case."""
    return any(
        judged is not None and judged.effect == "excluded" for _, judged in of_case(session, case_id, user_id)
    )


def hints(session: Session, case_id: int, user_id: int) -> tuple[Hint, ...]:
    """A strong hint for each challenge that waits; the applicant's words are for the decider alone."""
    return tuple(Hint(RULE, "strong", HINT, row.number) for row in waiting(session, case_id, user_id))


def of_item(session: Session, item: WorkItem) -> Challenge:
    """The challenge that a step is about; LookupError where there is none."""
    payload = session.scalar(
        select(Message.payload).where(
            Message.starts == PROCESS, Message.receiver_instance_id == item.instance_id
        )
    )
    if payload is None:
        raise LookupError(f"work item {item.id} is about no challenge")
    return session.get_one(Challenge, payload["challenge_id"])


def judgement(session: Session, challenge: Challenge) -> ChallengeJudgement | None:
    """What was judged of it."""
    return session.get(ChallengeJudgement, challenge.id)


def under_way(session: Session, name: str) -> bool:
    """Whether a judgement asked for under `name` (a procedure and whose it is) is still to come."""
    rows = session.execute(
        select(Message.delivered_at, Instance.status)
        .outerjoin(Instance, Instance.id == Message.receiver_instance_id)
        .where(Message.once.like(f"{name}:%"))
    )
    return any(delivered is None or status not in _OVER for delivered, status in rows)
