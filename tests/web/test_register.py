"""The register's pages: who reads them, entering people, ending terms, one's own page and yearly update."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from app.store.models.people import User
from app.store.models.procedures import OutboxRow
from app.store.viewer import Viewer
from tests.people import People, people
from tests.web.site import site
from tests.web.work_site import Browser, Shown, fields_of, names

FORM = "main form.nt-form"
TODAY = date(2026, 11, 24)
TERM = {"post": "member", "since": "2026-11-24", "until": "2028-11-23"}


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def who(runtime: Runtime) -> People:
    return people(runtime)


def send(browser: Browser, path: str, given: dict[str, str], form: str = FORM) -> Shown:
    """Fill in the form of a page and send it."""
    data = browser.open(path).fields(form)
    for name, value in given.items():
        data.setlist(name, [value])
    return browser.send(path, data)


def term(runtime: Runtime, viewer: Viewer) -> int:
    with runtime.db.read() as session:
        query = select(Appointment.id).where(Appointment.user_id == viewer.user_id)
        return session.scalars(query.order_by(Appointment.id.desc())).first() or 0


def listed(shown: Shown) -> list[str]:
    return names(shown.page.select("tbody th a"))


def test_the_register_lists_who_is_appointed_and_narrows(app: Flask, who: People) -> None:
    browser = Browser(app, who["decider"])
    shown = browser.open("/register")
    assert shown.title == "委員・調査員の名簿"
    assert listed(shown)[:3] == ["chair", "acting", "member1"]
    assert "（第1順位）" in shown.text
    assert listed(browser.open("/register?post=inspector")) == ["inspector", "second_inspector"]
    assert listed(browser.open("/register?q=member3大学")) == ["member3"]
    assert "合う人はいません" in browser.open("/register?state=ended").text
    assert listed(browser.open("/register?state=nonsense&post=nonsense"))[0] == "chair"


@pytest.mark.parametrize("name", ["operator", "reviewer", "applicant", "member1", "chair", "inspector"])
def test_others_do_not_read_the_register(app: Flask, who: People, name: str) -> None:
    browser = Browser(app, who[name])
    for path in ("/register", f"/register/{who['member2'].user_id}", "/register/new"):
        assert browser.open(path).status == 403
    assert browser.open(f"/register/{who['member2'].user_id}/interests").status in {403, 404}


def test_deciders_read_and_change_nothing(runtime: Runtime, app: Flask, who: People) -> None:
    browser, user_id = Browser(app, who["decider"]), who["member2"].user_id
    shown = browser.open(f"/register/{user_id}")
    assert shown.title == "member2"
    assert not shown.page.select("main form, main .nt-button")
    number = term(runtime, who["member2"])
    for path in ("/register/new", f"/register/terms/{number}", f"/register/terms/{number}/end"):
        assert browser.open(path).status == 403


def test_unknown_people_and_terms_are_not_found(app: Flask, who: People) -> None:
    browser = Browser(app, who["secretariat"])
    for path in (
        "/register/999999",
        f"/register/{who['applicant'].user_id}",
        "/register/terms/999999",
        "/register/terms/999999/end",
        "/register/interests/999999/end",
        "/register/999999/appoint",
    ):
        assert browser.open(path).status == 404, path


def test_an_invited_member_chooses_a_password_and_comes_in(runtime: Runtime, app: Flask, who: People) -> None:
    secretary = Browser(app, who["secretariat"])
    given = TERM | {"email": "new@example.jp", "name": "新見 玲", "expertise": "情報法、監査"}
    answer = send(secretary, "/register/new", given)
    page = secretary.follow(answer)
    assert page.title == "新見 玲"
    assert "招待中" in page.text
    assert "情報法、監査" in page.text
    again = page.page.select_one('main form[action$="/invite"]')
    assert again is not None
    secretary.send(str(again["action"]), fields_of(again))
    with runtime.db.read() as session:
        bodies = [row["body"] for row in session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))]
    first, second = (
        next(line for line in body.splitlines() if "/join/" in line) for body in bodies if "/join/" in body
    )
    newcomer = Browser(app)
    path = second[second.index("/join/") :]
    assert newcomer.open(first[first.index("/join/") :]).status == 410
    shown = newcomer.open(path)
    assert shown.fields(FORM)["name"] == "新見 玲"
    weak = send(newcomer, path, {"password": "短い", "again": "短い"})
    assert weak.status == 422
    password = "水のある惑星に住む人びと"
    joined = send(newcomer, path, {"password": password, "again": password})
    assert joined.status == 303
    assert newcomer.open("/register/me").title == "自分の登録"
    assert newcomer.open(path).status == 410


def test_what_cannot_be_is_said_and_what_was_typed_stays(app: Flask, who: People) -> None:
    browser = Browser(app, who["secretariat"])
    given = TERM | {"email": "stranger@example.jp", "post": "chair", "organisation": "星の大学"}
    answer = send(browser, "/register/new", given)
    assert answer.status == 422
    assert "すでに委員長（chair）がいます" in answer.text
    assert answer.fields(FORM)["organisation"] == "星の大学"
    staff = send(browser, "/register/new", TERM | {"email": "reviewer@example.jp"})
    assert staff.status == 422
    assert "有識者として委員に加えられません" in staff.text
    assert send(browser, "/register/new", TERM | {"email": "x"}).status == 422
    assert send(browser, "/register/new", TERM | {"email": "a@b.jp", "until": "あした"}).status == 422


def test_a_term_is_changed_and_another_added(runtime: Runtime, app: Flask, who: People) -> None:
    browser, user_id = Browser(app, who["secretariat"]), who["member2"].user_id
    path = f"/register/terms/{term(runtime, who['member2'])}"
    assert send(browser, path, {"organisation": "新しい研究所"}).status == 303
    assert "新しい研究所" in browser.open(f"/register/{user_id}").text
    given = {"post": "inspector", "since": "2026-12-01", "until": "2027-11-30", "qualification": "主任審査員"}
    assert send(browser, f"/register/{user_id}/appoint", given).status == 303
    shown = browser.open(f"/register/{user_id}")
    assert "主任審査員" in shown.text
    assert "開始前" in shown.text
    double = send(browser, f"/register/{user_id}/appoint", given)
    assert double.status == 422
    assert "重なっています" in double.text


def test_an_ended_term_closes_the_open_session_at_once(runtime: Runtime, app: Flask, who: People) -> None:
    member, secretary = Browser(app, who["member2"]), Browser(app, who["secretariat"])
    assert member.open("/register/me").status == 200
    path = f"/register/terms/{term(runtime, who['member2'])}/end"
    assert send(secretary, path, {"reason": ""}).status == 422
    assert send(secretary, path, {"reason": "辞任の申出"}).status == 303
    assert "/sign-in" in member.open("/register/me").location
    assert member.open("/inbox").status in {302, 303}
    page = secretary.open(f"/register/{who['member2'].user_id}")
    assert "辞任の申出" in page.text
    assert "途中で終えた" in page.text


def test_an_open_session_opens_nothing_from_midnight_after_the_last_day(
    runtime: Runtime, app: Flask, who: People
) -> None:
    with runtime.db.step() as session:
        session.execute(
            update(Appointment).where(Appointment.user_id == who["member2"].user_id).values(until=TODAY)
        )
    member = Browser(app, who["member2"])
    midnight = clock.start_of(TODAY + timedelta(days=1))
    clock.fix(midnight - timedelta(seconds=1))
    assert member.open("/register/me").status == 200
    clock.fix(midnight)  # no worker has run yet
    assert member.open("/register/me").status in {303, 403}
    assert member.open("/inbox").status in {303, 403}


def test_the_yearly_update_stands_on_the_first_page_until_it_is_made(
    runtime: Runtime, app: Flask, who: People
) -> None:
    with runtime.db.step() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.user_id == who["member2"].user_id)
            .values(since=TODAY - timedelta(days=360))
        )
    member = Browser(app, who["member2"])
    assert "年次更新をしてください" in member.open("/inbox").text
    assert "年次更新をしてください" not in Browser(app, who["member3"]).open("/inbox").text
    assert send(member, "/register/me", {"organisation": "移った大学"}).status == 422
    answer = send(member, "/register/me", {"organisation": "移った大学", "complete": "y"})
    assert answer.status == 303
    assert "年次更新をしてください" not in member.open("/inbox").text
    assert member.open("/register/me").fields(FORM)["organisation"] == "移った大学"
    secretary = Browser(app, who["secretariat"]).open(f"/register/{who['member2'].user_id}")
    assert "移った大学" in secretary.text
    assert "年次更新をした" in secretary.text


def test_a_member_tells_and_ends_an_own_interest(app: Flask, who: People) -> None:
    member, user_id = Browser(app, who["member2"]), who["member2"].user_id
    path = f"/register/{user_id}/interests"
    assert send(member, path, {"kind": "employment", "name": ""}).status == 422
    told = send(member, path, {"kind": "employment", "name": "株式会社星の<b>工房</b>"})
    shown = member.follow(told)
    assert "株式会社星の<b>工房</b>" in shown.text
    ending = shown.page.select_one('main a[href$="/end"]')
    assert ending is not None
    assert Browser(app, who["member3"]).open(str(ending["href"])).status == 404
    assert send(member, str(ending["href"]), {"until": "2026-11-24"}).status == 303
    assert "2026年11月24日" in member.open("/register/me").text
    assert Browser(app, who["member3"]).open(path).status == 404
    secretary = Browser(app, who["secretariat"])
    assert "工房" in secretary.open(f"/register/{user_id}").text
    assert send(secretary, path, {"kind": "other", "name": "別の会社"}).status == 303


def test_the_pages_are_in_english_too(app: Flask, who: People) -> None:
    browser = Browser(app, who["secretariat"])
    assert browser.open("/register?lang=en").title == "Register of members and inspectors"
    assert "In office" in browser.open(f"/register/{who['chair'].user_id}?lang=en").text
    member = Browser(app, who["member1"])
    assert member.open("/register/me?lang=en").title == "My entry"


def test_a_deactivated_account_is_marked_in_the_list(runtime: Runtime, app: Flask, who: People) -> None:
    with runtime.db.step() as session:
        session.get_one(User, who["member2"].user_id).active = False
    assert "アカウント停止中" in Browser(app, who["secretariat"]).open("/register").text
