"""`nintei users`: what the operator can do without the pages."""

import shutil

import pytest
from click.testing import CliRunner

from app import clock
from app.accounts import api_tokens, users
from app.cli.users import users as command
from app.store.models.people import User
from app.store.session import Database


@pytest.fixture
def run(tmp_path, monkeypatch, empty_file):
    monkeypatch.setenv("NINTEI_DATA", str(tmp_path))
    monkeypatch.setenv("NINTEI_SECRET_KEY", "k" * 32)
    monkeypatch.delenv("NINTEI_DATABASE_URL", raising=False)
    db = Database(f"sqlite:///{shutil.copy(empty_file, tmp_path / 'nintei.db')}")

    def call(*arguments, typed=None):
        return CliRunner().invoke(command, list(arguments), input=typed)

    call.db = db
    yield call
    db.dispose()


def test_a_made_account_signs_in_with_the_password_that_was_printed(run):
    result = run("create", "hanako@example.jp", "--name", "山田花子", "--role", "reviewer")
    assert result.exit_code == 0, result.output
    password = result.output.split("shown this once: ")[1].split()[0]
    assert users.authenticate(run.db, "hanako@example.jp", password).name == "山田花子"
    assert "reviewer" in run("roles", "hanako@example.jp").output


def test_a_typed_password_is_not_printed_and_a_weak_one_is_asked_for_again(run):
    result = run(
        "create",
        "hanako@example.jp",
        "--name",
        "山田花子",
        "--ask-password",
        typed="short\nshort\ncorrect horse battery\ncorrect horse battery\n",
    )
    assert result.exit_code == 0, result.output
    assert "battery" not in result.output
    assert users.authenticate(run.db, "hanako@example.jp", "correct horse battery") is not None


def test_an_address_that_is_taken_or_none_is_refused_in_a_sentence(run):
    run("create", "hanako@example.jp", "--name", "山田花子")
    for email, words in (("hanako@example.jp", "already has an account"), ("hanako", "not an e-mail")):
        result = run("create", email, "--name", "山田花子")
        assert result.exit_code == 1
        assert words in result.output


def test_roles_are_given_and_taken(run):
    run("create", "hanako@example.jp", "--name", "山田花子")
    given = run("roles", "hanako@example.jp", "--grant", "decider", "--grant", "reviewer").output
    assert given == "hanako@example.jp: decider, reviewer\n"
    assert run("roles", "hanako@example.jp", "--revoke", "reviewer").output == "hanako@example.jp: decider\n"
    assert run("roles", "hanako@example.jp", "--grant", "applicant").exit_code == 2


@pytest.mark.parametrize("role", ["member", "chair", "inspector"])
def test_who_is_appointed_for_a_term_is_entered_in_the_register(run, role):
    run("create", "hanako@example.jp", "--name", "山田花子")
    refused = run("roles", "hanako@example.jp", "--grant", role)
    assert refused.exit_code == 1
    assert "register (/register)" in refused.output
    assert run("create", "jiro@example.jp", "--name", "次郎", "--role", role).exit_code == 1


def test_a_lost_second_factor_is_removed_and_every_session_ends(run):
    run("create", "hanako@example.jp", "--name", "山田花子")
    with run.db.step() as session:
        user = session.query(User).one()
        users.set_totp(session, user.id, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        epoch = user.epoch
    assert run("reset-totp", "hanako@example.jp").exit_code == 0
    with run.db.read() as session:
        user = session.query(User).one()
        assert (user.totp_secret, user.epoch) == (None, epoch + 1)


def test_deactivating_asks_first(run):
    run("create", "hanako@example.jp", "--name", "山田花子")
    assert run("deactivate", "hanako@example.jp", typed="n\n").exit_code == 1
    assert "deactivated" not in run("list").output
    assert run("deactivate", "hanako@example.jp", typed="y\n").exit_code == 0
    assert "deactivated" in run("list").output


def test_the_list_shows_no_secret(run):
    run("create", "hanako@example.jp", "--name", "山田花子", "--role", "desk")
    run("create", "taro@example.jp", "--name", "太郎")
    assert run("list", "--role", "desk").output == "hanako@example.jp\t山田花子\tdesk\tno second factor\n"
    with run.db.read() as session:
        hashes = [user.password_hash for user in session.query(User)]
    assert len(hashes) == 2
    assert not any(stored in run("list").output for stored in hashes)


def test_an_unknown_address_is_said(run):
    result = run("reset-totp", "nobody@example.jp")
    assert result.exit_code == 1
    assert "nintei users list" in result.output


def test_a_token_is_printed_once_and_opens_what_its_scopes_name(run):
    run("create", "robot@example.jp", "--name", "集計")
    result = run("token", "robot@example.jp", "--name", "夜間", "--scope", "case:read", "--days", "30")
    assert result.exit_code == 0, result.output
    secret = result.output.split("shown this once: ")[1].split()[0]
    found = api_tokens.bearer(run.db, secret, clock.today(), demo=False)
    assert (found.viewer.name, found.scopes) == ("集計", frozenset({"case:read"}))
    assert run("token", "robot@example.jp", "--name", "x", "--scope", "all").exit_code == 2
