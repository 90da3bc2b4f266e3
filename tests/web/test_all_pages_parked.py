"""Whatever page is posted to, what was typed waits for its author; what does not wait is named with a reason."""

import pytest
from flask import Flask

from app import clock
from app.cases.runtime import Runtime
from app.store.models.procedures import Incident, ParkedPage
from app.web import parked
from app.web.never_parked import NEVER
from tests.cases.test_meeting_requests import MEETING
from tests.cases.test_minutes_confirmed import PROSE
from tests.heard import Sitting
from tests.people import People, people
from tests.walk import Walk
from tests.web.site import site
from tests.web.test_committee_room import PAGE, hearing, seat
from tests.web.test_committee_walk import HALF_A_DAY, parked_at
from tests.web.test_pages_parked import WORDS, Written, expected, send, typed
from tests.web.work_site import Browser, Shown

ONE_LINE = "書きかけの理由"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def who(runtime: Runtime) -> People:
    return people(runtime)


def comes_back(app: Flask, who: People, written: Written, other: str = "operator") -> Shown:
    """The page with what was sent after the session ended; nobody else is shown it."""
    at = Browser(app, who[written.name])
    shown = at.open(written.page)
    assert typed(shown, written) != expected(written)
    at.sign_in(who[written.name], seconds_ago=HALF_A_DAY)
    back = parked_at(send(at, shown, written).location)
    at.sign_in(who[other])
    assert ONE_LINE not in at.open(back).html
    at.sign_in(who[written.name])
    again = at.open(back)
    assert typed(again, written) == expected(written)
    assert "サインインが切れる前に送られた内容" in again.text
    return again


def test_every_post_waits_or_says_why_not(app: Flask) -> None:
    posted = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    with app.app_context():
        waits = {endpoint for endpoint in posted if parked.page_of(endpoint) is not None}
    assert posted - waits == set(NEVER)
    assert set(NEVER).isdisjoint(parked.PAGES)
    assert all(NEVER.values())


def test_the_notice_of_several_cases(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    item = sitting.walk.item("convene").id
    page = f"/hearings/agenda?item={item}"
    written = Written("secretariat", page, "form#nt-task-form", {f"reason-{item}": WORDS})
    comes_back(app, sitting.walk.people, written)


def test_declaring_again(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime).declare("member1", "has", kinds=["business"], text="取引。")
    page = f"/committee/receipts/S-{sitting.seat('member1').id:06}"
    comes_back(app, sitting.walk.people, Written("member1", page, "main form", {"reason": WORDS}), "member2")


@pytest.mark.parametrize("field", ["_note", "_question"])
def test_what_is_written_beside_an_opinion_that_has_no_sheet(
    app: Flask, runtime: Runtime, field: str
) -> None:
    walk = Walk.open(runtime).until("decide")
    seat(walk, hearing(walk), "member1")
    written = Written("member1", PAGE, "form#nt-beside", {field: WORDS})
    again = comes_back(app, walk.people, written, "member2")
    assert field != "_question" or again.page.select_one("details#ask[open]") is not None


def test_a_question_that_has_no_sheet_waits_with_the_notes(app: Flask, runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("decide")
    seat(walk, hearing(walk), "member1")
    at = Browser(app, walk.people["member1"])
    fields = at.open(PAGE).fields("form#nt-beside")
    fields.setlist("_question", [WORDS])
    at.sign_in(walk.people["member1"], seconds_ago=HALF_A_DAY)
    back = parked_at(at.send(f"{PAGE}/questions", fields).location)
    at.sign_in(walk.people["member1"])
    kept = at.open(back).fields("form#nt-beside")["_question"]
    assert kept.replace("\r\n", "\n") == WORDS.replace("\r\n", "\n")


def test_a_correction_of_the_minutes(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit")
    sitting.close()
    sitting.walk.do("draft_minutes", PROSE)
    page = f"/committee/{sitting.hearing().number}/minutes"
    given = {"answer": "corrections", "text": WORDS}
    comes_back(app, sitting.walk.people, Written("member1", page, "main form.nt-form", given), "member2")


@pytest.mark.parametrize("page", ["move", "call-off"])
def test_a_change_of_a_meeting(app: Flask, runtime: Runtime, page: str) -> None:
    sitting = Sitting.convened(runtime, **MEETING)
    given = {"reason": WORDS, "place": "別館"} if page == "move" else {"reason": WORDS, "then": "again"}
    written = Written("secretariat", f"/hearings/meetings/1/{page}", "form.nt-form", given)
    comes_back(app, sitting.walk.people, written)


def test_the_reason_of_a_withdrawal(app: Flask, runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("match_payment")
    page = f"/applications/{walk.case_no}/withdraw"
    comes_back(app, walk.people, Written("applicant", page, "main form", {"reason": ONE_LINE}))


def test_to_whom_a_step_is_given_and_why(app: Flask, runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("match_payment")
    to = str(walk.people["fee_clerk"].user_id)
    page = f"/cases/{walk.case_no}"
    form = f"form[action$='/{walk.item('match_payment').id}/assign']"
    again = comes_back(app, walk.people, Written("secretariat", page, form, {"reason": ONE_LINE, "to": to}))
    assert again.form(form).find_parent("details", open=True) is not None


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_why_an_operator_intervenes(app: Flask, runtime: Runtime, act: str) -> None:
    walk = Walk.open(runtime).until("match_payment")
    page = f"/instances/{walk.item('match_payment').instance_id}"
    form = f"form[action$='/{act}']"
    options = Browser(app, walk.people["operator"]).open(page).page.select(f"{form} option[value]")
    given = {"reason": ONE_LINE} | ({"target": str(options[-1]["value"])} if act == "move" else {})
    comes_back(app, walk.people, Written("operator", page, form, given), "secretariat")


def test_why_an_incident_is_closed(app: Flask, runtime: Runtime, who: People) -> None:
    with runtime.db.step() as session:
        incident = Incident(what="timer", error="StepFailed at run:207", at=clock.real_now())
        session.add(incident)
        session.flush()
        form = f"form[action$='/incidents/{incident.id}/resolve']"
    comes_back(app, who, Written("operator", "/desk", form, {"reason": ONE_LINE}), "secretariat")


def test_a_page_that_said_nothing_of_waiting_waits_too(app: Flask, who: People) -> None:
    comes_back(app, who, Written("applicant", "/account", "form[action='/account']", {"name": ONE_LINE}))


def test_a_password_is_kept_nowhere(app: Flask, runtime: Runtime, who: People) -> None:
    at = Browser(app, who["applicant"])
    at.sign_in(who["applicant"], seconds_ago=HALF_A_DAY)
    fields = {"_author": str(who["applicant"].user_id), "name": ONE_LINE, "current": "秘密の言葉"}
    for path in ("/account", "/account/password", "/account/tokens"):
        assert "parked" not in at.send(path, fields).location
    with runtime.db.read() as session:
        assert session.query(ParkedPage).all() == []


def test_a_page_that_does_not_say_whose_it_is_waits_for_nobody(app: Flask, who: People) -> None:
    at = Browser(app, who["applicant"])
    at.sign_in(who["applicant"], seconds_ago=HALF_A_DAY)
    assert "parked" not in at.send("/account", {"name": ONE_LINE}).location
