"""An applicant challenges somebody in its own case: kept for ever, shut at once, put before a decider (第7条).

Whether the person has a seat or a place on a visit changes nothing that the applicant can notice: the same row, the
same procedure, the same day by which a decider judges.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases import numbers
from app.cases.challenges import roster
from app.cases.errors import UNKNOWN, Refused, Unknown
from app.cases.hearings import challenged, interests, late, lookup, mails
from app.cases.runtime import Runtime
from app.cases.visits import found, pausing
from app.law import challenges as law
from app.law.interests import kinds
from app.law.text import Ground
from app.store import history
from app.store.models.cases import Case
from app.store.models.challenges import Challenge
from app.store.models.committee import Hearing, Seat
from app.store.models.visits import Visit, VisitMember
from app.store.reading import cases
from app.store.viewer import Viewer

ENDED = "challenge.ended"


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed: the id of a person on the roster, the kind of ground, the reason."""

    user_id: int
    kind: str
    reason: str


def too_early_or_late(session: Session, case: Case) -> list[Ground]:
    """Why nobody can be challenged in a case now, if so."""
    decided = lookup.decided(session, case.id)
    return law.time_grounds(
        filed=case.filed_on is not None, decided=decided, closed=case.closed_at is not None
    )


def own(session: Session, viewer: Viewer, case_no: str, *, lock: bool = False) -> Case:
    """A case of the viewer's provider; raises Unknown for any other."""
    head = cases.find(session, viewer, case_no)
    if head is None or head.provider_id not in viewer.provider_ids:
        raise Unknown(UNKNOWN)
    return session.get_one(Case, head.id, with_for_update=lock, populate_existing=lock)


def file(runtime: Runtime, viewer: Viewer, case_no: str, given: Given) -> str:
    """Keep a challenge and what follows from it; the number of its receipt.

    Raises Unknown for another's case, Refused before the filing, after the decision and for what is not taken.
    """

    def work(session: Session) -> str:
        case = own(session, viewer, case_no, lock=True)
        against = too_early_or_late(session, case) or _against(session, case, given)
        if against:
            raise Refused(against)
        return _keep(session, runtime.settings.base_url, case, given, viewer.user_id).number

    number = runtime.step(work)
    runtime.wake()
    return number


def end(session: Session, case: Case) -> None:
    """The case is over: what nobody has judged is judged no more."""
    for row in challenged.waiting(session, case.id):
        engine.send(session, case, ENDED, row.number, {}, once=f"{ENDED}:{row.id}")


def _against(session: Session, case: Case, given: Given) -> list[Ground]:
    grounds = law.grounds(
        on_roster=given.user_id in {each.user_id for each in roster.of_case(session, case.id)},
        known_kind=given.kind in {each.key for each in kinds() if not each.automatic},
        reason=given.reason,
    )
    earlier = [
        (row.number, judged.effect if judged is not None else "", row.reason)
        for row, judged in challenged.of_case(session, case.id, given.user_id)
    ]
    return grounds or law.again_grounds(given.reason, earlier)


def _keep(session: Session, base_url: str, case: Case, given: Given, by_id: int) -> Challenge:
    today = clock.today()
    row = Challenge(
        number=f"K{today:%Y}-{numbers.take(session, f'challenge-{today:%Y}'):04d}",
        case_id=case.id,
        user_id=given.user_id,
        kind=given.kind,
        reason=given.reason.strip(),
        by_id=by_id,
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    history.append(
        session, case, "challenge_filed", actor_id=by_id, article="第7条", data={"challenge": row.number}
    )
    _shut_seat(session, base_url, case, row)
    _pause_inspector(session, base_url, case, row)
    payload = {"case_no": case.case_no, "challenge_id": row.id, "challenge_no": row.number}
    engine.request_start(session, case, challenged.PROCESS, payload, once=f"{challenged.PROCESS}:{row.id}")
    return row


def _shut_seat(session: Session, base_url: str, case: Case, row: Challenge) -> None:
    found_seat = seated(session, row)
    if found_seat is None or found_seat[1].state == "challenged":
        return
    hearing, seat = found_seat
    hints = interests.noted(challenged.hints(session, case.id, row.user_id))
    late.shut(session, (case, hearing, seat), [row.kind], challenged.HINT.ja, by_id=None, hints=hints)
    mails.send(
        session,
        base_url,
        hearing,
        seat.user_id,
        "paused",
        row.number,
        link=False,
        receipt=mails.receipt(seat),
    )


def _pause_inspector(session: Session, base_url: str, case: Case, row: Challenge) -> None:
    hints = challenged.hints(session, case.id, row.user_id)
    for member in places(session, row, "clear"):
        pausing.pause(session, base_url, case, member, hints, f"challenge:{row.number}:{member.id}")


def seated(session: Session, row: Challenge) -> tuple[Hearing, Seat] | None:
    """The person's newest seat in the case, while it is live and its hearing counts."""
    last = session.execute(
        select(Hearing, Seat)
        .join(Hearing, Hearing.id == Seat.hearing_id)
        .where(Seat.case_id == row.case_id, Seat.user_id == row.user_id)
        .order_by(Seat.id.desc())
        .limit(1)
    ).first()
    if last is None or last.Seat.state not in lookup.LIVE or last.Hearing.state == "abandoned":
        return None
    return last.Hearing, last.Seat


def places(session: Session, row: Challenge, *states: str) -> list[VisitMember]:
    """The person's places on visits of the case that have no result yet, in these states."""
    return list(
        session.scalars(
            select(VisitMember)
            .join(Visit, Visit.id == VisitMember.visit_id)
            .where(
                VisitMember.case_id == row.case_id,
                VisitMember.user_id == row.user_id,
                VisitMember.state.in_(states),
                Visit.state.not_in(found.OVER),
            )
            .order_by(VisitMember.id)
        )
    )
