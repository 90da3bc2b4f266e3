"""The pages of a visit without JavaScript: list, record, conflicts, photos, and what scripts speak."""

import json
from urllib.parse import unquote
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.cases.runtime import Runtime
from app.store.models.procedures import Access, ParkedPage
from app.store.models.visits import Evidence
from tests import answers
from tests.cases.test_visit_evidence import photo
from tests.cases.test_visit_record import op, record, take
from tests.processes.test_site_inspection import later
from tests.processes.test_visit_costs import asked, investigated
from tests.processes.test_visit_report import OBJECTS, findings, reported
from tests.processes.visiting import agreed, begun, declared, visit
from tests.walk import PDF, Walk
from tests.web.site import site
from tests.web.work_site import Browser, Fields, Shown, fields_of


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return later(agreed(runtime), 16)


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def at(walk: Walk) -> str:
    return f"/visits/{visit(walk).number}"


def save(browser: Browser, shown: Shown, where: str, given: dict[str, str]) -> Shown:
    """Fill in the form in which a field stands and press its button."""
    first = next(iter(given))
    form = next(form for form in shown.page.select("form") if form.find(attrs={"name": first}))
    data = fields_of(form)
    for name, value in given.items():
        data.setlist(name, [value])
    return browser.send(str(form["action"]), data)


def test_an_inspector_finds_the_visit_and_what_to_look_at(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    listed = browser.open("/visits")
    assert visit(walk).number in listed.text
    shown = browser.open(at(walk))
    assert shown.status == 200
    for words in ("サーバの設置場所", "本社", "主任", "依頼した範囲", "記録を確定する"):
        assert words in shown.text, words


def test_a_section_is_saved_and_stands_there_afterwards(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    shown = browser.open(at(walk))
    saved = save(
        browser,
        shown,
        at(walk),
        {"v:check:housing:result": "confirmed", "v:check:housing:note": "<b>入退室</b>の記録\r\n二行目"},
    )
    again = browser.follow(saved)
    assert "保存しました" in again.text
    assert record(walk).value("check:housing", "note") == "<b>入退室</b>の記録\n二行目"
    assert again.page.select_one('[name="v:check:housing:result"][checked]')["value"] == "confirmed"  # type: ignore[index] # it is on the page
    assert "1／2" in again.text
    unchanged = save(browser, again, at(walk), {"v:check:housing:result": "confirmed"})
    assert "変わった所はありません" in browser.follow(unchanged).text


def test_a_finding_is_added_changed_and_withdrawn(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    shown = browser.open(at(walk))
    name = next(
        str(field["name"]) for field in shown.page.select("textarea") if "finding:new-" in str(field["name"])
    )
    stem = name.rpartition(":")[0]
    shown = browser.follow(
        save(
            browser,
            shown,
            at(walk),
            {name: "扉に鍵がない。", f"{stem}:grade": "minor", f"{stem}:criterion": "B11"},
        )
    )
    assert "軽微な不適合" in shown.text
    shown = browser.follow(
        save(browser, shown, at(walk), {f"{stem}:state": "withdrawn", f"{stem}:reason": "見誤った。"})
    )
    (finding,) = record(walk).findings
    assert (finding.statement, finding.state, finding.reason) == ("扉に鍵がない。", "withdrawn", "見誤った。")


def test_what_cannot_be_taken_is_still_there_to_be_corrected(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    shown = browser.open(at(walk))
    answer = save(browser, shown, at(walk), {"v:meeting:opening": "あ" * 4001})
    assert answer.status == 422
    assert "4000字まで" in answer.text
    assert "あ" * 4001 in answer.page.select_one('[name="v:meeting:opening"]').get_text()  # type: ignore[union-attr] # it is on the page


def test_two_tabs_lose_nothing_and_the_lead_settles(walk: Walk, app: Flask) -> None:
    lead, other = (Browser(app, walk.people[name]) for name in ("inspector", "second_inspector"))
    mine, theirs = lead.open(at(walk)), other.open(at(walk))
    save(lead, mine, at(walk), {"v:check:housing:note": "施錠あり"})
    told = other.follow(save(other, theirs, at(walk), {"v:check:housing:note": "施錠なし"}))
    assert "両方を残しました" in told.text
    assert "調整する" not in told.text
    shown = lead.open(at(walk))
    assert "施錠あり" in shown.text
    assert "施錠なし" in shown.text
    form = shown.page.select_one("#conflicts form")
    assert form is not None
    data = fields_of(form)
    data.setlist("choice", ["rival"])
    assert "調整しました" in lead.follow(lead.send(str(form["action"]), data)).text
    assert record(walk).value("check:housing", "note") == "施錠なし"
    assert record(walk).conflicts == ()


def test_photos_are_sent_with_the_page_and_read_as_copies(walk: Walk, app: Flask, runtime: Runtime) -> None:
    browser = Browser(app, walk.people["inspector"])
    shown = browser.open(at(walk))
    data = fields_of(shown.form("form[data-visit-photos]"))
    data.setlist("target", ["check:housing"])
    sent = browser.send(f"{at(walk)}/evidence", data, {"files": ("写真.jpg", photo(20 * 1024 * 1024 - 2000))})
    shown = browser.follow(sent)
    assert "1件のファイルを保存しました" in shown.text
    link = str(shown.page.select_one(".nt-visit__photos a")["href"])  # type: ignore[index] # it is on the page
    answer = browser.client.get(link)
    assert answer.status_code == 200
    assert b"35.6812N" not in answer.data
    assert b"35.6812N" in browser.client.get(f"{link}?original=1").data
    with runtime.db.read() as session:
        assert session.scalars(select(Access.what)).all()
        (row,) = session.scalars(select(Evidence))
    reviewer = Browser(app, walk.people["reviewer"]).client
    assert b"35.6812N" not in reviewer.get(f"/visits/{visit(walk).number}/evidence/{row.id}?original=1").data


def test_a_file_that_is_not_taken_says_why_and_others_stay(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    data = fields_of(browser.open(at(walk)).form("form[data-visit-photos]"))
    data.add("files", (__import__("io").BytesIO(photo()), "a.jpg"))
    shown = browser.follow(
        browser.send(f"{at(walk)}/evidence", data, {"files": ("b.jpg", b"MZ\x90\x00" + bytes(99))})
    )
    assert "1件のファイルを保存しました" in shown.text
    assert "受け付ける種類ではありません" in shown.text


@pytest.mark.parametrize("who", ["applicant", "member1", "operator", "second_reviewer", "secretariat"])
def test_others_find_no_visit(walk: Walk, app: Flask, who: str) -> None:
    browser = Browser(app, walk.people[who])
    real, unknown = browser.open(at(walk)), browser.open("/visits/V2026-9999")
    assert real.status == unknown.status
    assert real.status in {403, 404}
    assert real.text == unknown.text


def test_an_inspector_with_an_interest_finds_no_visit(runtime: Runtime, app: Flask) -> None:
    walk = declared(begun(runtime).do("plan_visit"), "second_inspector").do("answer_visit")
    browser = Browser(app, walk.people["second_inspector"])
    assert visit(walk).number not in browser.open("/visits").text
    for path in ("", "/state", "/evidence/1", "/uploads/0f6c2e1a-0000-4000-8000-000000000001"):
        assert browser.open(at(walk) + path).status == 404, path


def test_a_reviewer_reads_the_record_and_cannot_write(walk: Walk, app: Flask) -> None:
    take(walk, op("扉は施錠されている。"))
    browser = Browser(app, walk.people["reviewer"])
    shown = browser.open(at(walk))
    assert "扉は施錠されている。" in shown.text
    assert shown.page.select("form[data-visit-form], form[data-visit-photos]") == []
    assert speak(browser, "POST", f"{at(walk)}/note", data={"v:note:text": "x"}).status_code == 403


def speak(browser: Browser, method: str, path: str, **more: object) -> TestResponse:
    """A request of the script, with its token."""
    page = browser.client.get(path.rpartition("/")[0] if path.endswith("/ops") else "/account").get_data(
        as_text=True
    )
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    headers = {"X-CSRFToken": token, "X-Requested-With": "visit", **more.pop("headers", {})}  # type: ignore[dict-item]
    return browser.client.open(path, method=method, headers=headers, **more)  # type: ignore[arg-type] # what the client takes


def test_a_script_sends_batches_and_reads_the_state(walk: Walk, app: Flask) -> None:
    browser = Browser(app, walk.people["inspector"])
    sent = {
        "op_id": str(uuid4()),
        "target": "note",
        "field": "text",
        "value": "覚え",
        "base": 0,
        "device": "p",
    }
    answer = speak(
        browser,
        "POST",
        f"{at(walk)}/ops",
        json={"ops": [sent, {**sent, "op_id": str(uuid4()), "field": "x"}]},
    )
    taken, refused = answer.get_json()["answers"]
    assert taken["sequence"]
    assert taken["refused"] is None
    assert refused["refused"]
    state = json.loads(browser.client.get(f"{at(walk)}/state").data)
    assert [(each["field"], each["value"], each["sequence"]) for each in state["fields"]] == [
        ("text", "覚え", taken["sequence"])
    ]
    assert state["csrf"]
    assert speak(browser, "POST", f"{at(walk)}/ops", json=[1]).status_code == 400


def test_pieces_travel_with_their_offset(walk: Walk, app: Flask) -> None:
    import hashlib

    browser, content, upload = Browser(app, walk.people["inspector"]), photo(300_000), str(uuid4())
    path = f"{at(walk)}/uploads/{upload}"
    first, rest = content[: 256 * 1024], content[256 * 1024 :]
    assert (
        speak(browser, "PATCH", path, data=first, headers={"Upload-Offset": "0"}).headers["Upload-Offset"]
        == "262144"
    )
    again = speak(browser, "PATCH", path, data=first, headers={"Upload-Offset": "0"})
    assert (again.status_code, again.headers["Upload-Offset"]) == (409, "262144")
    assert browser.client.head(path).headers["Upload-Offset"] == "262144"
    speak(browser, "PATCH", path, data=rest, headers={"Upload-Offset": "262144"})
    about = {"sha256": hashlib.sha256(content).hexdigest(), "name": "a.jpg", "target": "check:housing"}
    done = speak(browser, "POST", path, json=about)
    assert (done.status_code, speak(browser, "POST", path, json=about).get_json()) == (200, done.get_json())
    assert (
        speak(
            browser, "PATCH", path, data=b"x" * (256 * 1024 + 1), headers={"Upload-Offset": "0"}
        ).status_code
        == 413
    )
    assert speak(browser, "PATCH", path, data=b"x").status_code == 400


def test_a_script_whose_session_is_over_is_told_so_and_nothing_is_taken(walk: Walk, app: Flask) -> None:
    browser = Browser(app)
    browser.sign_in(walk.people["inspector"], seconds_ago=13 * 3600)
    answer = browser.client.post(f"{at(walk)}/ops", json={"ops": []}, headers={"X-Requested-With": "visit"})
    assert answer.status_code == 401


@pytest.mark.refusal("X57", basis="design", article="第15条第3項")
def test_the_cost_is_invoiced_on_the_page_of_a_visit_under_15_2_only(runtime: Runtime, app: Flask) -> None:
    walk = asked(runtime)
    later(walk.do("answer_visit"), 16).do("record_visit")
    browser = Browser(app, walk.people["reviewer"])
    shown = browser.open(at(walk))
    form = shown.form("#cost form")
    data = fields_of(form)
    for amount, words in (("abc", "数字だけ"), ("120001", "を超えて請求できません")):
        data.setlist("amount", [amount])
        refused = browser.send(str(form["action"]), data)
        assert (refused.status, words in refused.text) == (422, True)
        assert fields_of(refused.form("#cost form"))["amount"] == amount
    data.setlist("amount", ["90,000"])
    assert "請求しました" in browser.follow(browser.send(str(form["action"]), data)).text
    assert browser.open(at(walk)).page.select("#cost form") == []
    data.setlist("amount", ["1"])
    again = browser.send(str(form["action"]), data)
    assert (again.status, "すでに請求しています" in again.text) == (422, True)


@pytest.mark.refusal("X16", basis="inference", article="第6条第3項")
def test_the_page_of_a_visit_during_review_says_nothing_of_money(walk: Walk, app: Flask) -> None:
    later(walk, 16).do("record_visit")
    browser = Browser(app, walk.people["reviewer"])
    shown = browser.open(at(walk))
    assert "費用" not in shown.text
    assert "請求" not in shown.text
    answer = browser.send(
        f"{at(walk)}/invoice",
        {"amount": "1", "csrf_token": str(shown.page.select_one("[name=csrf_token]")["value"])},
    )  # type: ignore[index] # it is on the page
    assert (answer.status, "費用の負担は求められません" in answer.text) == (422, True)


def task(browser: Browser, walk: Walk, node: str) -> Shown:
    """The page of a waiting step."""
    return browser.open(f"/tasks/{walk.item(node).id}")


def test_the_declaration_names_the_applicant_and_nothing_else_of_the_case(
    runtime: Runtime, app: Flask
) -> None:
    walk = begun(runtime).do("plan_visit")
    (mine,) = [item for item in walk.items() if item.assignee_id == walk.people["inspector"].user_id]
    browser = Browser(app, walk.people["inspector"])
    shown = browser.open(f"/tasks/{mine.id}")
    assert shown.status == 200
    assert "青空ソフト株式会社" in shown.text
    for words in (walk.case_no, "サーバの設置場所", visit(walk).number):
        assert words not in shown.html, words
    assert browser.open(at(walk)).status == 404
    walk.do("declare_tie", {"result": "has", "kinds": ["business"]}, by=walk.people["inspector"], item=mine)
    again = browser.open(f"/tasks/{mine.id}")
    assert "青空ソフト" not in again.html


def test_the_provider_reads_the_plan_answers_and_checks_the_facts(runtime: Runtime, app: Flask) -> None:
    walk = declared(begun(runtime).do("plan_visit"))
    browser = Browser(app, walk.people["applicant"])
    shown = task(browser, walk, "answer_visit")
    for words in ("サーバの設置場所", "費用の負担は求めません", "システムの責任者"):
        assert words in shown.text, words
    chosen = walk.context("answer_visit")["date_options"][1]["value"]
    assert browser.fill(shown, {"reply": "accept", "chosen": chosen}).status == 303
    later(walk, 17).do("record_visit").do("write_report")
    shown = task(browser, walk, "check_facts")
    assert "入退室の記録が月ごとに保管されている" in shown.text
    sent = browser.fill(
        shown,
        {
            "reply": "objects",
            "objections-0-no": "F-1",
            "objections-0-kind": "wrong",
            "objections-0-words": "週ごとです。",
        },
    )
    assert sent.status == 303
    lead = Browser(app, walk.people["inspector"])
    shown = task(lead, walk, "settle_objections")
    assert "週ごとです。" in shown.text
    ended = lead.fill(
        shown,
        {"choice": "stand", "results-0-result": "not_upheld", "results-0-reason": "記録は月ごとでした。"},
    )
    after = lead.follow(lead.follow(ended))
    assert after.status == 200
    assert "を完了しました。この案件でのあなたの作業は終わりました。" in after.text
    assert lead.open(ended.location).status == 404


@pytest.mark.refusal("X16", basis="inference", article="第6条第3項")
def test_the_plan_of_a_visit_during_review_has_no_field_for_a_cost(runtime: Runtime, app: Flask) -> None:
    walk = begun(runtime)
    shown = task(Browser(app, walk.people["reviewer"]), walk, "plan_visit")
    assert shown.page.select('[name="cost"], [name="charge"]') == []
    other = investigated(runtime, walk.people)
    shown = task(Browser(app, walk.people["reviewer"]), other, "plan_visit")
    assert shown.page.select('[name="cost"]') != []


def note_form(shown: Shown, field: str) -> Fields:
    """The fields of the section in which a field stands."""
    return fields_of(next(form for form in shown.page.select("form") if form.find(attrs={"name": field})))


OPENING = "v:meeting:opening"


def test_what_was_sent_after_the_session_ended_waits_for_its_author_and_rests_on_what_was_shown(
    walk: Walk, app: Flask
) -> None:
    browser = Browser(app, walk.people["inspector"])
    data = note_form(browser.open(at(walk)), OPENING)
    data.setlist(OPENING, ["山田部長に目的を説明した。"])
    browser.sign_in(walk.people["inspector"], seconds_ago=13 * 3600)
    sent = browser.send(f"{at(walk)}/note", data)
    assert sent.location.startswith("/sign-in?next=")
    take(walk, op("ほかの人が先に書いた。", ("meeting", "opening")), by="second_inspector")
    path = unquote(sent.location.partition("next=")[2])
    assert path.startswith(f"{at(walk)}?parked=")
    browser.sign_in(walk.people["inspector"])
    shown = browser.open(path)
    assert "サインインが切れる前に送られた内容" in shown.text
    kept = shown.page.select_one(f'[name="{OPENING}"]')
    assert kept is not None
    assert kept.get_text().strip() == "山田部長に目的を説明した。"
    assert "data-unsaved" in str(kept)
    told = browser.follow(browser.send(f"{at(walk)}/note", note_form(shown, OPENING)))
    # It rests on the empty field that its author had seen: the other's text is not written over.
    assert "両方を残しました" in told.text
    assert record(walk).value("meeting", "opening") == "ほかの人が先に書いた。"
    assert [row.value for row in record(walk).conflicts] == ["山田部長に目的を説明した。"]


@pytest.mark.parametrize("who", ["second_inspector", "reviewer"])
def test_what_waits_is_shown_to_nobody_else(walk: Walk, app: Flask, who: str) -> None:
    browser = Browser(app, walk.people["inspector"])
    data = note_form(browser.open(at(walk)), OPENING)
    data.setlist(OPENING, ["だれにも見せない言葉"])
    browser.sign_in(walk.people["inspector"], seconds_ago=13 * 3600)
    path = unquote(browser.send(f"{at(walk)}/note", data).location.partition("next=")[2])
    browser.sign_in(walk.people[who])
    assert "だれにも見せない言葉" not in browser.open(path).html


def test_the_page_of_one_person_sent_in_the_session_of_another_is_not_kept_for_the_other(
    walk: Walk, app: Flask, runtime: Runtime
) -> None:
    browser = Browser(app, walk.people["inspector"])
    data = note_form(browser.open(at(walk)), OPENING)
    data.setlist(OPENING, ["主任の言葉"])
    browser.sign_in(walk.people["second_inspector"])
    data.setlist("csrf_token", ["of the session before"])
    sent = browser.send(f"{at(walk)}/note", data)
    assert sent.status == 400
    assert record(walk).value("meeting", "opening") is None
    with runtime.db.read() as session:
        assert session.scalars(select(ParkedPage)).all() == []


def test_nothing_is_kept_for_somebody_who_may_not_open_the_page(
    walk: Walk, app: Flask, runtime: Runtime
) -> None:
    browser = Browser(app)
    browser.sign_in(walk.people["member1"], seconds_ago=13 * 3600)
    browser.client.post(f"{at(walk)}/note", data={OPENING: "x"})
    with runtime.db.read() as session:
        assert session.scalars(select(ParkedPage)).all() == []


def test_the_desk_enters_a_letter_with_its_postmark_and_the_pages_of_the_case_show_it(
    runtime: Runtime, app: Flask
) -> None:
    walk = later(reported(runtime), 32)
    browser = Browser(app, walk.people["reviewer"])
    listed = browser.open(f"/cases/{walk.case_no}?tab=review")
    assert f"{at(walk)}/letter" in listed.html
    shown = browser.open(f"{at(walk)}/letter")
    data = fields_of(shown.form("form.nt-form"))
    for name, value in {
        "received_on": "2026-12-26",
        "posted_on": "2026-12-28",
        "reply": "objects",
        "words:F-1": "週ごとに保管している。",
    }.items():
        data.setlist(name, [value])
    refused = browser.send(f"{at(walk)}/letter", data)
    assert refused.status == 422
    assert "受け取った日より後の消印" in refused.text
    assert "週ごとに保管している。" in refused.text
    data.setlist("posted_on", ["2026-12-24"])
    done = browser.follow(browser.send(f"{at(walk)}/letter", data, {"files": ("手紙.pdf", PDF)}))
    assert "期限内の消印" in done.text
    walk.settle()
    for path in (f"/cases/{walk.case_no}?tab=review", at(walk), f"{at(walk)}/letter"):
        page = browser.open(path).text
        for words in ("週ごとに保管している。", "手紙.pdf", "期限内"):
            assert words in page, (path, words)
    task_page = task(Browser(app, walk.people["inspector"]), walk, "settle_objections").text
    assert "週ごとに保管している。" in task_page


def test_a_late_answer_of_the_provider_is_sent_on_the_portal_and_judged(runtime: Runtime, app: Flask) -> None:
    walk = later(reported(runtime), 31).do("judge_facts")
    browser = Browser(app, walk.people["applicant"])
    portal = f"/applications/{walk.case_no}/visits/{visit(walk).number}"
    assert portal in browser.open(f"/applications/{walk.case_no}").html
    shown = browser.open(portal)
    data = fields_of(shown.form("form.nt-form"))
    data.setlist("reply", ["objects"])
    data.setlist("text", ["遅れましたが、記録は週ごとです。"])
    done = browser.follow(browser.send(portal, data))
    assert "回答を受け付けました" in done.text
    assert "遅れましたが、記録は週ごとです。" in done.text
    assert done.page.select("form.nt-form") == []
    walk.settle()
    shown = task(Browser(app, walk.people["reviewer"]), walk, "judge_late_reply")
    for words in ("遅れましたが、記録は週ごとです。", "期限の後", "画面から"):
        assert words in shown.text, words


@pytest.mark.parametrize("who", ["stranger", "member1", "inspector", "operator"])
def test_others_find_neither_the_letters_nor_the_portal_s_page(
    runtime: Runtime, app: Flask, who: str
) -> None:
    walk = later(reported(runtime), 31)
    browser = Browser(app, walk.people[who])
    for real, unknown in (
        (f"{at(walk)}/letter", "/visits/V2026-9999/letter"),
        (
            f"/applications/{walk.case_no}/visits/{visit(walk).number}",
            f"/applications/{walk.case_no}/visits/V2026-9999",
        ),
    ):
        assert browser.open(real).status in {403, 404}
        assert browser.open(real).text == browser.open(unknown).text


@pytest.mark.parametrize(
    ("charged", "words"), [(True, "第17条第1項第6号"), (False, "今ある資料で決定します")]
)
def test_who_judges_a_refusal_reads_what_can_follow_and_that_nothing_does_by_itself(
    runtime: Runtime, app: Flask, charged: bool, words: str
) -> None:
    walk = asked(runtime) if charged else declared(begun(runtime).do("plan_visit"))
    walk.do("answer_visit", {"reply": "refuse", "reason": "業務繁忙のため。"})
    shown = task(Browser(app, walk.people["reviewer"]), walk, "judge_reply").text
    assert words in shown
    assert ("第17条" in shown) is charged
    assert "業務繁忙のため。" in shown


def test_a_withdrawn_finding_is_struck_through_where_the_report_is_shown(
    runtime: Runtime, app: Flask
) -> None:
    walk = reported(runtime).do("check_facts", OBJECTS)
    walk.do("settle_objections", answers.settling(walk, "edit", reason="所見が誤り。"))
    walk.do("write_report", findings(walk, state="withdrawn", reason="取り違えた。"))
    shown = task(Browser(app, walk.people["applicant"]), walk, "check_facts")
    struck = shown.page.select_one('section[aria-labelledby="nt-visit-report"] s')
    assert struck is not None
    assert "入退室の記録" in struck.get_text()
    assert "取り違えた。" in shown.text


def test_a_day_that_has_passed_is_named_with_its_row_and_linked(runtime: Runtime, app: Flask) -> None:
    walk = begun(runtime)
    browser = Browser(app, walk.people["reviewer"])
    shown = task(browser, walk, "plan_visit")
    given = dict(plan_of(walk)) | {
        "dates-0-day": "2027-01-12",
        "dates-0-time": "10:00",
        "dates-1-day": "2026-01-12",
        "dates-1-time": "10:00",
    }
    added = browser.follow(browser.fill(shown, {}, press="_add=dates"))
    refused = browser.fill(added, given)
    assert refused.status == 422
    (link,) = refused.page.select('.nt-error-summary a[href="#dates-1-day"]')
    assert "2行目" in link.get_text()
    assert "2026年1月12日（月）は過ぎています" in refused.text


def plan_of(walk: Walk) -> dict[str, object]:
    """The usual plan as a page sends it, without its days."""
    given = answers.usual(walk, "plan_visit").given
    return {name: value for name, value in given.items() if name != "dates"}
