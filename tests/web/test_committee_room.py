"""The committee's room: what a member finds, reads, writes and never sees. Hearings here are rows put in by hand."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.cases.hearings.pack import pack_of
from app.cases.runtime import Runtime
from app.store.models.committee import Closing, Declaration, Hearing, MemberNote, Opinion, Question, Seat
from tests import seated
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, Shown, fields_of, names

NUMBER = "H2026-0001"
PAGE = f"/committee/{NUMBER}"
OTHERS = "ほかの委員の考え"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    """A case that waits for its decision."""
    return Walk.open(runtime).until("decide")


def hearing(walk: Walk, **more: Any) -> int:
    """A hearing on the case over which `chair` presides."""
    chair = walk.people["chair"].user_id
    given = {"number": NUMBER, "rule_set": "2026-07-01", "presiding_id": chair} | more
    return seated.hearing(walk.runtime, walk.case_no, **given)


def seat(walk: Walk, hearing_id: int, name: str, state: str = "eligible") -> int:
    """A seat whose person has declared, but where it waits for that."""
    made = seated.seat(walk.runtime, hearing_id, walk.people[name], state)
    if state != "invited":
        with walk.runtime.db.step() as session:
            session.add(Declaration(seat_id=made, sequence=1, result="none", at=clock.now()))
    return made


def opine(walk: Walk, seat_id: int, verdict: str = "fit", reason: str = OTHERS, **more: Any) -> None:
    """An opinion of a seat."""
    with walk.runtime.db.step() as session:
        last = session.query(Opinion).filter_by(seat_id=seat_id).count()
        heard = session.get_one(Hearing, session.get_one(Seat, seat_id).hearing_id)
        declared = session.query(Declaration).filter_by(seat_id=seat_id).one()
        given = {
            "seat_id": seat_id,
            "version": last + 1,
            "declaration_id": declared.id,
            "verdict": verdict,
            "reason": reason,
            "pack": pack_of(session, heard).version,
            "entered_by": walk.people["chair"].user_id,
            "received_at": clock.now(),
        }
        session.add(Opinion(**given | more))


def close(walk: Walk, hearing_id: int) -> None:
    """The hearing is closed with whatever was given."""
    with walk.runtime.db.step() as session:
        session.get_one(Hearing, hearing_id).state = "closed"
        counts = {"fit": 1, "unfit": 1, "conditional": 0, "hold": 0}
        session.add(
            Closing(
                hearing_id=hearing_id, at=clock.now(), cause="due", outcome="tie", counts=counts, quorum={}
            )
        )


def opened(app: Flask, walk: Walk, name: str, path: str = PAGE) -> Shown:
    """A page as that person sees it."""
    return Browser(app, walk.people[name]).open(path)


def refused(shown: Shown) -> tuple[int, str]:
    """An answer as far as two addresses may be told apart by it."""
    return shown.status, shown.text


def test_a_member_with_nothing_to_do_finds_a_calm_page(app: Flask, walk: Walk) -> None:
    shown = opened(app, walk, "member5", "/committee")
    assert shown.title == "委員会"
    assert "今、あなたを待っていることはありません" in shown.text
    assert names(shown.page.select(".nt-nav [aria-current]")) == ["委員会"]


def test_the_first_page_of_a_member_is_the_committee(app: Flask, walk: Walk) -> None:
    answer = Browser(app, walk.people["member1"]).client.get("/")
    assert answer.headers["Location"] == "/committee"


def test_the_home_lists_what_waits_with_the_days_left_and_folds_the_rest(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    seat(walk, first, "member1")
    shown = opened(app, walk, "member1", "/committee")
    assert names(shown.page.select("#waiting ~ ul li")) == [
        f"意見を出す：青空チャット 議案 {NUMBER} 2026年12月8日（火） あと14日 意見は未提出"
    ]
    seat_id = seat(walk, hearing(walk, number="H2026-0002"), "member1", "eligible")
    opine(walk, seat_id)
    shown = opened(app, walk, "member1", "/committee")
    assert len(shown.page.select("#waiting ~ ul li")) == 1
    folded = shown.page.select_one("details.nt-room__fold")
    assert folded is not None
    assert not folded.has_attr("open")
    assert "提出済 11/24 12:00 第1版" in folded.get_text(" ")


def test_the_yearly_update_waits_on_the_home_from_thirty_days_before(app: Flask, walk: Walk) -> None:
    clock.fix(clock.now() + timedelta(days=310))
    shown = opened(app, walk, "member5", "/committee")
    assert names(shown.page.select("#waiting ~ ul a")) == ["自分の登録を年に一度確かめる"]


def test_who_has_not_declared_is_not_told_what_the_hearing_is_about(app: Flask, walk: Walk) -> None:
    seat(walk, hearing(walk), "member1", "invited")
    home = opened(app, walk, "member1", "/committee")
    assert "利害関係を申告する" in home.text
    shown = opened(app, walk, "member1")
    for word in (walk.case_no, "開示内容", "審査所見", "自分用のメモ"):
        assert word not in home.text + shown.text
    assert "青空チャット" not in home.text


def test_who_waits_for_a_judgement_sees_no_case(app: Flask, walk: Walk) -> None:
    seat(walk, hearing(walk), "member1", "judging")
    shown = opened(app, walk, "member1")
    assert shown.status == 200
    assert "認定責任者が判断しています" in shown.text
    assert "青空" not in shown.html


@pytest.mark.refusal("X20", basis="law", article="第7条")
@pytest.mark.parametrize("state", ["excluded", "challenged", "recused", "struck", "expired"])
def test_a_shut_seat_answers_like_an_unknown_number(app: Flask, walk: Walk, state: str) -> None:
    hearing_id = hearing(walk)
    seat(walk, hearing_id, "member1", state)
    browser = Browser(app, walk.people["member1"])
    for path in ("", "/recuse", "/meeting", "/chair"):
        unknown = browser.open(f"/committee/H2026-9999{path}")
        assert refused(browser.open(PAGE + path)) == refused(unknown)
        assert unknown.status == 404
    for path in ("/notes", "/questions", "/recuse", "/meeting", "/chair/nudge", "/chair/close"):
        data = {"_note": "x", "_question": "x", "reason": "x", "csrf_token": token(browser)}
        answers = [browser.send(f"/committee/{no}{path}", data) for no in (NUMBER, "H2026-9999")]
        assert refused(answers[0]) == refused(answers[1])
        assert answers[0].status == 404


def test_the_receipt_of_a_declaration_says_nothing_of_its_case(app: Flask, walk: Walk) -> None:
    seat(walk, hearing(walk), "member1", "excluded")
    shown = opened(app, walk, "member1", "/committee")
    assert "受付番号 S-000001" in shown.text
    assert "除斥" in shown.text
    assert "青空" not in shown.html
    assert NUMBER not in shown.html


def test_the_papers_stand_in_reading_order_on_one_page(app: Flask, walk: Walk) -> None:
    seat(walk, hearing(walk), "member1")
    shown = opened(app, walk, "member1")
    assert names(shown.page.select("[data-paper] > h2")) == [
        "1 開示内容",
        "2 審査所見",
        "3 現地調査報告",
        "4 過去の決定",
        "5 質問と回答",
    ]
    assert len(shown.page.select("#paper-1 ~ details")) > 20
    assert shown.page.select('[data-paper] a[href^="/documents/"]')
    assert shown.headers["Cache-Control"] == "no-store"


def test_nobody_reads_an_opinion_of_another_before_the_closing(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    opine(walk, seat(walk, first, "member1"))
    seat(walk, first, "member2")
    seat(walk, first, "chair")
    assert OTHERS in opened(app, walk, "member1").text
    for name, path in (("member2", PAGE), ("chair", PAGE), ("chair", f"{PAGE}/chair")):
        shown = opened(app, walk, name, path)
        assert shown.status == 200
        assert OTHERS not in shown.html
    close(walk, first)
    shown = opened(app, walk, "member2")
    assert OTHERS in shown.text
    assert "member1 適" in shown.text


def test_a_question_of_another_is_read_as_the_applicant_read_it(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    asked = seat(walk, first, "member1")
    seat(walk, first, "member2")
    with walk.runtime.db.step() as session:
        for state, sent in (("sent", "監査の頻度を示してください。"), ("asked", "")):
            session.add(
                Question(
                    hearing_id=first,
                    seat_id=asked,
                    state=state,
                    text=f"私は監査が気になる {state}",
                    sent_text=sent,
                    asked_at=clock.now(),
                    sent_at=clock.now() if sent else None,
                )
            )
    assert "私は監査が気になる asked" in opened(app, walk, "member1").text
    other = opened(app, walk, "member2")
    assert "監査の頻度を示してください。" in other.text
    assert "私は監査が気になる" not in other.html
    assert "member1" not in other.html


def test_notes_are_kept_for_their_author_alone(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    seat_id = seat(walk, first, "member1")
    seat(walk, first, "member2")
    browser = Browser(app, walk.people["member1"])
    note(browser, browser.open(PAGE), "学習データの出所をもう一度読む")
    assert "学習データの出所をもう一度読む" in browser.open(PAGE).html
    assert "学習データの出所" not in opened(app, walk, "member2").html
    with walk.runtime.db.read() as session:
        assert session.get_one(MemberNote, seat_id).version == 1


def test_notes_in_two_windows_never_overwrite_each_other(app: Flask, walk: Walk) -> None:
    seat(walk, hearing(walk), "member1")
    browser = Browser(app, walk.people["member1"])
    one, other = browser.open(PAGE), browser.open(PAGE)
    note(browser, one, "一つ目の窓")
    conflict = note(browser, other, "二つ目の窓")
    assert conflict.status == 409
    assert "一つ目の窓" in conflict.text
    assert conflict.fields("form#nt-beside")["_note"] == "二つ目の窓"
    assert note(browser, conflict, "両方を合わせた").status == 303
    assert "両方を合わせた" in browser.open(PAGE).html


def test_a_script_is_told_the_version_of_the_notes(app: Flask, walk: Walk) -> None:
    seat(walk, hearing(walk), "member1")
    browser = Browser(app, walk.people["member1"])
    data = browser.open(PAGE).fields("form#nt-beside")
    data["_note"], data["_action"] = "書きかけ", "autosave"
    saved = browser.send(f"{PAGE}/notes", data)
    assert saved.headers["X-Draft-Version"].startswith("1.")
    data["_note"] = "古い窓から"
    late = browser.send(f"{PAGE}/notes", data)
    assert late.status == 409
    assert late.page.select_one("[data-conflict]") is not None


def test_who_presides_sees_how_far_everybody_is_in_times_only(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    seat(walk, first, "chair")
    opine(walk, seat(walk, first, "member1"))
    seat(walk, first, "member2", "invited")
    seat(walk, first, "member3", "excluded")
    opened(app, walk, "chair")
    shown = opened(app, walk, "chair", f"{PAGE}/chair")
    rows = names(shown.page.select("#progress ~ div tbody tr"))
    assert rows[0].startswith("chair 審議に参加 11/24 12:00 ")
    assert rows[1:] == [
        "member1 審議に参加 11/24 12:00 — — 11/24 12:00 第1版",
        "member2 申告待ち — — — —",
        "member3 除斥 11/24 12:00 — — —",
    ]
    assert "議決に加わる委員2名のうち出席1名。定足数は3名です。 あと2名" in shown.text
    assert "まだの委員1名に促す" in shown.text
    assert OTHERS not in shown.html


def test_only_who_presides_opens_the_page_of_the_presiding_member(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    seat(walk, first, "member1")
    seat(walk, first, "chair", "invited")
    assert opened(app, walk, "member1", f"{PAGE}/chair").status == 404
    assert Browser(app, walk.people["secretariat"]).open(f"{PAGE}/chair").status == 403


def test_who_presides_and_has_not_declared_is_led_to_the_declaration(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    chairs = seat(walk, first, "chair", "invited")
    browser = Browser(app, walk.people["chair"])
    answer = browser.open(f"{PAGE}/chair")
    assert (answer.status, answer.location) == (303, PAGE)
    shown = browser.open(PAGE)
    assert "先に利害関係を申告してください" in shown.page.get_text(" ")
    for word in (walk.case_no, "開示内容", "審査所見", "定足数"):
        assert word not in answer.html + shown.text
    token = shown.page.select_one("input[name=csrf_token]")
    assert token is not None
    for act in ("nudge", "close"):
        sent = browser.send(f"{PAGE}/chair/{act}", {"csrf_token": token["value"], "reason": "期限のため。"})
        assert sent.status == 404
    secretary = opened(app, walk, "secretariat", "/hearings/")
    assert "議長：chair 申告待ち" in secretary.text
    assert "chair 申告待ち" in opened(app, walk, "secretariat", f"/hearings/{NUMBER}").text
    seated.move(walk.runtime, chairs, "judging")
    assert browser.open(f"{PAGE}/chair").status == 404
    seated.move(walk.runtime, chairs, "excluded")
    assert browser.open(f"{PAGE}/chair").status == 404


def test_after_the_closing_opinions_stand_side_by_side_differences_first(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    opine(walk, seat(walk, first, "chair"), "fit", "同じ理由")
    opine(walk, seat(walk, first, "member1"), "unfit", "同じ理由")
    struck = seat(walk, first, "member2")
    opine(walk, struck, "unfit", "抹消された意見")
    seated.move(walk.runtime, struck, "struck")
    close(walk, first)
    shown = opened(app, walk, "chair", f"{PAGE}/chair")
    rows = names(shown.page.select("#compared ~ div tbody tr"))
    assert rows == ["意見 違いあり 適 否", "理由 同じ理由 同じ理由"]
    assert "可否同数" in shown.text
    assert "抹消された意見" not in shown.html


def test_who_gave_an_opinion_on_earlier_papers_is_told_and_keeps_it(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    seat(walk, first, "chair")
    opine(walk, seat(walk, first, "member1"), pack="0" * 64)
    assert "変わった資料を確かめる" in opened(app, walk, "member1", "/committee").text
    shown = opened(app, walk, "member1")
    assert "意見を出したあとに、資料が変わりました" in shown.text
    assert OTHERS in shown.text
    assert "前の資料に対する意見" in opened(app, walk, "chair", f"{PAGE}/chair").text


def test_a_verdict_is_never_told_by_its_mark_alone(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    opine(walk, seat(walk, first, "member1"), "conditional", conditions="監査の頻度を示すこと。")
    shown = opened(app, walk, "member1")
    assert names(shown.page.select(".nt-verdict")) == ["条件付 △"]
    assert shown.page.select_one(".nt-verdict__mark[aria-hidden]") is not None


def test_the_room_speaks_english(app: Flask, walk: Walk) -> None:
    first = hearing(walk)
    seat(walk, first, "chair")
    for path in ("/committee", PAGE, f"{PAGE}/chair", f"{PAGE}/recuse"):
        shown = opened(app, walk, "chair", f"{path}?lang=en")
        assert shown.title.isascii(), path


def test_access_ends_thirty_days_after_the_delivery(app: Flask, walk: Walk) -> None:
    at = clock.now() - timedelta(days=31)
    seat(walk, hearing(walk, state="delivered", delivered_at=at), "member1")
    assert opened(app, walk, "member1").status == 404
    assert "済んだもの" not in opened(app, walk, "member1", "/committee").text


def token(browser: Browser) -> str:
    """A token of that browser's session."""
    return str(browser.open("/committee").fields('form[action="/sign-out"]')["csrf_token"])


def note(browser: Browser, shown: Shown, text: str) -> Shown:
    """Save the notes of a page."""
    data = shown.fields("form#nt-beside")
    data["_note"] = text
    return browser.send(f"{PAGE}/notes", data)


def test_who_presides_ticks_each_list_that_stands_open(app: Flask, walk: Walk) -> None:
    """Cases 25 and 27."""
    first = hearing(walk)
    opine(walk, seat(walk, first, "chair"))
    asker = seat(walk, first, "member1")
    opine(walk, asker, pack="0" * 64)
    with walk.runtime.db.step() as session:
        session.add(
            Question(
                hearing_id=first,
                seat_id=asker,
                state="sent",
                text="元の文",
                sent_text="記録の保存期間は。",
                asked_at=clock.now(),
            )
        )
    browser = Browser(app, walk.people["chair"])
    shown = browser.open(f"{PAGE}/chair")
    boxes = shown.page.select("[name=acknowledged]")
    assert names(shown.page.select("#close ~ form legend")) == ["前の資料に対する意見 1", "未回答の質問 1"]
    assert names(shown.page.select("#close ~ form li")) == ["member1", "記録の保存期間は。"]
    assert not any(box.has_attr("checked") for box in boxes)
    first_token, second_token = (str(box["value"]) for box in boxes)
    reason = {
        "csrf_token": fields_of(shown.page.select("#close ~ form")[0])["csrf_token"],
        "reason": "そろった。",
    }
    again = browser.send(f"{PAGE}/chair/close", reason | {"acknowledged": first_token})
    assert again.status == 422
    assert "回答のない質問があります" in again.text
    assert [box.has_attr("checked") for box in again.page.select("[name=acknowledged]")] == [True, False]
    done = browser.send(f"{PAGE}/chair/close", reason | {"acknowledged": [first_token, second_token]})
    assert done.status == 303
    closed = browser.open(f"{PAGE}/chair")
    assert "前の資料に対する意見 1件 議長が確かめて締め切りました" in closed.text
    assert "未回答の質問 1件" in closed.text
