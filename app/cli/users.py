"""`nintei users`: accounts of the certification body, made and mended by the operator."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import api_tokens, passwords
from app.accounts import users as accounts
from app.accounts.refused import RefusedError
from app.config import SettingsError, from_environment
from app.law.roles import APPOINTED
from app.store import standing
from app.store.models.people import User
from app.store.session import Database

ROLE = click.Choice(sorted(accounts.GRANTABLE | APPOINTED))


@click.group()
def users() -> None:
    """Accounts: create, roles, second factor, tokens of the API, deactivate, list."""


@contextmanager
def _step() -> Iterator[Session]:
    """One transaction on the installation's database; a refusal ends the command with its sentence."""
    try:
        db = Database(from_environment().url)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    try:
        with db.step() as session:
            yield session
    except RefusedError as error:
        raise click.ClickException(error.text.en) from error
    finally:
        db.dispose()


def _found(session: Session, email: str) -> User:
    user = accounts.by_email(session, email)
    if user is None:
        raise click.ClickException(f"No account has the address {email}. List them with: nintei users list")
    return user


@users.command()
@click.argument("email")
@click.option("--name", prompt=True, help="The name that colleagues see.")
@click.option("--role", "roles", type=ROLE, multiple=True, help="May be given several times.")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja")
@click.option("--ask-password", is_flag=True, help="Type the password instead of having one made.")
def create(email: str, name: str, roles: tuple[str, ...], language: str, ask_password: bool) -> None:
    """Make an account. Its password is printed once; the person changes it after the first sign-in."""
    password = _asked(email, name) if ask_password else secrets.token_urlsafe(15)
    with _step() as session:
        user = accounts.create(
            session, email=email, name=name, password=password, roles=roles, language=language
        )
    click.echo(f"Made {user.email}" + (f" with {', '.join(roles)}" if roles else ""))
    if not ask_password:
        click.echo(f"Password, shown this once: {password}")
    if roles:
        click.echo("The first sign-in asks for a second factor (an authenticator app).")


def _asked(email: str, name: str) -> str:
    while True:
        password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        complaint = passwords.complaint(password, email, name)
        if complaint is None:
            return password
        click.echo(complaint.en, err=True)


@users.command()
@click.argument("email")
@click.option("--grant", type=ROLE, multiple=True)
@click.option("--revoke", type=ROLE, multiple=True)
def roles(email: str, grant: tuple[str, ...], revoke: tuple[str, ...]) -> None:
    """Give and take roles; without an option, show them."""
    with _step() as session:
        user = _found(session, email)
        for key in grant:
            accounts.grant(session, user, key)
        for key in revoke:
            accounts.revoke(session, user, key)
        session.flush()
        held = sorted(accounts.roles_of(session, user.id))
    click.echo(f"{user.email}: {', '.join(held) or 'no role'}")


@users.command("reset-totp")
@click.argument("email")
def reset_totp(email: str) -> None:
    """Remove the second factor of somebody who lost their device; make sure that it is that person."""
    with _step() as session:
        user = _found(session, email)
        accounts.set_totp(session, user.id, None)
    click.echo(f"{user.email} is signed out everywhere and sets up a new second factor at the next sign-in.")


@users.command()
@click.argument("email")
@click.confirmation_option(prompt="Sign this person out for good?")
def deactivate(email: str) -> None:
    """Close an account; its name stays in the records."""
    with _step() as session:
        user = _found(session, email)
        accounts.deactivate(session, user.id)
    click.echo(f"{user.email} can no longer sign in.")


@users.command()
@click.argument("email")
@click.option("--name", prompt=True, help="Which program uses it.")
@click.option("--scope", "scopes", type=click.Choice(list(api_tokens.SCOPES)), multiple=True, required=True)
@click.option("--days", type=click.IntRange(1, max(api_tokens.LIFETIMES)), default=90, show_default=True)
def token(email: str, name: str, scopes: tuple[str, ...], days: int) -> None:
    """Make a token of the HTTP API for a person; it is printed once."""
    with _step() as session:
        user = _found(session, email)
        secret = api_tokens.create(session, user.id, name=name, scopes=scopes, days=days)
    click.echo(f"Token of {user.email} for {days} days, shown this once: {secret}")


@users.command("list")
@click.option("--role", type=ROLE, help="Only those who hold it.")
def list_(role: str | None) -> None:
    """All accounts: address, name, roles, second factor, state."""
    standing_today = standing.held(clock.today())
    wanted = select(User).order_by(User.email)
    if role:
        wanted = wanted.where(
            User.id.in_(select(standing_today.c.user_id).where(standing_today.c.role == role))
        )
    with _step() as session:
        held: dict[int, list[str]] = {}
        for user_id, key in session.execute(select(standing_today).order_by(standing_today.c.role)):
            held.setdefault(user_id, []).append(key)
        for user in session.scalars(wanted):
            state = "" if user.active else "deactivated"
            state = state or ("" if user.verified_at else "address not confirmed")
            factor = "second factor" if user.totp_secret else "no second factor"
            columns = [user.email, user.name, ",".join(held.get(user.id, [])) or "-", factor, state]
            click.echo("\t".join(column for column in columns if column))
