"""Decision tables inside processes: decided over the process's values, never by guessing."""

import pytest

from app.engine import DiagramRefused, StepFailed, build, read_table
from tests.engine.grids import table
from tests.engine.sketch import (
    Bench,
    act,
    call,
    decide,
    end,
    flow,
    gateway,
    path,
    process,
    start,
    user,
)

ROWS = ((">= 80", '"high"'), ("[50..80)", '"middle"'), ("< 50", '"low"'))
RANK = table(rows=ROWS)


def ranked(id: str = "sketch") -> str:
    """check, then rank by table, then the high ones to praise and the others to correct."""
    return process(
        start()
        + user("check")
        + decide("ranked", "rank")
        + gateway("way", "way__correct")
        + user("praise")
        + user("correct")
        + end()
        + path("begun", "check", "ranked", "way")
        + flow("way", "praise", 'ranked.grade = "high"')
        + flow("way", "correct")
        + path("praise", "ended")
        + flow("correct", "ended"),
        lanes="check praise correct",
        id=id,
    )


def judged() -> str:
    """check, rank by table, then see."""
    return process(
        start()
        + user("check")
        + decide("ranked", "rank")
        + user("see")
        + end()
        + path("begun", "check", "ranked", "see", "ended"),
        lanes="check see",
    )


def test_a_gateway_takes_the_way_that_a_table_says(engine: Bench) -> None:
    engine.publish(ranked(), tables=[RANK])
    assert engine.start().do("check", score=80).waiting == ["praise"]
    assert engine.data()["ranked"] == {"grade": "high"}
    assert engine.start().do("check", score=79.5).waiting == ["correct"]
    assert engine.do("correct").status == "completed"


def test_what_was_decided_is_stored_and_not_decided_again(engine: Bench) -> None:
    engine.publish(ranked(), tables=[RANK]).start().do("check", score=10)
    held = engine.state()
    with engine.opened() as (_, opened):
        assert opened.live.workflow.data["ranked"] == {"grade": "low"}
    assert engine.state() == held


def test_a_case_keeps_the_table_of_its_edition(engine: Bench) -> None:
    engine.publish(ranked(), tables=[RANK]).start()
    first = engine.instance_id
    engine.publish(ranked(), tables=[table(rows=(("-", '"high"'),))])
    assert engine.start().do("check", score=1).waiting == ["praise"]
    engine.instance_id = first
    assert engine.do("check", score=1).waiting == ["correct"]


@pytest.mark.parametrize(
    ("made", "score", "grade"),
    [
        (table(rows=ROWS, policy='hitPolicy="UNIQUE"'), 60, "middle"),
        (table(rows=((">= 1", '"a"'), (">= 2", '"a"')), policy='hitPolicy="ANY"'), 3, "a"),
        (table(rows=((">= 1", '"a"'), (">= 2", '"b"')), policy='hitPolicy="FIRST"'), 3, "a"),
        (
            table(rows=((">= 1", '"a"'), (">= 2", '"b"')), policy='hitPolicy="PRIORITY"', values='"b", "a"'),
            3,
            "b",
        ),
        (table(rows=((">= 1", '"a"'), (">= 2", '"b"')), policy='hitPolicy="RULE ORDER"'), 3, ["a", "b"]),
        (
            table(
                rows=((">= 1", '"a"'), (">= 2", '"b"')),
                policy='hitPolicy="OUTPUT ORDER"',
                values='"b", "a"',
            ),
            3,
            ["b", "a"],
        ),
        (table(rows=((">= 1", "1"), (">= 2", "2.5")), policy='hitPolicy="COLLECT"'), 3, [1, 2.5]),
        *(
            (
                table(
                    rows=((">= 1", "1"), (">= 2", "2.5")),
                    policy=f'hitPolicy="COLLECT" aggregation="{name}"',
                ),
                3,
                value,
            )
            for name, value in (("SUM", 3.5), ("COUNT", 2), ("MIN", 1), ("MAX", 2.5))
        ),
        (table(rows=((">= 5", '"a"'),), default='"none"'), 3, "none"),
        (table(rows=((">= 5", '"a"'),), default='"none"', policy='hitPolicy="COLLECT"'), 3, ["none"]),
    ],
)
def test_every_hit_policy_decides_in_a_process(sqlite: Bench, made: str, score: float, grade: object) -> None:
    sqlite.publish(judged(), tables=[made]).start().do("check", score=score)
    assert sqlite.data()["ranked"] == {"grade": grade}


def test_several_outputs_stand_side_by_side(sqlite: Bench) -> None:
    made = table(
        inputs=("check.score", "count(check.marks)"),
        outputs=("grade", "fee"),
        rows=((">= 80", "> 1", '"high"', "check.score * 2"), ("-", "-", '"low"', "null")),
        policy='hitPolicy="FIRST"',
    )
    sqlite.publish(judged(), tables=[made]).start().do("check", score=80, marks=[1, 2])
    assert sqlite.data()["ranked"] == {"grade": "high", "fee": 160}
    sqlite.start().do("check", score=80, marks=[1])
    assert sqlite.data()["ranked"] == {"grade": "low", "fee": None}


def test_a_called_process_decides_over_its_own_values(engine: Bench) -> None:
    inner = process(
        start() + decide("ranked", "rank") + end(grade="ranked.grade") + path("begun", "ranked", "ended"),
        id="inner",
    )
    outer = process(
        start()
        + user("ask")
        + call("inside", "inner", score="ask.points")
        + user("see")
        + end()
        + path("begun", "ask", "inside", "see", "ended"),
        lanes="ask see",
    )
    engine.publish(outer, inner, tables=[table(inputs=("input.score",), rows=ROWS)])
    assert engine.start().do("ask", points=55).waiting == ["see"]
    assert engine.data()["inside"] == {"grade": "middle"}


@pytest.mark.parametrize(
    ("made", "score", "why"),
    [
        (table(rows=((">= 80", '"high"'),)), 10, "no rule hits"),
        (table(rows=((">= 80", '"high"'),), policy='hitPolicy="COLLECT"'), 10, "no rule hits"),
        (table(rows=((">= 1", '"a"'), (">= 2", '"b"'))), 3, "rules 1, 2 hit at once, but only one may"),
        (table(rows=((">= 1", '"a"'), (">= 2", '"b"')), policy='hitPolicy="ANY"'), 3, "disagree"),
        (RANK, "80", "cannot be compared"),
        (table(rows=ROWS, allowed="[0..100]"), 101, "does not allow"),
        (table(rows=(("-", "check.score / 0"),)), 1, "comes to null"),
        (table(rows=(("-", "[[1]]"),)), 1, ""),
        (table(rows=(("-", "{a: 1}"),)), 1, ""),
        (table(rows=(("-", 'string join(for i in 1..900 return "xyz")'),)), 1, ""),
        (table(rows=(("-", "for i in 1..201 return i"),)), 1, ""),
        (table(rows=(("-", "check.other"),)), 1, "not among the data"),
    ],
)
def test_a_decision_that_cannot_be_made_stops_the_step_and_changes_nothing(
    engine: Bench, made: str, score: object, why: str
) -> None:
    engine.publish(ranked(), tables=[made]).start()
    before = engine.state()
    with pytest.raises(StepFailed) as failed:
        engine.do("check", score=score)
    assert why in str(failed.value.__cause__ or failed.value)
    assert engine.waiting == ["check"]
    assert engine.state() == before


@pytest.mark.parametrize(
    ("made", "rule", "says"),
    [
        (RANK.replace("20191111/MODEL", "20151101/MODEL"), "table_element", "Save it again as DMN 1.3"),
        (table(rows=ROWS, extra='<businessKnowledgeModel id="b" name="b"/>'), "table_element", "businessK"),
        (
            table(
                rows=ROWS,
                inside='<informationRequirement id="i"><requiredDecision href="#x"/></informationRequirement>',
            ),
            "table_element",
            "requiredDecision",
        ),
        (RANK.replace("decisionTable", "literalExpression"), "table_element", "literalExpression"),
        (
            RANK.replace("<inputExpression ", '<inputExpression expressionLanguage="juel" '),
            "table_element",
            "write expressions in FEEL; juel",
        ),
        (
            RANK.replace(
                "<input ",
                '<input xmlns:camunda="http://camunda.org/schema/1.0/dmn" camunda:inputVariable="v" ',
            ),
            "table_element",
            "inputVariable is an instruction to other software",
        ),
        (table(rows=ROWS, extra='<decision id="other" name="x"/>'), "table_id", "holds 2"),
        (table("Rank-1", rows=ROWS), "table_id", "lower-case letters"),
        (table(rows=ROWS, outputs=("",)), "table_output", "the name “”"),
        (table(rows=ROWS, outputs=("typename",)), "table_output", "the name “typename”"),
        (
            table(rows=(("-", "1", "2"),), outputs=("a", "a")),
            "table_output",
            "the name “a”",
        ),
        (table(rows=(("-", ""),)), "table_output", "an output of rule 1 is empty"),
        (table(rows=ROWS, policy='hitPolicy="PRIORITY"'), "table_output", "outputValues"),
        (
            table(
                rows=(("-", "1", "2"),), outputs=("a", "b"), policy='hitPolicy="COLLECT" aggregation="SUM"'
            ),
            "table_output",
            "one output only",
        ),
        (table(rows=ROWS, policy='hitPolicy="BEST"'), "table_cell", "hit policy"),
        (table(rows=((">= ", "1"),)), "table_cell", "correct rule 1, input 1"),
        (table(rows=(("1", "1"), ("2", "1 +"))), "table_cell", "correct rule 2, output 1"),
        (table(rows=(("-", "open(1)"),)), "table_cell", "no function «open»"),
        (table(inputs=("",), rows=ROWS), "table_cell", "correct head, input 1"),
        (table(rows=ROWS, allowed="[0.."), "table_cell", "correct head, input 1"),
        (table(rows=(("-", "1", "2"),)), "table_cell", "too many or few cells"),
    ],
)
def test_a_table_that_cannot_be_decided_by_is_refused_with_a_sentence(
    made: str, rule: str, says: str
) -> None:
    with pytest.raises(DiagramRefused) as refused:
        read_table(made.encode())
    assert {fault.rule for fault in refused.value.faults} == {rule}
    assert any(says in fault.text.en for fault in refused.value.faults)


def test_a_file_with_a_dtd_or_of_great_size_is_refused() -> None:
    bomb = RANK.replace("<definitions", '<!DOCTYPE d [<!ENTITY a "aaaa">]><definitions', 1)
    for made in (bomb, RANK.replace("<annotation ", f"<!--{'x' * 2_000_000}--><annotation "), "<a"):
        with pytest.raises(DiagramRefused):
            read_table(made.encode())


def test_every_fault_of_a_table_is_told_at_once() -> None:
    with pytest.raises(DiagramRefused) as refused:
        read_table(table(rows=((">=", "1 +"), ("2", "open(1)"))).encode())
    assert len(refused.value.faults) == 3


def test_a_diagram_without_its_table_or_with_a_table_twice_is_refused() -> None:
    diagram = ranked().encode()
    with pytest.raises(DiagramRefused, match="“rank” of “ranked” does not exist"):
        build({"processes/sketch.bpmn": diagram})
    twice = {f"processes/{name}.dmn": RANK.encode() for name in "ab"}
    with pytest.raises(DiagramRefused, match="stands in two files"):
        build({"processes/sketch.bpmn": diagram, **twice})


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('<bpmn:businessRuleTask id="rated"/>', "name the decision table"),
        (decide("rated", " "), "name the decision table"),
        (
            decide("rated", "rank").replace(
                "</bpmn:businessRuleTask>",
                '<bpmn:multiInstanceLoopCharacteristics id="m"><bpmn:loopCardinality '
                'xsi:type="bpmn:tFormalExpression">2</bpmn:loopCardinality>'
                "</bpmn:multiInstanceLoopCharacteristics></bpmn:businessRuleTask>",
            ),
            "Only a user task is done by several people",
        ),
        (decide("rated", "rank").replace("businessRuleTask", "userTask"), "only a business rule task"),
    ],
)
def test_a_task_that_names_its_table_wrongly_is_refused(body: str, says: str) -> None:
    diagram = process(start() + body + end() + path("begun", "rated", "ended"))
    with pytest.raises(DiagramRefused, match=says):
        build({"a.bpmn": diagram.encode(), "rank.dmn": RANK.encode()})


def test_a_table_tells_what_it_needs_and_gives() -> None:
    made = read_table(
        table(inputs=("check.score", "count(input.marks)"), rows=(("> base.low", "-", "extra.fee"),)).encode()
    )
    assert made.names == {"check.score", "input.marks", "base.low", "extra.fee"}
    assert made.outputs == {"grade"}
    assert (made.id, made.name) == ("rank", "判定 rank")


def test_acts_receive_what_a_table_decided(sqlite: Bench) -> None:
    diagram = process(
        start()
        + user("check")
        + decide("ranked", "rank")
        + act("tell", "note/take", value="ranked.grade")
        + end()
        + path("begun", "check", "ranked", "tell", "ended"),
        lanes="check",
    )
    sqlite.publish(diagram, tables=[RANK]).start().do("check", score=99)
    assert sqlite.log == [("tell", {"value": "high"})]
