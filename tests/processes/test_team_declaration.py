"""調査員の利害関係の申告: each declares alone and before anything else; silence keeps a person away."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app import clock
from app.cases import answering
from app.cases.errors import UNKNOWN, Invalid, Refused, Unknown
from app.cases.runtime import Runtime
from app.cases.views.visit import page
from app.cases.visits import access, team
from app.store.models.appointments import StandingInterest
from app.store.models.visits import TieJudgement, VisitMember
from app.store.reading import cases
from app.store.reading import visits as reading
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
    tie(walk, "inspector")
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


def hinted(runtime: Runtime, name: str = "inspector") -> Walk:
    """The register hints strongly at an interest of an inspector, who says that there is none; the others declared."""
    walk = begun(runtime)
    tie(walk, name)
    walk.do("plan_visit")
    for each in ("inspector", "second_inspector"):
        (item,) = [item for item in walk.items() if item.assignee_id == walk.people[each].user_id]
        given = {"result": "none", **({"text": "取引は5年前に終わった。"} if each == name else {})}
        walk.do("declare_tie", given, by=walk.people[each], item=item)
    return walk


def tie(walk: Walk, name: str) -> None:
    """The register tells of business between an inspector and the applicant."""
    user_id = walk.people[name].user_id
    with walk.runtime.db.step() as session:
        session.add(
            StandingInterest(
                user_id=user_id,
                kind="business",
                name="青空ソフト",
                name_key="青空ソフト",
                corporate_number=CORPORATE_NUMBER,
                created_at=clock.now(),
                created_by=user_id,
            )
        )


def state(walk: Walk, name: str) -> str:
    with walk.runtime.db.read() as session:
        return session.scalars(
            select(VisitMember.state).where(VisitMember.user_id == walk.people[name].user_id)
        ).one()


def test_none_with_words_against_a_strong_hint_waits_for_a_decider(both: Runtime) -> None:
    walk = hinted(both)
    assert walk.waiting() == {"judge_tie": "decider"}
    assert (state(walk, "inspector"), state(walk, "second_inspector")) == ("judging", "clear")
    assert visit(walk).state == "planned"


def test_until_judged_the_inspector_sees_the_visit_like_one_that_is_not_there(runtime: Runtime) -> None:
    walk = hinted(runtime)
    number, own = visit(walk).number, walk.people["inspector"]
    with runtime.db.read() as session:
        for shown in (number, "V2026-9999"):
            with pytest.raises(Unknown) as error:
                access.readable(session, own, shown)
            assert error.value.text == UNKNOWN
        assert cases.find(session, own, walk.case_no) is None
        assert reading.listed(session, own) == []
        assert access.readable(session, walk.people["second_inspector"], number)[0].number == number


def test_the_decider_sees_declaration_and_hint_and_lets_the_inspector_go(runtime: Runtime) -> None:
    walk = hinted(runtime)
    shown = walk.context("judge_tie")
    assert "（主任）" in shown["inspector"]
    assert "取引は5年前に終わった。" in shown["declared"]
    assert "強：" in shown["hints"]
    assert "法人番号が同じ" in shown["hints"]
    walk.do("judge_tie", {"effect": "none", "reason": "終わった取引で、3年を超える。"})
    assert (state(walk, "inspector"), visit(walk).state) == ("clear", "requested")
    assert walk.waiting() == {"answer_visit": "applicant"}
    with runtime.db.read() as session:
        (row,) = session.scalars(select(TieJudgement))
    assert (row.cause, row.effect, row.judged_by) == ("hint", "none", walk.people["decider"].user_id)


def test_a_lead_judged_to_have_an_interest_is_out_and_the_visit_is_planned_again(runtime: Runtime) -> None:
    walk = hinted(runtime).do("judge_tie", {"effect": "excluded", "reason": "取引が続いている。"})
    assert (state(walk, "inspector"), walk.waiting()) == ("excluded", {"plan_visit": "reviewer"})
    with runtime.db.read() as session:
        able = [user.name for user, _ in team.candidates(session, visit(walk))]
    assert walk.people["inspector"].name not in able


def test_a_kind_that_is_a_matter_of_judgement_is_judged_and_not_out_at_once(runtime: Runtime) -> None:
    walk = asked(runtime)
    for name, kinds in (("inspector", None), ("second_inspector", ["competitor"])):
        (item,) = [item for item in walk.items() if item.assignee_id == walk.people[name].user_id]
        given = {"result": "has", "kinds": kinds, "text": "知人がいる。"} if kinds else {"result": "none"}
        walk.do("declare_tie", given, by=walk.people[name], item=item)
    assert (state(walk, "second_inspector"), walk.waiting()) == ("judging", {"judge_tie": "decider"})
    assert visit(walk).state == "planned"
    walk.do("judge_tie", {"effect": "none", "reason": "同窓にすぎない。"})
    assert (state(walk, "second_inspector"), visit(walk).state) == ("clear", "requested")


def test_two_who_wait_are_judged_one_by_one_the_lead_first(runtime: Runtime) -> None:
    walk = asked(runtime)
    for name in ("inspector", "second_inspector"):
        (item,) = [item for item in walk.items() if item.assignee_id == walk.people[name].user_id]
        walk.do("declare_tie", {"result": "has", "kinds": ["other"]}, by=walk.people[name], item=item)
    walk.do("judge_tie", {"effect": "none", "reason": "当たらない。"})
    assert (state(walk, "inspector"), state(walk, "second_inspector")) == ("clear", "judging")
    assert walk.waiting() == {"judge_tie": "decider"}
    assert visit(walk).state == "planned"
    walk.do("judge_tie", {"effect": "excluded", "reason": "家族が勤めている。"})
    assert (state(walk, "second_inspector"), visit(walk).state) == ("excluded", "requested")


def test_no_time_that_passes_stands_for_the_judgement_and_the_delay_is_told(runtime: Runtime) -> None:
    walk = hinted(runtime)
    assert walk.item("judge_tie").due_on == date(2026, 11, 27)
    later(walk, 3)
    assert mails(walk, "判断が期限を過ぎています") == []
    later(walk, 4)
    told = sorted(mails(walk, "判断が期限を過ぎています"))
    assert {"decider@example.jp", "secretariat@example.jp"} <= set(told)
    assert not {"reviewer@example.jp", "inspector@example.jp", "applicant@example.jp"} & set(told)
    later(walk, 30)
    assert (state(walk, "inspector"), walk.waiting()) == ("judging", {"judge_tie": "decider"})
    assert sorted(mails(walk, "判断が期限を過ぎています")) == told


def test_who_did_not_declare_in_time_is_left_out_and_the_judgement_of_the_other_still_waits(
    runtime: Runtime,
) -> None:
    walk = asked(runtime)
    (item,) = [item for item in walk.items() if item.assignee_id == walk.people["inspector"].user_id]
    walk.do("declare_tie", {"result": "has", "kinds": ["other"]}, by=walk.people["inspector"], item=item)
    later(walk, 20)
    assert walk.waiting() == {"judge_tie": "decider"}
    walk.do("judge_tie", {"effect": "none", "reason": "当たらない。"})
    assert (state(walk, "inspector"), state(walk, "second_inspector")) == ("clear", "replaced")


def test_a_judgement_cannot_be_changed_past_our_own_code(both: Runtime) -> None:
    hinted(both).do("judge_tie", {"effect": "excluded", "reason": "取引が続いている。"})
    with pytest.raises(IntegrityError), both.db.engine.begin() as connection:
        connection.execute(text("UPDATE tie_judgement SET effect = 'none'"))


def test_the_planner_sees_what_was_judged_and_an_inspector_does_not(runtime: Runtime) -> None:
    walk = hinted(runtime).do("judge_tie", {"effect": "none", "reason": "終わった取引である。"})
    number = visit(walk).number
    with runtime.db.read() as session:
        shown = page(session, walk.people["reviewer"], number)
        hidden = page(session, walk.people["second_inspector"], number)
    (first, second) = shown.ties
    assert (first["state"], first["judgements"][0]["reason"]) == ("clear", "終わった取引である。")
    assert second["judgements"] == []
    assert hidden.ties == []
