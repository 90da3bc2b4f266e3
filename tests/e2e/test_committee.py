"""One application through site visit and hearing to the decision: a provider, inspectors, five members, a chair."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.law import working_days
from app.store.models.committee import Closing, Hearing, Minutes, Opinion, Treatment
from app.store.models.procedures import WorkItem
from app.store.models.visits import Visit
from tests import answers
from tests.e2e.conftest import Site
from tests.e2e.person import Person
from tests.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SEATED = ("chair", "member1", "member2", "member3", "member4")
VERDICTS = {"chair": "fit", "member1": "fit", "member2": "conditional", "member3": "unfit"}


def item_of(walk: Walk, node: str, name: str | None = None) -> WorkItem:
    """The open step, of that person alone where one is named."""
    mine = walk.people[name].user_id if name else None
    found = [each for each in walk.items() if each.node == node and mine in (None, each.assignee_id)]
    assert found, (node, name, walk.waiting())
    return found[-1]


def do(person: Person, walk: Walk, item: WorkItem, given: dict[str, object], listed: str = "/inbox") -> None:
    """Do a step on its page, found on the list where the person looks for it."""
    person.task(item.id, listed)
    complete(person, walk, item, given)
    assert person.page.locator("h1").inner_text() == "完了しました"


def complete(person: Person, walk: Walk, item: WorkItem, given: dict[str, object]) -> None:
    """Fill the form that is shown and send it."""
    person.fill(item, given)
    review = person.page.locator("button[name=_action][value=review]")
    if review.count():
        person.send(review)
    person.send(person.page.locator("button[name=_action][value=complete]:visible").last)
    walk.settle()


def visited(person: Person, walk: Walk) -> None:
    """The inspectors visit, the provider checks the facts, and the report is with the case."""
    person.sign_in("reviewer")
    do(person, walk, item_of(walk, "plan_visit"), answers.usual(walk, "plan_visit").given)
    for name in ("inspector", "second_inspector"):
        person.sign_in(name)
        do(person, walk, item_of(walk, "declare_tie", name), {"result": "none"})
    person.sign_in("applicant")
    do(
        person,
        walk,
        item_of(walk, "answer_visit"),
        answers.usual(walk, "answer_visit").given,
        "/applications",
    )
    person.sign_in("inspector")
    for node in ("record_visit", "write_report"):
        do(person, walk, item_of(walk, node), answers.usual(walk, node).given)
    person.sign_in("applicant")
    do(person, walk, item_of(walk, "check_facts"), answers.usual(walk, "check_facts").given, "/applications")
    with walk.runtime.db.read() as session:
        assert session.scalars(select(Visit.state)).one() == "returned"


def convened(person: Person, walk: Walk) -> str:
    """The secretary convenes from the board; the number of the hearing."""
    today = walk.case().filed_on
    assert today is not None
    person.sign_in("secretariat").open("/hearings/")
    person.send(person.page.locator(f'main a[href="/tasks/{item_of(walk, "convene").id}"]').first)
    given = answers.convening(
        [str(walk.people[name].user_id) for name in SEATED],
        working_days.add_working_days(today, 3),
        working_days.add_working_days(today, 10),
    )
    complete(person, walk, item_of(walk, "convene"), given)
    with walk.runtime.db.read() as session:
        return session.scalars(select(Hearing.number)).one()


def opined(person: Person, walk: Walk, number: str) -> None:
    """Each member declares and answers in the room; one has an interest and is out."""
    for name in SEATED:
        person.sign_in(name).open("/committee")
        person.send(person.page.locator(f'main a[href="/committee/{number}"]').first)
        interest = name == "member4"
        given = (
            {"result": "has", "kinds": ["business"], "text": "取引がある。"}
            if interest
            else {"result": "none"}
        )
        complete(person, walk, item_of(walk, "declare_interest", name), given)
        if interest:
            person.open("/committee")
            assert not person.says("青空チャット")
            assert person.page.goto(f"{person.site.url}/committee/{number}").status == 404  # type: ignore[union-attr] # an address answers
            continue
        person.open(f"/committee/{number}")
        assert person.says("青空チャット")
        complete(person, walk, item_of(walk, "give_opinion", name), answers.opinion(VERDICTS[name]))
        person.open("/committee")


def closed(person: Person, walk: Walk, number: str) -> None:
    """All have answered, so the chair closes; the secretary drafts, members confirm, and the chair approves."""
    person.sign_in("chair").open(f"/committee/{number}/chair")
    assert person.says("満たしています")
    assert not person.says(answers.opinion("unfit")["reason"])
    person.press("締め切る")
    walk.settle()
    person.open(f"/committee/{number}/chair")
    assert person.says("意見を並べて見る")
    person.sign_in("secretariat")
    person.open(f"/hearings/{number}")
    do(person, walk, item_of(walk, "draft_minutes"), answers.usual(walk, "draft_minutes").given)
    for name in SEATED:
        if name not in {"chair", "member4"}:
            person.sign_in(name).open("/committee")
            person.send(person.page.locator(f'main a[href="/committee/{number}/minutes"]').first)
            person.page.check("input[name=answer][value=confirmed]")
            person.press("回答する")
    person.sign_in("chair")
    do(person, walk, item_of(walk, "approve_minutes"), {"choice": "approve"})


def test_an_application_is_visited_heard_and_decided(site: Site, page: Page, script: bool) -> None:
    walk = Walk.open(site.runtime, site.people).until("consider_hearing")
    person = Person(site, page, script).sign_in("decider")
    asked = {**answers.HEAR, "visit": "yes", "visit_reason": "設置場所を確かめる必要がある。"}
    do(person, walk, item_of(walk, "consider_hearing"), asked)
    visited(person, walk)
    number = convened(person, walk)
    opined(person, walk, number)
    closed(person, walk, number)
    person.sign_in("decider").open(f"/cases/{walk.case_no}")
    given = answers.usual(walk, "decide").given | {
        "treatment": "same",
        "treatment_text": "条件は認定後に確かめる。",
    }
    do(person, walk, item_of(walk, "decide"), given)
    walk.finish()
    assert walk.case().result == "certified"
    with site.runtime.db.read() as session:
        closing = session.scalars(select(Closing)).one()
        assert (closing.outcome, closing.counts["fit"], closing.counts["unfit"]) == ("fit", 2, 1)
        assert len(session.scalars(select(Opinion)).all()) == 4
        assert session.scalars(select(Minutes).where(Minutes.approved_at.is_not(None))).one()
        assert session.scalars(select(Treatment.agreement)).one() == "same"
        assert session.scalars(select(WorkItem).where(WorkItem.state == "open")).all() == []
