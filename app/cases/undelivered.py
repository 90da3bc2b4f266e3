"""A mail did not arrive: the secretariat tells the person another way, or sends it again to a corrected address."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import reasons
from app.cases.errors import UNKNOWN, CaseError, Unknown
from app.cases.runtime import Runtime
from app.law.text import Text
from app.outbox import queue
from app.store import history, rows
from app.store.models.anchored import MailDecision
from app.store.models.bounced import Bounce
from app.store.models.cases import Case
from app.store.models.people import User
from app.store.reading import undelivered as reading
from app.store.viewer import Viewer

WITHOUT_NOTE = Text(
    "いつ、どのように伝えたか（又は、どのアドレスに送り直すか）を書いてください。",
    "Say when and how the person was told, or to which address you send it again.",
)
NOT_AGAIN = Text(
    "このメールは送り直せません（一度しか使えないリンクなど）。電話か郵送で伝えてください。",
    "This mail cannot be sent again (a link for one use, say). Tell the person by telephone or letter.",
)


def told_otherwise(runtime: Runtime, viewer: Viewer, row_id: int, note: str) -> None:
    """The person was told by telephone or letter. Raises Unknown, and CaseError without a note."""
    _settle(runtime, viewer, row_id, note, "mail_told", lambda _session, _row: None)


def send_again(runtime: Runtime, viewer: Viewer, row_id: int, note: str) -> None:
    """The mail goes out anew, to the address that is registered by now.

    Raises Unknown for anybody but the secretariat or a row that is settled, CaseError without a note or for a mail
    that cannot be sent again.
    """

    def again(session: Session, row: Bounce) -> None:
        if not row.payload:
            raise CaseError(NOT_AGAIN)
        address = session.scalar(select(User.email).where(User.id == row.user_id)) or row.to
        queue.put(session, "mail", f"undelivered:{row.id}", {**row.payload, "to": address})

    _settle(runtime, viewer, row_id, note, "mail_corrected", again)
    runtime.wake()


def _settle(
    runtime: Runtime,
    viewer: Viewer,
    row_id: int,
    note: str,
    kind: str,
    act: Callable[[Session, Bounce], None],
) -> None:
    def work(session: Session) -> None:
        seen = select(Bounce.case_id).where(Bounce.id == row_id, reading.told(viewer))
        found = session.execute(seen).first() if viewer.is_("secretariat") else None
        if found is None:
            raise Unknown(UNKNOWN)
        if not note.strip():
            raise CaseError(WITHOUT_NOTE)
        case = session.get_one(Case, found[0], with_for_update=True) if found[0] is not None else None
        row = session.get_one(Bounce, row_id, with_for_update=True, populate_existing=True)
        if row.settled_at is not None:
            raise Unknown(UNKNOWN)
        act(session, row)
        said = reasons.whole(note)
        row.settled_at, row.payload = clock.now(), {}
        decision = {
            "key": row.key,
            "kind": kind,
            "by_id": viewer.user_id,
            "at": clock.real_now(),
            "reason": said,
        }
        rows.add(session, MailDecision, [decision])
        if case is not None:
            history.append(session, case, kind, actor_id=viewer.user_id, reason=said, data={"bounce": row.id})

    runtime.step(work)
