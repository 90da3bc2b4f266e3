"""Everything that was noted on a visit, in the order of receipt: by whom, on which device, and when by its clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.views import visit as views
from app.cases.visits import access, clocks
from app.cases.visits.clocks import Clock
from app.cases.visits.recording import record_of
from app.law import visits as law
from app.law.text import Text
from app.store.models.people import User
from app.store.models.visits import Evidence, Visit, VisitOp
from app.store.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry or a file. `on_device` is set where the device's time differs; `brought_by` where it was exported."""

    what: Text
    field: Text
    words: Text
    by: str
    device: str
    received_at: datetime
    on_device: datetime | None
    brought_by: str
    paper: bool
    conflict: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Journal:
    """The entries in the order of receipt, and the devices whose clocks were wrong when they were last compared."""

    visit: Visit
    entries: list[Entry]
    wrong: dict[str, Clock]


def journal(session: Session, viewer: Viewer, number: str) -> Journal:
    """The journal of a visit; raises Unknown for who may not read it."""
    visit, _ = access.readable(session, viewer, number)
    of_visit = select(VisitOp).where(VisitOp.visit_id == visit.id).order_by(VisitOp.id)
    ops = [row for row in session.scalars(of_visit) if not row.target.startswith("device:")]
    files = list(session.scalars(select(Evidence).where(Evidence.visit_id == visit.id).order_by(Evidence.id)))
    record = record_of(session, visit)
    rows: list[VisitOp | Evidence] = [*ops, *files]
    people = {each for row in rows for each in (row.by_id, row.author_id) if each is not None}
    names = {user.id: user.name for user in session.scalars(select(User).where(User.id.in_(sorted(people))))}
    listed = {each.key: each.text for each in law.results()} | {each.key: each.text for each in law.grades()}

    def entry(row: VisitOp | Evidence, field: Text, words: Text, said: str) -> Entry:
        noted = row if isinstance(row, VisitOp) else None
        return Entry(
            what=views.what(row.target, record) if row.target else Text("全体", "The whole"),
            field=field,
            words=words,
            by=names.get(row.author_id or row.by_id, ""),
            device=row.device,
            received_at=row.received_at,
            on_device=clocks.on_device(said, row.received_at),
            brought_by=names.get(row.by_id, "") if row.brought else "",
            paper=noted is not None and noted.paper,
            conflict=noted is not None and noted.conflict,
            late=visit.closed_at is not None and row.received_at > visit.closed_at,
        )

    entries = [
        entry(
            row, views.FIELDS.get(row.field, Text(row.field, row.field)), _words(row, listed), row.device_at
        )
        for row in ops
    ] + [
        entry(
            row,
            Text("写真・書類", "File"),
            Text(row.caption or row.name, row.caption or row.name),
            row.taken_at,
        )
        for row in files
    ]
    entries.sort(key=lambda each: each.received_at)
    return Journal(visit, entries, {name: each for name, each in record.clocks.items() if each.wrong})


def _words(row: VisitOp, listed: dict[str, Text]) -> Text:
    value = str(row.value or "")
    return listed.get(value, Text(value, value)) if row.field in {"result", "grade"} else Text(value, value)
