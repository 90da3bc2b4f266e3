"""A closed hearing is counted again (第7条): beside the closing, and a missing quorum or a tie goes back to a person.

Before the delivery the procedure of the hearing itself goes back; after it a procedure of its own begins, and
until that is over the hearing is no longer delivered, so that nothing is decided on it.
"""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases.hearings import amending, closing, lookup, moves, presiding, tallies
from app.store.models.cases import Case
from app.store.models.committee import Closing, Hearing, Ruling
from app.store.models.procedures import EditionFile, Event, Instance

PROCESS = "recount"
TOLD = closing.RECOUNTED
COUNTED = ("closed", "minutes", "delivered")
BELOW = "below_quorum"
ASKED = (BELOW, "tie")
"""Outcomes that somebody has to settle."""


def if_moved(session: Session, case: Case, hearing: Hearing, reason: str, by_id: int) -> None:
    """Count once more where a closed hearing would be counted otherwise now, unless the case is decided."""
    session.flush()
    if hearing.state not in COUNTED or lookup.decided(session, case.id):
        return
    found = tallies.tally(session, hearing)
    counts, quorum = tallies.last_count(session, hearing)
    # A count that was kept without its arithmetic is told apart by its numbers alone. An opinion that stands changes
    # something only where the quorum is lost without the member.
    numbers = (tallies.by_verdict(found), quorum and _bare(tallies.arithmetic(found)))
    short = [each == BELOW for each in (found.outcome, tallies.counted_again(session, hearing))]
    if numbers != (counts, _bare(quorum)) or (quorum and short[0] != short[1]):
        count_again(session, case, hearing, reason, by_id)


def _bare(quorum: dict[str, int]) -> dict[str, int]:
    return {key: number for key, number in quorum.items() if key != "standing"}


def count_again(session: Session, case: Case, hearing: Hearing, reason: str, by_id: int) -> None:
    """Count once more, beside the closing, which stays as it was; approved minutes get an addendum."""
    found, before = tallies.tally(session, hearing), hearing.state
    asks = found.outcome in ASKED and _goes_back(session, case)
    if asks and before != "closed":
        hearing.state, hearing.delivered_at = "closed", None
        presiding.settle(session, case, hearing)
    outcome: str = found.outcome
    if outcome == "tie" and not (
        _ruled_on(session, case, hearing, before) and presiding.in_office(session, hearing)
    ):
        outcome = "split"
    session.add(
        Ruling(
            hearing_id=hearing.id,
            kind=tallies.RECOUNT,
            outcome=outcome,
            counts=tallies.by_verdict(found),
            quorum=tallies.arithmetic(found),
            reason=reason,
            by_id=by_id,
            at=clock.now(),
        )
    )
    closing.note(session, case, hearing, "hearing_counted_again", by_id)
    session.flush()
    number = len(tallies.rulings(session, hearing))
    if hearing.state == "delivered":
        amend(session, case, hearing)
    elif before == "delivered":
        inputs = {"case_no": case.case_no, "hearing_no": hearing.number}
        engine.request_start(session, case, PROCESS, inputs, once=f"{PROCESS}:{hearing.id}:{number}")
    elif hearing.state == "closed" and _goes_back(session, case):
        engine.send(session, case, TOLD, hearing.number, {}, once=f"{TOLD}:{hearing.id}:{number}")


def take(session: Session, case: Case, hearing: Hearing) -> str:
    """The outcome that the procedure goes on with; the minutes, if they were being written, begin again after it."""
    moves.drop(session, TOLD, hearing.number)
    if hearing.state in lookup.ENDED:
        return "over"
    hearing.state = "closed"
    presiding.settle(session, case, hearing)
    return tallies.outcome(session, hearing)


def amend(session: Session, case: Case, hearing: Hearing) -> None:
    """Ask for an addendum to approved minutes that tell an earlier count, once it is settled what came of the new one."""
    kinds = ("minutes_approved", "hearing_counted_again")
    rows = session.scalars(
        select(Event).where(Event.case_id == case.id, Event.kind.in_(kinds)).order_by(Event.seq)
    )
    happened = [row.kind for row in rows if row.data["hearing"] == hearing.number]
    if "minutes_approved" not in happened:
        return
    fresh = happened[::-1].index("minutes_approved")
    told: list[Ruling] = []
    counted: list[Ruling] = []
    for row in tallies.rulings(session, hearing):
        if row.kind == tallies.RECOUNT:
            if len(counted) == happened.count("hearing_counted_again") - fresh:
                break
            counted.append(row)
        told.append(row)
    first = session.get_one(Closing, hearing.id)
    counts = counted[-1].counts if counted else first.counts
    amending.ask(session, case, hearing, (counts, told[-1].outcome if told else first.outcome))


def end(session: Session, case: Case) -> None:
    """The case is over: whoever was to settle a new count is asked no more; the case is locked."""
    if not pending(session, case.id):
        return
    for hearing in lookup.of_case(session, case.id):
        if tallies.rulings(session, hearing):
            engine.send(session, case, TOLD, hearing.number, {}, once=f"{TOLD}:{hearing.id}:over")


def pending(session: Session, case_id: int) -> bool:
    """Whether what came of a new count after the delivery is not settled yet."""
    running = exists().where(
        Instance.case_id == case_id, Instance.process_id == PROCESS, Instance.status == "running"
    )
    return bool(session.scalar(select(running)))


def _goes_back(session: Session, case: Case) -> bool:
    """Whether the edition of a case knows the way back; in an earlier one the new count stands by itself."""
    path = f"processes/{PROCESS}.bpmn"
    known = exists().where(EditionFile.edition_id == case.edition_id, EditionFile.path == path)
    return bool(session.scalar(select(known)))


def _ruled_on(session: Session, case: Case, hearing: Hearing, before: str) -> bool:
    """Whether somebody is going to be asked to rule on a tie of this count."""
    waits = before == "closed" and tallies.outcome(session, hearing) == "tie"
    return waits or _goes_back(session, case)
