"""第7条: an interest shuts a case to the person, in every role; only an eligible seat opens it to a member."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import clock
from app.accounts.viewers import viewer_of
from app.cases import answering, claiming, rights
from app.cases.errors import Unknown
from app.cases.runtime import Runtime
from app.cases.views import task
from app.store.reading import cases, inbox, lookup, worklist
from app.store.reading.candidates import candidates
from app.store.viewer import Viewer
from tests import seated
from tests.seated import SHUT
from tests.walk import Walk

interested = pytest.mark.refusal("X20", basis="law", article="第7条")
undeclared = pytest.mark.refusal("X20", basis="design", article="第7条")
no_part = pytest.mark.refusal("X71", basis="inference", article="第20条第1項")


def seen(runtime: Runtime, viewer: Viewer, walk: Walk) -> set[str]:
    """By which ways the person comes upon the case."""
    with runtime.db.read() as session:
        found = {
            "head": cases.find(session, viewer, walk.case_no),
            "list": cases.listed(session, viewer)[0],
            "search": lookup.cases_with(session, viewer, walk.case_no),
            "mine": inbox.page(session, viewer, "mine").rows,
            "group": inbox.page(session, viewer, "group").rows,
            "done": inbox.page(session, viewer, "done").rows,
            "counts": any(inbox.counts(session, viewer).values()),
            "open": worklist.page(session, viewer, "open", size=9)[0],
            "finished": worklist.page(session, viewer, "done", size=9)[0],
            "item": [item.id for item in walk.items() if loads(runtime, viewer, item.id)],
        }
    return {way for way, what in found.items() if what}


def loads(runtime: Runtime, viewer: Viewer, item_id: int) -> bool:
    with runtime.db.read() as session:
        try:
            rights.load(session, viewer, item_id)
        except Unknown:
            return False
        return True


def reviewed(runtime: Runtime) -> Walk:
    """An application in which a reviewer has done a step and has the next one."""
    walk = Walk.open(runtime).until("summarise_review")
    claiming.claim(runtime, walk.people["reviewer"], walk.item("summarise_review").id)
    return walk


@no_part
def test_a_member_sees_only_cases_of_eligible_seats(both: Runtime) -> None:
    walk = reviewed(both)
    one, other = (walk.people[name] for name in ("member1", "member2"))
    assert seen(both, one, walk) == set()
    seated.seat(both, seated.hearing(both, walk.case_no), one)
    assert seen(both, one, walk) == {"head", "list", "search"}
    assert seen(both, other, walk) == set()


@interested
@pytest.mark.parametrize("state", SHUT)
def test_a_seat_that_is_not_eligible_shuts_the_case(runtime: Runtime, state: str) -> None:
    walk = reviewed(runtime)
    hearing = seated.hearing(runtime, walk.case_no)
    one = walk.people["member1"]
    seated.seat(runtime, hearing, one, state)
    assert seen(runtime, one, walk) == set()


@interested
@pytest.mark.parametrize("role", ["reviewer", "decider", "secretariat", "fee_clerk"])
def test_an_interest_shuts_the_case_in_every_other_role_too(both: Runtime, role: str) -> None:
    walk = reviewed(both)
    who = walk.people[role]
    who = replace(who, roles=who.roles | {"member"})
    assert {"head", "list", "search"} <= seen(both, who, walk)
    seated.seat(both, seated.hearing(both, walk.case_no), who, "excluded")
    assert seen(both, who, walk) == set()


@interested
def test_who_is_shut_out_cannot_go_on_with_a_step_already_held(runtime: Runtime) -> None:
    walk = reviewed(runtime)
    who, item = walk.people["reviewer"], walk.item("summarise_review")
    post = walk.post("summarise_review", {"summary": "覚え書き"})
    seated.seat(runtime, seated.hearing(runtime, walk.case_no), who, "struck")
    for act in (answering.answer, answering.save_draft):
        with pytest.raises(Unknown):
            act(runtime, who, item.id, post)
    for give in (claiming.claim, claiming.release):
        with pytest.raises(Unknown):
            give(runtime, who, item.id)
    assert "summarise_review" in walk.waiting()


@interested
def test_nobody_is_given_a_step_of_a_case_shut_to_them(both: Runtime) -> None:
    walk = reviewed(both)
    item, secretariat = walk.item("summarise_review"), walk.people["secretariat"]
    other = walk.people["second_reviewer"]
    with both.db.read() as session:
        assert other.user_id in {each.id for each in candidates(session, [item.id])[item.id]}
    seated.seat(both, seated.hearing(both, walk.case_no), other, "recused")
    with both.db.read() as session:
        assert other.user_id not in {each.id for each in candidates(session, [item.id])[item.id]}
    with pytest.raises(answering.CaseError, match="may not do this step"):
        claiming.assign(both, secretariat, item.id, other.user_id, "手が空いている")


@undeclared
def test_a_declaration_is_reached_without_its_case(both: Runtime) -> None:
    walk = reviewed(both)
    one, other = (walk.people[name] for name in ("member1", "member2"))
    hearing = seated.hearing(both, walk.case_no)
    for each in (one, other):
        seated.seat(both, hearing, each, "invited")
    item_id = seated.bound_item(both, walk.case_no, one, "declare_interest")
    with both.db.read() as session:
        item, head = task.found(session, one, item_id)
        (row,) = inbox.page(session, one, "mine").rows
        assert inbox.page(session, one, "mine", grams=["青空"]).rows == []
        with pytest.raises(Unknown):
            rights.load(session, other, item_id)
    assert (item.id, head) == (item_id, None)
    assert (row.id, row.case_no, row.service, row.provider) == (item_id, "", "", "")
    assert seen(both, one, walk) == {"mine", "counts", "open", "item"}


@interested
def test_an_opinion_under_way_is_gone_once_the_seat_is_shut(runtime: Runtime) -> None:
    walk = reviewed(runtime)
    one = walk.people["member1"]
    hearing = seated.hearing(runtime, walk.case_no)
    item_id = seated.bound_item(runtime, walk.case_no, one, "give_opinion")
    seat_id = seated.seat(runtime, hearing, one)
    assert loads(runtime, one, item_id)
    seated.move(runtime, seat_id, "recused")
    assert not loads(runtime, one, item_id)
    assert seen(runtime, one, walk) == set()


@no_part
def test_a_member_reads_the_case_thirty_days_after_the_opinion_was_delivered(both: Runtime) -> None:
    walk = reviewed(both)
    one = walk.people["member1"]
    hearing = seated.hearing(both, walk.case_no, state="delivered", delivered_at=clock.now())
    seated.seat(both, hearing, one)
    assert "head" in seen(both, one, walk)
    clock.fix(clock.now() + timedelta(days=30))
    assert seen(both, one, walk) == set()


@no_part
def test_an_abandoned_hearing_and_an_ended_term_end_the_sight(runtime: Runtime) -> None:
    walk = reviewed(runtime)
    one, other = (walk.people[name] for name in ("member1", "member2"))
    seated.seat(runtime, seated.hearing(runtime, walk.case_no, state="abandoned"), one)
    seated.seat(runtime, seated.hearing(runtime, walk.case_no), other)
    assert seen(runtime, one, walk) == set()
    assert "head" in seen(runtime, other, walk)
    assert seen(runtime, replace(other, roles=frozenset()), walk) == set()


@undeclared
def test_each_round_begins_with_a_declaration_of_its_own(both: Runtime) -> None:
    walk = reviewed(both)
    one = walk.people["member1"]
    seated.seat(both, seated.hearing(both, walk.case_no, state="abandoned"), one, "invited")
    second = seated.seat(both, seated.hearing(both, walk.case_no), one, "eligible")
    assert "head" in seen(both, one, walk)
    seated.move(both, second, "judging")
    assert seen(both, one, walk) == set()


@interested
@pytest.mark.parametrize("state", ["asked", "clear", "left_out", "excluded", "replaced"])
def test_only_an_inspector_without_an_interest_sees_the_case_of_a_visit(runtime: Runtime, state: str) -> None:
    walk = reviewed(runtime)
    one = walk.people["inspector"]
    seated.visitor(runtime, walk.case_no, one, state)
    assert ("head" in seen(runtime, one, walk)) == (state == "clear")
    decider = walk.people["decider"]
    seated.visitor(runtime, walk.case_no, decider, state)
    assert ("head" in seen(runtime, decider, walk)) == (state not in {"left_out", "excluded"})


@interested
def test_a_provider_does_not_lose_its_own_case_by_a_seat(runtime: Runtime) -> None:
    """Otherwise whoever convenes could keep an applicant from its own filing."""
    walk = reviewed(runtime)
    hearing = seated.hearing(runtime, walk.case_no)
    applicant = walk.people["applicant"]
    seated.seat(runtime, hearing, applicant, "invited")
    assert "head" in seen(runtime, replace(applicant, roles=frozenset({"member"})), walk)
    assert seen(runtime, replace(applicant, roles=frozenset({"member", "decider"})), walk) == set()


def test_a_viewer_is_told_apart_who_was_never_asked(both: Runtime) -> None:
    """So that the reads of everybody else cost nothing more."""
    walk = reviewed(both)
    who = walk.people["decider"]

    def asked() -> bool:
        with both.db.read() as session:
            found = viewer_of(session, who.user_id, clock.today())
        assert found is not None
        return found.asked

    assert not asked()
    seated.seat(both, seated.hearing(both, walk.case_no), who, "excluded")
    assert asked()
