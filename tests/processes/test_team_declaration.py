"""調査員の利害関係の申告: each declares alone and before anything else; silence keeps a person away."""

import pytest
from sqlalchemy import select

from app import clock
from app.cases import answering
from app.cases.errors import Invalid, Refused, Unknown
from app.cases.runtime import Runtime
from app.store.models.appointments import StandingInterest
from app.store.models.visits import VisitMember
from tests.people import CORPORATE_NUMBER
from tests.processes.test_site_inspection import later, mails
from tests.processes.visiting import begun, declared, visit
from tests.walk import Walk


def asked(runtime: Runtime) -> Walk:
    return begun(runtime).do("plan_visit")


def test_each_inspector_is_asked_alone_and_by_a_mail_that_names_no_case(both: Runtime) -> None:
    walk = asked(both)
    assert sorted(item.assignee_id for item in walk.items()) == sorted(
        walk.people[name].user_id for name in ("inspector", "second_inspector")
    )
    assert sorted(mails(walk, "利害関係の申告")) == ["inspector@example.jp", "second_inspector@example.jp"]
    assert all(item.bound for item in walk.items())


def test_nobody_declares_for_another(runtime: Runtime) -> None:
    walk = asked(runtime)
    (mine,) = [item for item in walk.items() if item.assignee_id == walk.people["inspector"].user_id]
    with pytest.raises(Unknown):
        answering.answer(
            runtime,
            walk.people["second_inspector"],
            mine.id,
            walk.post("declare_tie", {"result": "none"}),
        )


def test_an_interest_names_its_kind(runtime: Runtime) -> None:
    walk = asked(runtime)
    with pytest.raises(Invalid):
        walk.do("declare_tie", {"result": "has", "kinds": []}, by=_of(walk), item=walk.item("declare_tie"))


def test_the_lead_who_does_not_declare_in_time_sends_the_plan_back(runtime: Runtime) -> None:
    walk = asked(runtime)
    (second,) = [item for item in walk.items() if item.assignee_id == walk.people["second_inspector"].user_id]
    walk.do("declare_tie", {"result": "none"}, by=walk.people["second_inspector"], item=second)
    later(walk, 20)
    assert walk.waiting() == {"plan_visit": "reviewer"}


def test_with_everybody_clear_the_request_goes_out(both: Runtime) -> None:
    walk = declared(asked(both))
    assert (visit(walk).state, walk.waiting()) == ("requested", {"answer_visit": "applicant"})


def test_none_against_a_strong_hint_of_the_register_needs_words_and_the_planner_sees_it(
    runtime: Runtime,
) -> None:
    walk = begun(runtime)
    mine = walk.people["inspector"]
    with runtime.db.step() as session:
        session.add(
            StandingInterest(
                user_id=mine.user_id,
                kind="business",
                name="青空ソフト",
                name_key="青空ソフト",
                corporate_number=CORPORATE_NUMBER,
                created_at=clock.now(),
                created_by=mine.user_id,
            )
        )
    labels = {each["value"]: each["label"] for each in walk.context("plan_visit")["team_options"]}
    assert "法人番号が同じ" in labels[str(mine.user_id)]
    walk.do("plan_visit")
    (item,) = [item for item in walk.items() if item.assignee_id == mine.user_id]
    with pytest.raises(Refused) as error:
        walk.do("declare_tie", {"result": "none"}, by=mine, item=item)
    assert error.value.grounds[0].field == "text"
    walk.do("declare_tie", {"result": "none", "text": "取引は5年前に終わった。"}, by=mine, item=item)
    with runtime.db.read() as session:
        kept = session.scalars(select(VisitMember.hints).where(VisitMember.user_id == mine.user_id)).one()
    assert kept[0]["strength"] == "strong"


def _of(walk: Walk):  # type: ignore[no-untyped-def] # a viewer
    item = walk.item("declare_tie")
    return next(
        walk.people[name]
        for name in ("inspector", "second_inspector")
        if walk.people[name].user_id == item.assignee_id
    )
