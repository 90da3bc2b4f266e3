"""Every endpoint has its guard, and a GET never writes."""

import pytest

from app.accounts.api_tokens import SCOPES
from app.api.doors import DOORS
from app.web import guards
from tests.architecture.conftest import Served, everybody


def test_every_endpoint_has_a_guard_and_every_guard_an_endpoint(served: Served) -> None:
    endpoints = {rule.endpoint for rule in served.app.url_map.iter_rules()}
    assert endpoints - guards.GUARDS.keys() == set(), "endpoints that answer 403 to everybody"
    assert guards.GUARDS.keys() - endpoints == set(), "guards of endpoints that are gone"


def test_every_endpoint_of_the_api_has_a_door_and_every_door_an_endpoint(served: Served) -> None:
    endpoints = {rule.endpoint for rule in served.app.extensions["nintei.api"].url_map.iter_rules()}
    assert endpoints - DOORS.keys() == set(), "endpoints that answer 403 to everybody"
    assert DOORS.keys() - endpoints == set(), "doors of endpoints that are gone"
    assert {door.scope for door in DOORS.values() if door.scope} == SCOPES.keys()


def test_every_guard_says_whom_it_lets_in() -> None:
    assert [name for name, guard in guards.GUARDS.items() if not guard.__doc__] == []
    assert [name for name, door in DOORS.items() if not door.guard.__doc__] == []


def test_an_endpoint_without_a_guard_answers_403(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(guards.GUARDS, "registry.index")
    for viewer in everybody(served).values():
        assert served.ask(served.browser(viewer), "/registry").status == 403


def test_an_endpoint_of_the_api_without_a_door_answers_403(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(DOORS, "registry.index")
    for viewer in everybody(served).values():
        assert served.ask(served.browser(viewer), "/api/v1/registry").status == 403


# The first answers 404 outside the demo, the second 503 while no worker reports.
NEVER_OPEN = {"/demo", "/demo/mail", "/readyz"}


def plain_pages(served: Served) -> list[str]:
    """The addresses of pages that take no argument."""
    return sorted(
        rule.rule for rule in served.rules() if "GET" in (rule.methods or ()) and not rule.arguments
    )


def test_no_page_writes_when_it_is_read(served: Served) -> None:
    wrote, broke, opened = [], [], set()
    for name, viewer in everybody(served).items():
        for path in plain_pages(served):
            answer = served.ask(served.browser(viewer), path)
            if answer.written:
                wrote.append((name, path, answer.written))
            if answer.status >= 500 and path != "/readyz":
                broke.append((name, path, answer.status))
            if answer.status == 200:
                opened.add(path)
    assert (wrote, broke) == ([], [])
    closed = {path for path in plain_pages(served) if path not in opened and path not in NEVER_OPEN}
    assert closed == set(), "pages that nobody could open"
