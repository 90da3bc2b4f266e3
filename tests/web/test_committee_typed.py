"""Nothing typed on the page of a seat is lost, whichever of its buttons is pressed, without JavaScript."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.runtime import Runtime
from app.store.models.committee import MemberNote, Question
from tests.heard import Sitting
from tests.web.site import site
from tests.web.test_committee_walk import HALF_A_DAY, browser, parked_at, seat_page
from tests.web.work_site import Browser, Shown

TYPED = {
    "verdict": "hold",
    "reason": "書きかけの意見。\r\n二行目。",
    "_note": "自分用の覚え",
    "_question": "監査はどれくらいの頻度ですか。",
}
KEPT = {name: text.replace("\r\n", "\n") for name, text in TYPED.items()}


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def stands(shown: Shown) -> dict[str, str]:
    """What the page's fields hold of what was typed."""
    fields = shown.fields()
    return {name: str(fields.get(name, "")).replace("\r\n", "\n") for name in TYPED}


def landed(at: Browser, shown: Shown) -> Shown:
    """Where one comes out after a button."""
    while shown.status == 303:
        shown = at.open(shown.location)
    return shown


@pytest.mark.parametrize("press", ["save", "note", "_add=topics", "complete", "ask"])
def test_each_button_keeps_what_the_others_would_have_sent(app: Flask, runtime: Runtime, press: str) -> None:
    at = browser(app, sitting := Sitting.declared(runtime), "member1")
    shown = landed(at, at.fill(at.open(seat_page(sitting)), dict(TYPED), press=press))
    assert shown.status == 200
    expected = KEPT | ({"_question": ""} if press == "ask" else {})
    assert stands(shown) == expected
    # And it is stored, not only shown.
    assert stands(at.open(seat_page(sitting))) == expected
    assert len(sitting.opinions("member1")) == (press == "complete")


@pytest.mark.parametrize(("press", "lacking"), [("complete", "reason"), ("ask", "_question")])
def test_a_refused_button_shows_everything_again(
    app: Flask, runtime: Runtime, press: str, lacking: str
) -> None:
    at = browser(app, sitting := Sitting.declared(runtime), "member1")
    shown = at.fill(at.open(seat_page(sitting)), TYPED | {lacking: ""}, press=press)
    assert shown.status == 422
    assert stands(shown) == KEPT | {lacking: ""}
    assert stands(at.open(seat_page(sitting))) == KEPT | {lacking: ""}


@pytest.mark.parametrize("press", ["save", "note", "complete", "ask"])
def test_all_of_it_comes_back_after_the_session_had_ended(app: Flask, runtime: Runtime, press: str) -> None:
    sitting = Sitting.declared(runtime)
    viewer = sitting.viewer("member1")
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    at.sign_in(viewer, seconds_ago=HALF_A_DAY)
    sent = at.fill(shown, dict(TYPED), press=press)
    assert "/sign-in" in sent.location
    at.sign_in(viewer)
    back = landed(at, at.open(parked_at(sent.location)))
    assert stands(back) == KEPT
    assert sitting.opinions("member1") == []
    assert stands(landed(at, at.fill(back, press="note"))) == KEPT


def test_another_person_at_the_same_browser_sees_none_of_it(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    at.sign_in(sitting.viewer("member1"), seconds_ago=HALF_A_DAY)
    sent = at.fill(shown, dict(TYPED), press="note")
    at.sign_in(sitting.viewer("member2"))
    other = at.open(parked_at(sent.location))
    assert other.status == 404
    assert not any(
        text in other.html + at.open(seat_page(sitting)).html for text in KEPT.values() if len(text) > 12
    )


def test_a_window_whose_notes_are_old_overwrites_none_and_loses_none(app: Flask, runtime: Runtime) -> None:
    at = browser(app, sitting := Sitting.declared(runtime), "member1")
    one, other = at.open(seat_page(sitting)), at.open(seat_page(sitting))
    at.fill(one, {"_note": "一つ目の窓"}, press="note")
    conflict = at.fill(other, dict(TYPED), press="complete")
    assert conflict.status == 409
    assert "一つ目の窓" in conflict.text
    assert stands(conflict) == KEPT
    assert sitting.opinions("member1") == []
    assert stands(landed(at, at.fill(conflict, press="complete"))) == KEPT
    assert len(sitting.opinions("member1")) == 1


def test_a_window_in_which_no_note_was_typed_conflicts_with_none(app: Flask, runtime: Runtime) -> None:
    at = browser(app, sitting := Sitting.declared(runtime), "member1")
    one, other = at.open(seat_page(sitting)), at.open(seat_page(sitting))
    at.fill(one, {"_note": "一つ目の窓"}, press="note")
    shown = landed(at, at.fill(other, {"verdict": "fit", "reason": "よい。"}))
    assert shown.status == 200
    assert shown.fields()["_note"] == "一つ目の窓"


def test_notes_alone_begin_no_draft_of_an_opinion(app: Flask, runtime: Runtime) -> None:
    at = browser(app, sitting := Sitting.declared(runtime), "member1")
    shown = landed(at, at.fill(at.open(seat_page(sitting)), {"_note": "覚え"}, press="note"))
    assert "下書き" not in (shown.page.select_one(".nt-room__state") or shown.page).get_text()


def test_two_drafts_of_an_opinion_are_compared_before_the_question_goes(app: Flask, runtime: Runtime) -> None:
    at = browser(app, sitting := Sitting.declared(runtime), "member1")
    one, other = at.open(seat_page(sitting)), at.open(seat_page(sitting))
    at.fill(one, {"reason": "一つ目の窓"}, press="save")
    conflict = at.fill(other, dict(TYPED), press="ask")
    assert conflict.status == 409
    form = conflict.form("main form")
    shown = landed(at, at.send(str(form["action"]), conflict.fields("main form")))
    assert stands(shown) == KEPT | {"_question": ""}
    assert TYPED["_question"] in shown.text


def test_a_question_sent_twice_is_one(app: Flask, runtime: Runtime) -> None:
    at = browser(app, sitting := Sitting.declared(runtime), "member1")
    shown = at.open(seat_page(sitting))
    for _tap in range(2):
        at.fill(shown, dict(TYPED), press="ask")
    with runtime.db.read() as session:
        assert session.scalars(select(Question.text)).all() == [TYPED["_question"]]


def test_a_question_not_sent_before_the_closing_stands_there_to_be_copied(
    app: Flask, runtime: Runtime
) -> None:
    sitting = Sitting.declared(runtime).give("member2").give("member3").give("chair")
    at = browser(app, sitting, "member1")
    shown = at.open(seat_page(sitting))
    sitting.close()
    late = at.fill(shown, dict(TYPED))
    assert late.status == 409
    closed = at.open(seat_page(sitting))
    assert "書きかけの質問（送っていません）" in closed.text
    assert TYPED["_question"] in closed.text
    data = closed.fields("form#nt-beside")
    data["_note"] = "締切の後の覚え"
    assert at.send(f"{seat_page(sitting)}/notes", data).status == 303
    with runtime.db.read() as session:
        note = session.scalars(select(MemberNote)).one()
        assert (note.text, note.question) == ("締切の後の覚え", TYPED["_question"])
