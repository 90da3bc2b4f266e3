"""People with an account: making them, their roles, and signing them in."""

import re
import unicodedata
from collections.abc import Iterable

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts import passwords, totp
from app.accounts.refused import RefusedError
from app.law.roles import APPOINTED, STAFF
from app.law.text import Text
from app.store import standing
from app.store.models.people import User, UserRole
from app.store.session import Database

GRANTABLE = STAFF
BY_APPOINTMENT = Text(
    "委員・委員長・調査員は、任期のある委嘱によります。/register の名簿に登録してください。",
    "Members, the chair and inspectors are appointed for a term. Enter the appointment in the register (/register).",
)
IN_COMMITTEE = Text(
    "認定審査委員会に任命されている人に、認定機関の役割は付与できません。認定機関の職員は有識者として委員を務めません（第7条）。"
    "先に /register で任期を終えてください。",
    "Whoever is appointed to the committee holds no role of the certification body: its staff do not sit as experts "
    "(Art. 7). End the appointment in /register first.",
)
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]{1,64}@[^\s@<>(),;:\"\[\]\\.]+(\.[^\s@<>(),;:\"\[\]\\.]+)+")


def normal_email(typed: str) -> str:
    """An address as it is stored and compared: half-width and in small letters; "" if it is none."""
    email = unicodedata.normalize("NFKC", typed).strip().casefold()
    return email if len(email) <= 254 and _EMAIL.fullmatch(email) else ""


def create(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    roles: Iterable[str] = (),
    verified: bool = True,
    language: str = "ja",
) -> User:
    """A new account, hashing the password; RefusedError when the address is taken or is none."""
    user = add(
        session,
        email=email,
        name=name,
        password_hash=passwords.hash_of(password),
        verified=verified,
        language=language,
    )
    for key in roles:
        grant(session, user, key)
    return user


def add(
    session: Session, *, email: str, name: str, password_hash: str, verified: bool, language: str = "ja"
) -> User:
    """A new account with a password that was hashed before the transaction began."""
    address = normal_email(email)
    if not address:
        raise RefusedError(
            Text("メールアドレスの形が正しくありません。", "This is not an e-mail address."), "email"
        )
    if by_email(session, address) is not None:
        raise RefusedError(
            Text("このメールアドレスのアカウントはすでにあります。", "This address already has an account."),
            "email",
        )
    now = clock.real_now()
    user = User(
        email=address,
        name=name.strip(),
        password_hash=password_hash,
        language=language,
        epoch=0,
        active=True,
        verified_at=now if verified else None,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def claim(
    session: Session, *, email: str, name: str, password_hash: str, verified: bool, language: str = "ja"
) -> User | None:
    """A new account, or None when the address has one.

    An account whose address was never confirmed belongs to nobody yet: it is taken over with the new name
    and password, so that registering somebody else's address gains nothing.
    """
    user = by_email(session, email)
    if user is None:
        return add(
            session,
            email=email,
            name=name,
            password_hash=password_hash,
            verified=verified,
            language=language,
        )
    if user.verified_at is not None or not user.active:
        return None
    user.name, user.password_hash, user.language = name.strip(), password_hash, language
    user.verified_at = clock.real_now() if verified else None
    session.flush()
    return user


def by_email(session: Session, email: str) -> User | None:
    """The account of an address, active or not."""
    return session.scalar(select(User).where(User.email == normal_email(email)))


def authenticate(db: Database, email: str, password: str, code: str = "") -> User | None:
    """Who signs in, or None: unknown, wrong password, wrong, missing or used code, or deactivated.

    Takes as long for an unknown address as for a wrong password. The password is checked outside of any
    write transaction, since a hash takes longer than a step may hold the lock. The caller asks
    `totp.is_missing` and looks at `verified_at`.
    """
    with db.read() as session:
        user = by_email(session, email)
        session.expunge_all()  # what is read stays readable after the session's rollback
    known = passwords.matches(user.password_hash if user else None, password)
    if user is None or not known or not user.active:
        return None
    if user.totp_secret is None:
        return user
    step = totp.step_of(user.totp_secret, code)
    if step is None:
        return None
    with db.step() as session:
        return user if totp.spend(session, user, step) else None


def roles_of(session: Session, user_id: int) -> frozenset[str]:
    """The roles that a person holds today, by grant or by appointment."""
    held = standing.held(clock.today())
    return frozenset(session.scalars(select(held.c.role).where(held.c.user_id == user_id)))


def grant(session: Session, user: User, role: str) -> None:
    """Give a role; a member of the committee, today or by a term to come, gets none of the body (第7条, X21).

    A person without second factor is signed out, so that the next sign-in asks for it.
    """
    if role in APPOINTED:
        raise RefusedError(BY_APPOINTMENT, "role")
    if role not in GRANTABLE:
        known = ", ".join(sorted(GRANTABLE))
        raise RefusedError(
            Text(
                f"役割「{role}」は付与できません。付与できる役割: {known}",
                f"The role {role!r} cannot be granted. Use one of: {known}",
            ),
            "role",
        )
    if standing.in_committee(session, user.id, clock.today()):
        raise RefusedError(IN_COMMITTEE, "role")
    if session.get(UserRole, (user.id, role)) is None:
        session.add(UserRole(user_id=user.id, role=role))
        if user.totp_secret is None:
            sign_out_everywhere(session, user.id)
        session.flush()


def revoke(session: Session, user: User, role: str) -> None:
    """Take a role away; the next request of the person no longer has it."""
    session.execute(delete(UserRole).where(UserRole.user_id == user.id, UserRole.role == role))


def set_password(session: Session, user_id: int, password_hash: str) -> None:
    """A new password, which ends every session of the person."""
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(password_hash=password_hash, epoch=User.epoch + 1)
        .execution_options(synchronize_session="fetch")
    )


def set_totp(session: Session, user_id: int, secret: str | None) -> None:
    """Set the second factor, or remove it; every session of the person ends."""
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(totp_secret=secret, epoch=User.epoch + 1)
        .execution_options(synchronize_session="fetch")
    )


def sign_out_everywhere(session: Session, user_id: int) -> None:
    """Every session of the person ends with its next request."""
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(epoch=User.epoch + 1)
        .execution_options(synchronize_session="fetch")
    )


def deactivate(session: Session, user_id: int) -> None:
    """Nobody signs in with this account any more; what the person did keeps its name."""
    session.execute(
        update(User)
        .where(User.id == user_id)
        .values(active=False, epoch=User.epoch + 1)
        .execution_options(synchronize_session="fetch")
    )
