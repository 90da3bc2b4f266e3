from dataclasses import replace

import pytest

from app.law import articles, readings, revocation
from app.law.citation import citations
from app.law.revocation import ChosenGround, Proposal

UNFIT = ChosenGround(1, "必須項目の記載が事実と異なる")


def ids(*grounds, status="active", **more):
    return [g.refusal for g in revocation.revocation_grounds(Proposal(grounds, status, **more))]


@pytest.mark.article("第17条第1項")
def test_the_nine_grounds_cite_their_items():
    assert [found.number for found in revocation.GROUNDS] == list(range(1, 10))
    for found in revocation.GROUNDS:
        assert all(articles.exists(cited) for cited in citations(found.article))
        assert not found.reading or readings.known(found.reading)
    assert [found.roman for found in revocation.GROUNDS if found.needs_just_reason] == [
        "iv",
        "v",
        "vi",
        "vii",
    ]
    assert revocation.ground(3).paragraphs == (2, 3, 4, 5, 6)
    with pytest.raises(KeyError):
        revocation.ground(10)


def test_a_ground_with_facts_can_be_decided():
    assert ids(UNFIT) == []
    assert ids(UNFIT, status="continuing") == []


@pytest.mark.refusal("X60", basis="law", article="第17条第1項")
def test_there_is_no_revocation_without_a_ground():
    assert ids() == ["X60"]


@pytest.mark.refusal("X61", basis="inference", article="第17条第1項")
def test_there_is_no_ground_without_facts():
    assert ids(replace(UNFIT, facts=" ")) == ["X61"]


@pytest.mark.article("第17条第1項第3号")
@pytest.mark.refusal("X62", basis="law", article="第17条第1項第3号")
@pytest.mark.parametrize(
    ("paragraphs", "refused"),
    [
        pytest.param((2,), [], id="第2項"),
        pytest.param((5, 6), [], id="第5項と第6項"),
        pytest.param((1,), ["X62"], id="第1項"),
        pytest.param((7,), ["X62"], id="第7項"),
        pytest.param((8,), ["X62"], id="第8項"),
        pytest.param((3, 7), ["X62"], id="第3項と第7項"),
        pytest.param((), ["X62"], id="項なし"),
    ],
)
def test_misuse_of_the_mark_rests_on_paragraphs_two_to_six(paragraphs, refused):
    assert ids(ChosenGround(3, "他のサービスの広告に表示", paragraphs=paragraphs)) == refused


@pytest.mark.article("第17条第1項第4号")
@pytest.mark.refusal("X63", basis="law", article="第17条第1項第4号")
@pytest.mark.parametrize("number", [4, 5, 6])
def test_neglect_needs_a_judgement_on_the_reason(number):
    neglect = ChosenGround(number, "期限を過ぎても届いていない")
    assert ids(neglect) == ["X63"]
    assert ids(replace(neglect, just_reason_assessed="正当な理由なし")) == []


@pytest.mark.refusal("X63", basis="law", article="第17条第1項第4号")
def test_a_timer_revokes_nothing():
    assert ids(UNFIT, decided_by_person=False) == ["X63"]


@pytest.mark.article("第17条第1項第6号")
def test_a_false_answer_needs_no_judgement_on_the_reason():
    assert ids(ChosenGround(6, "提出資料が虚偽", false_answer=True)) == []


@pytest.mark.article("第17条第1項第7号")
@pytest.mark.refusal("X64", basis="law", article="第17条第1項第7号")
@pytest.mark.parametrize(
    ("past_due", "assessed", "refused"),
    [
        pytest.param(True, "正当な理由なし", [], id="期限を過ぎ理由を判断"),
        pytest.param(False, "正当な理由なし", ["X64"], id="期限前"),
        pytest.param(True, "", ["X64"], id="理由を判断していない"),
    ],
)
def test_an_unfollowed_request_must_be_past_due_and_judged(past_due, assessed, refused):
    chosen = ChosenGround(7, "改善なし", just_reason_assessed=assessed, request_past_due=past_due)
    assert ids(chosen) == refused


@pytest.mark.refusal("X65", basis="inference", article="第17条第1項")
@pytest.mark.parametrize(
    ("status", "refused"),
    [
        pytest.param("lapsed", ["X65"], id="失効"),
        pytest.param("expired", ["X65"], id="満了"),
        pytest.param("revoked", ["X65"], id="取消し済み"),
        pytest.param("terminated", [], id="終了は取り消せる"),
    ],
)
def test_what_has_ended_cannot_be_revoked(status, refused):
    assert ids(UNFIT, status=status) == refused


@pytest.mark.refusal("X65", basis="inference", article="第17条第1項")
def test_a_terminated_certification_cannot_be_revoked_after_its_last_day():
    assert ids(UNFIT, status="terminated", past_last_day=True) == ["X65"]
