"""Bearer tokens of the HTTP API: each acts as its person, narrowed by scopes, until it ends or is revoked.

The secret is 256 random bits, so one round of SHA-256 keeps it: a slow hash protects what people choose
because it can be guessed, and this cannot; a fast one lets every request be answered by one indexed read.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts import totp
from app.accounts.refused import RefusedError
from app.accounts.tokens import digest
from app.accounts.viewers import viewer_of
from app.law.text import Text
from app.store.models.api import ApiToken
from app.store.models.people import User
from app.store.session import Database
from app.store.viewer import Viewer

SCOPES: Mapping[str, Text] = {
    "process:start": Text("手続を始める", "Start procedures"),
    "work:read": Text("作業の一覧と内容を読む", "Read work items"),
    "work:complete": Text("作業を引き受け、完了する", "Take and complete work items"),
    "work:assign": Text("作業の担当者を決める（事務局）", "Give work items to people (secretariat)"),
    "form:read": Text("様式を読む", "Read forms"),
    "case:read": Text("案件を読む", "Read cases"),
    "metrics:read": Text("稼働状況の数値を読む（システム運用者）", "Read metrics (system operators)"),
}
LIFETIMES = (30, 90, 180, 365)
"""Days that a token may be made for."""
MOST = 20
MARK = "nintei_"
SHOWN = len(MARK) + 5
USE_NOTED_EVERY = timedelta(hours=1)
"""How exactly the last use is known: a read must not become a write each time."""


@dataclass(frozen=True, slots=True)
class Told:
    """A token as its person sees it later."""

    id: int
    name: str
    prefix: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def live(self) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and self.expires_at > clock.real_now()


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who calls, and what the token may do of what the person may."""

    viewer: Viewer
    scopes: frozenset[str]
    token_id: int


def create(session: Session, user_id: int, *, name: str, scopes: Iterable[str], days: int) -> str:
    """A new token; its secret is returned here and nowhere again. RefusedError for what cannot be."""
    plain, wanted = " ".join(name.split()), frozenset(scopes)
    if not 1 <= len(plain) <= 100:
        raise RefusedError(
            Text(
                "用途が分かる名前を100文字以内で入力してください。", "Name its use in up to 100 characters."
            ),
            "name",
        )
    if not wanted or wanted - SCOPES.keys():
        raise RefusedError(
            Text("許す操作を一覧から1つ以上選んでください。", f"Choose scopes: {', '.join(SCOPES)}."),
            "scopes",
        )
    if not 1 <= days <= max(LIFETIMES):
        raise RefusedError(
            Text("有効期間は365日以内にしてください。", "A token lasts for at most 365 days."), "days"
        )
    now = clock.real_now()
    live = select(func.count()).select_from(ApiToken).where(ApiToken.user_id == user_id)
    if (session.scalar(live.where(ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)) or 0) >= MOST:
        raise RefusedError(
            Text(
                f"有効なトークンは{MOST}個までです。使わないものを失効させてください。",
                f"A person has at most {MOST} live tokens. Revoke those that are not used.",
            )
        )
    secret = MARK + secrets.token_urlsafe(32)
    session.add(
        ApiToken(
            hash=digest(secret),
            prefix=secret[:SHOWN],
            user_id=user_id,
            name=plain,
            scopes=",".join(sorted(wanted)),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    session.flush()
    return secret


def listed(session: Session, user_id: int) -> list[Told]:
    """The tokens of a person, the newest first."""
    rows = session.scalars(
        select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc()).limit(100)
    )
    return [
        Told(
            row.id,
            row.name,
            row.prefix,
            tuple(row.scopes.split(",")),
            row.created_at,
            row.expires_at,
            row.last_used_at,
            row.revoked_at,
        )
        for row in rows
    ]


def revoke(session: Session, user_id: int, token_id: int) -> bool:
    """Let a token of that person open nothing from now on; False where the person has no such token."""
    done = session.execute(
        update(ApiToken)
        .where(ApiToken.id == token_id, ApiToken.user_id == user_id)
        .values(revoked_at=func.coalesce(ApiToken.revoked_at, clock.real_now()))
        .execution_options(synchronize_session=False)
        .returning(ApiToken.id)
    )
    return done.scalar() is not None


def bearer(db: Database, secret: str, today: date, *, demo: bool) -> Bearer | None:
    """Who holds a token that works at this moment; None for every other text, without saying why.

    A person of the body without a second factor is not let in here either.
    """
    now = clock.real_now()
    with db.read() as session:
        token = session.scalar(select(ApiToken).where(ApiToken.hash == digest(secret)))
        if token is None or token.revoked_at is not None or token.expires_at <= now:
            return None
        viewer = viewer_of(session, token.user_id, today)
        if viewer is None or (
            viewer.roles and totp.is_missing(session, session.get_one(User, viewer.user_id), demo=demo)
        ):
            return None
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        _note_use(db, token.id, now)
    return Bearer(viewer, frozenset(token.scopes.split(",")), token.id)


def _note_use(db: Database, token_id: int, now: datetime) -> None:
    with db.step() as session:
        session.execute(
            update(ApiToken)
            .where(ApiToken.id == token_id)
            .values(last_used_at=now)
            .execution_options(synchronize_session=False)
        )
