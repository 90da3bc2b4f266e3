"""The OpenAPI description and the application say the same."""

import re

from openapi_spec_validator import validate

from app.accounts.api_tokens import SCOPES
from app.api.description import description
from app.api.doors import DOORS
from app.api.problems import KINDS
from tests.api.conftest import Api


def test_the_description_is_valid_openapi(api: Api) -> None:
    found = api.nobody().get("/openapi.json").get_json()
    assert found["openapi"].startswith("3.1")
    validate(found)


def test_every_endpoint_is_described_and_everything_described_is_there(api: Api) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower(), rule.endpoint)
        for rule in api.app.extensions["nintei.api"].url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {
        (path, method, operation["operationId"])
        for path, item in description()["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }
    assert described == served


def test_the_description_names_the_scope_that_the_door_asks_for() -> None:
    for item in description()["paths"].values():
        for method, operation in item.items():
            if method == "parameters":
                continue
            door = DOORS[operation["operationId"]]
            if door.scope is None:
                assert {} in operation["security"]
            else:
                assert operation["security"] == [{"bearer": []}]
                assert f"`{door.scope}`" in operation["description"]
    for scope in SCOPES:
        assert f"`{scope}`" in description()["components"]["securitySchemes"]["bearer"]["description"]


def test_every_kind_of_problem_has_a_status_that_operations_describe() -> None:
    described = {
        int(status)
        for item in description()["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
        for status in operation["responses"]
    }
    # 405 belongs to no operation: it is the answer where there is none.
    assert {kind.status for kind in KINDS.values()} - described == {405}
    assert all(text.ja and text.en for kind in KINDS.values() for text in (kind.title, kind.detail))
