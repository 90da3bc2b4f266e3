"""The steps of hearings and visits on a phone and enlarged: nothing off the side, targets for a thumb, focus in sight."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from app import clock
from app.cases.hearings import questions
from tests.cases.test_minutes_confirmed import PROSE
from tests.e2e.committee_site import LONG_TEXT
from tests.e2e.conftest import Site
from tests.e2e.person import Person
from tests.e2e.test_committee_pages import lost_focus, narrow, too_small
from tests.heard import Sitting
from tests.processes import visiting
from tests.processes.test_team_declaration import tie
from tests.walk import Walk

__all__ = ["narrow"]

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Pages = list[tuple[str, str]]


def of_hearings(site: Site) -> Pages:
    """A question to be put in other words, and minutes that are drafted, confirmed and approved."""
    asking, writing, drafted = (
        Sitting.wanted(site.runtime, Walk.open(site.runtime, site.people, service=service)).convene()
        for service in ("青空チャット", "夕空検索", "夜空要約")
    )
    asking.declare("member1")
    questions.ask(
        site.runtime, asking.viewer("member1"), asking.seat("member1").id, "member1です。" + LONG_TEXT[:1500]
    )
    asking.walk.settle()
    for sitting in (writing, drafted):
        for name in ("chair", "member1", "member2"):
            sitting.declare(name).give(name, reason=LONG_TEXT[:2000])
        sitting.close()
    drafted.walk.do("draft_minutes", {**PROSE, "summary": LONG_TEXT[:2000]})
    return [
        ("secretariat", f"/tasks/{asking.walk.item('edit_question').id}"),
        ("secretariat", f"/tasks/{writing.walk.item('draft_minutes').id}"),
        ("member1", f"/committee/{drafted.hearing().number}/minutes"),
        ("chair", f"/tasks/{drafted.walk.item('approve_minutes').id}"),
    ]


def a_tie_in_doubt(site: Site) -> Pages:
    """An inspector says that there is no tie, and the register tells of one."""
    walk = visiting.begun(site.runtime, walk=visiting.case(site.runtime, site.people))
    tie(walk, "inspector")
    walk.do("plan_visit")
    for name in ("inspector", "second_inspector"):
        item = next(each for each in walk.items() if each.assignee_id == walk.people[name].user_id)
        words = {"text": LONG_TEXT[:1000]} if name == "inspector" else {}
        walk.do("declare_tie", {"result": "none", **words}, by=walk.people[name], item=item)
    return [("decider", f"/tasks/{walk.item('judge_tie').id}")]


def held(site: Site) -> Walk:
    """A visit to whose day the legal clock has run ahead."""
    walk = visiting.agreed(site.runtime, walk=visiting.case(site.runtime, site.people))
    day = visiting.visit(walk).agreed_on
    assert day is not None
    clock.shift(clock.start_of(day) + timedelta(hours=12) - clock.now())
    walk.settle()
    return walk


def check(person: Person, pages: Pages) -> list[str]:
    """What is wrong with these pages, for those who work there."""
    wrong: list[str] = []
    for name, path in pages:
        person.sign_in(name)
        for language in ("ja", "en"):
            joined = f"{path}?lang={language}"
            try:
                person.open(joined)
            except AssertionError as error:
                wrong.append(f"{name} {joined}: {error}")
            wrong += [f"{name} {joined}: {each}" for each in too_small(person.page)]
            if language == "ja":
                wrong += [f"{name} {joined}: {each}" for each in lost_focus(person.page)]
        person.open("/?lang=ja")
    return wrong


def test_the_steps_of_a_hearing_fit_hold_a_thumb_and_show_the_focus(site: Site, narrow: Page) -> None:
    wrong = check(Person(site, narrow, script=True), [*of_hearings(site), *a_tie_in_doubt(site)])
    assert wrong == [], "\n".join(wrong)


def test_the_report_of_a_visit_fits_holds_a_thumb_and_shows_the_focus(site: Site, narrow: Page) -> None:
    person, walk = Person(site, narrow, script=True), held(site)
    number = visiting.visit(walk).number
    wrong = check(person, [("inspector", f"/visits/{number}/checklist")])
    walk.do("record_visit")
    wrong += check(person, [("inspector", f"/tasks/{walk.item('write_report').id}")])
    walk.do("write_report")
    wrong += check(person, [("applicant", f"/tasks/{walk.item('check_facts').id}")])
    assert wrong == [], "\n".join(wrong)
