"""Who acts for a provider: inviting, accepting, ending. A membership holds from `since` until `until`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import mails, tokens, users
from app.accounts.mails import Postbox
from app.accounts.refused import RefusedError
from app.law.text import Text
from app.store.models.people import AccountToken, Membership, Provider, User


@dataclass(frozen=True, slots=True)
class Member:
    """A person who acts for a provider today."""

    membership_id: int
    user_id: int
    name: str
    email: str
    owner: bool
    since: date


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that was not accepted yet."""

    token_id: int
    email: str
    expires_at: datetime


def holds(today: date) -> ColumnElement[bool]:
    """The condition that a membership holds on a day."""
    return (Membership.since <= today) & or_(Membership.until.is_(None), Membership.until >= today)


def members(session: Session, provider_id: int, today: date) -> list[Member]:
    """Who acts for a provider today, owners first."""
    rows = session.execute(
        select(Membership.id, User.id, User.name, User.email, Membership.owner, Membership.since)
        .join(User, User.id == Membership.user_id)
        .where(Membership.provider_id == provider_id, holds(today))
        .order_by(Membership.owner.desc(), Membership.since, Membership.id)
    )
    return [Member(*row) for row in rows]


def invited(session: Session, provider_id: int) -> list[Invited]:
    """The invitations of a provider that can still be accepted."""
    rows = session.execute(
        select(AccountToken.id, AccountToken.email, AccountToken.expires_at)
        .where(
            AccountToken.purpose == "invite",
            AccountToken.provider_id == provider_id,
            AccountToken.used_at.is_(None),
            AccountToken.expires_at > clock.real_now(),
        )
        .order_by(AccountToken.id)
    )
    return [Invited(*row) for row in rows]


def is_owner(session: Session, provider_id: int, user_id: int, today: date) -> bool:
    """Whether a person manages the people of a provider today."""
    found = session.scalar(
        select(Membership.id).where(
            Membership.provider_id == provider_id,
            Membership.user_id == user_id,
            Membership.owner,
            holds(today),
        )
    )
    return found is not None


def add(session: Session, provider_id: int, user_id: int, today: date, *, owner: bool = False) -> None:
    """Let a person act for a provider from today; a membership that ended today goes on."""
    held = session.scalars(
        select(Membership).where(Membership.provider_id == provider_id, Membership.user_id == user_id)
    ).all()
    for membership in held:
        if membership.since <= today and (membership.until is None or membership.until >= today):
            membership.owner = membership.owner or owner
            return
        if membership.since == today:
            membership.until, membership.owner = None, owner
            return
    session.add(Membership(provider_id=provider_id, user_id=user_id, since=today, owner=owner))
    session.flush()


def invite(session: Session, post: Postbox, provider_id: int, email: str, by: str) -> None:
    """Invite an address; `by` is the name of who invites. An earlier invitation stops working."""
    address = users.normal_email(email)
    if not address:
        raise RefusedError(
            Text("メールアドレスの形が正しくありません。", "This is not an e-mail address."), "email"
        )
    provider = session.get_one(Provider, provider_id)
    secret = tokens.issue(session, "invite", address, provider_id=provider_id)
    post.send(
        session,
        f"invite/{tokens.digest(secret)}",
        address,
        mails.INVITE,
        f"/invitation/{secret}",
        provider=provider.name,
        inviter=by,
    )


def withdraw(session: Session, provider_id: int, token_id: int) -> None:
    """An invitation works no more."""
    session.execute(
        delete(AccountToken).where(
            AccountToken.id == token_id,
            AccountToken.purpose == "invite",
            AccountToken.provider_id == provider_id,
            AccountToken.used_at.is_(None),
        )
    )


def accept(session: Session, secret: str, user_id: int, today: date) -> int | None:
    """Accept an invitation; the provider's id, or None when the link no longer works.

    Whoever is first at a provider without an owner (a postal filer's, for example) becomes its owner.
    """
    token = tokens.find(session, "invite", secret)
    user = session.get(User, user_id)
    if token is None or token.provider_id is None or user is None:
        return None
    if user.email != token.email:
        raise RefusedError(
            Text(
                "この招待は別のメールアドレスに宛てたものです。招待を受けたアドレスでサインインしてください。",
                "This invitation is for another e-mail address. Sign in with the address that was invited.",
            )
        )
    _lock(session, token.provider_id)
    if not tokens.spend(session, token):
        return None
    first = _owners(session, token.provider_id, today) == 0
    add(session, token.provider_id, user_id, today, owner=first)
    return token.provider_id


def accept_as_new(
    session: Session, secret: str, today: date, *, name: str, password_hash: str, language: str = "ja"
) -> User | None:
    """Accept with an account made for it, since the link proves the address; None when it does not work."""
    token = tokens.find(session, "invite", secret)
    if token is None:
        return None
    user = users.claim(
        session,
        email=token.email,
        name=name,
        password_hash=password_hash,
        verified=True,
        language=language,
    )
    if user is None or accept(session, secret, user.id, today) is None:
        return None
    return user


def end(session: Session, provider_id: int, membership_id: int, today: date) -> None:
    """End a membership at once: yesterday was its last day. The last owner stays."""
    membership = _held(session, provider_id, membership_id, today)
    if membership.owner and _owners(session, provider_id, today) == 1:
        raise RefusedError(
            Text(
                "管理者がいなくなるため、終了できません。先に別の人を管理者にしてください。",
                "The provider would have no owner left. Make somebody else an owner first.",
            )
        )
    membership.until = today - timedelta(days=1)


def make_owner(session: Session, provider_id: int, membership_id: int, today: date) -> None:
    """Let a member manage the people of the provider too."""
    _held(session, provider_id, membership_id, today).owner = True


def _held(session: Session, provider_id: int, membership_id: int, today: date) -> Membership:
    _lock(session, provider_id)
    membership = session.scalar(
        select(Membership).where(
            Membership.id == membership_id, Membership.provider_id == provider_id, holds(today)
        )
    )
    if membership is None:
        raise RefusedError(
            Text(
                "この担当者はもう登録されていません。一覧を開き直してください。",
                "This person no longer acts for the provider. Open the list again.",
            )
        )
    return membership


def _owners(session: Session, provider_id: int, today: date) -> int:
    counted = select(func.count()).where(
        Membership.provider_id == provider_id, Membership.owner, holds(today)
    )
    return session.scalar(counted) or 0


def _lock(session: Session, provider_id: int) -> None:
    # Two owners who end each other at the same moment would leave none.
    session.get_one(Provider, provider_id, with_for_update=True)
