"""Who holds a step: taking it, giving it back, giving it to somebody, each on the record."""

import pytest
from sqlalchemy import select

from app.cases import claiming
from app.cases.errors import CaseError, NotYours, Unknown
from app.cases.runtime import Runtime
from app.store import history
from app.store.models.procedures import Event
from tests.walk import Walk

KINDS = ("claimed", "released", "assigned")


def record(walk: Walk) -> list[tuple[str, str, int | None, str]]:
    """What the case's record says of who held what; its chain holds."""
    case = walk.case()
    with walk.runtime.db.read() as session:
        assert history.verify(session, case.id) == []
        return [
            (event.kind, event.node, event.actor_id, event.reason)
            for event in session.scalars(
                select(Event).where(Event.case_id == case.id, Event.kind.in_(KINDS)).order_by(Event.seq)
            )
        ]


def test_taking_and_giving_back_are_on_the_record_once(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item, who = walk.item("judge_bar"), walk.people["reviewer"]
    claiming.claim(both, who, item.id)
    claiming.claim(both, who, item.id)
    with pytest.raises(NotYours):
        claiming.claim(both, walk.people["second_reviewer"], item.id)
    claiming.release(both, who, item.id)
    claiming.release(both, who, item.id)
    assert record(walk) == [
        ("claimed", "judge_bar", who.user_id, ""),
        ("released", "judge_bar", who.user_id, ""),
    ]


def test_the_secretariat_gives_a_step_to_somebody_and_says_why(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item, office = walk.item("judge_bar"), walk.people["secretariat"]
    claiming.claim(both, walk.people["reviewer"], item.id)
    claiming.assign(both, office, item.id, walk.people["second_reviewer"].user_id, "  担当者の休暇のため ")
    assert walk.item("judge_bar").assignee_id == walk.people["second_reviewer"].user_id
    assert record(walk)[-1] == ("assigned", "judge_bar", office.user_id, "担当者の休暇のため")
    with pytest.raises(NotYours):
        walk.do("judge_bar", by=walk.people["reviewer"])
    walk.do("judge_bar", by=walk.people["second_reviewer"])


def test_a_step_is_given_only_to_who_may_do_it(both: Runtime) -> None:
    walk = Walk.open(both).until("decide")
    item, office = walk.item("decide"), walk.people["secretariat"]
    for person in ("fee_clerk", "applicant"):
        with pytest.raises(CaseError) as refused:
            claiming.assign(both, office, item.id, walk.people[person].user_id, "理由")
        assert refused.value.text == claiming.NOT_FOR_THEM
    with pytest.raises(CaseError):
        claiming.assign(both, office, item.id, 9_999_999, "理由")
    assert walk.item("decide").assignee_id is None


def test_four_eyes_hold_against_an_assignment(both: Runtime) -> None:
    walk = Walk.open(both).until("assess_items")
    both_roles = walk.people["reviewing_decider"]
    while "decide" not in walk.waiting():
        node, role = next(iter(walk.waiting().items()))
        walk.do(node, by=both_roles if role == "reviewer" else None)
    with pytest.raises(CaseError) as refused:
        claiming.assign(
            both, walk.people["secretariat"], walk.item("decide").id, both_roles.user_id, "人手が足りないため"
        )
    assert refused.value.text == claiming.NOT_FOR_THEM


def test_only_the_secretariat_assigns_and_only_with_a_reason(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item, to = walk.item("judge_bar"), walk.people["second_reviewer"].user_id
    for person in ("reviewer", "decider", "operator", "applicant", "stranger"):
        with pytest.raises(Unknown):
            claiming.assign(both, walk.people[person], item.id, to, "理由")
    with pytest.raises(CaseError):
        claiming.assign(both, walk.people["secretariat"], item.id, to, "  ")
    assert record(walk) == []


def test_a_providers_step_is_the_providers_matter(both: Runtime) -> None:
    walk = Walk.open(both)
    item = walk.items()[0]
    with pytest.raises(Unknown):
        claiming.assign(both, walk.people["secretariat"], item.id, walk.people["colleague"].user_id, "理由")
