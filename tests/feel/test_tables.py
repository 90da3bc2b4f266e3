"""Decision tables."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.feel import DecisionTable, FeelError, Input, Output, Rule, cells, decide, decision


def table(policy, *rows, aggregation=None, values="", default=""):
    """A table over `score` that gives one value."""
    return DecisionTable(
        inputs=(Input("score"),),
        outputs=(Output("判定", values=values, default=default),),
        rules=tuple(Rule((test,), (result,)) for test, result in rows),
        hit_policy=policy,
        aggregation=aggregation,
        name="判定表",
    )


ROWS = ((">= 80", '"高"'), (">= 50", '"中"'), ("-", '"低"'))
NUMBERS = ((">= 80", "10"), (">= 50", "20"), ("", "null"), ("", "5"))


@pytest.mark.parametrize(
    ("policy", "options", "expected"),
    [
        ("FIRST", {}, "高"),
        ("RULE ORDER", {}, ["高", "中", "低"]),
        ("COLLECT", {}, ["高", "中", "低"]),
        ("PRIORITY", {"values": '"低", "中", "高"'}, "低"),
        ("OUTPUT ORDER", {"values": '"中", "低", "高"'}, ["中", "低", "高"]),
        ("OUTPUT ORDER", {"values": '"中"'}, ["中", "高", "低"]),
        ("COLLECT", {"aggregation": "COUNT"}, Decimal(3)),
    ],
)
def test_hit_policies(policy, options, expected):
    assert decide(table(policy, *ROWS, **options), {"score": 90}) == expected


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("SUM", 35), ("MIN", 5), ("MAX", 20), ("COUNT", 4)],
)
def test_collected_values_are_summed_up(aggregation, expected):
    assert decide(table("COLLECT", *NUMBERS, aggregation=aggregation), {"score": 90}) == expected


def test_unique_takes_one_rule_and_refuses_two():
    unique = table("UNIQUE", (">= 80", '"高"'), ("< 80", '"低"'))
    assert decide(unique, {"score": 80}) == "高"
    assert decide(unique, {"score": 79.9}) == "低"
    with pytest.raises(FeelError, match="判定表: rules 1, 2, 3 hit at once"):
        decide(table("UNIQUE", *ROWS), {"score": 90})


def test_any_takes_rules_that_agree_and_refuses_others():
    assert decide(table("ANY", ("> 1", '"高"'), ("> 2", '"高"')), {"score": 3}) == "高"
    with pytest.raises(FeelError, match="disagree"):
        decide(table("ANY", *ROWS), {"score": 90})


def test_without_a_hit_the_default_or_null():
    assert decide(table("UNIQUE", ("> 1", '"高"'), default='"なし"'), {"score": 0}) == "なし"
    assert decide(table("UNIQUE", ("> 1", '"高"')), {"score": 0}) is None
    assert decide(table("COLLECT", ("> 1", '"高"')), {"score": 0}) is None


def test_several_outputs_give_a_dict_and_cells_see_the_data():
    fees = DecisionTable(
        inputs=(Input("application.kind", allowed='"new", "renewal"'), Input("count(items)")),
        outputs=(Output("fee"), Output("note", default='"-"')),
        rules=(
            Rule(('"new"', "> 2"), ("base * 2 + count(items)", '"多数"')),
            Rule(("-", "? <= 2"), ("base", "null")),
        ),
    )
    data = {"application": {"kind": "new"}, "items": [1, 2, 3], "base": 100}
    assert decide(fees, data) == {"fee": Decimal(203), "note": "多数"}
    assert decide(fees, data | {"items": []}) == {"fee": Decimal(100), "note": None}
    assert decide(fees, data | {"application": {"kind": "renewal"}}) == {"fee": None, "note": "-"}
    with pytest.raises(FeelError, match="the column does not allow"):
        decide(fees, data | {"application": {"kind": "other"}})


def test_a_table_that_does_not_hold_together_is_refused():
    with pytest.raises(FeelError, match="no output"):
        DecisionTable((), (), ())
    with pytest.raises(FeelError, match="Rule 1"):
        DecisionTable((Input("a"),), (Output("b"),), (Rule((), ("1",)),))
    with pytest.raises(FeelError, match="hit policy"):
        DecisionTable((), (Output("b"),), (), hit_policy="BEST")
    with pytest.raises(FeelError, match="cells"):
        DecisionTable((), (Output("b"),), (Rule((), ("1",)),) * 30_000)


def test_all_cells_of_a_table_share_one_budget():
    costly = table("COLLECT", *[("-", "count(for i in 1..9000 return i)")] * 100)
    with pytest.raises(FeelError, match="steps"):
        decide(costly, {"score": 1})


# decision(): for a place where a wrong answer must not be taken


@pytest.mark.parametrize(
    ("policy", "options", "expected"),
    [
        ("FIRST", {}, "高"),
        ("PRIORITY", {"values": '"低", "中", "高"'}, "低"),
        ("RULE ORDER", {}, ["高", "中", "低"]),
        ("OUTPUT ORDER", {"values": '"中", "低", "高"'}, ["中", "低", "高"]),
        ("COLLECT", {}, ["高", "中", "低"]),
        ("COLLECT", {"aggregation": "COUNT"}, Decimal(3)),
    ],
)
def test_a_decision_gives_its_outputs_by_name(policy, options, expected):
    assert decision(table(policy, *ROWS, **options), {"score": 90}) == {"判定": expected}


def test_a_decision_gives_a_list_for_each_output_where_several_rows_count():
    fees = DecisionTable(
        inputs=(Input("n"),),
        outputs=(Output("fee", default="0"), Output("note", default='"none"')),
        rules=(Rule(("> 1",), ("10", '"a"')), Rule(("> 2",), ("20", '"b"'))),
        hit_policy="COLLECT",
    )
    assert decision(fees, {"n": 3}) == {"fee": [10, 20], "note": ["a", "b"]}
    assert decision(fees, {"n": 0}) == {"fee": [0], "note": ["none"]}


def test_a_list_that_one_rule_gives_is_one_value():
    assert decision(table("FIRST", ("-", "[1, 2]")), {"score": 1}) == {"判定": [1, 2]}


@pytest.mark.parametrize(
    ("made", "data", "message"),
    [
        (table("UNIQUE", ("> 1", '"高"')), {"score": 0}, "no rule hits"),
        (table("COLLECT", ("> 1", '"高"')), {"score": 0}, "no rule hits"),
        (table("UNIQUE", *ROWS), {"score": 90}, "hit at once, but only one may"),
        (table("ANY", *ROWS), {"score": 90}, "hit at once and disagree"),
        (table("FIRST", *ROWS), {}, "«score» is not among the data"),
        (table("FIRST", ("-", "base * 2")), {"score": 1}, "«base» is not among the data"),
        (table("FIRST", ("-", "bse(2)")), {"score": 1}, "no function «bse»"),
        (table("FIRST", *ROWS), {"score": "90"}, "cannot be compared with «>= 80»"),
        (table("FIRST", ("-", "score * 2")), {"score": "x"}, "«score \\* 2» comes to null"),
        (table("COLLECT", ("-", '"x"'), aggregation="SUM"), {"score": 1}, "no sum of what the rules give"),
        (table("COLLECT", ("-", "null"), aggregation="MAX"), {"score": 1}, "no max of what the rules give"),
    ],
)
def test_a_decision_never_guesses(made, data, message):
    with pytest.raises(FeelError, match=message):
        decision(made, data)


def test_a_null_that_is_written_is_an_answer_and_a_null_input_meets_only_what_names_it():
    assert decision(table("FIRST", ("-", "null")), {"score": 1}) == {"判定": None}
    ranked = table("FIRST", ("> 1", '"高"'), ("null", '"未"'))
    assert decision(ranked, {"score": None}) == {"判定": "未"}


def test_a_decision_knows_the_time_that_it_is_given():
    late = table("FIRST", ("? < today()", '"late"'), ("-", '"in time"'))
    day = {"score": date(2026, 4, 1)}
    assert decision(late, day, now=datetime(2026, 4, 1, 16, tzinfo=UTC)) == {"判定": "late"}
    assert decision(late, day, now=datetime(2026, 4, 1, 14, tzinfo=UTC)) == {"判定": "in time"}
    with pytest.raises(FeelError, match="asks for the time"):
        decision(late, day)


def test_the_texts_of_a_table_are_told_with_their_places():
    made = table("PRIORITY", ("> 1", '"高"'), ("", "x"), values='"高", "低"', default='"低"')
    told = [(cell.kind, cell.row, cell.column, cell.text, cell.unary) for cell in cells(made)]
    assert told == [
        ("input", 0, 1, "score", False),
        ("values", 0, 1, '["高", "低"]', False),
        ("default", 0, 1, '"低"', False),
        ("test", 1, 1, "> 1", True),
        ("result", 1, 1, '"高"', False),
        ("result", 2, 1, "x", False),
    ]
