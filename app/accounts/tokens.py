"""One-time links. The database keeps the SHA-256 only; the link itself is in the mail and nowhere else."""

import hashlib
import secrets
from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.store.models.people import AccountToken

Purpose = Literal["verify", "reset", "invite", "join"]
LIFETIME: dict[str, timedelta] = {
    "verify": timedelta(hours=24),
    "reset": timedelta(hours=1),
    "invite": timedelta(days=14),
    "join": timedelta(days=14),
}


def issue(
    session: Session,
    purpose: Purpose,
    email: str,
    *,
    user_id: int | None = None,
    provider_id: int | None = None,
) -> str:
    """A new link for an address; an earlier one for the same purpose stops working."""
    withdraw(session, purpose, email, provider_id)
    secret = secrets.token_urlsafe(32)
    session.add(
        AccountToken(
            hash=digest(secret),
            purpose=purpose,
            email=email,
            user_id=user_id,
            provider_id=provider_id,
            expires_at=clock.real_now() + LIFETIME[purpose],
        )
    )
    session.flush()
    return secret


def find(session: Session, purpose: Purpose, secret: str) -> AccountToken | None:
    """The token of a link that still works; nothing is spent."""
    token = session.scalar(
        select(AccountToken).where(AccountToken.hash == digest(secret), AccountToken.purpose == purpose)
    )
    if token is None or token.used_at is not None or token.expires_at <= clock.real_now():
        return None
    return token


def is_younger(session: Session, purpose: Purpose, email: str, age: timedelta) -> bool:
    """Whether an unused link was sent to an address less than `age` ago."""
    found = session.scalar(
        select(AccountToken.id).where(
            AccountToken.purpose == purpose,
            AccountToken.email == email,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > clock.real_now() + LIFETIME[purpose] - age,
        )
    )
    return found is not None


def spend(session: Session, token: AccountToken) -> bool:
    """Use a token up; False when somebody else was faster."""
    done = session.execute(
        update(AccountToken)
        .where(AccountToken.id == token.id, AccountToken.used_at.is_(None))
        .values(used_at=clock.real_now())
        .execution_options(synchronize_session=False)
        .returning(AccountToken.id)
    )
    return done.scalar() is not None


def withdraw(session: Session, purpose: Purpose, email: str, provider_id: int | None = None) -> None:
    """Links of this purpose that were sent to an address work no more."""
    session.execute(
        delete(AccountToken).where(
            AccountToken.purpose == purpose,
            AccountToken.email == email,
            AccountToken.provider_id == provider_id
            if provider_id is not None
            else AccountToken.provider_id.is_(None),
            AccountToken.used_at.is_(None),
        )
    )


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
