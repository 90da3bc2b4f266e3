"""Correction (AMB-30): asked with a due date, answered as a new revision that keeps the old one."""

from datetime import date
from typing import Any

from app import clock
from app.cases import deadlines, documents, facts, looking_again, notices, submissions
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import service_targets
from app.store.models.cases import Correction, Filing

SOURCE = {"documents": "check_completeness", "items": "assess_items"}


def request(parts: Parts, context: ActContext, kind: str) -> dict[str, Any]:
    """Ask for correction as the last check said, or give more time as the secretariat decided."""
    session, case = context.session, context.case
    if case is None:
        raise LookupError("a correction needs a case")
    last = facts.correction(session, case.id)
    if last is not None and not last.answered:
        row = last.row
        row.due_on = date.fromisoformat(submissions.latest(session, case.id, "judge_silence")["due_on"])
        notices.send(parts, context, "correction_extended")
    else:
        asked = submissions.latest(session, case.id, SOURCE[kind])
        flagged = [
            item_id
            for item_id, found in (asked.get("items") or {}).items()
            if found.get("verdict") in {"unfit", "unclear"}
        ]
        row = Correction(
            case_id=case.id,
            round=(last.row.round if last else 0) + 1,
            kind=kind,
            items=flagged,
            request=asked["correction_text"],
            due_on=date.fromisoformat(asked["correction_due"]),
            requested_at=clock.now(),
        )
        session.add(row)
        session.flush()
        notices.send(parts, context, "correction_request")
    deadlines.set_target(session, case, "correction", row.due_on, "correction_due", clock.today())
    return {
        "due_on": row.due_on.isoformat(),
        "remind_on": service_targets.due_on("correction_reminder", row.due_on).isoformat(),
        "judge_on": service_targets.due_on("correction_judgement", row.due_on).isoformat(),
    }


def receive(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Keep the answer: a new revision of the filing with the corrected items, and the new documents."""
    session, case = context.session, context.case
    last = facts.correction(session, case.id) if case else None
    if case is None or last is None:
        raise LookupError("there is no correction to receive")
    answered = submissions.latest(session, case.id, "answer_correction")
    last.row.answered_at, last.row.answer = clock.now(), answered.get("explanation") or ""
    deadlines.meet(session, case, "correction", clock.today())
    for upload in answered.get("documents") or []:
        documents.add(session, case.id, "correction", upload, context.actor_id)
    before = facts.latest_filing(session, case.id)
    if before is None:
        raise LookupError("there is no filing to correct")
    revision = before.revision
    if answered.get("items"):
        revision += 1
        catalogue = parts.forms.get(session, case.edition_id).catalogue()
        filing = Filing(
            case_id=case.id,
            revision=revision,
            catalogue=before.catalogue,
            guideline_version=before.guideline_version,
            filed_on=before.filed_on,
            created_at=clock.now(),
            created_by=context.actor_id,
            facts=before.facts,
        )
        session.add(filing)
        session.flush()
        merged = {**facts.item_answers(session, before.id), **answered["items"]}
        facts.store_items(
            session, filing, merged, {item.id: item.visibility for item in catalogue.items.values()}
        )
        looking_again.of_case(session, parts.settings.base_url, case)
    return {"revision": revision}
