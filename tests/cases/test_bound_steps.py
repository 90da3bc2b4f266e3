"""Each part of a vote is one person's own: nobody else can see, take, hand over or do it."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app import clock
from app.cases import answering, claiming
from app.cases.answering import Post
from app.cases.errors import CaseError, NotYours, Unknown
from app.cases.runtime import Runtime
from app.engine import By, NotTheirs, StepFailed, add_member, cancel_member
from app.store.models.cases import Case
from app.store.models.people import User, UserRole
from app.store.models.procedures import (
    Content,
    Edition,
    EditionFile,
    Event,
    Incident,
    Submission,
    WorkItem,
    WorkItemExclusion,
)
from app.store.models.services import Service
from app.store.reading.members import stranded
from app.store.viewer import Viewer
from tests.engine.sketch import end, path, process, start, user
from tests.people import People, people
from tests.web.site import site
from tests.web.work_site import Browser

VOTE = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>input.members</bpmn:loopCardinality>"
    "<bpmn:completionCondition>count(opinion.verdict[item = &quot;fit&quot;]) &gt;= 2</bpmn:completionCondition>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)
DIAGRAM = process(
    start()
    + user("asked", name_en="Asked")
    + user("opinion", VOTE, bind="user", name_en="Opinion")
    + user("conclude", name_en="Conclude")
    + end()
    + path("begun", "asked", "opinion", "conclude", "ended"),
    id="hearing",
    lanes="asked opinion conclude",
)


def form(node: str) -> str:
    """A form with one routing field."""
    field = {
        "type": "textfield",
        "key": "verdict",
        "label": "判断",
        "properties": {"label_en": "Verdict", "routing": "true"},
        "validate": {"required": True},
    }
    return json.dumps(
        {"schemaVersion": 18, "type": "default", "id": f"hearing.{node}", "components": [field]}
    )


@dataclass
class Hearing:
    """A case in which three people are asked."""

    runtime: Runtime
    people: People
    edition_id: int = 0
    case_id: int = 0
    instance_id: int = 0

    def begin(self, *members: Any) -> "Hearing":
        with self.runtime.db.step() as session:
            service = Service(provider_id=self.people.provider_id, name="青空AI", created_at=clock.now())
            session.add(service)
            session.flush()
            case = Case(
                case_no=f"H-{service.id}",
                process_id="hearing",
                edition_id=self.edition_id,
                provider_id=self.people.provider_id,
                service_id=service.id,
                opened_at=clock.now(),
            )
            session.add(case)
            session.flush()
            self.case_id = case.id
            self.instance_id = self.runtime.engine.start(
                session,
                edition_id=self.edition_id,
                process_id="hearing",
                inputs={"members": list(members)},
                case=case,
            )
        return self

    def items(self, node: str, state: str = "open") -> list[WorkItem]:
        with self.runtime.db.read() as session:
            return list(
                session.scalars(
                    select(WorkItem)
                    .where(
                        WorkItem.instance_id == self.instance_id,
                        WorkItem.node == node,
                        WorkItem.state == state,
                    )
                    .order_by(WorkItem.id)
                )
            )

    def of(self, viewer: Viewer) -> WorkItem:
        return next(item for item in self.items("opinion") if item.assignee_id == viewer.user_id)

    def answer(self, viewer: Viewer, item: WorkItem, verdict: str = "fit") -> None:
        answering.answer(self.runtime, viewer, item.id, Post(MultiDict({"verdict": verdict})))


@pytest.fixture
def hearing(both: Runtime) -> Hearing:
    files = {"processes/hearing.bpmn": DIAGRAM} | {
        f"forms/hearing/{node}.form": form(node) for node in ("asked", "opinion", "conclude")
    }
    made = Hearing(both, people(both))
    with both.db.step() as session:
        edition = Edition(
            hash="h" * 64, label="hearing", effective_on=date(2026, 7, 1), imported_at=clock.real_now()
        )
        session.add(edition)
        session.flush()
        made.edition_id = edition.id
        for number, (where, text) in enumerate(files.items()):
            session.add(Content(sha256=f"{number}" * 64, text=text))
            session.flush()
            session.add(EditionFile(edition_id=edition.id, path=where, sha256=f"{number}" * 64))
    return made


def voting(hearing: Hearing) -> tuple[Viewer, Viewer, Viewer]:
    """Three people, and the vote in which they are asked."""
    names = ("reviewer", "second_reviewer", "reviewing_decider")
    three = tuple(hearing.people[name] for name in names)
    hearing.begin(*(each.user_id for each in three))
    hearing.answer(three[0], hearing.items("asked")[0])
    return three  # type: ignore[return-value]  # a tuple of three by its making


def test_one_member_cannot_answer_for_another(hearing: Hearing) -> None:
    first, second, third = voting(hearing)
    for other in (second, third):
        with pytest.raises(Unknown):
            hearing.answer(first, hearing.of(other))
        with pytest.raises(Unknown):
            answering.save_draft(hearing.runtime, first, hearing.of(other).id, Post(MultiDict()))
    theirs = hearing.of(second)
    with hearing.runtime.db.step() as session:
        opened = hearing.runtime.engine.open_case(session, hearing.instance_id)
        with pytest.raises(NotTheirs):
            hearing.runtime.engine.complete(opened, theirs, {"verdict": "fit"}, actor_id=first.user_id)
    hearing.answer(first, hearing.of(first))
    hearing.answer(second, hearing.of(second))
    assert [item.item_key for item in hearing.items("opinion", "withdrawn")] == [str(third.user_id)]
    with hearing.runtime.db.read() as session:
        given = session.scalars(
            select(Submission.by_id).where(
                Submission.case_id == hearing.case_id, Submission.node == "opinion"
            )
        ).all()
    assert sorted(by for by in given if by is not None) == sorted([first.user_id, second.user_id])


def test_a_bound_step_can_be_neither_given_back_nor_taken_nor_handed_over(hearing: Hearing) -> None:
    first, second, _third = voting(hearing)
    mine = hearing.of(first)
    with pytest.raises(Unknown):
        claiming.claim(hearing.runtime, second, mine.id)
    with pytest.raises(NotYours, match="own and cannot be given"):
        claiming.release(hearing.runtime, first, mine.id)
    with pytest.raises(CaseError):
        claiming.assign(hearing.runtime, hearing.people["secretariat"], mine.id, second.user_id, "休暇のため")
    assert hearing.of(first).id == mine.id


def test_the_inbox_shows_each_member_only_their_own(hearing: Hearing) -> None:
    first, second, _third = voting(hearing)
    app = site(hearing.runtime)
    browser = Browser(app, first)
    shown = browser.open("/inbox?tab=mine")
    mine, theirs = hearing.of(first), hearing.of(second)
    assert f"/tasks/{mine.id}" in shown.html
    assert f"/tasks/{theirs.id}" not in shown.html
    assert "/release" not in shown.html
    assert f"/tasks/{theirs.id}" not in browser.open("/inbox?tab=group").html
    assert browser.open(f"/tasks/{theirs.id}").status == 404
    page = browser.open(f"/tasks/{mine.id}")
    assert "/release" not in page.html
    fields = page.fields()
    fields.setlist("verdict", ["fit"])
    fields.add("_action", "complete")
    assert browser.send(f"/tasks/{theirs.id}", fields).status == 404
    assert hearing.items("opinion", "done") == []
    assert browser.send(str(page.form()["action"]), fields).status == 303
    assert [item.id for item in hearing.items("opinion", "done")] == [mine.id]


@pytest.mark.parametrize("who", ["nobody", "closed", "no role", "no number"])
def test_a_step_bound_to_nobody_who_can_do_it_is_an_incident(hearing: Hearing, who: str) -> None:
    given: Any = {
        "nobody": 999_999,
        "closed": hearing.people["second_reviewer"].user_id,
        "no role": hearing.people["fee_clerk"].user_id,
        "no number": "reviewer",
    }[who]
    if who == "closed":
        with hearing.runtime.db.step() as session:
            account = session.get(User, given)
            assert account is not None
            account.active = False
    first = hearing.people["reviewer"]
    hearing.begin(first.user_id, given)
    with pytest.raises(StepFailed, match="Check whom to ask"):
        hearing.answer(first, hearing.items("asked")[0])
    assert [item.node for item in hearing.items("asked")] == ["asked"]
    with hearing.runtime.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Incident)) == 1


def test_a_recusal_and_an_addition_are_on_the_record(hearing: Hearing) -> None:
    first, second, third = voting(hearing)
    by = By(hearing.people["secretariat"].user_id, "利害関係の申出")
    engine = hearing.runtime.engine
    for verdict, viewer in (("unfit", first), ("fit", second)):
        hearing.answer(viewer, hearing.of(viewer), verdict)
    with hearing.runtime.db.step() as session:
        person = User(
            email="added@example.jp", name="追加", password_hash="!", verified_at=clock.now(), created_at=clock.now()
        )  # fmt: skip
        session.add(person)
        session.flush()
        added = person.id
        session.add(UserRole(user_id=added, role="reviewer"))
    with hearing.runtime.db.step() as session:
        opened = engine.open_case(session, hearing.instance_id)
        add_member(engine, opened, "opinion", added, by)
    with hearing.runtime.db.step() as session:
        opened = engine.open_case(session, hearing.instance_id)
        cancel_member(engine, opened, hearing.of(third).task_id, by)
    newcomer = Viewer(added, "追加", frozenset({"reviewer"}))
    hearing.answer(newcomer, hearing.of(newcomer))
    assert len(hearing.items("conclude")) == 1
    with hearing.runtime.db.read() as session:
        events = session.execute(
            select(Event.kind, Event.reason, Event.data).where(
                Event.case_id == hearing.case_id, Event.kind.like("member_%")
            ).order_by(Event.seq)
        ).all()  # fmt: skip
    assert [(kind, reason, data["item"]) for kind, reason, data in events] == [
        ("member_added", "利害関係の申出", str(added)),
        ("member_withdrawn", "利害関係の申出", str(third.user_id)),
    ]


def test_a_member_who_can_no_longer_answer_stands_on_the_desk_and_is_replaced_there(hearing: Hearing) -> None:
    first, second, third = voting(hearing)
    with hearing.runtime.db.step() as session:
        assert stranded(session) == []
        session.get_one(User, second.user_id).active = False
        role = session.get_one(UserRole, (third.user_id, "reviewer"))
        session.delete(role)
        session.add(WorkItemExclusion(work_item_id=hearing.of(first).id, user_id=first.user_id))
    with hearing.runtime.db.read() as session:
        causes = {each.item_id: each.cause for each in stranded(session)}
    assert causes == {
        hearing.of(first).id: "excluded",
        hearing.of(second).id: "account",
        hearing.of(third).id: "role",
    }
    operator = Browser(site(hearing.runtime), hearing.people["operator"])
    assert "役割がなくなった" in operator.open("/desk").text
    place = f"/instances/{hearing.instance_id}"
    out = f"{place}/members/{hearing.of(third).task_id}/take-out"
    fields = operator.open(place).fields(f'form[action="{out}"]')
    assert "理由を書いてください" in operator.follow(operator.send(out, fields)).html
    assert len(hearing.items("opinion")) == 3
    fields.setlist("reason", ["役割を離れたため"])
    operator.send(out, fields)
    with pytest.raises(StopIteration):
        hearing.of(third)
    with hearing.runtime.db.step() as session:
        session.add(UserRole(user_id=hearing.people["decider"].user_id, role="reviewer"))
    fields.add("node", "opinion")
    fields.add("item", str(hearing.people["decider"].user_id))
    operator.send(f"{place}/members/ask", fields)
    assert hearing.of(hearing.people["decider"]).bound
    fields.setlist("item", ["999999"])
    assert "相手を確かめて" in operator.follow(operator.send(f"{place}/members/ask", fields)).html
