"""Signing in and out through the pages."""

from datetime import timedelta

import pyotp
import pytest
from bs4 import BeautifulSoup

from app import clock
from app.accounts import passwords, users
from app.store.models.people import User
from app.web.session import Ticket, expired_user_id, local
from tests.web.accounts_app import PASSWORD, Visitor, build, person


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


def test_a_person_signs_in_and_comes_to_the_page_they_wanted(app, visitor):
    person(app)
    wanted = visitor.open("/tasks/5?parked=abc&tab=2")
    assert wanted.status_code == 303
    answer = visitor.send(wanted.location, email="hanako@example.jp", password=PASSWORD)
    assert answer.location == "/tasks/5?parked=abc&tab=2"
    assert visitor.open(answer.location).text == "山田花子 5"


@pytest.mark.parametrize(
    "address", ["/tasks/5?q=%E5%AF%A9%20%E6%9F%BB&a=%26", "/tasks/5?a=1&a=2", "/tasks/5"]
)
def test_the_way_back_keeps_the_query_as_it_was(app, visitor, address):
    person(app)
    answer = visitor.send(visitor.open(address).location, email="hanako@example.jp", password=PASSWORD)
    assert answer.location == address


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/ok\\..\\evil",
        "javascript:alert(1)",
        "/\tevil",
        "/%0d%0aSet-Cookie:x\r\n",
        "evil",
        "",
        None,
    ],
)
def test_a_way_back_that_leads_elsewhere_leads_home(app, visitor, address):
    person(app)
    assert local(address) == "/"
    answer = visitor.client.get("/sign-in", query_string={"next": address} if address else {})
    assert BeautifulSoup(answer.text, "html.parser").select_one("#next")["value"] == "/"
    assert visitor.sign_in("hanako@example.jp", next=address or "").location == "/"


def test_every_failure_reads_the_same(app, visitor):
    person(app)
    person(app, "taro@example.jp", "太郎")
    with app.extensions["nintei"].db.step() as database:
        users.deactivate(database, database.query(User).filter_by(email="taro@example.jp").one().id)
    answers = [
        visitor.sign_in("hanako@example.jp", "ちがうパスワードです。"),
        visitor.sign_in("nobody@example.jp"),
        visitor.sign_in("taro@example.jp"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({BeautifulSoup(a.text, "html.parser").select_one('[role="alert"]').text for a in answers}) == 1


def test_the_password_is_never_sent_back(app, visitor):
    assert "ちがうパスワードです。" not in visitor.sign_in("hanako@example.jp", "ちがうパスワードです。").text


def test_the_cookie_is_hidden_from_scripts_and_other_sites(tmp_path):
    app = build(tmp_path, secure_cookies=True)
    person(app)
    answer = app.test_client().get("/sign-in", base_url="https://nintei.example")
    cookie = answer.headers["Set-Cookie"]
    for part in ("__Host-nintei=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_signing_out_needs_a_post_with_a_token(app, visitor):
    person(app)
    visitor.sign_in("hanako@example.jp")
    assert visitor.client.get("/sign-out").status_code == 405
    assert visitor.client.post("/sign-out").status_code == 400
    assert visitor.who() == "山田花子"


def test_signing_out_leaves_nobody(app, visitor):
    person(app)
    visitor.sign_in("hanako@example.jp")
    token = BeautifulSoup(visitor.open("/account").text, "html.parser").select_one("[name=csrf_token]")
    visitor.client.post("/sign-out", data={"csrf_token": token["value"]})
    assert visitor.who() == "だれでもない"


def test_signing_out_everywhere_ends_the_other_sessions_too(app, visitor):
    person(app)
    phone = Visitor(app)
    for browser in (visitor, phone):
        browser.sign_in("hanako@example.jp")
        assert browser.who() == "山田花子"
    visitor.send("/account", to="/sign-out-everywhere")
    assert phone.who() == visitor.who() == "だれでもない"
    phone.sign_in("hanako@example.jp")
    assert phone.who() == "山田花子"


def test_a_session_ends_twelve_hours_after_the_sign_in(app, visitor):
    user_id = person(app)
    visitor.sign_in("hanako@example.jp")
    for hours, name in ((11, "山田花子"), (13, "だれでもない")):
        with visitor.client.session_transaction() as cookie:
            began = int((clock.real_now() - timedelta(hours=hours)).timestamp())
            cookie["_user_id"] = str(Ticket(user_id, 0, began))
        assert visitor.who() == name


def test_a_session_goes_on_when_asked_to_for_a_week_at_most(app, visitor):
    user_id = person(app)
    visitor.sign_in("hanako@example.jp")
    now = int(clock.real_now().timestamp())

    def began(at: int, hours_ago: int) -> None:
        with visitor.client.session_transaction() as cookie:
            cookie["_user_id"] = str(Ticket(user_id, 0, at, now - hours_ago * 3600))

    began(now - 11 * 3600, 11)
    told = visitor.client.get("/session").get_json()
    assert 3590 <= told["left"] <= 3600
    went_on = visitor.client.post("/session", data={"csrf_token": told["token"]}).get_json()
    assert 12 * 3600 - 10 <= went_on["left"] <= 12 * 3600
    began(now - 3600, 7 * 24 - 1)
    last = visitor.client.post("/session", data={"csrf_token": went_on["token"]}).get_json()
    assert 3590 <= last["left"] <= 3600
    began(now - 3600, 7 * 24)
    assert visitor.who() == "だれでもない"
    assert visitor.client.get("/session", headers={"X-Requested-With": "session"}).status_code == 401


def test_a_ticket_that_is_none_opens_nothing(app, visitor):
    person(app)
    for wrong in ("1", "1.0", "x.y.z", "1.0.²", "-1.0.0", ""):
        with visitor.client.session_transaction() as cookie:
            cookie["_user_id"] = wrong
        assert visitor.who() == "だれでもない"


def test_a_deactivated_person_is_out_with_the_next_request(app, visitor):
    user_id = person(app)
    visitor.sign_in("hanako@example.jp")
    with app.extensions["nintei"].db.step() as database:
        users.deactivate(database, user_id)
    assert visitor.who() == "だれでもない"


def test_what_was_planted_in_the_session_does_not_survive_the_sign_in(app, visitor):
    person(app)
    with visitor.client.session_transaction() as cookie:
        cookie["planted"] = "x"
    visitor.sign_in("hanako@example.jp")
    with visitor.client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_ten_wrong_passwords_close_an_account_for_a_while_from_any_address(app):
    person(app)
    for number in range(10):
        assert Visitor(app, f"192.0.2.{number}").sign_in("hanako@example.jp", "wrong").status_code == 422
    answer = Visitor(app, "192.0.2.99").sign_in("HANAKO@example.jp")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) <= 900
    assert "分後" in answer.text


def test_an_address_that_tries_many_accounts_has_to_wait(app):
    for number in range(30):
        assert Visitor(app).sign_in(f"user{number}@example.jp").status_code == 422
    assert Visitor(app).sign_in("another@example.jp").status_code == 429


def test_signing_in_often_is_no_failed_attempt(app):
    person(app)
    for _ in range(12):
        assert Visitor(app).sign_in("hanako@example.jp").status_code == 303


def test_staff_set_up_the_second_factor_before_they_are_let_in(app, visitor):
    person(app, roles=["reviewer"])
    answer = visitor.sign_in("hanako@example.jp", next="/tasks/5?tab=2")
    assert answer.location == "/account/totp"
    assert visitor.who() == "だれでもない"
    page = BeautifulSoup(visitor.open("/account/totp").text, "html.parser")
    secret = page.select_one("main code").text.replace(" ", "")
    assert page.select_one("main svg") is not None
    assert visitor.send("/account/totp", code="000000").status_code == 422
    assert visitor.who() == "だれでもない"
    now = clock.real_now()
    answer = visitor.send("/account/totp", code=pyotp.TOTP(secret).at(now))
    assert answer.location == "/tasks/5?tab=2"
    assert visitor.who() == "山田花子"
    again = Visitor(app)
    assert again.sign_in("hanako@example.jp").status_code == 422
    assert again.sign_in("hanako@example.jp", code=pyotp.TOTP(secret).at(now)).status_code == 422, "used"
    later = pyotp.TOTP(secret).at(now + timedelta(seconds=30))
    assert again.sign_in("hanako@example.jp", code=later).status_code == 303


def test_the_wait_for_the_second_factor_is_short_and_opens_nothing_else(app, visitor):
    user_id = person(app, roles=["reviewer"])
    visitor.sign_in("hanako@example.jp")
    assert visitor.open("/account").location.startswith("/sign-in")
    with visitor.client.session_transaction() as cookie:
        old = int((clock.real_now() - timedelta(minutes=31)).timestamp())
        cookie["enrolling"] = {"ticket": str(Ticket(user_id, 1, old)), "next": "/"}
    assert visitor.open("/account/totp").location.startswith("/sign-in")


def test_in_the_demo_staff_sign_in_without_a_code(tmp_path):
    app = build(tmp_path, demo=True)
    person(app, roles=["reviewer"])
    visitor = Visitor(app)
    assert visitor.sign_in("hanako@example.jp").location == "/"
    assert visitor.who() == "山田花子"


def test_a_form_without_token_changes_nothing_and_says_so(app, visitor):
    person(app)
    answer = visitor.client.post("/sign-in", data={"email": "hanako@example.jp", "password": PASSWORD})
    assert answer.status_code == 400
    assert "もう一度送信" in answer.text
    assert visitor.who() == "だれでもない"


def test_answers_sent_after_the_session_ended_are_parked_for_the_same_person(tmp_path):
    parked = []

    def park():
        parked.append(expired_user_id())
        return "/tasks/5?parked=abc"

    app = build(tmp_path, park)
    user_id = person(app)
    visitor = Visitor(app)
    visitor.sign_in("hanako@example.jp")
    token = BeautifulSoup(visitor.open("/account").text, "html.parser").select_one("[name=csrf_token]")
    with visitor.client.session_transaction() as cookie:
        cookie["_user_id"] = str(Ticket(user_id, 0, int((clock.real_now() - timedelta(days=1)).timestamp())))
    answer = visitor.client.post("/tasks/5", data={"csrf_token": token["value"], "a": "b"})
    assert parked == [user_id]
    answer = visitor.send(answer.location, email="hanako@example.jp", password=PASSWORD)
    assert answer.location == "/tasks/5?parked=abc"


def test_who_signed_out_on_purpose_is_not_known_to_the_browser_any_more(tmp_path):
    parked = []
    app = build(tmp_path, lambda: parked.append(expired_user_id()))
    person(app)
    visitor = Visitor(app)
    visitor.sign_in("hanako@example.jp")
    visitor.send("/account", to="/sign-out-everywhere")
    visitor.client.post("/tasks/5")
    assert parked == [None]


def test_autosave_after_the_session_ended_is_told_so_without_a_page(visitor):
    answer = visitor.client.post("/tasks/5", headers={"X-Requested-With": "autosave"})
    assert (answer.status_code, answer.data) == (401, b"")


def test_a_get_writes_nothing(app, visitor):
    person(app)
    visitor.sign_in("hanako@example.jp")
    db = app.extensions["nintei"].db
    with db.engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
        for path in ("/sign-in", "/account", "/account/totp", "/provider/new", "/forgot?lang=en", "/tasks/1"):
            visitor.open(path)
        assert connection.exec_driver_sql("PRAGMA data_version").scalar() == before


def test_the_language_follows_the_choice_then_the_account(app, visitor):
    person(app, language="en")
    assert 'lang="ja"' in visitor.open("/sign-in").text
    visitor.sign_in("hanako@example.jp")
    with app.test_request_context():
        assert visitor.open("/sign-in", follow_redirects=True).status_code == 200
    token = BeautifulSoup(visitor.open("/account").text, "html.parser").select_one("[name=csrf_token]")
    answer = visitor.client.post(
        "/language/ja", data={"csrf_token": token["value"], "next": "/tasks/5?tab=2"}
    )
    assert answer.location == "/tasks/5?tab=2"
    assert visitor.client.get_cookie("nintei_language").value == "ja"
    with app.extensions["nintei"].db.read() as database:
        assert database.query(User).one().language == "ja"
    assert visitor.client.post("/language/fr", data={"csrf_token": token["value"]}).status_code == 404
