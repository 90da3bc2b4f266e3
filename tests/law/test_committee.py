from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.law import articles, committee, readings, service_targets, tables
from app.law.citation import citations
from app.law.committee import OUTCOMES, RULINGS, VERDICTS, SeatVote, tally, tally_of_seats

RULES, BEFORE = committee.rule_set("2026-11-01"), committee.rule_set("2026-07-01")
OUT = ("invited", "judging", "excluded", "challenged", "recused", "struck", "expired")


def votes(written):
    """Verdicts by letter: F fit, C conditional, U unfit, H hold."""
    by_letter = {"F": "fit", "C": "conditional", "U": "unfit", "H": "hold"}
    return [by_letter[letter] for letter in written]


@pytest.mark.article("第6条第2項")
@pytest.mark.parametrize(
    ("written", "eligible", "outcome"),
    [
        pytest.param("FFF", 3, "fit", id="全員が適"),
        pytest.param("FFU", 3, "fit", id="過半数が適"),
        pytest.param("FHH", 3, "hold", id="適1・保留2は保留"),
        pytest.param("FFHH", 4, "hold", id="半数ちょうどは過半数でない"),
        pytest.param("UUF", 3, "unfit", id="過半数が否"),
        pytest.param("UHH", 3, "hold", id="否1・保留2は保留"),
        pytest.param("HHH", 3, "hold", id="全員が保留"),
        pytest.param("CCF", 3, "conditional", id="賛成の過半数が条件付"),
        pytest.param("CFU", 3, "fit", id="賛成の半数が条件付では適"),
        pytest.param("CCUUH", 5, "tie", id="条件付も賛成に数える"),
        pytest.param("FFUU", 4, "tie", id="2対2は可否同数"),
        pytest.param("FUH", 3, "tie", id="1対1と保留1は可否同数"),
        pytest.param("FUHH", 4, "hold", id="保留が半数なら可否同数でない"),
        pytest.param("FF", 3, "below_quorum", id="3名中2名では定足数不足"),
        pytest.param("", 5, "below_quorum", id="だれも出さない"),
        pytest.param("FF", 2, "below_quorum", id="利害関係のない委員が2名"),
        pytest.param("FFF", 30, "fit", id="未回答は賛成とも反対ともみなさない"),
    ],
)
def test_the_opinion_is_what_more_than_half_of_those_present_say(written, eligible, outcome):
    assert tally(votes(written), eligible, RULES).outcome == outcome


def test_whoever_is_in_the_room_without_an_opinion_is_present_and_on_no_side():
    found = tally(votes("FF"), 5, RULES, attended_only=2)
    assert (found.present, found.majority, found.outcome) == (4, 3, "hold")


def test_somebody_counted_without_a_vote_is_an_error():
    with pytest.raises(ValueError, match="4 present of 3"):
        tally(votes("FFFF"), 3, RULES)


def test_the_tally_shows_its_arithmetic():
    found = tally(votes("FUUH"), 5, RULES)
    assert (found.eligible, found.present, found.needed, found.majority) == (5, 4, 3, 3)
    assert found.counts == {"fit": 1, "conditional": 0, "unfit": 2, "hold": 1}
    assert found.explanation.ja == (
        "議決に加わる委員5名のうち出席4名。定足数3名を満たす。適1、条件付0、否2、保留1。"
        "賛成1、反対2、過半数は3。結果：保留。"
    )
    assert found.explanation.en.endswith("For 1, against 2; a majority is 3. Result: hold.")
    assert "満たさない" in tally(votes("F"), 5, RULES).explanation.ja


seats_with_a_vote = st.lists(
    st.builds(SeatVote, st.just("eligible"), st.none() | st.sampled_from(list(VERDICTS)), st.booleans()),
    max_size=12,
)
seats_without = st.lists(
    st.builds(SeatVote, st.sampled_from(OUT), st.none() | st.sampled_from(list(VERDICTS)), st.booleans()),
    max_size=6,
)


@given(seats_with_a_vote, seats_without, st.randoms(use_true_random=False))
def test_neither_the_order_of_seats_nor_excluded_seats_change_the_tally(counted, others, random):
    mixed = [*counted, *others]
    random.shuffle(mixed)
    assert tally_of_seats(mixed, RULES) == tally_of_seats(counted, RULES)


@given(seats_with_a_vote)
def test_an_opinion_is_carried_by_more_than_half_and_never_by_silence(counted):
    found = tally_of_seats(counted, RULES)
    given_ones = sum(seat.verdict is not None for seat in counted)
    assert sum(found.counts.values()) == given_ones
    if found.outcome in ("fit", "conditional"):
        assert (found.counts["fit"] + found.counts["conditional"]) * 2 > found.present >= found.needed
    if found.outcome == "unfit":
        assert found.counts["unfit"] * 2 > found.present >= found.needed
    assert (found.outcome == "below_quorum") == (found.present < 3)


def test_who_left_before_the_vote_is_neither_present_nor_counted():
    stayed = [SeatVote("eligible", "fit", attended=True)] * 2 + [SeatVote("eligible", "unfit")]
    found = tally_of_seats([*stayed, SeatVote("eligible", "unfit", left=True)], RULES)
    assert (found.eligible, found.present, found.counts["unfit"], found.outcome) == (4, 3, 1, "fit")
    assert "退室" in RULES.rules["left_the_room"].text.ja


def test_an_opinion_that_stands_counts_and_a_struck_one_does_not():
    votes = [SeatVote("eligible", "fit")] * 2
    with_it = tally_of_seats([*votes, SeatVote("struck", "fit", stands=True)], RULES)
    assert (with_it.outcome, with_it.present, with_it.standing) == ("below_quorum", 3, 1)
    third = SeatVote("eligible", "unfit")
    assert tally_of_seats([*votes, third, SeatVote("struck", "fit", stands=True)], RULES).outcome == "fit"
    assert tally_of_seats([*votes, SeatVote("struck", "fit")], RULES).outcome == "below_quorum"
    assert tally_of_seats([*votes, SeatVote("struck", None, stands=True)], RULES).eligible == 2


def test_every_rule_says_itself_in_both_languages_and_rests_on_a_reading():
    assert readings.known(RULES.reading)
    assert [articles.exists(cited) for cited in citations(RULES.article)] == [True]
    assert all(said.ja and said.en for said in RULES.sentences())
    assert len(RULES.sentences()) == len(RULES.rules) + 1


def test_the_numbers_in_the_sentences_are_the_numbers_that_count():
    for key in ("quorum_at_least", "circulation_min_days", "declare_days", "opinion_days"):
        assert str(RULES.number(key)) in RULES.rules[key].text.ja


def test_an_outcome_and_a_ruling_have_a_name():
    assert set(RULINGS) <= set(OUTCOMES)
    assert OUTCOMES["below_quorum"].ja == "定足数不足"


def test_a_hearing_is_counted_by_the_version_it_names():
    assert committee.current().version == committee.rule_sets()[-1].version
    assert committee.current(date(2026, 6, 30)) is committee.rule_sets()[0]
    assert committee.current(date(2026, 10, 31)).version == "2026-07-01"
    assert committee.current(date(2026, 11, 1)).version == "2026-11-01"
    seats = [SeatVote("eligible", "fit"), SeatVote("eligible", "fit"), SeatVote("eligible", "fit", left=True)]
    assert tally_of_seats(seats, BEFORE).outcome == "fit"
    assert tally_of_seats(seats, RULES).outcome == "below_quorum"
    with pytest.raises(KeyError):
        committee.rule_set("1999-01-01")


def test_a_version_that_the_software_does_not_carry_out_is_refused():
    [*_, row] = tables.rows("committee", "rule_set")
    other = {**row["rules"], "proxy": {**row["rules"]["proxy"], "value": "allowed"}}
    with pytest.raises(ValueError, match="proxy = 'allowed'"):
        committee.read({**row, "rules": other})


def test_other_numbers_and_shares_count_as_they_are_written():
    [*_, row] = tables.rows("committee", "rule_set")
    values = {
        "quorum_at_least": 2,
        "quorum_more_than": "1/2",
        "majority_more_than": "2/3",
        "conditional": "any",
    }
    rules = {key: {**each, "value": values.get(key, each["value"])} for key, each in row["rules"].items()}
    other = committee.read({**row, "rules": rules})
    assert [committee.quorum(eligible, other) for eligible in (1, 3, 4, 10)] == [2, 2, 3, 6]
    assert tally(votes("FFU"), 3, other).outcome == "hold"
    assert tally(votes("FFC"), 3, other).outcome == "conditional"


def test_the_reading_names_the_newest_version():
    assert readings.switch("committee_rule_set").default == committee.current().version


@pytest.mark.parametrize(
    ("opened_on", "declare", "opinion"),
    [
        pytest.param(date(2026, 11, 2), date(2026, 11, 6), date(2026, 11, 17), id="文化の日を数えない"),
        pytest.param(date(2026, 12, 25), date(2027, 1, 5), date(2027, 1, 15), id="年末年始と成人の日"),
        pytest.param(date(2026, 11, 7), date(2026, 11, 11), date(2026, 11, 20), id="土曜の招集"),
    ],
)
def test_periods_end_at_five_in_the_afternoon_of_a_working_day(opened_on, declare, opinion):
    assert committee.declare_by(opened_on) == datetime(
        declare.year, declare.month, declare.day, 8, tzinfo=UTC
    )
    assert committee.opinion_due(opened_on) == datetime(
        opinion.year, opinion.month, opinion.day, 8, tzinfo=UTC
    )


def test_a_day_that_the_owner_closes_is_not_counted():
    closed = frozenset({date(2026, 11, 9)})
    assert committee.declare_by(date(2026, 11, 6), closed=closed).day == 12


def test_the_periods_and_the_targets_of_our_own_agree():
    assert service_targets.target("opinion_due").count == RULES.number("opinion_days")
    assert service_targets.target("declare_due").count == RULES.number("declare_days")
