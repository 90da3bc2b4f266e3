"""Providers, the people who act for them, and substitutes."""

from datetime import date, timedelta

import pytest

from app import clock
from app.accounts import memberships, passwords, providers, substitutions, users
from app.accounts.refused import RefusedError
from app.accounts.viewers import viewer_of
from app.law import corporate_number
from app.store.models.people import AccountToken, Membership, User

TODAY = date(2026, 9, 1)
NEXT_DAY = TODAY + timedelta(days=1)
NUMBER = f"{corporate_number.check_digit('010401012345')}010401012345"


def person(session, email, **more):
    return users.create(session, email=email, name=email.partition("@")[0], password="x", **more)


@pytest.fixture
def provider_id(db):
    """A provider of an owner, hanako."""
    with db.step() as session:
        owner = person(session, "hanako@example.jp")
        provider = providers.create(session, name="甲株式会社", corporate_number=NUMBER)
        memberships.add(session, provider.id, owner.id, TODAY, owner=True)
        return provider.id


def invite(db, box, provider_id, email="jiro@example.jp"):
    with db.step() as session:
        memberships.invite(session, box.post, provider_id, email, "花子")
    return box.secret()


def accept(db, secret, email, today=TODAY):
    with db.step() as session:
        user = users.by_email(session, email) or person(session, email)
        return memberships.accept(session, secret, user.id, today)


def acts_for(db, email, today=TODAY):
    with db.read() as session:
        return viewer_of(session, users.by_email(session, email).id, today).provider_ids


def membership_of(db, email):
    with db.read() as session:
        user = users.by_email(session, email)
        return session.query(Membership).filter_by(user_id=user.id).order_by(Membership.id.desc()).first().id


@pytest.mark.parametrize(
    ("kind", "number", "field"),
    [
        pytest.param("domestic", "", "corporate_number", id="a Japanese corporation without number"),
        pytest.param("domestic", "1234567890123", "corporate_number", id="wrong check digit"),
        pytest.param("domestic", NUMBER[:-1], "corporate_number", id="twelve digits"),
        pytest.param("foreign", "1234567890123", "corporate_number", id="wrong number from abroad"),
        pytest.param("sole", NUMBER, "corporate_number", id="a person has no corporate number"),
        pytest.param("agency", NUMBER, "kind", id="unknown kind"),
    ],
)
def test_a_provider_needs_the_corporate_number_that_its_kind_has(db, kind, number, field):
    with pytest.raises(RefusedError) as refused, db.step() as session:
        providers.create(session, name="甲", kind=kind, corporate_number=number)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("domestic", NUMBER, NUMBER),
        ("domestic", f" {NUMBER[0]}-{NUMBER[1:5]}-{NUMBER[5:]} ", NUMBER),
        ("domestic", NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")), NUMBER),
        ("foreign", "", None),
        ("sole", "", None),
    ],
)
def test_a_corporate_number_is_kept_as_thirteen_digits(db, kind, typed, kept):
    with db.step() as session:
        assert (
            providers.create(session, name="甲", kind=kind, corporate_number=typed).corporate_number == kept
        )


def test_one_corporation_is_registered_once(db, provider_id):
    with pytest.raises(RefusedError), db.step() as session:
        providers.create(session, name="別の名前", corporate_number=NUMBER)


def test_an_invited_person_acts_for_the_provider_from_that_day(db, box, provider_id):
    secret = invite(db, box, provider_id)
    assert "甲株式会社" in box.mails[-1]["subject"]
    assert "花子 さん" in box.mails[-1]["body"]
    assert accept(db, secret, "jiro@example.jp") == provider_id
    assert acts_for(db, "jiro@example.jp") == {provider_id}
    assert accept(db, secret, "jiro@example.jp") is None


def test_an_invitation_is_for_the_address_that_it_was_sent_to(db, box, provider_id):
    secret = invite(db, box, provider_id)
    with pytest.raises(RefusedError):
        accept(db, secret, "saburo@example.jp")
    assert accept(db, secret, "jiro@example.jp") == provider_id


def test_an_expired_or_withdrawn_invitation_does_not_work(db, box, provider_id):
    secret = invite(db, box, provider_id)
    with db.step() as session:
        session.query(AccountToken).one().expires_at = clock.real_now()
    assert accept(db, secret, "jiro@example.jp") is None
    secret = invite(db, box, provider_id)
    with db.step() as session:
        waiting = memberships.invited(session, provider_id)
        assert [invited.email for invited in waiting] == ["jiro@example.jp"]
        memberships.withdraw(session, provider_id, waiting[0].token_id)
    assert accept(db, secret, "jiro@example.jp") is None


def test_another_providers_invitation_is_not_withdrawn(db, box, provider_id):
    secret = invite(db, box, provider_id)
    with db.step() as session:
        other = providers.create(session, name="乙", kind="sole").id
        memberships.withdraw(session, other, memberships.invited(session, provider_id)[0].token_id)
    assert accept(db, secret, "jiro@example.jp") == provider_id


def test_an_invited_person_without_account_makes_one_by_the_link(db, box, provider_id):
    secret = invite(db, box, provider_id)
    with db.step() as session:
        hashed = passwords.hash_of("correct horse battery")
        made = memberships.accept_as_new(session, secret, TODAY, name="次郎", password_hash=hashed)
        assert made.verified_at is not None
    assert acts_for(db, "jiro@example.jp") == {provider_id}


def test_an_account_that_exists_is_not_taken_over_by_an_invitation(db, box, provider_id):
    with db.step() as session:
        person(session, "jiro@example.jp")
    secret = invite(db, box, provider_id)
    with db.step() as session:
        assert memberships.accept_as_new(session, secret, TODAY, name="x", password_hash="x") is None
    assert acts_for(db, "jiro@example.jp") == frozenset()


def test_the_first_person_of_a_postal_filer_becomes_its_owner(db, box):
    with db.step() as session:
        postal = providers.create(session, name="丙", kind="sole").id
    accept(db, invite(db, box, postal), "jiro@example.jp")
    accept(db, invite(db, box, postal, "saburo@example.jp"), "saburo@example.jp")
    with db.read() as session:
        people = memberships.members(session, postal, TODAY)
        assert [(member.name, member.owner) for member in people] == [("jiro", True), ("saburo", False)]
        assert memberships.is_owner(session, postal, people[0].user_id, TODAY)
        assert not memberships.is_owner(session, postal, people[1].user_id, TODAY)


def test_an_ended_membership_gives_nothing_from_the_same_day(db, box, provider_id):
    accept(db, invite(db, box, provider_id), "jiro@example.jp")
    with db.step() as session:
        memberships.end(session, provider_id, membership_of(db, "jiro@example.jp"), NEXT_DAY)
    assert acts_for(db, "jiro@example.jp", TODAY) == {provider_id}
    assert acts_for(db, "jiro@example.jp", NEXT_DAY) == frozenset()


def test_who_left_may_come_back_on_the_same_day(db, box, provider_id):
    accept(db, invite(db, box, provider_id), "jiro@example.jp")
    with db.step() as session:
        memberships.end(session, provider_id, membership_of(db, "jiro@example.jp"), TODAY)
    assert acts_for(db, "jiro@example.jp") == frozenset()
    accept(db, invite(db, box, provider_id), "jiro@example.jp")
    assert acts_for(db, "jiro@example.jp") == {provider_id}


def test_the_last_owner_stays_until_somebody_else_is_one(db, box, provider_id):
    accept(db, invite(db, box, provider_id), "jiro@example.jp")
    hanako, jiro = membership_of(db, "hanako@example.jp"), membership_of(db, "jiro@example.jp")
    with pytest.raises(RefusedError), db.step() as session:
        memberships.end(session, provider_id, hanako, NEXT_DAY)
    with db.step() as session:
        memberships.make_owner(session, provider_id, jiro, NEXT_DAY)
        memberships.end(session, provider_id, hanako, NEXT_DAY)
    assert acts_for(db, "hanako@example.jp", NEXT_DAY) == frozenset()


def test_a_membership_of_another_provider_is_not_ended(db, provider_id):
    with db.step() as session:
        other = providers.create(session, name="乙", kind="sole").id
    with pytest.raises(RefusedError), db.step() as session:
        memberships.end(session, other, membership_of(db, "hanako@example.jp"), TODAY)


def test_a_substitute_works_for_the_absent_from_the_first_to_the_last_day(db):
    with db.step() as session:
        absent = person(session, "a@example.jp", roles=["reviewer"]).id
        substitute = person(session, "b@example.jp", roles=["reviewer"]).id
        row = substitutions.appoint(
            session, absent_id=absent, substitute_id=substitute, since=TODAY, until=NEXT_DAY
        )
        for day, whose in (
            (TODAY - timedelta(days=1), set()),
            (TODAY, {absent}),
            (NEXT_DAY, {absent}),
            (NEXT_DAY + timedelta(days=1), set()),
        ):
            assert substitutions.absent_ids(session, substitute, day) == whose
        substitutions.end(session, row.id, substitute, TODAY)
        assert substitutions.absent_ids(session, substitute, TODAY) == {absent}, "only the absent ends it"
        substitutions.end(session, row.id, absent, TODAY)
        session.flush()
        assert substitutions.absent_ids(session, substitute, TODAY) == set()


def test_nobody_stands_in_for_themselves_backwards_or_without_a_role(db):
    with db.step() as session:
        absent = person(session, "a@example.jp", roles=["reviewer"]).id
        colleague = person(session, "b@example.jp", roles=["reviewer"]).id
        stranger = person(session, "c@example.jp").id
    for substitute, until in ((absent, TODAY), (colleague, TODAY - timedelta(days=1)), (stranger, TODAY)):
        with pytest.raises(RefusedError), db.step() as session:
            substitutions.appoint(
                session, absent_id=absent, substitute_id=substitute, since=TODAY, until=until
            )
    with db.read() as session:
        assert session.query(User).count() == 3
