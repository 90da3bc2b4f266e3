"""Tokens of the API on one's own account: made with the password, shown once, revoked at once."""

from sqlalchemy import select

from app import assemble
from app.cases.runtime import Runtime
from app.store.models.api import ApiToken
from tests.people import people
from tests.web.accounts_app import PASSWORD, Visitor, person

ASKED = {"name": "夜間の集計", "scopes": ["case:read", "work:read"], "days": "90"}


def visitor(runtime: Runtime, email: str = "hanako@example.jp", **more: object) -> Visitor:
    app = assemble(runtime)
    person(app, email, **more)
    found = Visitor(app)
    found.sign_in(email)
    return found


def secret_of(text: str) -> str:
    from bs4 import BeautifulSoup

    shown = BeautifulSoup(text, "html.parser").select_one(".nt-notice--success code")
    assert shown is not None
    return shown.get_text()


def test_a_token_is_shown_once_works_and_is_revoked_at_once(runtime: Runtime) -> None:
    people(runtime)
    who = visitor(runtime)
    made = who.send("/account/tokens", **ASKED, current=PASSWORD)
    secret = secret_of(made.text)
    later = who.open("/account/tokens").text
    assert secret not in later
    assert secret[:12] in later
    program = who.app.test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/work-items", headers=headers).status_code == 200
    with runtime.db.read() as session:
        number = session.scalar(select(ApiToken.id))
    who.send("/account/tokens", to=f"/account/tokens/{number}/revoke")
    assert program.get("/api/v1/work-items", headers=headers).status_code == 401
    assert "失効済み" in who.open("/account/tokens").text


def test_no_token_is_made_without_the_password_or_a_scope(runtime: Runtime) -> None:
    who = visitor(runtime)
    for fields in ({**ASKED, "current": "wrong"}, {**ASKED, "scopes": [], "current": PASSWORD}):
        assert who.send("/account/tokens", **fields).status_code == 422
    with runtime.db.read() as session:
        assert session.scalars(select(ApiToken)).all() == []


def test_metrics_are_offered_to_operators_only(runtime: Runtime) -> None:
    assert "metrics:read" not in visitor(runtime).open("/account/tokens").text
    assert (
        "metrics:read" in visitor(runtime, "op@example.jp", roles=["operator"]).open("/account/tokens").text
    )


def test_nobody_revokes_the_token_of_somebody_else(runtime: Runtime) -> None:
    hanako = visitor(runtime)
    hanako.send("/account/tokens", **ASKED, current=PASSWORD)
    with runtime.db.read() as session:
        number = session.scalar(select(ApiToken.id))
    taro = visitor(runtime, "taro@example.jp")
    taro.send("/account/tokens", **ASKED, current=PASSWORD)
    assert taro.send("/account/tokens", to=f"/account/tokens/{number}/revoke").status_code == 404
    with runtime.db.read() as session:
        assert session.get_one(ApiToken, number).revoked_at is None
