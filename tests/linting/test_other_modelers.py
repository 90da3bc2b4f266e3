"""Diagrams as other modelers write them are refused with what to do, or run as they are drawn."""

import re
from pathlib import Path

import pytest

from app.cases.linting import Finding, judge
from tests.engine.conftest import sqlite
from tests.engine.sketch import Bench
from tests.linting.examples import ACTS, with_forms

__all__ = ["sqlite"]

DIAGRAMS = Path(__file__).parent / "modelers"


def diagram(name: str) -> str:
    return (DIAGRAMS / f"{name}.bpmn").read_text(encoding="utf-8")


def findings(name: str) -> dict[str, Finding]:
    """The findings by rule and element; every one says in Japanese and English what to do."""
    text = diagram(name)
    found = judge(with_forms(text), ACTS)
    for finding in found:
        assert re.search("[ぁ-ん].*。$", finding.ja)
        assert finding.en.endswith((".", "。"))
    return {f"{finding.rule} {finding.node}": finding for finding in found}


REFUSED = {
    # Camunda 7: forms, people and listeners stand in attributes that nothing here would follow.
    "camunda_attributes": {
        "foreign_instruction review_order": "camunda:",
        "foreign_instruction charge_card": "camunda:class",
    },
    # Camunda 7 without its attributes: conditions are in its own language.
    "camunda_conditions": {"expression approved__shipped": "${approved}"},
    # Camunda 8: the kind of a user task, job types and mappings are extension elements.
    "zeebe": {
        "foreign_instruction review_order": "zeebe:userTask",
        "foreign_instruction charge_card": "zeebe:taskDefinition",
    },
    # bpmn.io: what one gets by drawing and naming, with generated ids and tasks of no kind.
    "bpmn_io": {"element Activity_0x1y2z3": "種類のないタスク"},
    "bpmn_io_ids": {
        "id_form StartEvent_1": "小文字",
        "id_form Activity_0x1y2z3": "小文字",
        "id_form Event_04kq8vt": "小文字",
    },
    # Signavio: a picture for people, two pools in one file, messages between them.
    "signavio_picture": {"executable example": "isExecutable"},
    "signavio_pools": {
        "element sid_order_sent": "メッセージフロー",
        "element sid_note": "注釈",
    },
    # SpiffArena: scripts around steps, and what it shows to people in Markdown.
    "spiffarena": {
        "element prepare": "preScript",
        "element ask": "instructionsForEndUser",
    },
    # An overdue timer in Python notation, as plain SpiffWorkflow wants it, is text of FEEL too: it runs.
    # The bare notation of the standard is not.
    "standard_timers": {"timer deadline": "P14D"},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_another_engine_is_told_is_refused_and_named(name: str) -> None:
    found = findings(name)
    assert found.keys() == REFUSED[name].keys(), found
    for key, words in REFUSED[name].items():
        assert words in found[key].ja


def test_a_diagram_of_bpmn_io_with_colours_is_run_as_it_is_drawn(sqlite: Bench) -> None:
    text = diagram("runs_bpmn_io")
    assert judge(with_forms(text), ACTS) == []
    sqlite.publish(text).start("example")
    assert sqlite.waiting == ["check_order"]
    sqlite.do("check_order", choice="yes")
    assert sqlite.waiting == ["ship"]
    assert sqlite.do("ship").status == "completed"
    sqlite.start("example").do("check_order", choice="no")
    assert (sqlite.waiting, sqlite.status) == ([], "completed")


def test_a_diagram_of_signavio_with_its_notes_is_run_as_it_is_drawn(sqlite: Bench) -> None:
    text = diagram("runs_signavio")
    assert judge(with_forms(text), ACTS) == []
    sqlite.publish(text).start("example")
    assert sorted(sqlite.waiting) == ["ask_buyer", "ask_seller"]
    sqlite.do("ask_seller")
    assert sqlite.status == "running"
    assert sqlite.do("ask_buyer").status == "completed"


def test_every_refused_example_is_there() -> None:
    runs = {"runs_bpmn_io", "runs_signavio"}
    assert {path.stem for path in DIAGRAMS.glob("*.bpmn")} == runs | REFUSED.keys()
