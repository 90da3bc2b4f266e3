"""Signing in, roles and who is looking."""

from datetime import date, timedelta

import pyotp
import pytest
from sqlalchemy import event, select

from app import clock
from app.accounts import memberships, passwords, totp, users
from app.accounts.refused import RefusedError
from app.accounts.viewers import viewer_of
from app.store.models.people import AccountToken, Membership, Provider, User

PASSWORD = "水のある惑星に住む人びと"
TODAY = date(2026, 9, 1)


def make(db, email="hanako@example.jp", roles=(), **more):
    with db.step() as session:
        return users.create(session, email=email, name="山田花子", password=PASSWORD, roles=roles, **more).id


def view(db, user_id, today=TODAY, epoch=None):
    with db.read() as session:
        return viewer_of(session, user_id, today, epoch)


def epoch_of(db, user_id):
    with db.read() as session:
        return session.get_one(User, user_id).epoch


def change(db, act, *arguments):
    with db.step() as session:
        act(session, *arguments)


def test_a_person_signs_in_with_address_and_password_however_they_are_typed(db):
    user_id = make(db)
    assert users.authenticate(db, " Hanako@Example.JP ", PASSWORD).id == user_id
    assert users.authenticate(db, "ｈａｎａｋｏ@example.jp", PASSWORD).id == user_id


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param("hanako@example.jp", "ちがうパスワードです。", id="wrong password"),
        pytest.param("taro@example.jp", PASSWORD, id="unknown address"),
        pytest.param("", PASSWORD, id="no address"),
        pytest.param("hanako@example.jp", "", id="no password"),
    ],
)
def test_nobody_signs_in_with_anything_else(db, email, password):
    make(db)
    assert users.authenticate(db, email, password) is None


def test_an_unknown_address_costs_a_hash_too(db):
    verified = []

    class Counting(passwords.PasswordHasher):
        def verify(self, stored, password):
            verified.append(stored)
            return super().verify(stored, password)

    passwords.use(Counting(time_cost=1, memory_cost=8, parallelism=1))
    users.authenticate(db, "nobody@example.jp", PASSWORD)
    assert len(verified) == 1


def test_nobody_signs_in_with_a_deactivated_account_and_its_sessions_end(db):
    user_id = make(db)
    change(db, users.deactivate, user_id)
    assert users.authenticate(db, "hanako@example.jp", PASSWORD) is None
    assert view(db, user_id) is None


def test_two_accounts_never_share_an_address(db):
    make(db)
    with pytest.raises(RefusedError) as refused:
        make(db, "HANAKO@example.jp")
    assert refused.value.field == "email"


def test_the_password_is_kept_as_an_argon2id_hash_only(db):
    user_id = make(db)
    with db.read() as session:
        stored = session.get_one(User, user_id).password_hash
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("short-one-9", True),
        ("aaaaaaaaaaaaaaaaaa", True),
        ("hanako-no-himitsu", True),
        ("x" * 60 + "abcdefgh" * 10, True),
        ("correct horse battery staple", False),
        (PASSWORD, False),
    ],
)
def test_short_repeated_personal_and_endless_passwords_are_too_weak(password, weak):
    assert (passwords.complaint(password, "hanako@example.jp", "花子") is not None) is weak


def test_a_code_is_required_once_the_second_factor_is_set_and_is_good_once(db):
    user_id, secret = make(db), totp.new_secret()
    change(db, users.set_totp, user_id, secret)
    code = pyotp.TOTP(secret).at(clock.real_now())
    assert users.authenticate(db, "hanako@example.jp", PASSWORD) is None
    assert users.authenticate(db, "hanako@example.jp", PASSWORD, "000000x") is None
    assert users.authenticate(db, "hanako@example.jp", PASSWORD, f"{code[:3]} {code[3:]}").id == user_id
    assert users.authenticate(db, "hanako@example.jp", PASSWORD, code) is None


def test_a_wrong_password_does_not_use_up_the_code(db):
    user_id, secret = make(db), totp.new_secret()
    change(db, users.set_totp, user_id, secret)
    code = pyotp.TOTP(secret).at(clock.real_now())
    assert users.authenticate(db, "hanako@example.jp", "ちがうパスワードです。", code) is None
    assert users.authenticate(db, "hanako@example.jp", PASSWORD, code).id == user_id


def test_a_code_of_the_minute_before_last_is_too_old():
    secret = totp.new_secret()
    now = clock.real_now()
    assert totp.step_of(secret, pyotp.TOTP(secret).at(now)) is not None
    assert totp.step_of(secret, pyotp.TOTP(secret).at(now - timedelta(seconds=90))) is None


def test_used_codes_do_not_pile_up(db):
    user_id = make(db)
    with db.step() as session:
        user = session.get_one(User, user_id)
        assert totp.spend(session, user, 1)
        assert not totp.spend(session, user, 1)
        session.execute(select(AccountToken)).scalar_one().expires_at = clock.real_now()
    with db.step() as session:
        assert totp.spend(session, session.get_one(User, user_id), 2)
    with db.read() as session:
        assert len(session.scalars(select(AccountToken)).all()) == 1


@pytest.mark.parametrize(
    ("roles", "demo", "missing"),
    [
        (["reviewer"], False, True),
        (["decider"], False, True),
        ([], False, False),
        (["reviewer"], True, False),
    ],
)
def test_who_holds_a_role_needs_the_second_factor_except_in_the_demo(db, roles, demo, missing):
    user_id = make(db, roles=roles)
    with db.read() as session:
        assert totp.is_missing(session, session.get_one(User, user_id), demo=demo) is missing


def test_the_qr_code_is_a_picture_without_style_and_names_the_account():
    assert "style=" not in totp.picture("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "hanako@example.jp")
    assert totp.address("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "hanako@example.jp").startswith(
        "otpauth://totp/Nintei:hanako"
    )


def test_a_viewer_is_read_in_one_statement(db):
    user_id = make(db, roles=["reviewer", "decider"])
    with db.step() as session:
        for name in "甲乙":
            provider = Provider(name=name, created_at=clock.real_now())
            session.add(provider)
            session.flush()
            memberships.add(session, provider.id, user_id, TODAY)
    statements = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    viewer = view(db, user_id)
    assert len([text for text in statements if not text.startswith("BEGIN")]) == 1
    assert viewer.roles == {"reviewer", "decider"}
    assert viewer.provider_ids == {1, 2}
    assert viewer.name == "山田花子"


def test_a_membership_counts_from_its_first_to_its_last_day(db):
    user_id = make(db)
    with db.step() as session:
        session.add(Provider(id=7, name="甲", created_at=clock.real_now()))
        session.flush()
        memberships.add(session, 7, user_id, TODAY)
    assert view(db, user_id, TODAY - timedelta(days=1)).provider_ids == frozenset()
    assert view(db, user_id, TODAY).provider_ids == {7}
    with db.step() as session:
        session.scalars(select(Membership)).one().until = TODAY + timedelta(days=1)
    assert view(db, user_id, TODAY + timedelta(days=1)).provider_ids == {7}
    assert view(db, user_id, TODAY + timedelta(days=2)).provider_ids == frozenset()


def test_signing_out_everywhere_ends_the_sessions_that_carry_the_old_epoch(db):
    user_id = make(db)
    before = epoch_of(db, user_id)
    change(db, users.sign_out_everywhere, user_id)
    assert view(db, user_id, epoch=before) is None
    assert view(db, user_id, epoch=epoch_of(db, user_id)) is not None


def test_who_has_not_confirmed_the_address_looks_at_nothing(db):
    assert view(db, make(db, verified=False)) is None


def test_only_roles_of_the_body_are_granted(db):
    user_id = make(db)
    for key in ("applicant", "system", "nobody"):
        with pytest.raises(RefusedError), db.step() as session:
            users.grant(session, session.get_one(User, user_id), key)
    assert view(db, user_id).roles == frozenset()


def test_a_first_role_ends_the_sessions_that_had_no_second_factor(db):
    user_id = make(db)
    before = epoch_of(db, user_id)
    with db.step() as session:
        users.grant(session, session.get_one(User, user_id), "reviewer")
    assert view(db, user_id, epoch=before) is None


def test_a_role_taken_away_is_gone_with_the_next_request(db):
    user_id = make(db, roles=["reviewer"])
    with db.step() as session:
        users.revoke(session, session.get_one(User, user_id), "reviewer")
    assert view(db, user_id).roles == frozenset()
