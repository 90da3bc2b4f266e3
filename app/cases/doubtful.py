"""A mail may or may not have gone out: an operator decides, with a reason, and only once."""

import logging
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import reasons
from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.law.text import Text
from app.outbox import mail
from app.store import history, rows
from app.store.models.anchored import MailDecision
from app.store.models.cases import Case, Notice
from app.store.models.procedures import OutboxRow
from app.store.viewer import Viewer

log = logging.getLogger("nintei.desk")

GONE = Text(
    "このメールはすでに決められたか、送信が終わっています。一覧を開き直してください。",
    "This mail has been decided or has gone out already. Open the list again.",
)
WITHOUT_REASON = Text(
    "決めた理由を書いてください。メールサーバーの記録で何を確かめたかが後で分かるようにします。",
    "Say why, so that others can see later what you checked at the mail server.",
)


def send_again(runtime: Runtime, viewer: Viewer, row_id: int, reason: str) -> None:
    """It did not go out: the worker sends it. Raises CaseError without a reason, Unknown when it is decided."""

    def decide(_session: Session, row: OutboxRow) -> None:
        row.handing_over_at, row.error, row.next_try_at = None, "", clock.real_now()

    _decide(runtime, viewer, row_id, reason, "mail_sent_again", decide)
    runtime.wake()


def settle(runtime: Runtime, viewer: Viewer, row_id: int, reason: str) -> None:
    """It went out: it counts as sent. Raises CaseError without a reason, Unknown when it is decided."""

    def decide(session: Session, row: OutboxRow) -> None:
        mail.keep(session, row.key, row.payload, with_body=not row.payload.get("private"))
        row.handing_over_at, row.error, row.done_at, row.payload = None, "", clock.real_now(), {}

    _decide(runtime, viewer, row_id, reason, "mail_settled", decide)


def _decide(
    runtime: Runtime,
    viewer: Viewer,
    row_id: int,
    reason: str,
    kind: str,
    decide: Callable[[Session, OutboxRow], None],
) -> None:
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)

    def work(session: Session) -> None:
        case = _case(session, row_id)
        row = session.get(OutboxRow, row_id, with_for_update=True, populate_existing=True)
        if row is None or row.done_at is not None or row.handing_over_at is None:
            raise Unknown(GONE)
        # While the lease runs and nothing has failed, the mail is being handed over at this moment.
        if not row.error and row.next_try_at > clock.real_now():
            raise Unknown(GONE)
        said = reasons.whole(reason)
        decision = {
            "key": row.key,
            "kind": kind,
            "by_id": viewer.user_id,
            "at": clock.real_now(),
            "reason": said,
        }
        rows.add(session, MailDecision, [decision])
        if case is not None:
            history.append(
                session,
                case,
                kind,
                actor_id=viewer.user_id,
                reason=said,
                data={"outbox": row.id},
            )
        decide(session, row)

    runtime.step(work)
    log.info("outbox row %d: %s by user %d", row_id, kind, viewer.user_id)


def _case(session: Session, row_id: int) -> Case | None:
    """The case of the notice that the mail carries, locked before the row; other mails have none."""
    payload = session.scalar(select(OutboxRow.payload).where(OutboxRow.id == row_id)) or {}
    notice = session.get(Notice, payload.get("notice_id") or 0)
    return session.get(Case, notice.case_id, with_for_update=True) if notice is not None else None
