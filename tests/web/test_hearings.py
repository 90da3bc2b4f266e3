"""The secretary's board: what is ready, who has declared and answered, and never what; meetings; the door."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.cases.errors import Refused
from app.cases.runtime import Runtime
from app.law import working_days
from app.store.models.committee import Attendance, Hearing, InterestJudgement, Meeting, Seat
from app.store.models.procedures import OutboxRow, WorkItem
from tests import answers
from tests.heard import Sitting
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, fields_of

REASON = "資料を読んだ結果による。"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def convening(sitting: Sitting, *names: str) -> dict[str, object]:
    """The notice of a meeting online, as the secretary fills it in."""
    today = clock.today()
    asked = answers.convening(
        [str(sitting.walk.people[name].user_id) for name in names],
        working_days.add_working_days(today, 3),
        working_days.add_working_days(today, 10),
    )
    del asked["circulation_reason"]
    day = working_days.add_working_days(today, 10).isoformat()
    return asked | {
        "method": "online",
        "meeting": "new",
        "held_on": day,
        "held_at": "14:00",
        "place": "会議室",
    }


def test_a_case_that_is_ready_is_convened_from_the_board(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.wanted(runtime)
    browser = Browser(app, sitting.viewer("secretariat"))
    board = browser.open("/hearings/")
    assert sitting.walk.case_no in board.text
    assert board.page.select_one(f'a[href="/tasks/{sitting.walk.item("convene").id}"]') is not None
    sitting.convene()
    assert "申告待ち" in browser.open("/hearings/").text


def test_several_cases_are_put_on_one_meeting_at_once(runtime: Runtime, app: Flask) -> None:
    first = Sitting.wanted(runtime)
    second = Sitting.wanted(runtime, Walk.open(runtime, first.walk.people, service="森の翻訳"))
    items = [sitting.walk.item("convene") for sitting in (first, second)]
    browser = Browser(app, first.viewer("secretariat"))
    shown = browser.open("/hearings/agenda?" + "&".join(f"item={item.id}" for item in items))
    data = fields_of(shown.form())
    post = first.walk.post("convene", convening(first, "chair", "member1", "member2"))
    assert post.fields is not None
    for name in post.fields:
        data.setlist(name, post.fields.getlist(name))
    answer = browser.send("/hearings/agenda", data)
    assert answer.status == 303, answer.text
    with runtime.db.read() as session:
        assert len(session.scalars(select(Meeting)).all()) == 1
        assert len(session.scalars(select(Hearing)).all()) == 2
        assert len(session.scalars(select(Seat)).all()) == 6
        number = session.scalars(select(Meeting.number)).one()
    meeting = browser.open(f"/hearings/meetings/{number}")
    assert "議案1" in meeting.text
    assert "議案2" in meeting.text


def test_each_case_of_an_agenda_keeps_its_own_reason(runtime: Runtime, app: Flask) -> None:
    people = Walk.open(runtime, service="別のサービス").people
    wanted = []
    for service, why in (("青空チャット", "事故の件を聴く。"), ("森の翻訳", "学習データの件を聴く。")):
        walk = Walk.open(runtime, people, service=service).until("consider_hearing")
        walk.do("consider_hearing", answers.HEAR | {"hear_reason": why})
        wanted.append(Sitting(walk))
    items = [sitting.walk.item("convene") for sitting in wanted]
    browser = Browser(app, wanted[0].viewer("secretariat"))
    shown = browser.open("/hearings/agenda?" + "&".join(f"item={item.id}" for item in items))
    assert shown.page.select('[name="reason"]') == []
    data = fields_of(shown.form())
    assert [data[f"reason-{item.id}"].strip() for item in items] == [
        "事故の件を聴く。",
        "学習データの件を聴く。",
    ]
    post = wanted[0].walk.post("convene", convening(wanted[0], "chair", "member1", "member2"))
    assert post.fields is not None
    for name in post.fields:
        data.setlist(name, post.fields.getlist(name))
    blank = data.copy()
    blank[f"reason-{items[1].id}"] = " "
    refused = browser.send("/hearings/agenda", blank)
    assert refused.status == 422
    assert refused.page.select_one(f'a[href="#reason-{items[1].id}"]') is not None
    with runtime.db.read() as session:
        assert session.scalars(select(Hearing)).all() == []
    assert browser.send("/hearings/agenda", data).status == 303
    with runtime.db.read() as session:
        told = session.scalars(select(Hearing.reason).order_by(Hearing.id)).all()
    assert told == ["事故の件を聴く。", "学習データの件を聴く。"]


def test_a_meeting_lies_between_the_declarations_and_the_opinions(runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    days = {
        "held_on": working_days.add_working_days(clock.today(), 2),
        "due_on": working_days.add_working_days(clock.today(), 11),
    }
    asked = convening(sitting, "chair", "member1", "member2")
    for field, day in (("held_on", days["held_on"]), ("held_on", days["due_on"])):
        with pytest.raises(Refused) as refused:
            sitting.walk.do("convene", asked | {"held_on": day.isoformat()})
        wrong = {ground.field for ground in refused.value.grounds}
        assert wrong == {"held_on" if day == days["held_on"] else "due_on"}, field
    sitting.walk.do("convene", asked)


def test_a_notice_that_is_not_filled_in_convenes_nobody(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.wanted(runtime)
    browser = Browser(app, sitting.viewer("secretariat"))
    shown = browser.open(f"/hearings/agenda?item={sitting.walk.item('convene').id}")
    answer = browser.send("/hearings/agenda", fields_of(shown.form()))
    assert answer.status == 422
    assert "まだ招集していません" in answer.text
    with runtime.db.read() as session:
        assert session.scalars(select(Hearing)).all() == []


@pytest.mark.parametrize("who", ["secretariat", "decider"])
def test_who_runs_a_hearing_sees_who_answered_and_never_what(runtime: Runtime, app: Flask, who: str) -> None:
    sitting = Sitting.declared(runtime)
    sitting.give("member1", "unfit")
    number = sitting.hearing().number
    browser = Browser(app, sitting.viewer(who))
    shown = browser.open(f"/hearings/{number}")
    assert "第1版" in shown.text
    assert REASON not in shown.html
    assert "× 否" not in shown.text
    sitting.give("member2")
    sitting.give("member3")
    sitting.close()
    shown = browser.open(f"/hearings/{number}")
    assert REASON in shown.text
    assert "× 否 1" in shown.text


def test_a_decider_is_offered_nothing_that_the_secretariat_does(runtime: Runtime, app: Flask) -> None:
    waiting = Sitting.wanted(runtime)
    opened = Sitting.wanted(runtime, Walk.open(runtime, waiting.walk.people, service="森の翻訳")).convene()
    decider = Browser(app, opened.viewer("decider"))
    for path in ("/hearings/", f"/hearings/{opened.hearing().number}"):
        shown = decider.open(path)
        assert shown.status == 200
        for form in shown.page.select("main form"):
            assert decider.send(str(form["action"]), fields_of(form)).status != 403, form["action"]
        for link in shown.page.select('main a[href^="/tasks/"]'):
            assert decider.open(str(link["href"])).status != 404, link["href"]


def test_the_door_is_noted_as_it_happens(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.wanted(runtime)
    sitting.walk.do("convene", convening(sitting, "chair", "member1", "member2", "member3"))
    for name in ("chair", "member1", "member2"):
        sitting.declare(name)
    number, member = sitting.hearing().number, sitting.walk.people["member1"].user_id
    browser = Browser(app, sitting.viewer("secretariat"))
    for event in ("in", "out", "in"):
        page = browser.open(f"/hearings/{number}")
        token = page.page.select_one("input[name=csrf_token]")
        assert token is not None
        data = {"csrf_token": str(token["value"]), "user": str(member), "event": event}
        assert browser.send(f"/hearings/{number}/attendance", data).status == 303
    with runtime.db.read() as session:
        events = session.scalars(select(Attendance.event).order_by(Attendance.id)).all()
    assert events == ["in", "out", "in"]
    assert "退室" in browser.open(f"/hearings/{number}").text


def test_a_member_is_added_and_told_of_by_name(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.convened(runtime)
    number = sitting.hearing().number
    browser = Browser(app, sitting.viewer("secretariat"))
    page = browser.open(f"/hearings/{number}")
    form = f'form[action="/hearings/{number}/members"]'
    data = page.fields(form)
    data["user"], data["reason"] = str(sitting.walk.people["member4"].user_id), "専門の委員を加える。"
    assert browser.send(f"/hearings/{number}/members", data).status == 303
    sitting.walk.settle()
    assert sitting.states()["member4"] == "invited"
    assert "member4" in browser.open(f"/hearings/{number}").text


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_an_interest_that_came_to_light_shuts_the_seat_at_once(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.declared(runtime)
    sitting.give("member1")
    number, seat = sitting.hearing().number, sitting.seat("member1")
    browser = Browser(app, sitting.viewer("secretariat"))
    form = f'form[action="/hearings/{number}/seats/{seat.id}/report"]'
    data = browser.open(f"/hearings/{number}").fields(form)
    data["kinds"], data["reason"] = "business", "取引があったとの連絡を受けた。"
    assert browser.send(f"/hearings/{number}/seats/{seat.id}/report", data).status == 303
    sitting.walk.settle()
    assert sitting.states()["member1"] == "challenged"
    assert Browser(app, sitting.viewer("member1")).client.get(f"/committee/{number}").status_code == 404


def test_who_has_no_part_in_the_case_sees_no_hearing_of_it(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.convened(runtime)
    number = sitting.hearing().number
    browser = Browser(app, sitting.walk.people["second_secretariat"])
    assert browser.open(f"/hearings/{number}").status == 404
    assert number not in browser.open("/hearings/").html
    assert Browser(app, sitting.viewer("member1")).client.get("/hearings/").status_code == 403


def test_after_convening_one_reads_who_was_asked_and_what_is_waited_for(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.wanted(runtime)
    item = sitting.walk.item("convene")
    sitting.convene()
    asked = sitting.walk.people
    shown = Browser(app, sitting.viewer("secretariat")).open(f"/tasks/{item.id}/done")
    (line,) = [each.get_text() for each in shown.page.select("li") if "名を招いた" in each.get_text()]
    assert asked["member1"].name in line
    assert "議長が決まった" in shown.text
    assert "議長が替わった" not in shown.text
    assert "利害関係を申告する" in shown.text
    with runtime.db.step() as session:
        session.execute(update(WorkItem).where(WorkItem.node == "declare_interest").values(state="withdrawn"))
    before = Browser(app, sitting.viewer("secretariat")).open(f"/tasks/{item.id}/done")
    assert "委員の申告を待ちます。" in before.text, "the steps of the members are not there yet"
    assert "次の手続を準備しています" not in before.text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "meet.example.jp/abc", "data:text/html,x"])
def test_the_address_of_a_meeting_is_one_of_the_web(runtime: Runtime, app: Flask, address: str) -> None:
    sitting = Sitting.wanted(runtime)
    browser = Browser(app, sitting.viewer("secretariat"))
    shown = browser.open(f"/tasks/{sitting.walk.item('convene').id}")
    given = convening(sitting, "chair", "member1") | {"url": address}
    refused = browser.fill(shown, given)
    assert refused.status == 422
    assert refused.page.select_one('.nt-error-summary a[href="#url"]') is not None
    assert "https:// から始まるURL" in refused.text


def test_the_decider_chooses_whether_an_opinion_given_before_is_struck_or_stands(
    runtime: Runtime, app: Flask
) -> None:
    """Cases 16 and 17."""
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "unfit")
    number, seat = sitting.hearing().number, sitting.seat("member3").id
    sitting.close()
    browser = Browser(app, sitting.viewer("decider"))
    selector = f'form[action="/hearings/{number}/seats/{seat}/strike"]'
    fields = browser.open(f"/hearings/{number}").fields(selector)
    assert fields["opinion_effect"] == "struck"
    fields["opinion_effect"], fields["reason"] = "stands", REASON
    fields.add("kinds", "business")
    assert browser.send(f"/hearings/{number}/seats/{seat}/strike", fields).status == 303
    with runtime.db.read() as session:
        judged = session.scalars(select(InterestJudgement)).one()
        assert (judged.effect, judged.opinion_effect) == ("excluded", "stands")
    assert sitting.seat("member3").state == "struck"


def test_adding_a_member_late_warns_the_secretary_and_the_chair(runtime: Runtime, app: Flask) -> None:
    """Case 19."""
    sitting = Sitting.declared(runtime)
    number, user_id = sitting.hearing().number, sitting.walk.people["member4"].user_id
    browser = Browser(app, sitting.viewer("secretariat"))
    assert "日数が少なくなっています" not in browser.open(f"/hearings/{number}").text
    clock.fix(clock.start_of(sitting.due_on() - timedelta(days=3)))
    assert "日数が少なくなっています" in browser.open(f"/hearings/{number}").text
    form = browser.open(f"/hearings/{number}").fields(f'form[action="/hearings/{number}/members"]')
    form["user"], form["reason"] = str(user_id), "専門の委員を加える。"
    browser.send(f"/hearings/{number}/members", form)
    assert "議長にも知らせました" in browser.open(f"/hearings/{number}").text
    with runtime.db.read() as session:
        told = [
            each.payload.get("to")
            for each in session.scalars(select(OutboxRow))
            if ":late_member:" in each.key
        ]
    assert told == ["chair@example.jp"]
