"""What is sent and asked for: problems, repeated requests, drafts, files, pages of the list."""

import threading
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from app.cases import answering
from app.cases.answering import Post
from app.store.models.cases import Case
from app.store.models.procedures import Submission, WorkItem
from tests import answers
from tests.api.conftest import Api
from tests.walk import Walk


def rows(api: Api, role: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.of(role).get(f"/work-items{query}").get_json()["work_items"]
    return found


def paid(api: Api) -> Walk:
    return Walk.open(api.runtime, api.people).until("check_completeness")


def test_an_application_is_started_once_however_often_it_is_sent(api_on_both: Api) -> None:
    api = api_on_both
    program, wanted = (
        api.of("applicant"),
        {"provider_id": api.people.provider_id, "service_name": "青空チャット"},
    )
    first = program.post("/processes/application/instances", wanted, Idempotency_Key="k-1")
    again = program.post("/processes/application/instances", wanted, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = program.post(
        "/processes/application/instances", {**wanted, "service_name": "別"}, Idempotency_Key="k-1"
    )
    assert other.status_code == 422
    assert other.get_json()["type"].endswith("/key-reused")
    # Another person's key is another key.
    colleague = api.of("colleague").post(
        "/processes/application/instances", {**wanted, "service_name": "別"}, Idempotency_Key="k-1"
    )
    assert colleague.status_code == 201
    with api.runtime.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 2


def test_a_completion_that_is_sent_again_gets_its_first_answer(api: Api) -> None:
    walk = paid(api)
    item, program = walk.item("check_completeness").id, api.of("secretariat")
    body = {"answers": answers.usual(walk, "check_completeness").given}
    first = program.post(f"/work-items/{item}/complete", body, Idempotency_Key="k")
    again = program.post(f"/work-items/{item}/complete", body, Idempotency_Key="k")
    without = program.post(f"/work-items/{item}/complete", body)
    assert [each.status_code for each in (first, again, without)] == [200, 200, 409]
    assert first.get_json() == again.get_json()


def test_a_refused_completion_is_judged_again_under_its_key(api: Api) -> None:
    walk = paid(api)
    item, program = walk.item("check_completeness").id, api.of("secretariat")
    body = {"answers": answers.usual(walk, "check_completeness").given}
    assert program.post(f"/work-items/{item}/complete", {}, Idempotency_Key="k").status_code == 422
    assert program.post(f"/work-items/{item}/complete", body, Idempotency_Key="k").status_code == 200


def test_the_same_key_at_the_same_instant_does_the_step_once(api_on_both: Api) -> None:
    api = api_on_both
    walk = paid(api)
    item = walk.item("check_completeness").id
    body = {"answers": answers.usual(walk, "check_completeness").given}
    found: list[tuple[int, Any]] = []
    programs = [api.of("secretariat") for _ in range(4)]
    gate = threading.Barrier(len(programs))

    def send(number: int) -> None:
        gate.wait()
        answer = programs[number].post(f"/work-items/{item}/complete", body, Idempotency_Key="k")
        found.append((answer.status_code, answer.get_json()))

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(programs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [status for status, _ in found] == [200] * 4, found
    assert all(answer == found[0][1] for _, answer in found)
    with api.runtime.db.read() as session:
        count = select(func.count()).select_from(Submission).where(Submission.work_item_id == item)
        assert session.scalar(count) == 1


def test_a_name_that_the_form_does_not_have_is_refused_by_its_pointer(api: Api) -> None:
    walk = paid(api)
    item, program = walk.item("check_completeness").id, api.of("secretariat")
    usual = answers.usual(walk, "check_completeness").given
    for name in ("assignee", "_fit_rest", "_add", "csrf_token", "decide.decision"):
        answer = program.post(f"/work-items/{item}/complete", {"answers": {**usual, name: "x"}})
        assert answer.status_code == 422, name
        assert answer.get_json()["errors"][0]["pointer"] == f"/{name}"
    assert program.post(f"/work-items/{item}/complete", {"answers": usual, "lane": 1}).status_code == 422
    assert "check_completeness" in walk.waiting()


def test_complaints_name_the_field_in_both_languages(api: Api) -> None:
    walk = paid(api)
    answer = api.of("secretariat", language="en").post(
        f"/work-items/{walk.item('check_completeness').id}/complete", {"answers": {}}
    )
    assert answer.status_code == 422
    problem = answer.get_json()
    assert problem["title"] == "Check the answers"
    assert answer.headers["Content-Language"] == "en"
    fields = {line["field"] for line in problem["errors"]}
    assert {"form_ok", "result"} <= fields
    assert all(line["message"]["ja"] and line["message"]["en"] for line in problem["errors"])
    assert all(line["pointer"] == f"/{line['field']}" for line in problem["errors"])


def test_the_language_of_a_problem_is_japanese_unless_english_is_asked_for(api: Api) -> None:
    for wished, title in (("", "見つかりません"), ("fr", "見つかりません"), ("en-GB,ja;q=0.5", "Not found")):
        answer = api.of("reviewer", language=wished).get("/cases/A2026-9999")
        assert answer.get_json()["title"] == title


def test_what_the_law_refuses_carries_its_refusal_and_article(api: Api) -> None:
    walk = Walk.open(api.runtime, api.people)
    answer = api.of("applicant").post(
        "/processes/application/instances",
        {"provider_id": api.people.provider_id, "service_name": "青空チャット"},
    )
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["refusal"] == "X8"
    assert walk.case_no in answer.get_json()["detail"]


def test_a_draft_that_somebody_saved_is_not_overwritten_unseen(api: Api) -> None:
    walk = paid(api)
    item, program = walk.item("check_completeness").id, api.of("secretariat")
    usual = answers.usual(walk, "check_completeness").given
    answering.save_draft(
        api.runtime,
        api.people["secretariat"],
        item,
        Post(walk.post("check_completeness", {"result": "complete"}).fields, None, 0),
    )
    answer = program.post(f"/work-items/{item}/complete", {"answers": usual})
    assert answer.status_code == 409
    assert answer.get_json()["draft_version"] == 1
    draft = program.get(f"/work-items/{item}/form").get_json()["draft"]
    assert (draft["version"], draft["answers"]["result"]) == (1, "complete")
    answer = program.post(f"/work-items/{item}/complete", {"answers": usual, "draft_version": 1})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("data", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"answers": NaN}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"answers": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"a=b", "application/x-www-form-urlencoded", 415),
        (b"<a/>", "text/xml", 415),
        (b'{"answers": []}', "application/json", 422),
        (b'{"answers": {}, "draft_version": -1}', "application/json", 422),
        (b"x" * (23 * 1024 * 1024), "application/json", 413),
    ],
)
def test_what_cannot_be_read_is_answered_with_a_problem(
    api: Api, data: bytes, kind: str, status: int
) -> None:
    walk, program = paid(api), api.of("secretariat")
    path = f"/api/v1/work-items/{walk.item('check_completeness').id}/complete"
    answer = program.client.post(path, data=data, content_type=kind, headers=program.headers)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["status"] == status


def test_an_unknown_address_and_a_wrong_method_answer_with_problems(api: Api) -> None:
    program = api.of("reviewer")
    assert program.get("/nothing").get_json()["type"].endswith("/not-found")
    answer = program.post("/work-items")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert api.app.test_client().get("/nothing").mimetype == "text/html"


def test_an_unexpected_failure_tells_its_number_and_nothing_else(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("山田花子の秘密")

    monkeypatch.setattr("app.store.reading.cases.find", broken)
    answer = api.of("reviewer").get("/cases/A2026-0001")
    assert answer.status_code == 500
    assert answer.get_json()["incident"] in caplog.text
    assert "秘密" not in answer.text + caplog.text


def test_the_list_is_the_inbox_of_that_person_page_by_page(api: Api) -> None:
    walks = [
        Walk.open(api.runtime, api.people, service=f"青空{n}").until("check_completeness") for n in range(3)
    ]
    with api.runtime.db.step() as session:
        for walk, day in zip(walks, (9, 7, 8), strict=True):
            session.execute(
                update(WorkItem)
                .where(WorkItem.id == walk.item("check_completeness").id)
                .values(due_on=date(2026, 12, day))
            )
    program, seen, path = api.of("secretariat"), [], "/work-items?limit=1"
    for _ in range(9):
        page = program.get(path).get_json()
        seen += [row["case_no"] for row in page["work_items"] if row["node"] == "check_completeness"]
        if page["next"] is None:
            break
        path = f"/work-items?limit=1&cursor={page['next']}"
    assert seen == [walks[1].case_no, walks[2].case_no, walks[0].case_no]
    assert rows(api, "reviewer") == []
    due = rows(api, "secretariat", "?due_from=2026-12-08&due_until=2026-12-08")
    assert [row["case_no"] for row in due] == [walks[2].case_no]
    assert rows(api, "secretariat", "?role=reviewer") == []
    assert rows(api, "secretariat", "?process=publication") == []
    assert rows(api, "stranger") == []


def test_claimed_items_move_from_the_group_to_their_person(api: Api) -> None:
    walk = paid(api)
    item, mine, other = (
        walk.item("check_completeness").id,
        api.of("secretariat"),
        api.of("second_secretariat"),
    )
    claimed = mine.post(f"/work-items/{item}/claim").get_json()
    assert (claimed["mine"], claimed["assignee"]) == (True, "secretariat")
    assert [row["id"] for row in rows(api, "secretariat", "?state=mine")] == [item]
    assert rows(api, "second_secretariat") == []
    assert other.post(f"/work-items/{item}/claim").status_code in {403, 404}
    assert mine.post(f"/work-items/{item}/release").get_json()["assignee"] is None
    assert [row["id"] for row in rows(api, "second_secretariat", "?state=group")] == [item]
    walk.do("check_completeness")
    assert item in [row["id"] for row in rows(api, "secretariat", "?state=done")]
    assert mine.post(f"/work-items/{item}/claim").status_code == 409


@pytest.mark.parametrize(
    "query",
    [
        "?state=all",
        "?due_from=1.1.2026",
        "?limit=0",
        "?limit=201",
        "?limit=x",
        "?cursor=x",
        "?cursor=MS4x.",
        "?q=1",
    ],
)
def test_a_filter_that_is_not_one_is_refused(api: Api, query: str) -> None:
    assert api.of("reviewer").get(f"/work-items{query}").status_code == 400


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.slow
def test_no_answers_whatever_break_a_completion(api: Api) -> None:
    """Every body ends in a described refusal: never in a failure, and never in a step that is done."""
    walk = paid(api)
    item, program = walk.item("check_completeness").id, api.of("secretariat")
    names = st.sampled_from(["form_ok", "result", "note", "items", "defects", "_add", ""]) | st.text(
        max_size=8
    )

    @settings(max_examples=60, deadline=None)
    @given(st.dictionaries(names, JUNK, max_size=5))
    def sent(found: dict[str, Any]) -> None:
        found.pop("result", None)
        answer = program.post(f"/work-items/{item}/complete", {"answers": found})
        assert answer.status_code in {400, 422}

    sent()
    assert "check_completeness" in walk.waiting()


def test_the_secretariat_gives_an_item_to_somebody_who_may_do_it(api_on_both: Api) -> None:
    api = api_on_both
    walk = Walk.open(api.runtime, api.people).until("judge_bar")
    item, office = walk.item("judge_bar").id, api.of("secretariat")
    found = office.get(f"/work-items/{item}/candidates").get_json()["candidates"]
    assert {each["id"] for each in found} == {
        api.people[who].user_id for who in ("reviewer", "second_reviewer", "reviewing_decider")
    }
    to, other = api.people["second_reviewer"].user_id, api.people["fee_clerk"].user_id
    for body, pointer in (
        ({"to": to}, "/reason"),
        ({"to": to, "reason": " "}, "/reason"),
        ({"reason": "休暇のため"}, "/to"),
        ({"to": other, "reason": "休暇のため"}, "/to"),
        ({"to": to, "reason": "休暇のため", "role": "x"}, "/role"),
    ):
        refused = office.post(f"/work-items/{item}/assign", body)
        assert refused.status_code == 422
        assert [each["pointer"] for each in refused.get_json()["errors"]] == [pointer]
    given = office.post(f"/work-items/{item}/assign", {"to": to, "reason": "休暇のため"})
    assert given.get_json() == {"work_item": item, "assignee": to}
    assert walk.item("judge_bar").assignee_id == to
    assert item in [each["id"] for each in rows(api, "second_reviewer", "?state=mine")]


def test_assigning_takes_its_own_scope_and_role(api: Api) -> None:
    walk = Walk.open(api.runtime, api.people).until("judge_bar")
    item, body = walk.item("judge_bar").id, {"to": api.people["reviewer"].user_id, "reason": "x"}
    for program in (api.of("secretariat", "work:complete"), api.of("decider"), api.of("reviewer")):
        assert program.post(f"/work-items/{item}/assign", body).status_code == 403
        assert program.get(f"/work-items/{item}/candidates").status_code == 403
    assert api.of("secretariat").post("/work-items/99999/assign", body).status_code == 404
    assert walk.item("judge_bar").assignee_id is None
