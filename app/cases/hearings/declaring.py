"""A member declares, the software lays hints beside it, and where it must a person judges (第7条)."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import interests, lookup, opinions
from app.law.interests import Standing, standing
from app.law.text import Ground, Text
from app.store.models.cases import Case
from app.store.models.committee import Declaration, Hearing, InterestJudgement, Seat

OWN = ("declared", "hint")
"""Causes of a judgement that answers a first declaration; the others come from outside."""
RENEWED = "renewed"
"""The cause of one that answers a declaration made again."""


def against(session: Session, case: Case, seat: Seat, answers: dict[str, Any]) -> list[Ground]:
    """What stands against a declaration: a hearing that is over, or «none» against a strong hint without a word."""
    hearing = session.get_one(Hearing, seat.hearing_id)
    if hearing.state != "open" or seat.state not in lookup.LIVE:
        words = Text("この意見聴取は終わっています。", "This hearing is over.")
        return [Ground("hearing_closed", "", "design", words)]
    found = interests.hints(session, case, seat.user_id)
    strong = [hint for hint in found if hint.strength == "strong"]
    if answers["result"] == "none" and strong and not (answers.get("text") or "").strip():
        words = Text(
            f"利害関係をうかがわせる記録があります（{strong[0].text.ja}）。「ない」とする理由を説明に書いてください。",
            f"The record hints at an interest ({strong[0].text.en}). Say in the explanation why there is none.",
        )
        return [Ground("strong_hint", "", "design", words, "text")]
    return []


def keep(session: Session, case: Case, seat: Seat, answers: dict[str, Any]) -> None:
    """Store what was declared, with the hints as they stood."""
    before = session.scalar(select(func.max(Declaration.sequence)).where(Declaration.seat_id == seat.id))
    session.add(
        Declaration(
            seat_id=seat.id,
            sequence=(before or 0) + 1,
            result=answers["result"],
            kinds=list(answers.get("kinds") or []),
            text=answers.get("text") or "",
            hints=interests.noted(interests.hints(session, case, seat.user_id)),
            at=clock.now(),
        )
    )
    session.flush()


def judge(session: Session, seat: Seat, answers: dict[str, Any], by_id: int) -> None:
    """Store what a decider judged of a declaration."""
    declared = opinions.declaration(session, seat)
    session.add(
        InterestJudgement(
            seat_id=seat.id,
            cause="hint" if declared is not None and declared.result == "none" else "declared",
            kinds=list(declared.kinds) if declared is not None else [],
            effect=answers["effect"],
            reason=answers["reason"],
            judged_by=by_id,
            at=clock.now(),
        )
    )
    session.flush()


def found(session: Session, seat: Seat) -> Standing | None:
    """Where declaration, hints and judgement lead; None while nothing is declared."""
    declared = opinions.declaration(session, seat)
    if declared is None:
        return None
    if declared.sequence > 1:
        answer = renewal_judged(session, declared)
        return "judging" if answer is None else _stands(answer)
    judged = session.scalar(
        select(InterestJudgement)
        .where(
            InterestJudgement.seat_id == seat.id,
            InterestJudgement.cause.in_(OWN),
            InterestJudgement.at >= declared.at,
        )
        .order_by(InterestJudgement.id.desc())
        .limit(1)
    )
    if judged is not None:
        return _stands(judged)
    # By the hints of its own hour: what came to light since is a late conflict and judged as one.
    return standing(declared.result, declared.kinds, interests.of_record(declared.hints))


def renewal_judged(session: Session, declared: Declaration) -> InterestJudgement | None:
    """What was judged of a declaration that was made again: one judgement answers each of them, in order."""
    return session.scalar(
        select(InterestJudgement)
        .where(InterestJudgement.seat_id == declared.seat_id, InterestJudgement.cause == RENEWED)
        .order_by(InterestJudgement.id)
        .offset(declared.sequence - 2)
        .limit(1)
    )


def _stands(judged: InterestJudgement) -> Standing:
    return "excluded" if judged.effect == "excluded" else "eligible"
