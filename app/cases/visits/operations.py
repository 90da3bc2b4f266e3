"""Taking what devices send: each operation once by its id, both of two that rest on the same base."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.errors import NOT_YOURS, UNKNOWN, CaseError, NotYours, Unknown
from app.cases.runtime import Runtime
from app.cases.visits import access
from app.cases.visits.fields import ADDENDUM, OWN, complaint, own_checks, unknown
from app.law.text import Text
from app.store.models.visits import Visit, VisitOp
from app.store.viewer import Viewer

MOST = 50
"""Operations in one batch."""
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BAD_BATCH = Text(
    f"送られた記録を読めません。1回に{MOST}件まで、決まった形で送ってください。",
    f"What was sent cannot be read. Send at most {MOST} operations at a time, in the form that is laid down.",
)

STILL_OPEN = Text(
    "記録はまだ確定していません。追補ではなく、その項目に書いてください。",
    "The record is still open. Write it in the item itself instead of adding to it.",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """An operation as a device sends it; `base` is the sequence that it had seen there, 0 for none.

    `author` is who wrote it where another person brings it in an exported file (`brought`); `paper`: it was copied
    from the printed checklist.
    """

    op_id: str
    target: str
    field: str
    value: Any
    base: int = 0
    device: str = ""
    device_at: str = ""
    author: int | None = None
    brought: bool = False
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it: its sequence, whether it stands against another, or why it is not taken.

    `known`: it had been taken before, and this is the answer that it got then.
    """

    op_id: str
    sequence: int = 0
    conflict: bool = False
    late: bool = False
    refused: Text | None = None
    known: bool = field(default=False, compare=False)


def read(body: Any) -> list[Sent]:
    """The operations of a batch; raises CaseError for anything but a list of them."""
    given = body.get("ops") if isinstance(body, dict) else None
    if not isinstance(given, list) or len(given) > MOST:
        raise CaseError(BAD_BATCH)
    return [read_one(each) for each in given]


def read_one(each: Any) -> Sent:
    """One operation as a device writes it; raises CaseError."""
    if not isinstance(each, dict):
        raise CaseError(BAD_BATCH)
    texts = {name: each.get(name, "") for name in ("op_id", "target", "field", "device", "device_at")}
    base, paper = each.get("base", 0), each.get("paper", False)
    whole = isinstance(base, int) and not isinstance(base, bool) and 0 <= base < 2**31
    if not whole or not isinstance(paper, bool) or not all(isinstance(text, str) for text in texts.values()):
        raise CaseError(BAD_BATCH)
    if not _ID.fullmatch(texts["op_id"]):
        raise CaseError(BAD_BATCH)
    return Sent(**texts, value=each.get("value"), base=base, paper=paper)


def take(runtime: Runtime, viewer: Viewer, number: str, sent: Sequence[Sent]) -> list[Taken]:
    """Take a batch in one transaction; what was taken before gets its first answer again.

    Raises Unknown for who is not on the team and CaseError where nothing can be noted now.
    """

    def work(session: Session) -> list[Taken]:
        visit, _ = access.noting(session, viewer, number)
        return [_take(session, visit, viewer, each) for each in sent]

    return runtime.step(work)


def _take(session: Session, visit: Visit, viewer: Viewer, sent: Sent) -> Taken:
    before = session.scalar(select(VisitOp).where(VisitOp.op_id == sent.op_id))
    if before is not None:
        if before.visit_id != visit.id or before.person_id != (sent.author or viewer.user_id):
            return Taken(sent.op_id, refused=UNKNOWN)
        return replace(_taken(visit, before), known=True)
    wrong = complaint(sent.target, sent.field, sent.value)
    if OWN.fullmatch(sent.target) and sent.target.removeprefix("check:") not in own_checks(visit.scope):
        wrong = unknown(sent.target, sent.field)
    if wrong is None and sent.field == ADDENDUM and visit.closed_at is None:
        wrong = STILL_OPEN
    if wrong is not None:
        return Taken(sent.op_id, refused=wrong)
    row = VisitOp(
        op_id=sent.op_id,
        visit_id=visit.id,
        target=sent.target,
        field=sent.field,
        value=sent.value,
        base=sent.base,
        conflict=_differs(session, visit, viewer, sent),
        device=sent.device[:60],
        device_at=sent.device_at[:40],
        by_id=viewer.user_id,
        received_at=clock.now(),
        author_id=sent.author if sent.author != viewer.user_id else None,
        brought=sent.brought,
        paper=sent.paper,
    )
    session.add(row)
    if (sent.target, sent.field) == ("meeting", "started") and visit.started_at is None:
        visit.started_at = clock.now()
    session.flush()
    return _taken(visit, row)


def _taken(visit: Visit, row: VisitOp) -> Taken:
    late = visit.closed_at is not None and row.received_at > visit.closed_at
    return Taken(row.op_id, row.id, row.conflict, late)


def _differs(session: Session, visit: Visit, viewer: Viewer, sent: Sent) -> bool:
    """Whether somebody else, or another device, has set the field to something else since its base."""
    if sent.target.startswith("device:") or sent.field == ADDENDUM:
        return False
    rows = list(
        session.scalars(
            select(VisitOp)
            .where(VisitOp.visit_id == visit.id, VisitOp.target == sent.target, VisitOp.field == sent.field)
            .order_by(VisitOp.id)
        )
    )
    standing = [row for row in rows if not row.conflict]
    if not standing or standing[-1].id <= sent.base or standing[-1].value == sent.value:
        return False
    person = sent.author or viewer.user_id
    return any(
        row.id > sent.base and (row.person_id, row.device) != (person, sent.device) for row in standing
    )


def settle(runtime: Runtime, viewer: Viewer, number: str, op: int, value: str) -> None:
    """The lead settles a conflict with a value; what both had noted stays on record.

    Raises Unknown, NotYours for anybody but the lead, and CaseError for a value that cannot stand there.
    """

    def work(session: Session) -> None:
        visit, member = access.noting(session, viewer, number)
        rival = session.get(VisitOp, op)
        if rival is None or rival.visit_id != visit.id or not rival.conflict:
            raise Unknown(UNKNOWN)
        if not member.lead:
            raise NotYours(NOT_YOURS)
        wrong = complaint(rival.target, rival.field, value)
        if wrong is not None:
            raise CaseError(wrong)
        same = select(VisitOp).where(
            VisitOp.visit_id == visit.id, VisitOp.target == rival.target, VisitOp.field == rival.field
        )
        rows = list(session.scalars(same.order_by(VisitOp.id)))
        for row in rows:
            if row.conflict and row.settled_by is None:
                row.settled_by = viewer.user_id
        session.add(
            VisitOp(
                op_id=str(uuid4()),
                visit_id=visit.id,
                target=rival.target,
                field=rival.field,
                value=value,
                base=rows[-1].id,
                by_id=viewer.user_id,
                received_at=clock.now(),
            )
        )
        session.flush()

    runtime.step(work)


@dataclass(frozen=True, slots=True)
class Typed:
    """A field of a page as it was sent back: its value, and the sequence that the page had shown."""

    target: str
    field: str
    value: str
    base: int


def typed(
    runtime: Runtime, viewer: Viewer, number: str, given: Sequence[Typed], device: str, *, paper: bool = False
) -> list[tuple[Typed, Taken]]:
    """Take what was changed on a page without JavaScript; fields left as they were shown are no operations."""
    with runtime.db.read() as session:
        access.on_team(session, viewer, number)
        shown = {
            row.id: row.value
            for row in session.scalars(select(VisitOp).where(VisitOp.id.in_({each.base for each in given})))
        }
    changed = [each for each in given if each.value != shown.get(each.base, "")]
    sent = [
        Sent(str(uuid4()), each.target, each.field, each.value, each.base, device, paper=paper)
        for each in changed
    ]
    return list(zip(changed, take(runtime, viewer, number, sent), strict=True)) if sent else []
