"""Case 26: before a member's question goes out, the secretariat sees it as the applicant will."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.hearings import questions
from app.cases.runtime import Runtime
from app.store.models.cases import Notice
from app.store.models.committee import Question
from tests.sittings import Sitting, convened
from tests.web.site import site
from tests.web.work_site import Browser, Shown, fields_of

ASKED = "私は弁護士ですが、保存期間がわかりません。"
SENT = "利用者の入力を保存する期間をお知らせください。"
FORWARD = {"choice": "send", "text": SENT, "due_on": "2026-12-01", "anonymous": "y"}


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def asked(runtime: Runtime) -> Sitting:
    sitting = convened(runtime)
    people = sitting.walk.people
    questions.ask(runtime, people["member1"], sitting.seats["member1"], ASKED)
    sitting.walk.settle()
    return sitting


def reviewed(app: Flask, sitting: Sitting, answers: dict[str, str]) -> tuple[Browser, Shown]:
    browser = Browser(app, sitting.walk.people["secretariat"])
    form = browser.open(f"/tasks/{sitting.walk.item('edit_question').id}")
    assert form.page.select("[name=_action][value=complete]") == []
    return browser, browser.fill(form, answers, press="review")


def state(sitting: Sitting) -> tuple[str, list[str]]:
    with sitting.runtime.db.read() as session:
        return session.scalars(select(Question.state)).one(), list(session.scalars(select(Notice.body)))


def test_the_letter_is_shown_before_it_is_sent_and_is_what_is_sent(app: Flask, asked: Sitting) -> None:
    browser, review = reviewed(app, asked, FORWARD)
    assert review.title == "申請者に送ると、次のことが起きます"
    [letter] = review.page.select("section.nt-card .nt-item__value")
    assert SENT in letter.get_text()
    for secret in ("弁護士", "member1"):
        assert secret not in review.text
    assert state(asked) == ("asked", [])
    browser.send(
        review.path,
        [*fields_of(review.page.select("form.nt-actions")[0]).items(multi=True), ("_action", "complete")],
    )
    sent, [body] = state(asked)
    assert sent == "sent"
    assert body.split() == letter.get_text().split()


def test_what_is_not_forwarded_shows_that_no_letter_goes_out(app: Flask, asked: Sitting) -> None:
    _, review = reviewed(app, asked, {"choice": "decline", "reason": "資料にある。"})
    assert review.title == "取次ぎを終えると、次のことが起きます"
    assert "通知はありません" in review.text


def test_a_text_that_names_the_member_is_stopped_before_the_preview(app: Flask, asked: Sitting) -> None:
    asked.rename("member1", "佐々木 貞子")
    _, review = reviewed(app, asked, FORWARD | {"text": "佐々木委員からの質問です。"})
    assert review.status == 422
    assert state(asked) == ("asked", [])


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("私は弁護士ですが、保存期間をお知らせください。", True),
        ("弊所の経験では短すぎます。", True),
        ("私立学校での利用はありますか。", False),
        (SENT, False),
    ],
)
def test_words_about_oneself_are_pointed_out_before_they_are_sent(
    app: Flask, asked: Sitting, text: str, warned: bool
) -> None:
    _, review = reviewed(app, asked, FORWARD | {"text": text})
    assert review.title == "申請者に送ると、次のことが起きます"
    assert ("質問した委員の立場がわかるかもしれない" in review.text) is warned


@pytest.mark.parametrize(
    ("text", "stopped"), [("林委員の質問です。", True), ("森林氏の資料について。", False)]
)
def test_a_family_name_of_one_character_is_found_by_its_title(
    app: Flask, asked: Sitting, text: str, stopped: bool
) -> None:
    asked.rename("member1", "林 貞子")
    _, review = reviewed(app, asked, FORWARD | {"text": text})
    assert (review.status == 422) is stopped
