"""/metrics: who reads it, what it says, and what it never says; /readyz reads no whole table."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import event, text

from app import assemble, clock
from app.cases import health
from app.cases.runtime import Runtime
from app.outbox import queue
from tests.api.client import token
from tests.api.conftest import Api
from tests.people import people
from tests.walk import Walk

SECRET = "m" * 32


def scraped(api: Api, secret: str | None = None) -> Any:
    secret = secret or token(api.runtime, api.people["operator"], "metrics:read")
    return api.app.test_client().get("/metrics", headers={"Authorization": f"Bearer {secret}"})


def samples(answer: Any) -> dict[tuple[str, tuple[str, ...]], float]:
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_operators_with_the_scope_read_it_and_nobody_else(api: Api) -> None:
    assert scraped(api).status_code == 200
    assert api.app.test_client().get("/metrics").status_code == 401
    for role, scope in (("reviewer", "metrics:read"), ("operator", "work:read")):
        assert scraped(api, token(api.runtime, api.people[role], scope)).status_code == 403


def test_the_installations_own_secret_opens_the_metrics_and_nothing_else(runtime: Runtime) -> None:
    runtime.settings = replace(runtime.settings, metrics_token=SECRET)
    api = Api(assemble(runtime), runtime, people(runtime))
    assert scraped(api, SECRET).status_code == 200
    assert scraped(api, "n" * 32).status_code == 401
    headers = {"Authorization": f"Bearer {SECRET}"}
    assert api.app.test_client().get("/api/v1/work-items", headers=headers).status_code == 401


def test_requests_steps_and_what_waits_are_counted(api: Api) -> None:
    walk = Walk.open(api.runtime, api.people).until("check_completeness")
    api.app.test_client().get("/registry")
    api.of("reviewer").get("/cases/A2026-9999")
    with api.runtime.db.step() as session:
        queue.put(session, "mail", "m1", {})
    found = samples(scraped(api))
    assert found["nintei_requests_total", ("200", "registry.index")] == 1
    assert found["nintei_requests_total", ("404", "cases.show")] == 1
    assert found["nintei_request_seconds_count", ("cases.show",)] == 1
    assert found["nintei_steps_total", ("completed",)] == len(walk.done)
    assert found["nintei_steps_total", ("failed",)] == 0
    assert found["nintei_open_work_items", ("secretariat",)] == 1
    assert found["nintei_outbox_waiting", ()] >= 1
    assert found["nintei_open_incidents", ()] == 0
    assert found["nintei_database_up", ()] == 1


def test_a_step_that_fails_is_counted_and_shown_as_an_open_incident(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk.open(api.runtime, api.people).until("check_completeness")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr("app.cases.records.record", broken)
    answer = api.of("secretariat").post(
        f"/work-items/{walk.item('check_completeness').id}/complete",
        {"answers": {**walk_answers(walk)}},
    )
    assert answer.status_code == 500
    found = samples(scraped(api))
    assert found["nintei_steps_total", ("failed",)] == 1
    assert found["nintei_open_incidents", ()] == 1


def walk_answers(walk: Walk) -> dict[str, Any]:
    from tests import answers

    return answers.usual(walk, "check_completeness").given


def test_no_name_of_a_person_or_case_is_a_label(api: Api) -> None:
    walk = Walk.open(api.runtime, api.people).until("check_completeness")
    api.of("secretariat").get(f"/cases/{walk.case_no}")
    said = scraped(api).text
    for word in (walk.case_no, "青空", "example.jp"):
        assert word not in said


def test_a_probe_reads_no_whole_table_however_much_there_is(api: Api) -> None:
    with api.runtime.db.step() as session:
        for number in range(3 * health.MOST):
            queue.put(session, "mail", f"m{number}", {})
    statements: list[tuple[str, Any]] = []
    event.listen(
        api.runtime.db.engine,
        "before_cursor_execute",
        lambda _c, _cu, statement, values, *_: statements.append((statement, values)),
    )
    with api.runtime.db.read() as session:
        found = health.watched(session)
        health.open_by_role(session)
    assert found["outbox_waiting"] == health.MOST
    asked = [pair for pair in statements if pair[0].startswith("SELECT")]
    assert len(asked) == 6
    with api.runtime.db.engine.connect() as connection:
        for statement, values in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            lines = [row[3] for row in plan]
            whole = [
                line
                for line in lines
                if line.startswith("SCAN") and "USING" not in line and "anon" not in line and "(" not in line
            ]
            assert [line for line in whole if line != "SCAN incident"] == [], (statement, lines)


def test_an_old_untried_side_effect_shows_its_age(api: Api) -> None:
    with api.runtime.db.step() as session:
        queue.put(session, "mail", "m1", {})
        session.execute(
            text("UPDATE outbox SET next_try_at = :at"),
            {"at": (clock.real_now() - timedelta(minutes=5)).replace(tzinfo=None).isoformat(sep=" ")},
        )
    assert 299 <= samples(scraped(api))["nintei_outbox_oldest_age", ()] < 400
