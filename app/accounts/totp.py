"""The second factor: time-based one-time codes, each good once, required of the certification body."""

import hashlib
from datetime import timedelta

import pyotp
import segno
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.store import standing
from app.store.models.people import AccountToken, User

ISSUER = "Nintei"
STEP = timedelta(seconds=30)
DRIFT = 1  # steps before and after: a phone's clock is rarely exact


def new_secret() -> str:
    """A secret that is shown once, to be put into an authenticator app."""
    return pyotp.random_base32()


def address(secret: str, email: str) -> str:
    """The otpauth:// address of a secret."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)


def picture(secret: str, email: str) -> str:
    """The address as a QR code: an inline SVG without any style, so a strict CSP lets it pass."""
    return segno.make(address(secret, email), error="m").svg_inline(scale=5, border=4, light="#fff")


def step_of(secret: str, code: str) -> int | None:
    """The time step that a code belongs to, or None if it is wrong or too old. Nothing is spent."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit()):
        return None
    generator = pyotp.TOTP(secret)
    at = generator.timecode(clock.real_now())
    for step in range(at - DRIFT, at + DRIFT + 1):
        if pyotp.utils.strings_equal(typed, generator.generate_otp(step)):
            return step
    return None


def spend(session: Session, user: User, step: int) -> bool:
    """Use up a person's code of a time step; False if it was used before."""
    session.execute(
        delete(AccountToken).where(
            AccountToken.purpose == "totp",
            AccountToken.user_id == user.id,
            AccountToken.expires_at <= clock.real_now(),
        )
    )
    now = clock.real_now()
    row = {
        "hash": hashlib.sha256(f"totp/{user.id}/{step}".encode()).hexdigest(),
        "purpose": "totp",
        "email": user.email,
        "user_id": user.id,
        "expires_at": now + STEP * (2 * DRIFT + 2),
        "used_at": now,
    }
    try:
        with session.begin_nested():
            session.execute(insert(AccountToken), [row])
    except IntegrityError:
        return False
    return True


def is_missing(session: Session, user: User, *, demo: bool) -> bool:
    """Whether a person must set up the second factor before signing in; the demo lets staff in without."""
    if demo or user.totp_secret is not None:
        return False
    held = standing.held(clock.today())
    return session.scalar(select(held.c.role).where(held.c.user_id == user.id).limit(1)) is not None
