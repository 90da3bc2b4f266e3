"""What is noted on the spot: operations that are each taken once, in order of receipt, and never overwritten.

The record is what the last operation of each target and field says. Two that rest on the same base are both
kept; the later one is marked until the lead has chosen.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.visits.clocks import Clock
from app.cases.visits.fields import ADDENDUM, own_checks
from app.law import visits as law
from app.law.text import Text
from app.store.models.visits import Evidence, Visit, VisitOp

UNCONFIRMED = "unconfirmed"
"""The result of an item that was asked for and not confirmed on the spot."""


@dataclass(slots=True)
class Noted:
    """The present value of a field: who set it, the sequence it has, and what stands against it."""

    value: Any
    sequence: int
    by_id: int
    paper: bool = False
    rivals: list[VisitOp] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Check:
    """An item of the checklist, or of the plan's free words, with its result; `result` is "" while it is open."""

    key: str
    text: Text
    evidence: Text
    criterion: str
    result: str
    note: str
    asked: bool
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as noted. `key` is the device's own, `evidence` are ids."""

    key: str
    grade: str
    criterion: str
    statement: str
    state: str
    reason: str
    evidence: tuple[int, ...]
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Everything noted on a visit, up to its closing; `late` came in afterwards."""

    fields: dict[tuple[str, str], Noted]
    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    conflicts: tuple[VisitOp, ...]
    late: tuple[VisitOp, ...]

    def value(self, target: str, name: str) -> Any:
        """The present value, None where nothing was noted."""
        noted = self.fields.get((target, name))
        return noted.value if noted is not None else None

    def sequence(self, target: str, name: str) -> int:
        """The sequence that a next operation there rests on, 0 for the first."""
        noted = self.fields.get((target, name))
        return noted.sequence if noted is not None else 0

    @property
    def unsent(self) -> dict[str, int]:
        """How much each device last said that it had not sent yet; those with nothing left are not named."""
        said = {
            target.removeprefix("device:"): str(noted.value)
            for (target, name), noted in self.fields.items()
            if name == "left" and target.startswith("device:")
        }
        return {device: int(left) for device, left in said.items() if left.isdecimal() and int(left)}

    @property
    def clocks(self) -> dict[str, Clock]:
        """How each device last found its clock against the server's."""
        said = {
            target.removeprefix("device:"): Clock.read(noted.value)
            for (target, name), noted in self.fields.items()
            if name == "clock" and target.startswith("device:")
        }
        return {device: each for device, each in said.items() if each is not None}

    @property
    def open_checks(self) -> tuple[Check, ...]:
        """The items of the plan's scope without a result."""
        return tuple(each for each in self.checks if each.asked and not each.result)

    @property
    def unexplained(self) -> tuple[Check, ...]:
        """The items of the plan's scope that were not confirmed, or are open, without a word on why."""
        unsaid = (each for each in self.checks if each.asked and each.result in {"", UNCONFIRMED})
        return tuple(each for each in unsaid if not (each.result and each.note.strip()))


def record_of(session: Session, visit: Visit) -> Record:
    """The record of a visit as it stands."""
    rows = list(session.scalars(select(VisitOp).where(VisitOp.visit_id == visit.id).order_by(VisitOp.id)))
    closed = visit.closed_at
    kept = [row for row in rows if row.field != ADDENDUM and (closed is None or row.received_at <= closed)]
    fields: dict[tuple[str, str], Noted] = {}
    for row in kept:
        if not row.conflict:
            fields[row.target, row.field] = Noted(row.value, row.id, row.person_id, row.paper)
    conflicts = tuple(row for row in kept if row.conflict and row.settled_by is None)
    for row in conflicts:
        fields[row.target, row.field].rivals.append(row)
    evidence = list(session.scalars(select(Evidence).where(Evidence.visit_id == visit.id)))
    return Record(
        fields,
        tuple(_checks(visit, fields)),
        tuple(_findings(fields, evidence)),
        conflicts,
        tuple(row for row in rows if row not in kept),
    )


def _checks(visit: Visit, fields: dict[tuple[str, str], Noted]) -> list[Check]:
    def said(key: str, name: str) -> str:
        noted = fields.get((f"check:{key}", name))
        return str(noted.value or "") if noted else ""

    listed = [
        (item.key, item.text, item.evidence, item.criterion, item.key in visit.scope)
        for item in law.checklist()
    ]
    own = [(key, Text(line, line), Text("", ""), "", True) for key, line in own_checks(visit.scope).items()]
    return [
        Check(
            key,
            text,
            evidence,
            criterion,
            said(key, "result"),
            said(key, "note"),
            asked,
            _copied(fields, f"check:{key}"),
        )
        for key, text, evidence, criterion, asked in (*listed, *own)
    ]


def _copied(fields: dict[tuple[str, str], Noted], target: str) -> bool:
    """Whether a part of it was copied from paper."""
    return any(noted.paper for (where, _), noted in fields.items() if where == target)


def _findings(fields: dict[tuple[str, str], Noted], evidence: list[Evidence]) -> list[Finding]:
    keys = dict.fromkeys(target for target, _ in fields if target.startswith("finding:"))
    found = []
    for target in keys:

        def said(name: str, target: str = target) -> str:
            noted = fields.get((target, name))
            return str(noted.value or "") if noted is not None else ""

        if not said("statement"):
            continue
        found.append(
            Finding(
                target.removeprefix("finding:"),
                said("grade") or "check",
                said("criterion"),
                said("statement"),
                said("state") or "open",
                said("reason"),
                tuple(each.id for each in evidence if each.target == target),
                _copied(fields, target),
            )
        )
    return found
