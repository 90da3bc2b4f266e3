"""Registering, confirming the address, and a forgotten password.

What is said in answer never depends on whether an address has an account: the mail says it.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.accounts import mails, passwords, tokens, users
from app.accounts.mails import Postbox
from app.accounts.refused import RefusedError
from app.law.text import Text
from app.store.models.people import User
from app.store.session import Database

RESEND_AFTER = timedelta(minutes=10)


def register(
    session: Session, post: Postbox, *, email: str, name: str, password_hash: str, language: str = "ja"
) -> None:
    """Make an account that waits for its address to be confirmed; who has one is told so by mail."""
    user = users.claim(
        session, email=email, name=name, password_hash=password_hash, verified=False, language=language
    )
    if user is None:
        address = users.normal_email(email)
        known = tokens.digest(f"{address}/{clock.real_now().isoformat()}")
        post.send(session, f"known/{known}", address, mails.KNOWN, "/sign-in")
    else:
        ask_to_verify(session, post, user)


def ask_to_verify(session: Session, post: Postbox, user: User) -> None:
    """Send a new link that confirms an address; earlier ones stop working."""
    secret = tokens.issue(session, "verify", user.email, user_id=user.id)
    key = f"verify/{tokens.digest(secret)}"
    post.send(session, key, user.email, mails.VERIFY, f"/verify-email/{secret}")


def ask_again(session: Session, post: Postbox, user: User) -> bool:
    """Send a new link unless the last one is younger than ten minutes; whether one was sent."""
    if tokens.is_younger(session, "verify", user.email, RESEND_AFTER):
        return False
    ask_to_verify(session, post, user)
    return True


def verify(db: Database, secret: str, password: str) -> User | None:
    """Confirm an address; None when the link no longer works.

    The password is asked for, so that nobody confirms an account that somebody else made with the address.
    """
    with db.read() as session:
        token = tokens.find(session, "verify", secret)
        user = session.get(User, token.user_id) if token and token.user_id else None
        session.expunge_all()  # what is read stays readable after the session's rollback
    if token is None or user is None or not user.active:
        return None
    if not passwords.matches(user.password_hash, password):
        raise RefusedError(
            Text(
                "登録したときのパスワードと違います。忘れた場合は「パスワードを忘れた方」から再設定してください。",
                "This is not the password that you registered with. If you have forgotten it, reset it.",
            ),
            "password",
        )
    with db.step() as session:
        found = session.get_one(User, user.id)
        # Whoever registered the address again meanwhile has withdrawn this link.
        if found.password_hash != user.password_hash or not tokens.spend(session, token):
            return None
        found.verified_at = found.verified_at or clock.real_now()
        return found


def ask_to_reset(session: Session, post: Postbox, email: str) -> None:
    """Send a link to choose a new password; nothing happens when the address has no account."""
    user = users.by_email(session, email)
    if user is None or not user.active:
        return
    secret = tokens.issue(session, "reset", user.email, user_id=user.id)
    key = f"reset/{tokens.digest(secret)}"
    post.send(session, key, user.email, mails.RESET, f"/reset/{secret}")


def reset(session: Session, post: Postbox, secret: str, password_hash: str) -> User | None:
    """Set a new password by a link, which also confirms the address; None when the link no longer works."""
    token = tokens.find(session, "reset", secret)
    user = session.get(User, token.user_id) if token and token.user_id else None
    if token is None or user is None or not user.active or not tokens.spend(session, token):
        return None
    user.verified_at = user.verified_at or clock.real_now()
    tokens.withdraw(session, "verify", user.email)
    change_password(session, post, user, password_hash)
    return user


def change_password(session: Session, post: Postbox, user: User, password_hash: str) -> None:
    """A new password: every session ends, open reset links too, and the person is told by mail."""
    users.set_password(session, user.id, password_hash)
    tokens.withdraw(session, "reset", user.email)
    key = tokens.digest(f"{user.id}/{password_hash}")
    post.send(session, f"changed/{key}", user.email, mails.CHANGED, "/forgot")
