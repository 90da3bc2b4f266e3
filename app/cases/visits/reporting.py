"""The report: each version is written once, with its hash and with what changed since the one before."""

import hashlib
import json
from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.cases.visits import found
from app.cases.visits.recording import record_of
from app.law import visits as law
from app.store.models.visits import Visit, VisitReport

SUMMARY = "summary"
"""The key under which a change of the summary is checked."""


def rows(session: Session, visit: Visit) -> list[dict[str, Any]]:
    """What the findings of the next version start from: the last version, or the record of the visit."""
    last = found.report(session, visit)
    if last is not None:
        return [dict(finding) for finding in last.findings]
    return [
        {
            "key": f"F-{number}",
            "grade": finding.grade,
            "criterion": finding.criterion,
            "statement": finding.statement,
            "state": finding.state,
            "reason": finding.reason,
            "evidence": list(finding.evidence),
            **({"paper": True} if finding.paper else {}),
        }
        for number, finding in enumerate(record_of(session, visit).findings, 1)
    ]


def written(session: Session, visit: Visit, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings of the form `write_report`: numbers kept, new ones given, evidence taken along."""
    known = rows(session, visit)
    evidence = {row["key"]: row.get("evidence", []) for row in known}
    copied = {row["key"] for row in known if row.get("paper")}
    given = answers.get("findings") or []
    last = max((_number(key) for key in (*evidence, *(row.get("no") or "" for row in given))), default=0)
    made = []
    for row in given:
        key = (row.get("no") or "").strip()
        if not key:
            last += 1
            key = f"F-{last}"
        beyond = bool(row.get("outside")) or law.outside(set(visit.scope), row["criterion"])
        made.append(
            {
                "key": key,
                "grade": row["grade"],
                "criterion": row["criterion"],
                "statement": row["statement"],
                "state": row["state"],
                "reason": row.get("reason") or "",
                "evidence": evidence.get(key, []),
                **({"outside": True} if beyond else {}),
                **({"paper": True} if key in copied else {}),
            }
        )
    return made


def changed(last: VisitReport | None, summary: str, findings: list[dict[str, Any]]) -> list[str]:
    """The keys of what differs from the version before; everything, for the first."""
    before = {row["key"]: row for row in last.findings} if last is not None else {}
    keys = [row["key"] for row in findings if before.get(row["key"]) != row]
    return keys if last is not None and last.summary == summary else [SUMMARY, *keys]


def issue(session: Session, visit: Visit, answers: dict[str, Any], writer_id: int) -> VisitReport:
    """Write the next version; the versions before it stay as they are."""
    last = found.report(session, visit)
    findings = written(session, visit, answers)
    checks = [
        {
            "key": each.key,
            "result": each.result,
            "note": each.note,
            "asked": each.asked,
            **({} if each.criterion else {"text": each.text.ja}),
            **({"paper": True} if each.paper else {}),
        }
        for each in record_of(session, visit).checks
        if each.asked or each.result
    ]
    version = last.version + 1 if last is not None else 1
    made = VisitReport(
        visit_id=visit.id,
        version=version,
        summary=answers["summary"],
        checks=checks,
        findings=findings,
        hash=digest(visit.number, version, answers["summary"], checks, findings),
        changed=changed(last, answers["summary"], findings),
        reason=answers.get("change_reason") or "",
        written_by=writer_id,
        written_at=clock.now(),
    )
    session.add(made)
    visit.state = "reported"
    session.flush()
    return made


def digest(number: str, version: int, summary: str, checks: Any, findings: Any) -> str:
    """The SHA-256 by which a version can be told from any other."""
    whole = {"visit": number, "version": version, "summary": summary, "checks": checks, "findings": findings}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _number(key: str) -> int:
    number = key.removeprefix("F-")
    return int(number) if number.isdecimal() else 0
