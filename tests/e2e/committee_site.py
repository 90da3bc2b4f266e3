"""A committee at work on the served product: an open hearing, a closed one, one to convene, and a visit."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from app import clock
from app.law import working_days
from app.store.models.people import User
from tests.e2e.conftest import Site
from tests.heard import Sitting
from tests.processes import visiting
from tests.walk import Walk

LONG_NAME = "鬼龍院ヴァレンティーナ・マクシミリアン左衛門尉国清（認定審査委員会臨時委員）"
LONG_TEXT = "開示された内容は、利用者が判断するために足りる。" * 400
MEETING = {"method": "room", "meeting": "new", "held_at": "14:00", "place": "第一会議室" * 8}


@dataclass(slots=True)
class Committee:
    """The hearings and the visit, and what each person looks at."""

    opened: Sitting
    closed: Sitting
    wanted: Sitting
    visited: Walk

    @classmethod
    def seeded(cls, site: Site) -> "Committee":
        """All of it, with a long name, a long text and a question among it."""
        wanted = [
            Sitting.wanted(site.runtime, Walk.open(site.runtime, site.people, service=service))
            for service in ("青空チャット", "夕空検索", "夜空要約")
        ]
        held_on = (clock.today() + timedelta(days=21)).isoformat()
        due_on = working_days.add_working_days(clock.today(), 20).isoformat()
        opened = wanted[0].convene(circulation_reason="", held_on=held_on, due_on=due_on, **MEETING)
        for name in ("chair", "member1", "member2"):
            opened.declare(name)
        opened.give("member2", reason=LONG_TEXT[:4000])
        closed = wanted[1].convene()
        for name in ("chair", "member1", "member2"):
            closed.declare(name)
            closed.give(name, "unfit" if name == "member1" else "conditional", reason=LONG_TEXT[:4000])
        closed.close()
        with site.runtime.db.step() as session:
            second = site.people["member2"].user_id
            session.execute(update(User).where(User.id == second).values(name=LONG_NAME))
        visited = visiting.agreed(site.runtime, walk=visiting.case(site.runtime, site.people))
        return cls(opened, closed, wanted[2], visited)

    def pages(self) -> dict[str, list[str]]:
        """The pages of the committee and of visits by the person who works there."""
        opened, closed = self.opened.hearing(), self.closed.hearing()
        member = self.opened.walk.people["member1"].user_id
        room, done = f"/committee/{opened.number}", f"/committee/{closed.number}"
        convene = self.wanted.walk.item("convene").id
        return {
            "member1": [
                "/committee",
                room,
                f"{room}/recuse",
                done,
                "/register/me",
                f"/register/{member}/interests",
            ],
            "member3": [room],
            "chair": ["/committee", f"{room}/chair", f"{done}/chair"],
            "secretariat": [
                "/hearings/",
                f"/hearings/agenda?item={convene}",
                f"/tasks/{convene}",
                "/hearings/meetings/1",
                f"/hearings/{opened.number}",
                f"/hearings/{closed.number}",
                f"/tasks/{self.closed.walk.item('draft_minutes').id}",
                "/register",
                "/register/new",
                f"/register/{self.opened.walk.people['member2'].user_id}",
                f"/register/{member}/appoint",
            ],
            "inspector": [
                "/visits",
                f"/visits/{self.visit}",
                f"/tasks/{self.visited.item('record_visit').id}",
            ],
        }

    @property
    def visit(self) -> str:
        """The number of the visit."""
        return visiting.visit(self.visited).number
