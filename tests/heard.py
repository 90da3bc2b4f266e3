"""A committee at work in tests: a walk up to its convening, and members who declare and answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.viewers import viewer_of
from app.cases import answering, contexts
from app.cases.errors import Refused
from app.cases.hearings import closing, lookup
from app.cases.runtime import Runtime
from app.law import working_days
from app.store.models.cases import Document
from app.store.models.committee import Closing, Hearing, Opinion, Seat
from app.store.models.people import User
from app.store.models.procedures import WorkItem
from app.store.viewer import Viewer
from tests import answers
from tests.walk import Walk

MEMBERS = ("chair", "member1", "member2", "member3")
DUE_IN = 10


@dataclass(slots=True)
class Sitting:
    """A case with its hearing."""

    walk: Walk

    @classmethod
    def wanted(cls, runtime: Runtime, walk: Walk | None = None) -> "Sitting":
        """A case whose decider wants the committee's opinion: it waits to be convened."""
        walk = (walk or Walk.open(runtime)).until("consider_hearing")
        walk.do("consider_hearing", answers.HEAR)
        return cls(walk)

    @classmethod
    def convened(cls, runtime: Runtime, members: Iterable[str] = MEMBERS, **more: Any) -> "Sitting":
        """A hearing with these members, who have not declared."""
        return cls.wanted(runtime).convene(members, **more)

    @classmethod
    def declared(cls, runtime: Runtime, members: Iterable[str] = MEMBERS, **more: Any) -> "Sitting":
        """A hearing whose members have declared that they have no interest."""
        sitting = cls.convened(runtime, members, **more)
        for name in members:
            sitting.declare(name)
        return sitting

    @classmethod
    def voted(cls, runtime: Runtime, *verdicts: str, members: tuple[str, ...] = MEMBERS) -> "Sitting":
        """An open hearing whose members have given these verdicts, in their order."""
        sitting = cls.declared(runtime, members)
        for name, verdict in zip(members, verdicts, strict=False):
            sitting.give(name, verdict)
        return sitting

    @property
    def runtime(self) -> Runtime:
        return self.walk.runtime

    def viewer(self, name: str) -> Viewer:
        """The person as a request would find them now."""
        with self.runtime.db.read() as session:
            found = viewer_of(session, self.walk.people[name].user_id, clock.today())
            assert found is not None
            return found

    def convene(self, members: Iterable[str] = MEMBERS, **more: Any) -> "Sitting":
        """Convene these members, with whatever the secretariat answers otherwise."""
        self.walk.do("convene", self.asked(members) | more)
        return self

    def asked(self, members: Iterable[str] = MEMBERS) -> dict[str, Any]:
        """The usual answers of the secretariat."""
        today = clock.today()
        return answers.convening(
            [str(self.walk.people[name].user_id) for name in members],
            working_days.add_working_days(today, 3),
            working_days.add_working_days(today, DUE_IN),
        )

    def hearing(self) -> Hearing:
        """The hearing of the last round as it is now."""
        with self.runtime.db.read() as session:
            found = lookup.latest(session, self.walk.case().id)
            assert found is not None
            return found

    def closed(self) -> Closing | None:
        """Its closing."""
        with self.runtime.db.read() as session:
            return session.get(Closing, self.hearing().id)

    def seat(self, name: str) -> Seat:
        """The seat of a member in the last round."""
        with self.runtime.db.read() as session:
            return session.scalars(
                select(Seat).where(
                    Seat.hearing_id == self.hearing().id,
                    Seat.user_id == self.walk.people[name].user_id,
                )
            ).one()

    def states(self) -> dict[str, str]:
        """Where each seat stands, by the member's name."""
        with self.runtime.db.read() as session:
            rows = session.execute(
                select(User.name, Seat.state)
                .join(Seat, Seat.user_id == User.id)
                .where(Seat.hearing_id == self.hearing().id)
            )
            return {name: state for name, state in rows}

    def item(self, name: str, node: str) -> WorkItem:
        """The open step that waits for a member alone."""
        person = self.walk.people[name].user_id
        found = [each for each in self.walk.items() if each.node == node and each.assignee_id == person]
        assert found, f"{node} does not wait for {name}: {self.waiting()}"
        return found[-1]

    def waiting(self) -> set[tuple[str, int | None]]:
        """Every open step of the case and for whom it waits."""
        return {(each.node, each.assignee_id) for each in self.walk.items()}

    def asked_now(self) -> list[tuple[str, str]]:
        """Which members have a step of their own waiting, and which."""
        names = {viewer.user_id: name for name, viewer in self.walk.people.by_role.items()}
        return [(names[who], node) for node, who in sorted(self.waiting(), key=str) if who is not None]

    def declare(self, name: str, result: str = "none", **more: Any) -> "Sitting":
        """A member declares."""
        self.do(name, "declare_interest", {"result": result, **more})
        return self

    def give(self, name: str, verdict: str = "fit", **more: Any) -> "Sitting":
        """A member gives an opinion, or amends it."""
        self.do(name, "give_opinion", answers.opinion(verdict) | more)
        return self

    def do(self, name: str, node: str, given: dict[str, Any], *, by: Viewer | None = None) -> None:
        """Complete a member's own step."""
        item = self.item(name, node)
        post = self.walk.post_to(item, given)
        self.runtime.engine.cache.clear()
        answering.answer(self.runtime, by or self.viewer(name), item.id, post)
        self.walk.settle()

    def close(
        self, by: str = "chair", reason: str = "意見がそろった。", acknowledged: Collection[str] = ()
    ) -> str:
        """The presiding member closes; the outcome."""
        number = self.hearing().number
        outcome = closing.close(self.runtime, self.viewer(by), number, reason, acknowledged)
        self.walk.settle()
        return outcome

    def add_paper(self, name: str = "追加資料.pdf", sha256: str = "0" * 64) -> "Sitting":
        """A document comes to the papers of the hearing."""
        with self.runtime.db.step() as session:
            session.add(
                Document(
                    case_id=self.walk.case().id,
                    kind="correction",
                    name=name,
                    sha256=sha256,
                    size=1,
                    type="application/pdf",
                    added_at=clock.now(),
                    added_by=None,
                )
            )
        return self

    def close_only(self, by: str = "chair") -> None:
        """The presiding member closes; what that sets in motion has not begun."""
        self.close_as(self.viewer(by), self.hearing().number)

    def close_as(self, viewer: Viewer, number: str) -> str:
        """Close from any thread."""
        return closing.close(self.runtime, viewer, number, "意見がそろった。")

    def write_minutes(self, presiding: str = "chair") -> "Sitting":
        """The minutes are drafted and approved."""
        prose = {"summary": "審査員が資料を説明した。", "discussion": "質疑はなかった。", "report": ""}
        self.walk.do("draft_minutes", prose)
        self.do(
            presiding,
            "approve_minutes",
            {"choice": "approve", "remarks": "", "early_reason": "全員がその場で確かめた。"},
        )
        return self

    def at_the_door(self, item: WorkItem, actor_id: int | None) -> None:
        """Complete a step at the engine door, without its form."""
        with self.runtime.db.step() as session:
            opened = self.runtime.engine.open_case(session, item.instance_id)
            own = session.get_one(WorkItem, item.id)
            self.runtime.engine.complete(opened, own, {}, actor_id=actor_id)

    def refused_at_the_door(self, item: WorkItem, actor_id: int | None = None) -> list[str]:
        """The refusal ids when a step is completed at the engine door, without its form."""

        with pytest.raises(Refused) as error:
            self.at_the_door(item, actor_id or item.assignee_id)
        return [ground.refusal for ground in error.value.grounds]

    def refused(self, name: str, node: str, given: dict[str, Any]) -> list[str]:
        """The refusal ids with which a member's own step is refused; nothing is stored."""
        before = (self.states(), len(self.opinions(name)))
        with pytest.raises(Refused) as error:
            self.do(name, node, given)
        assert (self.states(), len(self.opinions(name))) == before
        return [ground.refusal for ground in error.value.grounds]

    def shown(self, node: str) -> dict[str, Any]:
        """What the form of a step starts from."""
        with self.runtime.db.read() as session:
            return contexts.initial(session, self.walk.item(node))

    def draft(self, name: str, typed: dict[str, Any]) -> None:
        """A member saves a draft of the opinion."""
        item = self.item(name, "give_opinion")
        answering.save_draft(self.runtime, self.viewer(name), item.id, self.walk.post_to(item, typed))

    def opinions(self, name: str) -> list[Opinion]:
        """All versions of a member's opinion."""
        with self.runtime.db.read() as session:
            return list(
                session.scalars(
                    select(Opinion).where(Opinion.seat_id == self.seat(name).id).order_by(Opinion.version)
                )
            )

    def at(self, instant: datetime) -> "Sitting":
        """Stop the clock there and let the worker run."""
        clock.fix(instant)
        self.walk.settle()
        return self

    def past_due(self) -> "Sitting":
        """The due time has come."""
        return self.at(self.hearing().due_at)

    def due_on(self) -> date:
        """The legal date on which opinions are due."""
        return clock.date_in_japan(self.hearing().due_at)
