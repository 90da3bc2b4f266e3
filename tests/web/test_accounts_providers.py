"""Registering a provider and inviting its people through the pages."""

import pytest
from bs4 import BeautifulSoup

from app.accounts import passwords, providers
from app.law import corporate_number
from app.store.models.people import Membership, Provider
from tests.web.accounts_app import PASSWORD, Visitor, build, link, mails, person

NUMBER = f"{corporate_number.check_digit('010401012345')}010401012345"
KO = {
    "name": "甲株式会社",
    "kind": "domestic",
    "corporate_number": NUMBER,
    "address": "東京都千代田区一番町1",
    "representative": "山田花子",
}
PEOPLE = "/provider/1/members"


@pytest.fixture(autouse=True)
def _cheap_passwords():
    passwords.use(passwords.CHEAP)
    yield
    passwords.use(passwords.PasswordHasher())


@pytest.fixture
def app(tmp_path):
    return build(tmp_path, demo=True)


@pytest.fixture
def owner(app):
    person(app)
    return signed_in(app, "hanako@example.jp")


def signed_in(app, email):
    visitor = Visitor(app)
    assert visitor.sign_in(email).status_code == 303
    return visitor


def token_of(visitor):
    return BeautifulSoup(visitor.open("/account").text, "html.parser").select_one("[name=csrf_token]")[
        "value"
    ]


def invited(app, owner, email="jiro@example.jp"):
    assert owner.send(PEOPLE, email=email).status_code == 303
    return link(app, email)


def test_who_registers_a_provider_is_its_owner(app, owner):
    answer = owner.send("/provider/new", **KO)
    assert answer.location == PEOPLE
    assert "管理者" in owner.open(PEOPLE).text
    assert "甲株式会社" in owner.open("/account").text


def test_a_wrong_corporate_number_is_said_beside_its_field_and_nothing_is_lost(app, owner):
    answer = owner.send("/provider/new", **KO | {"corporate_number": "1234567890123"})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("#corporate_number")["aria-invalid"] == "true"
    assert "国税庁" in page.select_one("#corporate_number-error").text
    assert page.select_one("#address")["value"] == KO["address"]
    with app.extensions["nintei"].db.read() as database:
        assert database.query(Provider).count() == 0


def test_an_unknown_kind_or_a_missing_name_is_refused(owner):
    for changed in ({"kind": "agency"}, {"name": ""}, {"address": ""}, {"representative": ""}):
        assert owner.send("/provider/new", **KO | changed).status_code == 422


def test_a_colleague_with_an_account_accepts_an_invitation(app, owner):
    owner.send("/provider/new", **KO)
    path = invited(app, owner)
    person(app, "jiro@example.jp", "次郎")
    jiro = Visitor(app)
    page = BeautifulSoup(jiro.open(path).text, "html.parser")
    way = page.select_one("main a.nt-button--primary")["href"]
    back = jiro.send(way, email="jiro@example.jp", password=PASSWORD).location
    assert back == path
    assert jiro.send(path).location == PEOPLE
    assert "次郎" in jiro.open(PEOPLE).text
    assert jiro.open(path).status_code == 410


def test_a_colleague_without_an_account_makes_one_by_the_invitation(app, owner):
    owner.send("/provider/new", **KO)
    path = invited(app, owner)
    jiro = Visitor(app)
    assert jiro.send(path, name="次郎", password="short", again="short").status_code == 422
    assert jiro.send(path, name="次郎", password=PASSWORD, again=PASSWORD).status_code == 303
    assert jiro.who() == "次郎"
    assert jiro.open(PEOPLE).status_code == 200


def test_an_invitation_is_not_accepted_by_somebody_else(app, owner):
    owner.send("/provider/new", **KO)
    path = invited(app, owner)
    person(app, "saburo@example.jp", "三郎")
    saburo = signed_in(app, "saburo@example.jp")
    assert "別のアカウント" in saburo.open(path).text
    saburo.client.post(path, data={"csrf_token": token_of(saburo)})
    assert saburo.open(PEOPLE).status_code == 404


def test_inviting_answers_the_same_whether_or_not_there_is_an_account(app, owner):
    owner.send("/provider/new", **KO)
    person(app, "jiro@example.jp", "次郎")
    known = owner.send(PEOPLE, email="jiro@example.jp", follow=True).text
    unknown = owner.send(PEOPLE, email="siro@example.jp", follow=True).text
    assert "jiro@example.jp へ招待のメールを送りました" in known
    assert "siro@example.jp へ招待のメールを送りました" in unknown
    assert "次郎" not in unknown


def test_a_withdrawn_invitation_opens_nothing(app, owner):
    owner.send("/provider/new", **KO)
    path = invited(app, owner)
    action = BeautifulSoup(owner.open(PEOPLE).text, "html.parser").select_one('form[action$="/withdraw"]')
    assert owner.send(PEOPLE, to=action["action"]).status_code == 303
    assert Visitor(app).open(path).status_code == 410


def test_whose_membership_ended_sees_nothing_at_once(app, owner):
    owner.send("/provider/new", **KO)
    path = invited(app, owner)
    jiro = Visitor(app)
    jiro.send(path, name="次郎", password=PASSWORD, again=PASSWORD)
    assert jiro.open(PEOPLE).status_code == 200
    with app.extensions["nintei"].db.read() as database:
        number = database.query(Membership).filter_by(owner=False).one().id
    assert owner.send(PEOPLE, to=f"{PEOPLE}/{number}/end").status_code == 303
    assert jiro.open(PEOPLE).status_code == 404
    assert jiro.who() == "次郎"


def test_a_member_who_is_no_owner_changes_nobody_but_leaves(app, owner):
    owner.send("/provider/new", **KO)
    jiro = Visitor(app)
    jiro.send(invited(app, owner), name="次郎", password=PASSWORD, again=PASSWORD)
    with app.extensions["nintei"].db.read() as database:
        hanakos, jiros = (row.id for row in database.query(Membership).order_by(Membership.id))
    token = {"csrf_token": token_of(jiro)}
    assert jiro.client.post(PEOPLE, data=token | {"email": "x@example.jp"}).status_code == 403
    assert jiro.client.post(f"{PEOPLE}/{hanakos}/end", data=token).status_code == 403
    assert jiro.client.post(f"{PEOPLE}/{jiros}/owner", data=token).status_code == 403
    assert jiro.client.post("/provider/1/invitations/1/withdraw", data=token).status_code == 403
    assert jiro.send(PEOPLE, to=f"{PEOPLE}/{jiros}/end").location == "/account"
    assert jiro.open(PEOPLE).status_code == 404


def test_the_last_owner_is_told_why_they_cannot_leave(app, owner):
    owner.send("/provider/new", **KO)
    answer = owner.send(PEOPLE, to=f"{PEOPLE}/1/end", follow=True)
    assert "管理者がいなくなる" in answer.text
    assert owner.open(PEOPLE).status_code == 200


def test_a_strangers_provider_answers_like_one_that_is_not_there(app, owner):
    owner.send("/provider/new", **KO)
    person(app, "saburo@example.jp", "三郎")
    saburo = signed_in(app, "saburo@example.jp")
    token = {"csrf_token": token_of(saburo)}
    assert saburo.open(PEOPLE).data == saburo.open("/provider/99/members").data
    for path in (PEOPLE, f"{PEOPLE}/1/end", f"{PEOPLE}/1/owner", "/provider/1/invitations/1/withdraw"):
        assert saburo.client.post(path, data=token).status_code == 404


def test_the_secretariat_registers_a_postal_filer_and_invites_them_later(app):
    person(app, "desk@example.jp", "受付", roles=["secretariat"])
    desk = signed_in(app, "desk@example.jp")
    assert desk.send("/provider/new", **KO).location == PEOPLE
    assert "担当者はまだいません" in desk.open(PEOPLE).text
    path = invited(app, desk)
    jiro = Visitor(app)
    jiro.send(path, name="次郎", password=PASSWORD, again=PASSWORD)
    assert "管理者" in jiro.open(PEOPLE).text
    with app.extensions["nintei"].db.read() as database:
        assert database.query(Membership).count() == 1, "the secretariat does not act for the provider"


def test_other_staff_neither_register_nor_see_the_people_of_a_provider(app, owner):
    owner.send("/provider/new", **KO)
    person(app, "shinsa@example.jp", "審査", roles=["reviewer"])
    reviewer = signed_in(app, "shinsa@example.jp")
    assert reviewer.open("/provider/new").status_code == 403
    assert reviewer.open(PEOPLE).status_code == 404


def test_the_kinds_are_offered_in_the_readers_language(owner):
    for lang in ("ja", "en"):
        page = BeautifulSoup(owner.open(f"/provider/new?lang={lang}").text, "html.parser")
        offered = [option.text for option in page.select("#kind option")]
        assert offered == [text.in_(lang) for text in providers.KINDS.values()]


def test_nothing_is_mailed_to_what_is_no_address(app, owner):
    owner.send("/provider/new", **KO)
    assert owner.send(PEOPLE, email="jiro").status_code == 422
    assert mails(app) == []
