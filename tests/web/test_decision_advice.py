"""第6条第2項・第3項: whoever decides has the committee's opinion and the visit's findings beside the form."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.errors import Refused
from app.cases.runtime import Runtime
from app.store.models.cases import Notice
from tests import answers
from tests.heard import Sitting
from tests.processes.test_site_inspection import CONSIDERED, later
from tests.processes.visiting import declared, visit
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser, Shown

SAME = {"decision": "certified", "treatment": "same"}
CONDITION = "ログの保存期間を半年以内に延ばすこと。"
DISSENT = "学習データの説明が足りない。"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def heard(runtime: Runtime) -> Sitting:
    sitting = Sitting.declared(runtime, ("chair", "member1", "member2"))
    sitting.give("chair").give("member1", "conditional", conditions=CONDITION)
    sitting.give("member2", "unfit", reason=DISSENT)
    sitting.close()
    return sitting.write_minutes()


def deciding(app: Flask, sitting: Sitting) -> Shown:
    decider = sitting.viewer("decider")
    return Browser(app, decider).open(f"/tasks/{sitting.walk.item('decide').id}")


def test_conditions_counts_and_dissent_stand_beside_the_decision(runtime: Runtime, app: Flask) -> None:
    sitting = heard(runtime)
    page = deciding(app, sitting)
    card = page.page.select_one('[aria-labelledby="nt-heard"]')
    assert card is not None
    said = card.get_text(" ")
    assert CONDITION in said
    assert DISSENT in said
    assert "条件付1" in said
    for name in ("chair", "member1", "member2"):
        assert sitting.viewer(name).name not in said


def test_what_the_visit_found_stands_beside_the_decision(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("consider_hearing").do("consider_hearing", CONSIDERED)
    declared(walk.do("plan_visit")).do("answer_visit")
    later(walk, 16).do("record_visit").do("write_report").do("check_facts")
    page = Browser(app, walk.people["decider"]).open(f"/tasks/{walk.item('decide').id}")
    card = page.page.select_one('[aria-labelledby="nt-visited-1"]')
    assert card is not None
    number = visit(walk).number
    assert number in card.get_text(" ")
    assert "に実施" in card.get_text(" ")
    assert card.select_one(f'a[href="/visits/{number}"]') is not None


def test_without_a_hearing_and_a_visit_nothing_is_told_of_them(runtime: Runtime, app: Flask) -> None:
    sitting = Sitting.wanted(runtime)
    page = Browser(app, sitting.viewer("decider")).open(f"/cases/{sitting.walk.case_no}")
    assert 'id="nt-heard"' not in page.html


def test_deciding_alike_says_what_becomes_of_the_conditions(runtime: Runtime) -> None:
    sitting = heard(runtime)
    with pytest.raises(Refused) as refused:
        sitting.walk.do("decide", SAME)
    assert [ground.refusal for ground in refused.value.grounds] == ["treatment_conditions"]
    sitting.walk.do("decide", SAME | {"treatment_text": "半年後に届出で確かめる。"}).finish()


def test_whoever_heard_doubts_of_the_committee_can_decide_against_certifying(runtime: Runtime) -> None:
    """第6条第1項・第2項: every item was found fit; the opinion is newer, and does not bind either way."""
    walk = heard(runtime).walk
    given = {
        "decision": "not_certified",
        "treatment": "different",
        "treatment_text": "少数意見の指摘のとおり、説明が足りない。",
        "reasons": "学習データの説明が足りない。",
    }
    with pytest.raises(Refused) as refused:
        walk.do("decide", given | {"unmet": []})
    assert [ground.refusal for ground in refused.value.grounds] == ["X17"]
    walk.do("decide", given | {"unmet": ["committee_doubts"]}).finish()
    assert walk.case().result == "not_certified"
    with runtime.db.read() as session:
        letter = session.scalars(select(Notice).where(Notice.kind == "not_certified")).one()
    assert "委員会の意見を聴き、適合と認められない点がある" in letter.body
    assert "committee_doubts" not in letter.body


def test_whoever_reads_what_a_visit_found_can_decide_against_certifying(runtime: Runtime) -> None:
    """第6条第1項・第3項: what was not confirmed on the spot is weighed by the decider."""
    walk = Walk.open(runtime).until("consider_hearing").do("consider_hearing", CONSIDERED)
    declared(walk.do("plan_visit")).do("answer_visit")
    later(walk, 16).do("record_visit").do("write_report").do("check_facts")
    given = {"decision": "not_certified", "reasons": "現地で確かめられなかった。"}
    walk.do("decide", given | {"unmet": ["survey_found"]}).finish()
    assert walk.case().result == "not_certified"


def test_the_letter_names_items_as_the_form_does(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("assess_items")
    items = answers.usual(walk, "assess_items").given["items"]
    key = next(item for item in items if item.startswith("b."))
    items = items | {key: {**items[key], "verdict": "unfit", "note": "根拠がない。"}}
    walk.do("assess_items", {"items": items, "next": "proceed"}).until("decide")
    given = {"decision": "not_certified", "reasons": "根拠がない。", "unmet": [key]}
    walk.do("decide", given).finish()
    with runtime.db.read() as session:
        letter = session.scalars(select(Notice).where(Notice.kind == "not_certified")).one()
        title = runtime.forms.get(session, walk.case().edition_id).catalogue().items[key].title
    assert f"・{title.ja}" in letter.body
    assert f"・{title.en}" in letter.body_en
    assert key not in letter.body
