"""A member at the pages without JavaScript: declares, reads, gives an opinion and amends it; the chair closes."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from app import clock
from app.cases.runtime import Runtime
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser, Shown, names

REASON = "学習データの出所が示されている。"
HALF_A_DAY = 12 * 3600 + 60


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def browser(app: Flask, sitting: Sitting, name: str) -> Browser:
    """A member's browser, with the roles that a request finds."""
    return Browser(app, sitting.viewer(name))


def seat_page(sitting: Sitting) -> str:
    """The address of the hearing's page."""
    return f"/committee/{sitting.hearing().number}"


def give(at: Browser, shown: Shown, verdict: str = "fit", **more: Any) -> Shown:
    """Fill in the opinion of a seat's page and submit it."""
    return at.fill(shown, {"verdict": verdict, "reason": REASON, **more})


def test_a_member_comes_from_the_home_to_an_opinion_in_five_presses(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime)
    at = browser(app, sitting, "member1")
    row = at.open("/committee").page.select_one("#waiting ~ ul a")
    assert row is not None
    shown = at.open(str(row["href"]))
    assert shown.title == "利害関係の申告"
    assert "青空ソフト株式会社（法人番号 2013201002720）" in shown.text
    assert "青空チャット" in shown.text
    assert "審査所見" not in shown.text
    shown = at.follow(at.follow(at.fill(shown, {"result": "none"})))
    assert "申告を受け付けました" in shown.text
    assert "意見は未提出" in shown.text
    assert "1 開示内容" in shown.text
    shown = at.follow(at.follow(give(at, shown)))
    assert "提出済 11/24 12:00 第1版" in shown.text
    assert "今、あなたを待っていることはありません" in at.open("/committee").text
    assert [row.verdict for row in sitting.opinions("member1")] == ["fit"]


def test_an_opinion_is_amended_from_its_last_version(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    shown = at.follow(at.follow(give(at, at.open(seat_page(sitting)))))
    assert shown.fields()["reason"] == REASON
    shown = at.follow(at.follow(give(at, shown, "conditional", conditions="監査の頻度を示すこと。")))
    assert "提出済 11/24 12:00 第2版" in shown.text
    assert [row.verdict for row in sitting.opinions("member1")] == ["fit", "conditional"]
    assert "出した意見（2版）" in shown.text


def test_a_step_of_the_committee_leads_to_its_seat_wherever_it_is_listed(
    app: Flask, runtime: Runtime
) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    link = at.open("/inbox").page.select_one("tbody a[data-open]")
    assert link is not None
    led = at.open(str(link["href"]))
    assert (led.status, led.location) == (303, seat_page(sitting))
    item = sitting.item("member2", "give_opinion")
    assert at.open(f"/tasks/{item.id}").status == 404


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_who_declares_an_interest_finds_the_hearing_gone(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime)
    at = browser(app, sitting, "member1")
    item = sitting.item("member1", "declare_interest")
    shown = at.open(seat_page(sitting))
    shown = at.follow(at.follow(at.fill(shown, {"result": "has", "kinds": ["business"]})))
    assert shown.title == "委員会"
    assert "この議案の資料と審議からは外れます" in shown.text
    assert "受付番号 S-" in shown.text
    assert "青空" not in shown.html
    for path in (seat_page(sitting), f"{seat_page(sitting)}/recuse", f"/tasks/{item.id}"):
        assert at.open(path).status == 404


def test_who_asks_for_a_judgement_waits_for_it_outside(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime)
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    given = {"result": "ask", "kinds": ["other"], "text": "元の同僚がいる。"}
    shown = at.follow(at.follow(at.fill(shown, given)))
    assert "認定責任者が判断しています" in shown.text
    sitting.walk.do("judge_interest", {"effect": "none", "reason": "当たらない。"})
    assert "1 開示内容" in at.open(seat_page(sitting)).text


def test_what_is_missing_is_said_on_the_page_of_the_seat(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    sent = at.fill(at.open(seat_page(sitting)), {"reason": REASON})
    assert sent.status == 422
    assert {"#verdict-0"} <= {a["href"] for a in sent.page.select(".nt-error-summary a")}
    assert sent.fields()["reason"] == REASON
    assert "1 開示内容" in sent.text
    assert "意見は未提出（下書き" in at.open(seat_page(sitting)).text


def test_an_opinion_after_the_due_time_is_refused_with_everything_kept(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    clock.fix(sitting.hearing().due_at + timedelta(milliseconds=1))
    sent = give(at, shown)
    assert sent.status in {409, 422}
    assert REASON in sent.html
    assert sitting.opinions("member1") == []


def test_two_windows_show_both_texts_and_overwrite_nothing(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    one, other = at.open(seat_page(sitting)), at.open(seat_page(sitting))
    at.fill(one, {"reason": "一つ目の窓"}, press="save")
    conflict = at.fill(other, {"reason": "二つ目の窓"}, press="save")
    assert conflict.status == 409
    assert "一つ目の窓" in conflict.text
    assert "二つ目の窓" in conflict.html
    assert at.open(seat_page(sitting)).fields()["reason"] == "一つ目の窓"


def test_what_was_sent_after_the_session_had_ended_comes_back_to_its_author(
    app: Flask, runtime: Runtime
) -> None:
    sitting = Sitting.declared(runtime)
    viewer = sitting.viewer("member1")
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    at.sign_in(viewer, seconds_ago=HALF_A_DAY)
    sent = give(at, shown)
    assert "/sign-in" in sent.location
    at.sign_in(viewer)
    kept = at.follow(at.open(parked_at(sent.location)))
    assert "サインインが切れる前に送られた内容を表示しています" in kept.text
    assert kept.fields()["reason"] == REASON
    assert "1 開示内容" in kept.text
    assert sitting.opinions("member1") == []


def test_the_same_form_sent_twice_is_one_version(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    first, second = give(at, shown), give(at, shown)
    assert (first.status, first.location) == (second.status, second.location)
    assert len(sitting.opinions("member1")) == 1
    # Another text to a form that is used up is not taken, and not lost.
    late = at.fill(shown, {"verdict": "unfit", "reason": "別の考え"})
    assert late.status == 409
    assert "別の考え" in late.text


def test_comments_by_item_are_folded_and_come_back_with_their_titles(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    folded = [each for each in shown.page.select("form#nt-task-form details")]
    assert [each.has_attr("open") for each in folded] == [False]
    data = shown.fields()
    data.add("_add", "topics")
    shown = at.follow(at.follow(at.send(str(shown.form()["action"]), data)))
    choice = shown.page.select_one("select#topics-0-topic option:nth-of-type(2)")
    assert choice is not None
    given = {"topics-0-topic": str(choice["value"]), "topics-0-text": "もっと詳しく。"}
    shown = at.follow(at.follow(give(at, shown, **given)))
    assert f"{choice.get_text().strip()} もっと詳しく。" in shown.text


def test_a_question_goes_to_the_secretariat_and_an_empty_one_is_refused(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    refused = at.fill(at.open(seat_page(sitting)), press="ask")
    assert refused.status == 422
    assert refused.page.select_one('details[open] textarea#question[aria-invalid="true"]') is not None
    assert refused.page.select_one('#nt-error-summary a[href="#question"]') is not None
    asked = at.follow(at.fill(refused, {"_question": "監査はどれくらいの頻度ですか。"}, press="ask"))
    assert "事務局が確認中" in asked.text
    assert asked.fields()["_question"] == ""
    sitting.walk.settle()
    assert "edit_question" in sitting.walk.waiting()


def test_who_leaves_takes_the_opinion_along(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("member1", reason=REASON)
    at = browser(app, sitting, "member1")
    page = f"{seat_page(sitting)}/recuse"
    shown = at.open(page)
    assert "理由は書かなくてもかまいません" in shown.text
    sent = at.send(page, shown.fields(f'form[action="{page}"]'))
    assert at.follow(sent).title == "委員会"
    assert sitting.states()["member1"] == "recused"
    assert at.open(seat_page(sitting)).status == 404
    sitting.give("member2").give("member3").close()
    assert REASON not in browser(app, sitting, "member2").open(seat_page(sitting)).html


def test_the_chair_closes_with_a_reason_and_everybody_sees_the_outcome(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("chair").give("member1")
    at = browser(app, sitting, "chair")
    page = f"{seat_page(sitting)}/chair"
    shown = at.open(page)
    assert "定足数に足りないまま締め切るので、理由が要ります" in shown.text
    form = f'form[action="{page}/close"]'
    refused = at.send(f"{page}/close", shown.fields(form))
    assert refused.status == 422
    assert sitting.closed() is None
    sitting.give("member2", "unfit")
    data = shown.fields(form)
    data["reason"] = "全員の意見を待てない。"
    closed = at.follow(at.send(f"{page}/close", data))
    assert "委員会の意見 適 ○" in closed.text
    assert "全員の意見を待てない。" in closed.text
    assert names(closed.page.select("#compared ~ div thead th"))[1:] == ["chair", "member1", "member2"]
    # Closing twice shows the same page.
    again = at.follow(at.send(f"{page}/close", data))
    assert "委員会の意見 適 ○" in again.text
    member = browser(app, sitting, "member1").open(seat_page(sitting))
    assert "member2 否 ×" in member.text
    assert member.page.select_one("form#nt-task-form") is None


def test_who_takes_over_the_chair_gets_its_page_and_the_other_loses_it(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime, ("chair", "acting", "member1", "member2"))
    before, after = browser(app, sitting, "chair"), browser(app, sitting, "acting")
    page = f"{seat_page(sitting)}/chair"
    assert (before.open(page).status, after.open(page).status) == (200, 404)
    recuse = f"{seat_page(sitting)}/recuse"
    before.send(recuse, before.open(recuse).fields(f'form[action="{recuse}"]'))
    after = browser(app, sitting, "acting")
    assert (before.open(page).status, after.open(page).status) == (404, 200)


def test_the_chair_reminds_those_who_are_late(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("chair")
    at = browser(app, sitting, "chair")
    page = f"{seat_page(sitting)}/chair"
    shown = at.open(page)
    said = at.follow(at.send(f"{page}/nudge", shown.fields(f'form[action="{page}/nudge"]')))
    assert "まだの委員に、お知らせのメールを送ります" in said.text


def test_the_minutes_wait_for_the_chair_and_open_for_the_members(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    for name in ("chair", "member1", "member2", "member3"):
        sitting.give(name)
    sitting.close()
    prose = {"summary": "審査員が資料を説明した。", "discussion": "質疑はなかった。", "report": ""}
    sitting.walk.do("draft_minutes", prose)
    at = browser(app, sitting, "chair")
    item = sitting.item("chair", "approve_minutes")
    link = at.open("/committee").page.select_one(f'#waiting ~ ul a[href="/tasks/{item.id}"]')
    assert link is not None
    shown = at.open(str(link["href"]))
    assert shown.status == 200
    sitting.do(
        "chair",
        "approve_minutes",
        {"choice": "approve", "remarks": "", "early_reason": "全員がその場で確かめた。"},
    )
    member = browser(app, sitting, "member1").open(seat_page(sitting))
    link = member.page.find("a", string="議事録（PDF）を開く")
    assert link is not None
    opened = browser(app, sitting, "member1").client.get(str(link["href"]))
    assert opened.mimetype == "application/pdf"


def parked_at(location: str) -> str:
    """Where the sign-in page leads to."""
    return parse_qs(urlsplit(location).query)["next"][0]


def test_the_chair_needs_no_reason_once_everybody_has_answered(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit")
    page = f"{seat_page(sitting)}/chair"
    at = browser(app, sitting, "chair")
    assert "まだの委員1名に促す" in at.open(page).text
    assert "期限の前に締め切るので、理由が要ります" in at.open(page).text
    sitting.give("member3")
    shown = at.open(page)
    assert shown.page.select_one("#reason") is None
    shown = at.follow(at.send(f"{page}/close", shown.fields(f'form[action="{page}/close"]')))
    assert "締め切りました" in shown.text


def test_the_acting_chair_is_called_so_and_sees_the_hour_of_the_declaration(
    app: Flask, runtime: Runtime
) -> None:
    sitting = Sitting.convened(runtime, ("chair", "acting", "member1", "member2"))
    shown = browser(app, sitting, "acting").open(seat_page(sitting))
    who = shown.page.select_one(".nt-header__who small")
    assert who is not None
    assert who.get_text() == "委員長代理"
    assert re.search(r"申告の期限 .+ \d\d:\d\d あと", shown.text)


def test_the_papers_begin_with_what_is_disclosed(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    shown = browser(app, sitting, "member1").open(seat_page(sitting))
    parts = names(shown.page.select("section[aria-labelledby=paper-1] > details > summary"))
    assert parts[-1].startswith("申請書A")
    assert not any("申請書A" in each for each in parts[:-1])
    first = shown.page.select_one("section[aria-labelledby=paper-1] > details")
    assert first is not None
    assert first.has_attr("open")
