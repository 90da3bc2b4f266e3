"""A whole application through the API alone, each person with a token; answers keep to their schemas."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests import answers
from tests.api.client import Program
from tests.api.conftest import Api
from tests.walk import Walk


def programs(api: Api) -> dict[str, Program]:
    """A program for each role of a lane."""
    roles = ("applicant", "secretariat", "fee_clerk", "reviewer", "decider", "publisher")
    return {role: api.of(role) for role in roles}


def next_item(walk: Walk, by_role: dict[str, Program]) -> tuple[Program, dict[str, Any]]:
    """The first item of the case that waits, and the program of its role, found by the lists alone."""
    for program in by_role.values():
        for item in program.get("/work-items").get_json()["work_items"]:
            if item["case_no"] == walk.case_no:
                return program, item
    raise AssertionError(f"nothing waits: {walk.waiting()}")


def complete(walk: Walk, program: Program, item: dict[str, Any]) -> None:
    """Read the form, hold the usual answers against its schema, and complete."""
    usual = answers.usual(walk, item["node"])
    form = program.get(f"/work-items/{item['id']}/form").get_json()
    Draft202012Validator.check_schema(form["schema"])
    Draft202012Validator(form["schema"]).validate(usual.given)
    done = program.post(
        f"/work-items/{item['id']}/complete",
        {"answers": usual.given, "draft_version": form["draft"]["version"]},
        files=usual.files,
    )
    assert done.status_code == 200, (item["node"], done.get_json())
    walk.runtime.engine.cache.clear()
    walk.settle()


def walked(api: Api) -> list[str]:
    by_role = programs(api)
    started = by_role["applicant"].post(
        "/processes/application/instances",
        {"provider_id": api.people.provider_id, "service_name": "青空チャット"},
    )
    assert started.status_code == 201
    walk = Walk(api.runtime, api.people, started.get_json()["case_no"])
    nodes = []
    while walk.waiting():
        program, item = next_item(walk, by_role)
        nodes.append(item["node"])
        complete(walk, program, item)
    case = by_role["decider"].get(f"/cases/{walk.case_no}").get_json()
    assert (case["result"], case["steps"][-1]["state"]) == ("certified", "done")
    assert [event["seq"] for event in case["events"]] == list(range(1, len(case["events"]) + 1))
    own = by_role["applicant"].get(f"/cases/{walk.case_no}").get_json()
    assert {step["role"] for step in own["steps"]} == {"applicant"}
    assert own["events"] == []
    listed = api.nobody().get("/registry").get_json()
    assert [row["certificate_no"] for row in listed["services"]] == [case["certificate_no"]]
    entry = api.nobody().get(f"/registry/{case['certificate_no']}").get_json()
    assert entry["service_name"] == "青空チャット"
    assert len(entry["disclosures"]) > 100
    return nodes


@pytest.mark.slow
def test_an_application_goes_from_filing_to_the_registry_by_the_api_alone(api_on_both: Api) -> None:
    nodes = walked(api_on_both)
    assert nodes[0] == "fill_form_a"
    assert {"check_completeness", "match_payment", "assess_items", "decide"} <= set(nodes)


def test_who_reviewed_cannot_decide_by_the_api_either(api: Api) -> None:
    walk = Walk.open(api.runtime, api.people).until("assess_items")
    for node in ("assess_items", "summarise_review"):
        walk.do(node, by=api.people["reviewing_decider"])
    walk.do("consider_hearing")
    item = walk.item("decide").id
    both = api.of("reviewing_decider")
    assert item not in [each["id"] for each in both.get("/work-items").get_json()["work_items"]]
    refused = both.post(f"/work-items/{item}/complete", {"answers": {"decision": "certified"}})
    assert refused.status_code == 403
    assert "相互けん制" in refused.get_json()["detail"]
    assert "decide" in walk.waiting()
