"""Registering, confirming the address, a forgotten password: links that work once, answers that tell nothing."""

from datetime import timedelta

import pytest

from app import clock
from app.accounts import passwords, registration, tokens, users
from app.accounts.refused import RefusedError
from app.store.models.people import AccountToken, User

PASSWORD = "水のある惑星に住む人びと"
OTHER = "correct horse battery staple"


def register(db, box, password=PASSWORD, email="hanako@example.jp"):
    with db.step() as session:
        registration.register(
            session, box.post, email=email, name="山田花子", password_hash=passwords.hash_of(password)
        )
    return box.secret()


def expire(db):
    with db.step() as session:
        for token in session.query(AccountToken):
            token.expires_at = clock.real_now() - timedelta(seconds=1)


def forgotten(db, box, email="hanako@example.jp"):
    with db.step() as session:
        registration.ask_to_reset(session, box.post, email)


def reset(db, box, secret, password=OTHER):
    with db.step() as session:
        return registration.reset(session, box.post, secret, passwords.hash_of(password))


def test_a_registration_is_complete_when_the_link_is_opened_with_the_password(db, box):
    secret = register(db, box)
    assert users.authenticate(db, "hanako@example.jp", PASSWORD).verified_at is None
    assert registration.verify(db, secret, PASSWORD).verified_at is not None
    assert users.authenticate(db, "hanako@example.jp", PASSWORD).verified_at is not None


def test_a_mail_is_japanese_then_english_and_links_to_the_public_address(db, box):
    secret = register(db, box)
    body = box.mails[0]["body"]
    assert box.mails[0]["to"] == "hanako@example.jp"
    assert body.index("登録を受け付けました") < body.index("We have received")
    assert body.count(f"https://nintei.example/verify-email/{secret}") == 2


def test_only_the_hash_of_a_link_is_kept(db, box):
    secret = register(db, box)
    with db.read() as session:
        token = session.query(AccountToken).one()
        assert token.hash == tokens.digest(secret)
        assert secret not in repr(vars(token))


def test_nobody_confirms_with_another_password(db, box):
    secret = register(db, box)
    with pytest.raises(RefusedError):
        registration.verify(db, secret, OTHER)
    assert registration.verify(db, secret, PASSWORD) is not None


def test_a_link_works_once(db, box):
    secret = register(db, box)
    assert registration.verify(db, secret, PASSWORD) is not None
    assert registration.verify(db, secret, PASSWORD) is None


def test_an_expired_link_does_not_work(db, box):
    secret = register(db, box)
    expire(db)
    assert registration.verify(db, secret, PASSWORD) is None


def test_a_link_for_one_purpose_does_not_serve_another(db, box):
    assert reset(db, box, register(db, box)) is None


def test_registering_somebody_elses_address_first_gains_nothing(db, box):
    stranger = register(db, box, OTHER)
    mine = register(db, box)
    assert registration.verify(db, stranger, OTHER) is None
    assert registration.verify(db, mine, PASSWORD) is not None
    assert users.authenticate(db, "hanako@example.jp", OTHER) is None


def test_registering_a_known_address_changes_nothing_and_tells_its_owner_by_mail(db, box):
    registration.verify(db, register(db, box), PASSWORD)
    register(db, box, OTHER)
    register(db, box, OTHER)
    assert "すでにアカウントがあります" in box.mails[-1]["body"]
    assert users.authenticate(db, "hanako@example.jp", OTHER) is None
    assert users.authenticate(db, "hanako@example.jp", PASSWORD) is not None


def test_a_forgotten_password_is_replaced_by_link_and_every_session_ends(db, box):
    registration.verify(db, register(db, box), PASSWORD)
    before = users.authenticate(db, "hanako@example.jp", PASSWORD).epoch
    forgotten(db, box)
    secret = box.secret()
    assert reset(db, box, secret) is not None
    assert users.authenticate(db, "hanako@example.jp", PASSWORD) is None
    assert users.authenticate(db, "hanako@example.jp", OTHER).epoch > before
    assert "パスワードを変更しました" in box.mails[-1]["subject"]
    assert reset(db, box, secret, PASSWORD) is None


def test_a_reset_confirms_the_address_that_the_link_was_sent_to(db, box):
    unconfirmed = register(db, box)
    forgotten(db, box)
    reset(db, box, box.secret())
    assert users.authenticate(db, "hanako@example.jp", OTHER).verified_at is not None
    assert registration.verify(db, unconfirmed, PASSWORD) is None


def test_a_new_reset_link_stops_the_earlier_one(db, box):
    register(db, box)
    forgotten(db, box)
    first = box.secret()
    forgotten(db, box)
    assert reset(db, box, first) is None
    assert reset(db, box, box.secret()) is not None


def test_nothing_is_mailed_to_an_unknown_or_deactivated_account(db, box):
    registration.verify(db, register(db, box), PASSWORD)
    sent = len(box.mails)
    with db.step() as session:
        users.deactivate(session, session.query(User).one().id)
    forgotten(db, box)
    forgotten(db, box, "nobody@example.jp")
    forgotten(db, box, "")
    assert len(box.mails) == sent


def test_a_deactivated_person_cannot_come_back_by_a_link_sent_before(db, box):
    registration.verify(db, register(db, box), PASSWORD)
    forgotten(db, box)
    with db.step() as session:
        users.deactivate(session, session.query(User).one().id)
    assert reset(db, box, box.secret()) is None
