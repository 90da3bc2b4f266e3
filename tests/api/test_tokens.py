"""Tokens: what opens a door of the API, and what does not."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.accounts import api_tokens, users
from app.accounts.refused import RefusedError
from app.api.doors import DOORS
from app.store.models.api import ApiToken
from app.store.models.people import User, UserRole
from app.web.session import Ticket
from tests.api.client import Program, token
from tests.api.conftest import Api

NEEDS_A_TOKEN = ["/work-items", "/work-items/1", "/work-items/1/form", "/cases/A2026-0001"]


def change(api: Api, **values: object) -> None:
    with api.runtime.db.step() as session:
        session.execute(update(ApiToken).values(**values))


@pytest.mark.parametrize("path", NEEDS_A_TOKEN)
def test_without_a_token_the_doors_are_closed_and_say_how_to_open_them(api: Api, path: str) -> None:
    answer = api.nobody(language="en").get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="nintei"'
    assert "account page" in answer.get_json()["detail"]


def test_a_token_acts_with_the_roles_of_its_person_at_that_moment(api: Api) -> None:
    reviewer, who = api.of("reviewer"), api.people["reviewer"]
    assert reviewer.post("/work-items/1/claim").status_code == 404
    with api.runtime.db.step() as session:
        user = session.get_one(User, who.user_id)
        users.revoke(session, user, "reviewer")
    assert reviewer.post("/work-items/1/claim").status_code == 403
    assert reviewer.get("/work-items").get_json()["work_items"] == []


def test_the_token_of_a_deactivated_person_dies_at_once(api: Api) -> None:
    reviewer = api.of("reviewer")
    assert reviewer.get("/work-items").status_code == 200
    with api.runtime.db.step() as session:
        users.deactivate(session, api.people["reviewer"].user_id)
    assert reviewer.get("/work-items").status_code == 401


def test_an_expired_and_a_revoked_token_open_nothing(api: Api) -> None:
    reviewer, who = api.of("reviewer"), api.people["reviewer"]
    change(api, expires_at=clock.real_now() - timedelta(seconds=1))
    assert reviewer.get("/work-items").status_code == 401
    change(api, expires_at=clock.real_now() + timedelta(days=1))
    assert reviewer.get("/work-items").status_code == 200
    with api.runtime.db.step() as session:
        token_id = api_tokens.listed(session, who.user_id)[0].id
        assert not api_tokens.revoke(session, api.people["decider"].user_id, token_id)
        assert api_tokens.revoke(session, who.user_id, token_id)
    answer = reviewer.get("/work-items")
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]


def test_a_refused_token_is_refused_at_public_doors_too(api: Api) -> None:
    assert Program(api.app, "nintei_wrong").get("/registry").status_code == 401
    assert api.nobody().get("/registry").status_code == 200


def test_a_token_opens_only_what_its_scopes_name(api: Api) -> None:
    narrow = api.of("reviewer", "case:read")
    answer = narrow.get("/work-items")
    assert answer.status_code == 403
    assert answer.get_json()["scope"] == "work:read"
    assert narrow.get("/cases/A2026-9999").status_code == 404


def test_every_scope_is_needed_somewhere_and_every_door_asks_for_a_known_one() -> None:
    assert {door.scope for door in DOORS.values()} - {None} == set(api_tokens.SCOPES)


def test_only_the_hash_of_a_token_is_kept(api: Api) -> None:
    secret = token(api.runtime, api.people["reviewer"])
    with api.runtime.db.read() as session:
        row = session.scalars(select(ApiToken)).one()
    assert secret.startswith(row.prefix)
    assert len(secret) - len(row.prefix) >= 38
    assert secret not in {str(value) for value in vars(row).values()}


def test_a_cookie_opens_nothing_of_the_api(api: Api) -> None:
    client, who = api.app.test_client(), api.people["reviewer"]
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(Ticket(who.user_id, 0, int(clock.real_now().timestamp())))
    assert client.get("/inbox").status_code == 200
    assert client.get("/api/v1/work-items").status_code == 401
    assert client.post("/api/v1/work-items/1/claim").status_code == 401


def test_a_token_opens_no_page(api: Api) -> None:
    headers = {"Authorization": f"Bearer {token(api.runtime, api.people['reviewer'])}"}
    client = api.app.test_client()
    assert client.get("/api/v1/work-items", headers=headers).status_code == 200
    answer = client.get("/inbox", headers=headers)
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["Location"]


def test_the_api_asks_for_no_csrf_token_and_sets_no_cookie(api: Api) -> None:
    api.app.config["WTF_CSRF_ENABLED"] = True
    answer = api.of("applicant").post(
        "/processes/application/instances",
        {"provider_id": api.people.provider_id, "service_name": "青空チャット"},
    )
    assert answer.status_code == 201
    assert "Set-Cookie" not in answer.headers


def test_too_many_refused_tokens_close_the_door_to_that_address(api: Api) -> None:
    wrong = Program(api.app, "nintei_wrong")
    assert [wrong.get("/work-items").status_code for _ in range(30)] == [401] * 30
    answer = wrong.get("/work-items")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 901
    good = api.of("reviewer")
    assert good.get("/work-items").status_code == 429
    good.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert good.get("/work-items").status_code == 200
    assert api.nobody().get("/registry").status_code == 200


def test_staff_without_a_second_factor_are_let_in_only_in_the_demo(api: Api) -> None:
    secret, demo = token(api.runtime, api.people["reviewer"]), []
    for is_demo in (True, False):
        found = api_tokens.bearer(api.runtime.db, secret, clock.today(), demo=is_demo)
        demo.append(found is not None)
    assert demo == [True, False]
    applicant = token(api.runtime, api.people["applicant"])
    assert api_tokens.bearer(api.runtime.db, applicant, clock.today(), demo=False) is not None


def test_a_read_does_not_write_the_last_use_each_time(api: Api) -> None:
    reviewer = api.of("reviewer")
    reviewer.get("/work-items")
    with api.runtime.db.read() as session:
        first = session.scalar(select(ApiToken.last_used_at))
    reviewer.get("/work-items")
    with api.runtime.db.read() as session:
        assert first is not None
        assert session.scalar(select(ApiToken.last_used_at)) == first


def test_no_token_stands_in_a_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = token(api.runtime, api.people["reviewer"])
    Program(api.app, secret).get("/work-items")
    Program(api.app, "nintei_quite-wrong").get("/work-items")
    Program(api.app, secret).post("/work-items/1/complete", {"answers": []})
    assert secret not in caplog.text
    assert "quite-wrong" not in caplog.text


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", ["work:read"], 30, "name"),
        ("x" * 101, ["work:read"], 30, "name"),
        ("x", [], 30, "scopes"),
        ("x", ["everything"], 30, "scopes"),
        ("x", ["work:read"], 366, "days"),
        ("x", ["work:read"], 0, "days"),
    ],
)
def test_a_token_without_name_scope_or_end_is_not_made(
    api: Api, name: str, scopes: list[str], days: int, field: str
) -> None:
    with api.runtime.db.step() as session, pytest.raises(RefusedError) as refused:
        api_tokens.create(session, api.people["reviewer"].user_id, name=name, scopes=scopes, days=days)
    assert refused.value.field == field


def test_a_person_has_a_bounded_number_of_live_tokens(api: Api) -> None:
    for _ in range(api_tokens.MOST):
        token(api.runtime, api.people["reviewer"])
    with pytest.raises(RefusedError):
        token(api.runtime, api.people["reviewer"])
    change(api, revoked_at=clock.real_now())
    assert token(api.runtime, api.people["reviewer"])


def test_a_role_given_later_counts_without_a_new_token(api: Api) -> None:
    stranger = api.of("stranger")
    assert stranger.post("/work-items/1/claim").status_code == 403
    with api.runtime.db.step() as session:
        session.add(UserRole(user_id=api.people["stranger"].user_id, role="reviewer"))
    assert stranger.post("/work-items/1/claim").status_code == 404
