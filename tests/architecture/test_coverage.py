"""`nintei law coverage` says what is carried out, and says it truthfully."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cases import coverage, evidence
from app.cases.coverage import Plan, Plans, Report, Sources
from app.cases.evidence import Misread
from app.cli import main
from app.config import ROOT
from app.law import articles
from app.law.text import Text

NOWHERE = Plan("renewal", Text("認定の更新", "Renewal"))


@pytest.fixture(scope="module")
def sources() -> Sources:
    return coverage.collect(ROOT)


@pytest.fixture
def found(sources: Sources) -> Report:
    return coverage.report(sources)


def new_faults(sources: Sources, plans: Plans) -> list[Misread]:
    """What is wrong with other plans and not with ours."""
    before = coverage.report(sources).faults
    return [fault for fault in coverage.report(sources, plans).faults if fault not in before]


def test_every_duty_is_carried_out_or_planned_and_every_citation_names_something(found: Report) -> None:
    assert [f"{fault.place}: {fault.text.en}" for fault in found.faults] == []


def test_each_provision_is_listed_once(found: Report) -> None:
    assert [each.provision for each in found.covered] == list(articles.provisions())


def test_what_is_not_carried_out_names_the_procedure_to_come(found: Report) -> None:
    assert found.not_yet()
    for each in found.not_yet():
        assert each.plan is not None
        assert not (ROOT / "processes" / f"{each.plan.process}.bpmn").exists()


def test_the_kinds_of_citation_are_counted_apart(found: Report) -> None:
    nodes = found.counts["node"]
    assert nodes["practice"] == len(found.practice)
    assert min(nodes["article"], nodes["reading"], nodes["practice"]) > 0


def test_a_decision_is_found_by_its_article(found: Report) -> None:
    [refusal] = [each for each in found.covered if str(each.provision.citation) == "第8条"]
    places = {each.place for each in refusal.evidence}
    assert {"processes/application.bpmn#judge_bar", "app/law/eligibility.py:bar_window"} <= places
    assert {"test", "node", "function", "field"} == {each.kind for each in refusal.evidence}
    assert (refusal.state, refusal.tested) == ("carried", True)


def test_a_duty_that_is_neither_carried_out_nor_planned_is_a_fault(sources: Sources) -> None:
    plans = coverage.planned()
    later = {cited: plan for cited, plan in plans.later.items() if cited != "第14条"}
    [fault] = new_faults(sources, replace(plans, later=later))
    assert fault.place == "第14条"


@pytest.mark.parametrize("cited", ["第8条", "第23条", "第8条第2項", "なし", "AMB-1"])
def test_a_plan_for_what_is_carried_out_or_does_not_exist_is_a_fault(sources: Sources, cited: str) -> None:
    plans = coverage.planned()
    [fault] = new_faults(sources, replace(plans, later={**plans.later, cited: NOWHERE}))
    assert cited in fault.place


def test_a_rest_without_a_beginning_is_a_fault(sources: Sources) -> None:
    plans = coverage.planned()
    [fault] = new_faults(sources, replace(plans, part={**plans.part, "第14条": NOWHERE}))
    assert fault.place.endswith("第14条")


def test_a_procedure_that_has_its_diagram_leaves_the_list(sources: Sources) -> None:
    plans = coverage.planned()
    procedures = {**plans.procedures, "correction": Text("補正", "Correction")}
    [fault] = new_faults(sources, replace(plans, procedures=procedures))
    assert "correction" in fault.place


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("第6条第4項・第5項, 第11条第1項", ["第6条第4項", "第6条第5項", "第11条第1項"]),
        ("第4条第1項第2号・第3号", ["第4条第1項第2号", "第4条第1項第3号"]),
        ("民法第140条・第141条・第143条第2項、第9条第1項", ["第9条第1項"]),
        ("個人情報保護法第28条", []),
        ("附則 and AMB-8", ["附則", "AMB-8"]),
        ("no article at all", []),
    ],
)
def test_running_words_name_provisions(words: str, cited: list[str]) -> None:
    assert [str(each) for each in evidence.mentions(words)] == cited


def test_what_names_nothing_is_found_wherever_it_stands(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "app" / "one.py").write_text('def act():\n    """It acts (第23条)."""\n', encoding="utf-8")
    (tmp_path / "tests" / "test_one.py").write_text(
        "import pytest\n\n\n"
        '@pytest.mark.refusal("X12", basis="law", article="第6条第9項")\n'
        "@pytest.mark.article(NAMED_ELSEWHERE)\n"
        "def test_it():\n    pass\n",
        encoding="utf-8",
    )
    found = [*evidence.of_code(tmp_path), *evidence.of_tests(tmp_path)]
    assert [type(each) for each in found] == [evidence.Misread] * 3
    assert found[0].place == "app/one.py:act"


def test_the_command_prints_both_languages_and_json() -> None:
    shown = CliRunner().invoke(main, ["law", "coverage"])
    assert shown.exit_code == 0, shown.output[-600:]
    for words in ("まだ実施していない", "Not yet carried out", "## 第22条 改正 / Amendment"):
        assert words in shown.output
    data = json.loads(CliRunner().invoke(main, ["law", "coverage", "--json"]).output)
    assert data["schema"] == "nintei-coverage/1"
    by_citation = {each["citation"]: each for each in data["provisions"]}
    assert by_citation["第14条"]["state"] == "later"
    assert by_citation["第14条"]["process_to_come"] == "incident"


def test_the_command_fails_where_something_is_wrong(tmp_path: Path) -> None:
    for folder in ("app", "tests", "processes", "forms"):
        (tmp_path / folder).mkdir()
    shown = CliRunner().invoke(main, ["law", "coverage", "--root", str(tmp_path)])
    assert shown.exit_code == 1
    assert "第6条第1項" in shown.output
