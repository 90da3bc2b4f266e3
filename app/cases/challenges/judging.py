"""A decider judges a challenge (第7条): the seat or the place on a visit follows, and the applicant is told the result."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.challenges.filing import places, seated
from app.cases.checks.context import CheckContext
from app.cases.hearings import challenged, late, mails, opinions, read_before
from app.cases.visits import pausing, ties
from app.cases.visits.mails import tell
from app.law import challenges as law
from app.law.interests import kind
from app.law.text import Ground, Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.challenges import Challenge, ChallengeJudgement
from app.store.models.committee import Hearing, Seat
from app.store.models.people import Membership, User
from app.store.models.procedures import WorkItem

SUBJECT = Text("忌避の申立ての判断が出ました", "Your challenge was judged")
NOWHERE = Text(
    "委員の席にも、現地調査にもない。", "The person has no seat in a hearing and no place on a visit."
)


def shown(session: Session, item: WorkItem) -> dict[str, Any]:
    """What the decider has to go by: whom, on what ground, and where the person stands in the case."""
    row = challenged.of_item(session, item)
    held = seated(session, row)
    spoken = opinions.last(session, held[1]) is not None if held is not None else False
    name = session.execute(select(User.name).where(User.id == row.user_id)).scalar_one()
    return {
        "person": name,
        "ground": _ground_words(row),
        "place": _place(session, row, held),
        "kinds": [row.kind],
        "opinion_given": spoken,
        **read_before.shown(session, row.case_id, row.user_id),
    }


def against(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Nobody judges a challenge of themselves; papers are back on a day that has come."""
    row = challenged.of_item(context.session, context.item)
    if row.user_id == context.viewer.user_id:
        return [Ground("own_interest", "", "design", ties.OWN)]
    return read_before.against(context, answers)


def keep(context: CheckContext, answers: dict[str, Any]) -> None:
    """Store what was judged, once for ever; the act behind the step carries it out."""
    row = challenged.of_item(context.session, context.item)
    context.session.add(
        ChallengeJudgement(
            challenge_id=row.id,
            effect=answers["effect"],
            reason=answers["reason"],
            judged_by=context.viewer.user_id,
            at=clock.now(),
        )
    )
    context.session.flush()
    read_before.keep(context, answers, {"challenged": row.user_id})


def carry_out(session: Session, base_url: str, case: Case, row: Challenge, given: dict[str, Any]) -> None:
    """Follow the judgement of a challenge, which is on record; `given` are the answers of its form."""
    judged = session.get_one(ChallengeJudgement, row.id)
    history.append(
        session,
        case,
        "challenge_judged",
        actor_id=judged.judged_by,
        article="第7条",
        data={"challenge": row.number, "effect": judged.effect},
    )
    held = seated(session, row)
    if held is not None:
        _seat_follows(session, base_url, (case, *held), judged, given)
    for member in places(session, row, "clear", "paused", "left_out"):
        answers = {"effect": judged.effect, "reason": judged.reason}
        ties.judge(session, member, answers, judged.judged_by, challenged.CAUSE)
        pausing.carry_out(session, base_url, case, member)
    _tell_applicant(session, base_url, case, row, judged)


def _seat_follows(
    session: Session,
    base_url: str,
    held: tuple[Case, Hearing, Seat],
    judged: ChallengeJudgement,
    given: dict[str, Any],
) -> None:
    _, hearing, seat = held
    was = seat.state
    told: dict[str, Any] = {"cause": challenged.CAUSE, "reason": judged.reason, "by_id": judged.judged_by}
    if judged.effect == "excluded":
        effect = given.get("opinion_effect") or "struck"
        late.exclude(session, held, kinds=given.get("kinds") or [], opinion_effect=effect, **told)
    else:
        late.clear(session, held, stays_shut=late.waits(session, seat), **told)
    if seat.state == was:
        return  # it was never shut, or stays so for another judgement to come
    mails.send(
        session,
        base_url,
        hearing,
        seat.user_id,
        "kept_away" if seat.state == "struck" else "cleared",
        f"challenge:{judged.challenge_id}",
        link=seat.state != "struck",
        receipt=mails.receipt(seat),
    )


def _tell_applicant(
    session: Session, base_url: str, case: Case, row: Challenge, judged: ChallengeJudgement
) -> None:
    today = clock.today()
    people = session.scalars(
        select(Membership.user_id).where(
            Membership.provider_id == case.provider_id,
            Membership.since <= today,
            Membership.until.is_(None) | (Membership.until >= today),
        )
    )
    result = law.RESULTS[judged.effect]
    words = Text(
        f"忌避の申立て（受付番号 {row.number}）について、判断の結果をお知らせします。\n結果：{result.ja}。",
        f"This is the result of your challenge (receipt {row.number}): {result.en}.",
    )
    address = f"{base_url.rstrip('/')}/applications/{case.case_no}/challenges"
    tell(session, set(people), f"challenge_result:{row.id}", SUBJECT, words, address, case_id=case.id)


def _ground_words(row: Challenge) -> Text:
    named = kind(row.kind).text
    return Text(f"{named.ja}\n{row.reason}", f"{named.en}\n{row.reason}")


def _place(session: Session, row: Challenge, held: tuple[Hearing, Seat] | None) -> Text:
    found = []
    if held is not None:
        hearing, seat = held
        given = opinions.last(session, seat)
        before = hearing.state == "open"
        said = Text("意見はまだない", "no opinion yet")
        if given is not None:
            said = Text(
                f"第{given.version}版の意見がある", f"version {given.version} of an opinion was given"
            )
        found.append(
            Text(
                f"意見聴取{hearing.number}の席（{'締切り前' if before else '締切り後'}、{said.ja}）。",
                f"A seat in hearing {hearing.number} ({'before' if before else 'after'} the closing, {said.en}).",
            )
        )
    if places(session, row, "asked", "judging", "clear", "paused"):
        found.append(Text("現地調査の調査員。", "An inspector of the site visit."))
    if not found:
        return NOWHERE
    return Text("\n".join(each.ja for each in found), "\n".join(each.en for each in found))
