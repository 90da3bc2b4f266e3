from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import decision
from app.law.decision import DecisionFacts, ItemVerdict

TODAY = date(2026, 11, 23)
FIT = (ItemVerdict("b.service_name", "fit"), ItemVerdict("c.model_name", "fit"))
SOUND = DecisionFacts(
    FIT, barred=False, decider="d", reviewers=("r",), decided_on=TODAY, today=TODAY, reasons="理由"
)


def open_with(verdict, **more):
    return replace(SOUND, verdicts=(*FIT, ItemVerdict("c.training", verdict, **more)))


def ids(facts, proposed):
    return [found.refusal for found in decision.decision_grounds(facts, proposed)]


def possible(facts):
    return [option.result for option in decision.possible_results(facts) if option.possible]


@pytest.mark.article("第6条第1項")
@pytest.mark.refusal("X12", basis="law", article="第6条第1項")
def test_what_conforms_is_certified_and_nothing_else():
    assert ids(SOUND, "certified") == []
    assert ids(SOUND, "not_certified") == ["X12"]
    assert ids(SOUND, "refused") == ["X12"]
    assert possible(SOUND) == ["certified"]


@pytest.mark.article("第6条第1項")
@pytest.mark.refusal("X13", basis="law", article="第6条第1項")
@pytest.mark.parametrize(
    ("facts", "closed"),
    [
        pytest.param(open_with("unfit"), True, id="否"),
        pytest.param(open_with("unclear"), True, id="要確認"),
        pytest.param(open_with(None), True, id="判定なし"),
        pytest.param(open_with("unfit", required=False), True, id="選択項目の否"),
        pytest.param(open_with(None, required=False), False, id="判定していない選択項目"),
        pytest.param(open_with("unfit", applicable=False), False, id="該当しない項目"),
        pytest.param(replace(SOUND, verdicts=()), True, id="審査表が空"),
    ],
)
def test_an_item_not_found_conforming_closes_certification(facts, closed):
    assert ids(facts, "certified") == (["X13"] if closed else [])
    assert possible(facts) == (["not_certified"] if closed else ["certified"])


@pytest.mark.article("第6条第4項")
@pytest.mark.refusal("X17", basis="law", article="第6条第4項")
@pytest.mark.parametrize(
    ("reasons", "named", "refused"),
    [
        pytest.param("", ("c.training",), ["X17"], id="理由なし"),
        pytest.param("  ", ("c.training",), ["X17"], id="空白だけ"),
        pytest.param("理由", (), ["X17"], id="項目を挙げない"),
        pytest.param("理由", ("c.training",), [], id="項目ごとの理由"),
    ],
)
def test_a_non_certification_names_every_unmet_item(reasons, named, refused):
    facts = replace(open_with("unfit"), reasons=reasons, unmet_named=named)
    assert ids(facts, "not_certified") == refused


@pytest.mark.article("第8条")
@pytest.mark.refusal("X22", basis="law", article="第8条")
def test_a_barred_service_is_refused_even_if_it_conforms():
    barred = replace(SOUND, barred=True)
    assert ids(barred, "certified") == ["X22"]
    assert ids(barred, "not_certified") == ["X22"]
    assert ids(barred, "refused") == []
    assert possible(barred) == ["refused"]


@pytest.mark.refusal("X17", basis="law", article="第6条第4項")
def test_a_refusal_states_its_reasons_but_not_every_item():
    barred = replace(open_with("unfit"), barred=True)
    assert ids(barred, "refused") == []
    assert ids(replace(barred, reasons=""), "refused") == ["X17"]


@pytest.mark.article("第8条")
def test_nothing_is_decided_before_the_bar_is_checked_again():
    assert possible(replace(SOUND, barred=None)) == []


@pytest.mark.refusal("X1", basis="law", article="第2条第1項")
@pytest.mark.refusal("X5", basis="law", article="第4条第1項")
def test_an_unmet_requirement_closes_certification_and_opens_non_certification():
    facts = replace(SOUND, unmet_requirements=("X1", "X5"), unmet_named=("X1", "X5"))
    assert ids(facts, "certified") == ["X1", "X5"]
    assert ids(facts, "not_certified") == []


@pytest.mark.refusal("X9", basis="design", article="")
def test_an_unpaid_fee_closes_certification_and_is_a_reason_of_its_own():
    facts = replace(SOUND, fee_paid=False, unmet_named=("X9",))
    assert ids(facts, "certified") == ["X9"]
    assert ids(facts, "not_certified") == []


@pytest.mark.refusal("X15", basis="design", article="")
def test_a_decision_waits_for_the_close_of_the_hearing():
    assert ids(replace(SOUND, hearing_open=True), "certified") == ["X15"]


@pytest.mark.refusal("X83", basis="law", article="第3条")
@pytest.mark.article("第3条")
def test_nothing_is_certified_without_an_application():
    assert ids(replace(SOUND, application_filed=False), "certified") == ["X83"]


@pytest.mark.refusal("X77", basis="inference", article="第9条第1項")
@pytest.mark.parametrize(
    ("day", "refused"),
    [
        pytest.param(date(2026, 11, 22), ["X77"], id="さかのぼる日付"),
        pytest.param(date(2026, 11, 24), ["X77"], id="先の日付"),
        pytest.param(TODAY, [], id="当日"),
        pytest.param(None, [], id="日付の入力なし"),
    ],
)
def test_a_decision_bears_the_day_on_which_it_is_made(day, refused):
    assert ids(replace(SOUND, decided_on=day), "certified") == refused


@pytest.mark.refusal("X45", basis="inference", article="第12条第1項")
def test_a_renewal_whose_term_has_ended_is_not_certified():
    facts = replace(SOUND, renewed_term_ended=True)
    assert ids(facts, "certified") == ["X45"]
    assert possible(facts) == ["not_certified"]


def test_the_reviewer_of_a_case_does_not_decide_it():
    [found] = decision.decision_grounds(replace(SOUND, decider="r"), "certified")
    assert (found.refusal, found.basis, found.article) == ("four_eyes", "design", "")


@pytest.mark.refusal("X69", basis="inference", article="第19条第1項")
def test_a_contractor_does_not_decide():
    assert ids(replace(SOUND, decider_is_contractor=True), "certified") == ["X69"]


@pytest.mark.article("第6条第4項")
def test_the_facts_offer_reasons_to_select():
    facts = replace(
        open_with("unclear"), unmet_requirements=("X5",), survey_declined=True, correction_unanswered=True
    )
    assert [(reason.key, reason.article) for reason in decision.selectable_reasons(facts)] == [
        ("c.training", "第6条第1項"),
        ("X5", "第4条第1項"),
        ("survey_declined", "第6条第3項"),
        ("correction_unanswered", "AMB-30"),
    ]


@pytest.mark.article("第6条第2項")
@pytest.mark.article("第6条第3項")
@pytest.mark.parametrize("doubt", ["survey_found", "committee_doubts"])
def test_what_a_visit_or_the_committee_showed_leaves_both_results_open(doubt):
    """It is newer than a review that found everything fit; the decider weighs it, and names it."""
    facts = replace(SOUND, **{doubt: True})
    assert possible(facts) == ["certified", "not_certified"]
    assert [reason.key for reason in decision.selectable_reasons(facts)] == [doubt]
    assert ids(facts, "not_certified") == ["X17"]
    assert ids(replace(facts, unmet_named=(doubt,)), "not_certified") == []
    assert ids(replace(facts, unmet_named=(doubt,), reasons=" "), "not_certified") == ["X17"]


def test_a_long_list_of_items_is_shortened():
    facts = replace(SOUND, verdicts=tuple(ItemVerdict(f"i{n}", "unfit") for n in range(170)))
    [found] = decision.decision_grounds(facts, "certified")
    assert "ほか160件" in found.text.ja
    assert "160 more" in found.text.en


@given(
    verdicts=st.lists(
        st.builds(
            ItemVerdict,
            item=st.sampled_from(["a", "b", "c"]),
            verdict=st.sampled_from(["fit", "unfit", "unclear", None]),
            required=st.booleans(),
            applicable=st.booleans(),
        ),
        max_size=4,
    ),
    barred=st.booleans(),
    unmet=st.lists(st.sampled_from(["X1", "X3", "X5"]), unique=True),
    paid=st.booleans(),
    ended=st.booleans(),
)
def test_exactly_one_result_is_always_open(verdicts, barred, unmet, paid, ended):
    facts = replace(
        SOUND,
        verdicts=tuple(verdicts),
        barred=barred,
        unmet_requirements=tuple(unmet),
        fee_paid=paid,
        renewed_term_ended=ended,
    )
    assert len(possible(facts)) == 1
