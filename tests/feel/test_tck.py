"""The score of the compatibility kit counts what it should; the kit itself is not kept here."""

import subprocess
import sys

import pytest

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">
<inputData name="n" id="n"><variable name="n" typeRef="number"/></inputData>
<decision name="twice" id="twice"><variable name="twice" typeRef="number"/>
 <informationRequirement><requiredInput href="#n"/></informationRequirement>
 <literalExpression><text>n * 2</text></literalExpression></decision>
<decision name="kind" id="kind"><variable name="kind" typeRef="string"/>
 <informationRequirement><requiredDecision href="#twice"/></informationRequirement>
 <decisionTable hitPolicy="FIRST"><input><inputExpression><text>twice</text></inputExpression></input>
  <output name="kind"/>
  <rule><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>"low"</text></outputEntry></rule>
  <rule><inputEntry><text>-</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>
 </decisionTable></decision>
<decision name="late" id="late"><variable name="late" typeRef="date"/>
 <literalExpression><text>date("12026-01-01")</text></literalExpression></decision>
<decision name="boxed" id="boxed"><variable name="boxed"/><context/></decision>
</definitions>"""


def cases(*results):
    rows = "".join(
        f'<testCase id="{at}"><inputNode name="n"><value xsi:type="xsd:decimal">{n}</value></inputNode>'
        f'<resultNode name="{name}"><expected><value xsi:type="xsd:{type_}">{value}</value></expected>'
        "</resultNode></testCase>"
        for at, (n, name, type_, value) in enumerate(results)
    )
    return (
        '<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><modelName>m.dmn</modelName>'
        f"{rows}</testCases>"
    )


@pytest.fixture
def score(tmp_path):
    """A checkout with the same cases at both levels, and the printed score of it."""

    def run(*results):
        for level in (2, 3):
            folder = tmp_path / "TestCases" / f"compliance-level-{level}" / "0001-own"
            folder.mkdir(parents=True)
            (folder / "m.dmn").write_text(MODEL)
            (folder / "m-test-01.xml").write_text(cases(*results))
        command = [sys.executable, "-m", "tests.feel.tck", str(tmp_path), "--failures"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, " ".join(done.stdout.split())

    return run


def test_declared_cases_are_counted_with_the_others_and_without_them(score):
    code, printed = score(
        (2, "twice", "decimal", "4"),
        (2, "kind", "string", "low"),
        (3, "kind", "string", "high"),
        (1, "late", "date", "12026-01-01"),
        (1, "boxed", "string", "x"),
    )
    assert code == 1  # three of four are less than the bar
    assert "in scope 3 of 4 = 75.00%" in printed
    assert "without the declared cases 3 of 3 = 100.00%" in printed
    assert "out of scope: 1 (boxed context 1)" in printed
    assert "declared 0001-own 3 late" in printed


def test_a_wrong_answer_is_named_and_misses_the_bar(score):
    code, printed = score((3, "kind", "string", "low"))
    assert code == 1
    assert "0001-own 0 kind: ('string', 'low') but 'high'" in printed


def test_right_answers_meet_the_bar(score):
    assert score((2, "kind", "string", "low"), (3, "kind", "string", "high"))[0] == 0
