"""The mails that were sent: the mailbox of the demo. It shows every mail, so nothing but the demo may ask."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models.procedures import Mail

PAGE = 50


def listed(
    session: Session, *, to: str = "", before: int | None = None, size: int = PAGE
) -> tuple[list[Mail], int | None]:
    """Mails, the newest first, of one recipient or of all, and the cursor of the next page."""
    query = select(Mail).order_by(Mail.id.desc()).limit(size + 1)
    if to:
        query = query.where(Mail.to == to)
    if before is not None:
        query = query.where(Mail.id < before)
    rows = list(session.scalars(query))
    return rows[:size], rows[size - 1].id if len(rows) > size else None


def one(session: Session, mail_id: int) -> Mail | None:
    """One mail."""
    return session.get(Mail, mail_id)
