"""Registering, confirming the address and a forgotten password through the pages."""

from datetime import timedelta

import pyotp
import pytest
from bs4 import BeautifulSoup

from app import clock
from app.accounts import passwords, users
from app.store.models.people import AccountToken, User
from tests.web.accounts_app import PASSWORD, Visitor, build, link, mails, person

OTHER = "correct horse battery staple"
HANAKO = {"name": "山田花子", "email": "hanako@example.jp", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture(autouse=True)
def _cheap_passwords():
    passwords.use(passwords.CHEAP)
    yield
    passwords.use(passwords.PasswordHasher())


@pytest.fixture
def app(tmp_path):
    return build(tmp_path)


@pytest.fixture
def visitor(app):
    return Visitor(app)


def main_text(answer):
    return BeautifulSoup(answer.text, "html.parser").main.get_text(" ", strip=True)


def test_a_person_registers_confirms_the_address_and_is_signed_in(app, visitor):
    answer = visitor.send("/sign-up", follow=True, **HANAKO)
    assert "24時間以内" in main_text(answer)
    assert visitor.sign_in("hanako@example.jp").status_code == 422, "the address is not confirmed"
    answer = visitor.send(link(app, "hanako@example.jp"), password=PASSWORD)
    assert answer.location == "/account"
    assert visitor.who() == "山田花子"
    assert "事業者を登録する" in visitor.open("/account").text


def test_who_signs_in_before_confirming_gets_a_new_link_but_not_many(app, visitor):
    visitor.send("/sign-up", **HANAKO)
    first = link(app, "hanako@example.jp")
    assert "10分たってから" in visitor.sign_in("hanako@example.jp").text
    assert len(mails(app)) == 1
    with app.extensions["nintei"].db.step() as database:
        database.query(AccountToken).one().expires_at -= timedelta(minutes=11)
    assert "もう一度送りました" in visitor.sign_in("hanako@example.jp").text
    assert visitor.open(first).status_code == 410
    assert visitor.open(link(app, "hanako@example.jp")).status_code == 200


def test_opening_a_link_does_not_use_it_up(app, visitor):
    visitor.send("/sign-up", **HANAKO)
    path = link(app, "hanako@example.jp")
    for _ in range(3):
        assert visitor.open(path).status_code == 200
    assert visitor.send(path, password=OTHER).status_code == 422
    assert visitor.send(path, password=PASSWORD).status_code == 303
    assert Visitor(app).open(path).status_code == 410


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"name": "あ" * 101},
        {"email": "hanako"},
        {"email": "a@b@c.jp"},
        {"email": "x@example.jp\r\nBcc: y@example.jp"},
        {"password": "short", "again": "short"},
        {"password": "hanako@example.jp", "again": "hanako@example.jp"},
        {"again": OTHER},
    ],
)
def test_what_is_missing_or_weak_is_said_and_what_was_typed_stays(app, visitor, changed):
    answer = visitor.send("/sign-up", **HANAKO | changed)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one(".nt-error") is not None
    assert page.select_one("[aria-invalid]") is not None
    if "email" not in changed:
        assert page.select_one("#email")["value"] == "hanako@example.jp"
    assert PASSWORD not in answer.text
    assert mails(app) == []


def test_registering_a_known_address_answers_like_a_new_one(app, visitor):
    person(app)
    known = visitor.send("/sign-up", follow=True, **HANAKO)
    new = visitor.send("/sign-up", follow=True, **HANAKO | {"email": "jiroko@example.jp"})
    assert main_text(known).replace("hanako@", "X@") == main_text(new).replace("jiroko@", "X@")
    assert [mail["to"] for mail in mails(app)] == ["hanako@example.jp", "jiroko@example.jp"]


def test_a_forgotten_password_answers_the_same_whether_or_not_there_is_an_account(app, visitor):
    person(app)
    known = visitor.send("/forgot", follow=True, email="hanako@example.jp")
    unknown = visitor.send("/forgot", follow=True, email="nobody@example.jp")
    assert main_text(known).replace("hanako@", "X@") == main_text(unknown).replace("nobody@", "X@")
    assert [mail["to"] for mail in mails(app)] == ["hanako@example.jp"]


def test_a_new_password_by_link_signs_every_device_out(app, visitor):
    person(app)
    phone = Visitor(app)
    phone.sign_in("hanako@example.jp")
    visitor.send("/forgot", email="hanako@example.jp")
    path = link(app, "hanako@example.jp")
    assert visitor.send(path, password="short", again="short").status_code == 422
    assert visitor.send(path, password=OTHER, again=OTHER).location == "/sign-in"
    assert phone.who() == "だれでもない"
    assert visitor.open(path).status_code == 410
    assert visitor.sign_in("hanako@example.jp").status_code == 422
    assert visitor.sign_in("hanako@example.jp", OTHER).status_code == 303


def test_a_reset_does_not_pass_by_the_second_factor(app, visitor):
    user_id = person(app, roles=["reviewer"])
    with app.extensions["nintei"].db.step() as database:
        users.set_totp(database, user_id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    visitor.send("/forgot", email="hanako@example.jp")
    visitor.send(link(app, "hanako@example.jp"), password=OTHER, again=OTHER)
    assert visitor.sign_in("hanako@example.jp", OTHER).status_code == 422


@pytest.mark.parametrize("path", ["/verify-email/x", "/reset/x", "/invitation/x"])
def test_a_link_that_was_never_one_answers_like_a_used_one(visitor, path):
    answer = visitor.open(path)
    assert answer.status_code == 410
    assert "このリンクは使えません" in answer.text


def test_an_address_is_mailed_a_few_times_an_hour_only(app):
    person(app)
    for number in range(5):
        visitor = Visitor(app, f"192.0.2.{number}")
        assert visitor.send("/forgot", email="hanako@example.jp").status_code == 303
        assert visitor.send("/sign-up", **HANAKO | {"email": "new@example.jp"}).status_code == 303
    late = Visitor(app, "192.0.2.77")
    assert late.send("/forgot", email="Hanako@example.jp").status_code == 429
    assert late.send("/sign-up", **HANAKO | {"email": "new@example.jp"}).status_code == 429
    assert len(mails(app)) == 10


def test_typing_errors_do_not_use_up_the_mails(app, visitor):
    for _ in range(6):
        assert visitor.send("/sign-up", **HANAKO | {"again": OTHER}).status_code == 422
    assert visitor.send("/sign-up", **HANAKO).status_code == 303


def test_one_computer_has_mails_sent_a_few_times_an_hour_only(app, visitor):
    for number in range(20):
        assert visitor.send("/forgot", email=f"user{number}@example.jp").status_code == 303
    assert visitor.send("/forgot", email="another@example.jp").status_code == 429


@pytest.mark.parametrize("path", ["/sign-up", "/forgot", "/sign-in"])
def test_nothing_is_sent_without_a_token(app, visitor, path):
    assert visitor.client.post(path, data=HANAKO).status_code == 400
    assert mails(app) == []


def test_the_account_page_changes_name_and_language(app, visitor):
    person(app)
    visitor.sign_in("hanako@example.jp")
    assert visitor.send("/account", name="  山田　華子 ", language="en").status_code == 303
    assert visitor.who() == "山田 華子"
    assert 'lang="en"' in visitor.open("/account").text
    assert visitor.send("/account", name=" ").status_code == 422
    assert visitor.send("/account", language="fr").status_code == 422


def test_changing_the_password_needs_the_present_one_and_ends_other_sessions(app, visitor):
    person(app)
    phone = Visitor(app)
    for browser in (visitor, phone):
        browser.sign_in("hanako@example.jp")
    new = {"password": OTHER, "again": OTHER}
    assert visitor.send("/account", to="/account/password", current=OTHER, **new).status_code == 422
    assert visitor.send("/account", to="/account/password", current=PASSWORD, **new).status_code == 303
    assert (visitor.who(), phone.who()) == ("山田花子", "だれでもない")
    assert "変更しました" in mails(app)[-1]["subject"]


def test_a_person_of_a_provider_may_set_up_the_second_factor_and_give_it_up(app, visitor):

    person(app)
    visitor.sign_in("hanako@example.jp")
    secret = BeautifulSoup(visitor.open("/account/totp").text, "html.parser").select_one("main code").text
    code = pyotp.TOTP(secret.replace(" ", "")).at(clock.real_now())
    assert visitor.send("/account/totp", code=code, current=OTHER).status_code == 422
    assert visitor.send("/account/totp", code=code, current=PASSWORD).status_code == 303
    assert Visitor(app).sign_in("hanako@example.jp").status_code == 422
    remove = {"to": "/account/totp/remove"}
    assert visitor.send("/account/totp", current=OTHER, **remove).status_code == 422
    assert visitor.send("/account/totp", current=PASSWORD, **remove).status_code == 303
    assert Visitor(app).sign_in("hanako@example.jp").status_code == 303


def test_staff_do_not_give_up_the_second_factor(tmp_path):
    app = build(tmp_path, demo=True)
    user_id = person(app, roles=["reviewer"])
    visitor = Visitor(app)
    visitor.sign_in("hanako@example.jp")
    token = BeautifulSoup(visitor.open("/account").text, "html.parser").select_one("[name=csrf_token]")
    answer = visitor.client.post(
        "/account/totp/remove", data={"csrf_token": token["value"], "current": PASSWORD}
    )
    assert answer.status_code == 403
    assert user_id


def test_the_pages_of_an_account_send_a_stranger_to_sign_in(visitor):
    for path in ("/account", "/account/totp", "/provider/new", "/provider/1/members"):
        answer = visitor.open(path)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in?next=")


def test_no_secret_is_in_the_log(app, visitor, caplog):
    caplog.set_level("DEBUG")
    visitor.send("/sign-up", **HANAKO)
    path = link(app, "hanako@example.jp")
    visitor.send(path, password=PASSWORD)
    Visitor(app).sign_in("hanako@example.jp", "ちがうパスワードです。")
    with app.extensions["nintei"].db.read() as database:
        stored = database.query(User.password_hash).scalar()
    for secret in (PASSWORD, "ちがうパスワードです。", path.rsplit("/", 1)[-1], stored, "hanako@"):
        assert secret not in caplog.text
