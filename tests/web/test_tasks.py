"""The page of a task: what it shows, and that nothing a person typed is ever lost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app import clock
from app.cases import claiming
from app.cases.answering import rehearse
from app.cases.runtime import Runtime
from app.engine import ActContext
from app.store.models.cases import Case, Decision, Notice
from app.store.models.procedures import Draft, Event, Incident, ParkedPost, WorkItem
from tests import answers
from tests.answers import PDF
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, Shown, names

HALF_A_DAY = 12 * 3600 + 60
PAID = {"outcome": "paid", "paid_on": "2026-11-24", "amount": "165000", "payer": "アオゾラソフト"}


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def paying(runtime: Runtime, app: Flask) -> tuple[Walk, Browser, str]:
    """A case that waits for its payment, the fee clerk's browser and the address of the step."""
    walk = Walk.open(runtime).until("match_payment")
    return walk, Browser(app, walk.people["fee_clerk"]), f"/tasks/{walk.item('match_payment').id}"


def drafted(runtime: Runtime, item_id: int) -> dict[str, Any]:
    """What is stored as the draft of a step."""
    with runtime.db.read() as session:
        draft = session.get(Draft, item_id)
        return dict(draft.typed) if draft is not None else {}


@contextmanager
def counted(runtime: Runtime) -> Iterator[list[str]]:
    """The statements that are executed, one executemany being one, and COMMIT where something was written."""
    seen: list[str] = []
    engine = runtime.db.engine

    def statement(_conn: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        seen.append(text)

    event.listen(engine, "before_cursor_execute", statement)
    yield seen
    event.remove(engine, "before_cursor_execute", statement)


def test_a_step_is_done_on_its_page_and_the_next_one_is_named(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    shown = browser.open(path)
    assert shown.title == "入金を確認する"
    assert "納付されるまで審査は始まりません" in shown.text
    assert "審査手数料の請求" in shown.text
    sent = browser.fill(shown, PAID)
    after = browser.follow(sent)
    assert after.title == "完了しました"
    assert "審査員：第8条に当たるか判断する" in after.text
    assert walk.waiting() == {"judge_bar": "reviewer"}


def test_the_page_says_why_the_step_is_due_on_its_day(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    why = browser.open(path).page.select_one("details.nt-why")
    assert why is not None
    assert "なぜこの日か" in why.get_text()
    assert "規程が定める期限ではなく" in why.get_text()


def test_the_page_shows_the_present_step_in_picture_list_and_words(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    shown = browser.open(path)
    assert names(shown.page.select(".nt-stages [aria-current]")) == ["お支払い待ち （今ここ）"]
    assert names(shown.page.select(".nt-steps [aria-current]")) == ["入金を確認する 経理担当・今ここ"]
    picture = browser.client.get(f"{path}/diagram.svg?near=1")
    assert picture.mimetype == "image/svg+xml"
    assert 'viewBox="' in picture.text
    assert "現在" in picture.text


def test_the_page_speaks_english(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    shown = browser.open(f"{path}?lang=en")
    assert shown.title == "Match the payment" or shown.title.isascii()
    assert "なぜ" not in shown.text


def test_what_is_missing_is_said_and_what_was_typed_is_kept(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    sent = browser.fill(browser.open(path), {"outcome": "paid", "payer": "振込人の名"})
    assert sent.status == 422
    assert {"#paid_on", "#amount"} <= {a["href"] for a in sent.page.select(".nt-error-summary a")}
    assert sent.fields()["payer"] == "振込人の名"
    assert drafted(runtime, walk.item("match_payment").id)["payer"] == "振込人の名"
    corrected = browser.fill(sent, PAID)
    assert corrected.status == 303


@pytest.mark.refusal("X10", basis="inference", article="第5条第1項")
def test_a_refusal_names_its_article_and_keeps_the_draft(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    sent = browser.fill(browser.open(path), {**PAID, "amount": "1000"})
    assert sent.status == 422
    summary = sent.page.select_one(".nt-error-summary")
    assert summary is not None
    assert "第5条第1項" in summary.get_text()
    assert drafted(runtime, walk.item("match_payment").id)["amount"] == "1000"
    assert walk.waiting() == {"match_payment": "fee_clerk"}


def test_a_field_that_the_form_does_not_have_is_refused(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    fields = browser.open(path).fields()
    for name, value in {**PAID, "assignee": "1", "_action": "complete"}.items():
        fields[name] = value
    sent = browser.send(path, fields)
    assert sent.status == 422
    assert "assignee" in sent.text
    assert sent.fields()["payer"] == PAID["payer"]
    assert walk.waiting() == {"match_payment": "fee_clerk"}


def test_a_saved_draft_comes_back(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    sent = browser.fill(browser.open(path), {"payer": "途中まで"}, press="save")
    again = browser.follow(sent)
    assert "下書きを保存しました" in again.text
    assert again.fields()["payer"] == "途中まで"
    assert "fee_clerk" in again.text


def test_a_draft_that_is_saved_as_one_types_tells_its_new_version(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    shown = browser.open(path)
    data = shown.fields()
    data["payer"] = "打っている"
    data["_action"] = "autosave"
    first = browser.send(path, data)
    assert first.status == 200
    data["_version"], data["payer"] = first.headers["X-Draft-Version"], "打ち続けている"
    assert browser.send(path, data).status == 200
    assert browser.open(path).fields()["payer"] == "打ち続けている"


def test_two_windows_get_both_texts_and_the_choice(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    one, other = browser.open(path), browser.open(path)
    browser.fill(one, {"payer": "一つ目"}, press="save")
    conflict = browser.fill(other, {"payer": "二つ目"}, press="save")
    assert conflict.status == 409
    assert names(conflict.page.select("tbody td")) == ["二つ目", "一つ目"]
    assert drafted(runtime, walk.item("match_payment").id)["payer"] == "一つ目"
    form = conflict.form('main form[method="post"]')
    assert browser.send(str(form["action"]), conflict.fields('main form[method="post"]')).status == 303
    assert browser.open(path).fields()["payer"] == "二つ目"


def test_a_window_that_is_behind_cannot_complete_over_the_other(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    one, other = browser.open(path), browser.open(path)
    browser.fill(one, {"payer": "一つ目"}, press="save")
    assert browser.fill(other, PAID).status == 409
    assert walk.waiting() == {"match_payment": "fee_clerk"}


def test_a_script_that_saves_gets_the_conflict_as_a_piece_of_a_page(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    one, other = browser.open(path), browser.open(path)
    browser.fill(one, {"payer": "一つ目"}, press="save")
    data = other.fields()
    data["payer"], data["_action"] = "二つ目", "autosave"
    answer = browser.send(path, data)
    assert answer.status == 409
    assert answer.page.select_one("[data-conflict]") is not None
    assert "<html" not in answer.html


def test_a_second_click_is_told_that_the_step_is_done(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    shown = browser.open(path)
    assert browser.fill(shown, PAID).status == 303
    again = browser.fill(shown, {**PAID, "payer": "二度目"})
    assert again.status == 409
    assert again.title == "この作業はすでに完了しています"
    assert again.page.select_one(f'a[href="/cases/{walk.case_no}"]') is not None
    assert "二度目" in again.text
    with runtime.db.read() as session:
        done = (
            select(func.count())
            .select_from(Event)
            .where(Event.node == "match_payment", Event.kind == "completed")
        )
        assert session.scalar(done) == 1


def test_two_people_cannot_do_one_step(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    path = f"/tasks/{walk.item('judge_bar').id}"
    first, second = Browser(app, walk.people["reviewer"]), Browser(app, walk.people["second_reviewer"])
    pages = first.open(path), second.open(path)
    given = {"barred": "no", "reason": "手掛かりはない。"}
    assert first.fill(pages[0], given).status == 303
    assert second.fill(pages[1], {**given, "reason": "遅れた人の理由"}).status in {404, 409}


def test_a_step_of_another_role_does_not_exist(runtime: Runtime, app: Flask) -> None:
    walk, _browser, path = paying(runtime, app)
    for name in ("reviewer", "applicant", "stranger", "operator"):
        browser = Browser(app, walk.people[name])
        missing = browser.client.get("/tasks/999999")
        answer = browser.client.get(path)
        assert (answer.status_code, plain(answer.text)) == (404, plain(missing.text))
        assert browser.client.get(f"{path}/diagram.svg").status_code == 404


def plain(html: str) -> str:
    """A page without what differs by its own address and token."""
    return re.sub(r'value="[^"]*"|/tasks/\d+', "", html)


def test_a_step_that_a_colleague_has_taken_is_closed_to_others(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    item = walk.item("judge_bar")
    claiming.claim(runtime, walk.people["reviewer"], item.id)
    answer = Browser(app, walk.people["second_reviewer"]).open(f"/tasks/{item.id}")
    assert answer.status == 403
    assert "先に引き受けました" in answer.text


def test_whoever_reviewed_cannot_open_the_decision(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    both = walk.people["reviewing_decider"]
    walk.do("judge_bar", by=both).until("decide")
    answer = Browser(app, both).open(f"/tasks/{walk.item('decide').id}")
    assert answer.status == 403
    assert "相互けん制" in answer.text


def test_an_expired_session_keeps_the_answers_for_their_author_only(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)
    data = browser.open(path).fields()
    data["payer"], data["_action"] = "切れる前に書いた名", "complete"
    browser.sign_in(walk.people["fee_clerk"], seconds_ago=HALF_A_DAY)
    sent = browser.send(path, data)
    assert sent.status == 303
    assert sent.location.startswith("/sign-in")
    with runtime.db.read() as session:
        key = session.scalar(select(ParkedPost.id))
    browser.sign_in(walk.people["fee_clerk"])
    kept = browser.open(f"{path}?parked={key}")
    assert kept.fields()["payer"] == "切れる前に書いた名"
    assert "まだ保存していません" in kept.text
    assert drafted(runtime, walk.item("match_payment").id) == {}
    assert browser.fill(kept, PAID).status == 303


def test_parked_answers_are_shown_to_nobody_else(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("fill_form_a")
    path = f"/tasks/{walk.item('fill_form_a').id}"
    author = Browser(app, walk.people["applicant"])
    data = author.open(f"{path}?section=A").fields()
    data["items-a.company_name-value" if "items-a.company_name-value" in data else first_text(data)] = (
        "秘密の名"
    )
    author.sign_in(walk.people["applicant"], seconds_ago=HALF_A_DAY)
    author.send(path, data)
    with runtime.db.read() as session:
        key = session.scalar(select(ParkedPost.id))
    assert key
    colleague = Browser(app, walk.people["colleague"]).open(f"{path}?parked={key}")
    assert colleague.status == 200
    assert "秘密の名" not in colleague.html


def first_text(data: Any) -> str:
    """The name of the first free text of a sheet."""
    return next(name for name in data if name.endswith("-value"))


def test_a_page_with_a_stale_token_loses_nothing(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    data = browser.open(path).fields()
    data["payer"], data["csrf_token"], data["_action"] = "古い画面の名", "stale", "save"
    sent = browser.send(path, data)
    assert sent.status == 303
    assert sent.location.startswith(f"{path}?parked=")
    assert browser.open(sent.location).fields()["payer"] == "古い画面の名"


def test_only_the_newest_parked_post_of_a_person_is_kept(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    data = browser.open(path).fields()
    data["csrf_token"] = "stale"
    for _ in range(3):
        browser.send(path, data)
    with runtime.db.read() as session:
        assert session.scalar(select(func.count()).select_from(ParkedPost)) == 1


def test_the_last_page_before_a_decision_says_what_will_happen_and_does_nothing(
    runtime: Runtime, app: Flask
) -> None:
    walk = Walk.open(runtime).until("decide")
    browser, path = Browser(app, walk.people["decider"]), f"/tasks/{walk.item('decide').id}"
    review = browser.fill(browser.open(path), {"decision": "certified"}, press="review")
    assert review.title == "決定すると、次のことが起きます"
    assert "認定番号 0001-2611" in review.text
    assert "2028年11月24日" in review.text
    assert "公表する内容を確認する" in review.text
    assert "メール：applicant、colleague" in review.text
    with runtime.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0
        assert session.scalar(select(Notice.id).where(Notice.kind == "certified")) is None
    assert walk.waiting() == {"decide": "decider"}
    form = review.form('main form[method="post"]')
    data = review.fields('main form[method="post"]')
    data["_action"] = "complete"
    assert browser.send(str(form["action"]), data).status == 303
    assert walk.case().stage == "decided"


@pytest.mark.refusal("X12", basis="law", article="第6条第1項")
def test_the_page_before_a_decision_refuses_what_the_law_closes(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("decide")
    browser, path = Browser(app, walk.people["decider"]), f"/tasks/{walk.item('decide').id}"
    shown = browser.open(path)
    assert "選べない" in shown.text
    sent = browser.fill(shown, {"decision": "not_certified", "reasons": "なんとなく"}, press="review")
    assert sent.status == 422
    assert "第6条第1項" in sent.text
    assert sent.fields()["reasons"] == "なんとなく"


def test_a_rehearsal_leaves_nothing_behind(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("match_payment")
    item = walk.item("match_payment")
    post = walk.post("match_payment", answers.usual(walk, "match_payment").given)
    before = _rows(runtime)
    stage = rehearse(runtime, walk.people["fee_clerk"], item.id, post, lambda s: s.scalar(select(Case.stage)))
    assert stage == "reviewing"
    assert _rows(runtime) == before
    walk.do("match_payment")


def _rows(runtime: Runtime) -> list[int]:
    with runtime.db.read() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Event, WorkItem, Notice)
        ]


def test_a_long_form_is_filled_section_by_section(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("fill_form_b")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('fill_form_b').id}"
    shown = browser.open(path)
    links = names(shown.page.select(".nt-work__nav a"))
    assert "B01" in links[0]
    assert "まとめと完了" in links[-1]
    following = browser.follow(browser.fill(shown, press="next"))
    assert following.page.select_one('.nt-work__nav a[aria-current="page"]').get_text().split()[0] == "B02"
    last = browser.open(f"{path}?section=overview")
    assert re.search(r"残り\d+項目", last.text)
    sent = browser.fill(last)
    assert sent.status == 422
    there = sent.page.select_one(".nt-error-summary a")
    assert there is not None
    assert re.search(r"\?section=B01#items-b", str(there["href"]))


def test_two_windows_on_two_sections_do_not_disturb_each_other(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("fill_form_b")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('fill_form_b').id}"
    one, other = browser.open(f"{path}?section=B02"), browser.open(f"{path}?section=B03")
    name = "items-b.provider_name-value"
    assert browser.fill(one, {name: "青空ソフト"}, press="save").status == 303
    assert browser.fill(other, press="save").status == 303
    assert browser.open(f"{path}?section=B02").fields()[name] == "青空ソフト"


def test_two_windows_on_one_section_conflict(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("fill_form_b")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('fill_form_b').id}"
    one, other = browser.open(f"{path}?section=B02"), browser.open(f"{path}?section=B02")
    name = "items-b.provider_name-value"
    browser.fill(one, {name: "青空ソフト"}, press="save")
    conflict = browser.fill(other, {name: "碧空ソフト"}, press="save")
    assert conflict.status == 409
    assert names(conflict.page.select("tbody td")) == ["碧空ソフト", "青空ソフト"]


def test_a_section_cannot_be_completed_without_the_others(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("fill_form_b")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('fill_form_b').id}"
    shown = browser.open(f"{path}?section=B10")
    data = shown.fields()
    data["_action"] = "complete"
    assert browser.send(path, data).status == 422
    assert walk.waiting() == {"fill_form_b": "applicant"}


def test_a_section_that_does_not_exist_is_refused(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("fill_form_b")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('fill_form_b').id}"
    data = browser.open(path).fields()
    data["_section"], data["_action"] = "Z99", "save"
    assert browser.send(path, data).status == 422
    assert browser.open(f"{path}?section=Z99").status == 200


def test_a_sheet_goes_out_as_a_table_and_comes_back(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("fill_form_b")
    item = walk.item("fill_form_b")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{item.id}"
    csv = browser.client.get(f"{path}/items.csv")
    assert csv.mimetype == "text/csv"
    assert csv.headers["Content-Disposition"].startswith("attachment")
    assert browser.client.get(f"{path}/items.xlsx").data.startswith(b"PK")
    assert browser.client.get(f"{path}/items.pdf").status_code == 404
    rows = "項目ID,情報開示内容\nb.provider_name,青空ソフト株式会社\nb.no_such_item,何か\n"
    token = browser.open(path).fields()["csrf_token"]
    sent = browser.send(f"{path}/items", {"csrf_token": token}, {"file": ("表.csv", rows.encode())})
    assert sent.status == 200
    assert "1項目を下書きに取り込みました" in sent.text
    assert "b.no_such_item" in sent.text
    assert drafted(runtime, item.id)["items"]["b.provider_name"]["value"] == "青空ソフト株式会社"
    refused = browser.send(f"{path}/items", {"csrf_token": token}, {"file": ("絵.csv", b"\x00\x01")})
    assert refused.status == 422
    assert "下書きは変わっていません" in refused.text


def test_answers_are_taken_over_from_another_service_of_the_same_provider(
    runtime: Runtime, app: Flask
) -> None:
    first = Walk.open(runtime).until("check_completeness")
    walk = Walk.open(runtime, first.people, service="別のサービス").until("fill_form_b")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('fill_form_b').id}"
    form = browser.open(path).form(f'form[action="{path}/prefill"]')
    assert first.case_no in form.get_text()
    token = browser.open(path).fields()["csrf_token"]
    sent = browser.send(f"{path}/prefill", {"csrf_token": token, "case_no": first.case_no})
    after = browser.follow(sent)
    assert re.search(r"\d+ 項目を引き写しました", after.text)
    stranger = Browser(app, walk.people["stranger"])
    assert stranger.client.post(f"{path}/prefill", data={"csrf_token": token}).status_code != 200


def test_the_reviewer_sees_what_is_left_and_the_rest_travels_along(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("assess_items")
    item = walk.item("assess_items")
    browser, path = Browser(app, walk.people["reviewer"]), f"/tasks/{item.id}"
    judged = browser.fill(browser.open(f"{path}?section=B02"), press="_fit_rest=B02")
    whole = browser.follow(judged)
    assert len(whole.page.select('input[value="fit"][checked]')) == 9
    data = {name: "unclear" for name in whole.fields() if name == "items-b.provider_name-verdict"}
    note = {"items-b.provider_name-note": "登記を確かめる"}
    browser.fill(whole, {**data, **note}, press="save")
    narrow = browser.open(f"{path}?section=B02&show=open")
    assert len(narrow.page.select(".nt-item")) == 1
    assert browser.fill(narrow, press="save").status == 303
    kept = drafted(runtime, item.id)["items"]
    assert kept["b.provider_name"] == {"verdict": "unclear", "note": "登記を確かめる", "evidence": ""}
    assert sum(each["verdict"] == "fit" for each in kept.values()) == 8


def test_files_of_a_draft_open_for_those_who_may_do_the_step(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("attach_documents")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('attach_documents').id}"
    sent = browser.fill(browser.open(path), press="save", files={"others": ("../会社案内.pdf", PDF)})
    shown = browser.follow(sent)
    link = shown.page.select_one(f'a[href^="{path}/files/"]')
    assert link is not None
    answer = browser.client.get(str(link["href"]))
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "/" not in answer.headers["Content-Disposition"].replace("UTF-8''", "")
    for name in ("stranger", "reviewer"):
        assert Browser(app, walk.people[name]).client.get(str(link["href"])).status_code == 404
    assert browser.client.get(f"{path}/files/{'0' * 64}").status_code == 404


def test_a_file_of_the_wrong_kind_is_told_and_the_rest_is_kept(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("attach_documents")
    item = walk.item("attach_documents")
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{item.id}"
    sent = browser.fill(
        browser.open(path), {"in_japanese": "yes"}, press="save", files={"others": ("x.pdf", b"MZ\x90\x00")}
    )
    assert sent.status == 422
    assert "x.pdf" in sent.text
    assert drafted(runtime, item.id)["in_japanese"] == "yes"


def test_a_completion_takes_few_statements_and_one_transaction(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("judge_bar")
    browser, path = Browser(app, walk.people["reviewer"]), f"/tasks/{walk.item('judge_bar').id}"
    shown = browser.open(path)
    with counted(runtime) as seen:
        assert browser.fill(shown, {"barred": "no", "reason": "手掛かりはない。"}).status == 303
    assert len([text for text in seen if text == "BEGIN IMMEDIATE"]) == 1
    asked = [text for text in seen if not re.match(r"BEGIN|COMMIT|ROLLBACK|PRAGMA", text)]
    assert len(asked) <= 15, "\n".join(asked)


def test_a_step_that_fails_keeps_the_answers_and_tells_the_operators(runtime: Runtime, app: Flask) -> None:
    walk, browser, path = paying(runtime, app)

    def broken(_context: ActContext) -> dict[str, Any]:
        raise RuntimeError("秘密の値")

    act = runtime.engine.acts["eligibility/find_suspects"]
    runtime.engine.acts["eligibility/find_suspects"] = replace(act, run=broken)
    sent = browser.fill(browser.open(path), PAID)
    assert sent.status == 500
    assert "書いた内容は下書きに残っています" in sent.text
    assert "秘密の値" not in sent.html
    assert drafted(runtime, walk.item("match_payment").id)["payer"] == PAID["payer"]
    with runtime.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Incident)) == 1
    runtime.engine.acts["eligibility/find_suspects"] = act
    assert browser.fill(browser.open(path)).status == 303


def test_looking_writes_nothing(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("assess_items")
    item = walk.item("assess_items")
    browser = Browser(app, walk.people["reviewer"])
    with counted(runtime) as seen:
        for path in (f"/tasks/{item.id}", f"/tasks/{item.id}/diagram.svg", f"/tasks/{item.id}?section=B07"):
            browser.open(path)
    assert not [text for text in seen if re.match(r"INSERT|UPDATE|DELETE|BEGIN IMMEDIATE", text)]


def test_the_clerk_of_a_posted_filing_compares_scan_and_entry(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime, channel="post").until("check_entry")
    browser, path = Browser(app, walk.people["entry_checker"]), f"/tasks/{walk.item('check_entry').id}"
    shown = browser.open(path)
    scan = shown.page.select_one(f'a[href^="{path}/files/"]')
    assert scan is not None
    assert browser.client.get(str(scan["href"])).data == PDF
    entered = browser.open(f"{path}/entered?section=A")
    assert "公表されません" in entered.text


def test_the_publisher_sees_exactly_what_will_be_published(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("confirm_publication")
    browser, path = Browser(app, walk.people["publisher"]), f"/tasks/{walk.item('confirm_publication').id}"
    shown = browser.open(path)
    assert "留保する項目 なし" in shown.text
    preview = browser.open(f"{path}/preview")
    assert "青空チャット" in preview.text
    assert "山田花子" not in preview.html


def test_a_correction_shows_the_request_and_the_items(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("assess_items")
    given = answers.usual(walk, "assess_items").given
    item_id = "b.provider_name"
    given["items"][item_id] = {"verdict": "unfit", "note": "登記と違います。"}
    given |= {"next": "correct", "correction_text": "名称を直してください。", "correction_due": "2026-12-10"}
    walk.do("assess_items", given)
    browser, path = Browser(app, walk.people["applicant"]), f"/tasks/{walk.item('answer_correction').id}"
    shown = browser.open(path)
    assert "名称を直してください。" in shown.text
    assert "登記と違います。" in shown.text
    link = shown.page.select_one('.nt-card--next a[href*="section=B02"]')
    assert link is not None
    section = browser.open(str(link["href"]).partition("#")[0])
    assert str(link["href"]).partition("#")[2] in {str(each["id"]) for each in section.page.select("[id]")}


def test_a_finished_step_says_so(runtime: Runtime, app: Flask) -> None:
    _walk, browser, path = paying(runtime, app)
    browser.fill(browser.open(path), PAID)
    shown: Shown = browser.open(path)
    assert shown.title == "この作業はすでに完了しています"
    assert clock.today().year == 2026
