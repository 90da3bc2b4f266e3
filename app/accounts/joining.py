"""Members and inspectors join by a link: it proves the address and lets them choose a password."""

from sqlalchemy.orm import Session

from app import clock
from app.accounts import mails, tokens, users
from app.accounts.mails import Postbox
from app.store.models.people import User


def invite(session: Session, post: Postbox, user: User, by: str) -> None:
    """Send a link to somebody whose account waits; `by` is the name of who invites. An earlier link ends."""
    secret = tokens.issue(session, "join", user.email, user_id=user.id)
    key = f"join/{tokens.digest(secret)}"
    post.send(session, key, user.email, mails.JOIN, f"/join/{secret}", inviter=by)


def invited(session: Session, secret: str) -> User | None:
    """Whose link it is; None when it no longer works."""
    token = tokens.find(session, "join", secret)
    user = session.get(User, token.user_id) if token and token.user_id else None
    return user if user is not None and user.active and user.verified_at is None else None


def join(
    session: Session, secret: str, *, name: str, password_hash: str, language: str = "ja"
) -> User | None:
    """Open the account of a link; None when it no longer works.

    Somebody else may have registered with the address meanwhile: what they chose is overwritten.
    """
    token, user = tokens.find(session, "join", secret), invited(session, secret)
    if token is None or user is None or not tokens.spend(session, token):
        return None
    user.name, user.language, user.verified_at = name.strip(), language, clock.real_now()
    tokens.withdraw(session, "verify", user.email)
    users.set_password(session, user.id, password_hash)
    session.refresh(user)
    return user
