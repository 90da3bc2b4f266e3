"""Hearings made by hand, row by row, for tests of what follows a closing or stands beside the vote."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.cases.runtime import Runtime
from app.law import committee
from app.law.committee import SeatVote
from app.store.models.committee import Closing, Declaration, Hearing, Meeting, Opinion, Seat
from app.store.models.people import User
from tests.walk import Walk

MEMBERS = ("chair", "member1", "member2", "member3")
DUE_IN = timedelta(days=14)


@dataclass(slots=True)
class Sitting:
    """A hearing of a walk's case with its seats by the name of the person."""

    walk: Walk
    hearing_id: int
    number: str
    seats: dict[str, int] = field(default_factory=dict)

    @property
    def runtime(self) -> Runtime:
        return self.walk.runtime

    def hearing(self) -> Hearing:
        """The row as it is now."""
        with self.runtime.db.read() as session:
            return session.get_one(Hearing, self.hearing_id)

    def add(self, *rows: Any) -> None:
        """Store rows."""
        with self.runtime.db.step() as session:
            session.add_all(rows)

    def change(self, name: str, state: str) -> None:
        """Move a seat to a state."""
        with self.runtime.db.step() as session:
            session.get_one(Seat, self.seats[name]).state = state

    def rename(self, name: str, to: str) -> None:
        """Give a person a name as people have one."""
        with self.runtime.db.step() as session:
            session.get_one(User, self.walk.people[name].user_id).name = to

    def opine(self, name: str, verdict: str, reason: str = "", **more: Any) -> None:
        """The next version of a seat's opinion."""
        with self.runtime.db.step() as session:
            seat_id = self.seats[name]
            before = session.scalars(select(Opinion).where(Opinion.seat_id == seat_id)).all()
            declared = session.scalars(select(Declaration.id).where(Declaration.seat_id == seat_id)).one()
            session.add(
                Opinion(
                    seat_id=seat_id,
                    version=len(before) + 1,
                    declaration_id=declared,
                    verdict=verdict,
                    reason=reason or f"{verdict}の理由",
                    entered_by=self.walk.people[name].user_id,
                    received_at=clock.now(),
                    **more,
                )
            )

    def close(self, **more: Any) -> str:
        """Close the hearing as its own rules count; returns the outcome."""
        with self.runtime.db.step() as session:
            rows = list(session.scalars(select(Seat).where(Seat.hearing_id == self.hearing_id)))
            last = {
                row.seat_id: row.verdict for row in session.scalars(select(Opinion).order_by(Opinion.version))
            }
            hearing = session.get_one(Hearing, self.hearing_id)
            votes = [SeatVote(row.state, last.get(row.id)) for row in rows]  # type: ignore[arg-type] # as stored
            counted = committee.tally_of_seats(votes, committee.rule_set(hearing.rule_set))
            session.add(
                Closing(
                    hearing_id=self.hearing_id,
                    at=clock.now(),
                    cause="due",
                    outcome=counted.outcome,
                    counts={str(key): number for key, number in counted.counts.items()},
                    quorum={
                        "eligible": counted.eligible,
                        "present": counted.present,
                        "needed": counted.needed,
                        "majority": counted.majority,
                    },
                    missing=[row.user_id for row in rows if row.state == "eligible" and row.id not in last],
                    excluded=[row.user_id for row in rows if row.state == "excluded"],
                    **more,
                )
            )
            hearing.state = "closed"
            return counted.outcome

    def begin(self, process_id: str, **inputs: Any) -> None:
        """Start a procedure of the case at the engine's door."""
        case = self.walk.case()
        with self.runtime.db.step() as session:
            self.runtime.engine.start(
                session,
                edition_id=case.edition_id,
                process_id=process_id,
                inputs={"case_no": case.case_no, **inputs},
                case=session.get_one(type(case), case.id, with_for_update=True),
            )

    def begin_minutes(self, presiding: str = "chair") -> Walk:
        """Let the secretariat begin the minutes; returns the walk."""
        user_id = self.walk.people[presiding].user_id
        self.begin("committee_minutes", hearing_no=self.number, presiding=user_id)
        return self.walk


def convened(runtime: Runtime, members: tuple[str, ...] = MEMBERS, **own: Any) -> Sitting:
    """An open hearing on a new case; each member has declared no interest and may read."""
    walk = Walk.open(runtime)
    people = walk.people
    secretary = people["secretariat"].user_id
    with runtime.db.step() as session:
        meeting = Meeting(
            number=7,
            method="room",
            starts_at=clock.now(),
            place="第一会議室",
            created_at=clock.now(),
            created_by=secretary,
        )
        session.add(meeting)
        session.flush()
        given: dict[str, Any] = {
            "number": "H2026-0001",
            "case_id": walk.case().id,
            "round": 1,
            "meeting_id": meeting.id,
            "method": "room",
            "reason": "安全性に係る開示が新しい論点を含むため。",
            "rule_set": committee.current().version,
            "presiding_id": people["chair"].user_id,
            "opened_at": clock.now(),
            "opened_by": secretary,
            "declare_by": clock.now() + timedelta(days=3),
            "due_at": clock.now() + DUE_IN,
        } | own
        hearing = Hearing(**given)
        session.add(hearing)
        session.flush()
        made = Sitting(walk, hearing.id, hearing.number)
        for name in members:
            seat = Seat(
                hearing_id=hearing.id,
                case_id=hearing.case_id,
                user_id=people[name].user_id,
                state="eligible",
                added_at=clock.now(),
                added_by=secretary,
                changed_at=clock.now(),
            )
            session.add(seat)
            session.flush()
            session.add(Declaration(seat_id=seat.id, sequence=1, result="none", at=clock.now()))
            made.seats[name] = seat.id
        return made
