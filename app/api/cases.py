"""A case as the caller may see it: a party its own without who in the body does what, staff with steps and events."""

from typing import Any

from flask import Blueprint, Response, jsonify
from sqlalchemy.orm import Session

from app.api.problems import Problem
from app.api.runtime import runtime, viewer
from app.law import roles
from app.store.reading import blind, cases
from app.store.reading.cases import Head, Step
from app.store.viewer import Viewer

blueprint = Blueprint("cases", __name__)


@blueprint.get("/cases/<case_no>")
def show(case_no: str) -> Response:
    """One case; a number that the caller may not see answers like one that does not exist."""
    who = viewer()
    with runtime().db.read() as session:
        head = cases.find(session, who, case_no)
        if head is None:
            raise Problem("not-found")
        return jsonify(_told(session, who, head))


def _told(session: Session, who: Viewer, head: Head) -> dict[str, Any]:
    party = not who.staff or head.provider_id in who.provider_ids
    steps = [step for step in cases.steps(session, who, head) if not party or step.role in roles.PARTY]
    certificate = cases.certificate(session, head)
    return {
        "case_no": head.case_no,
        "process": head.process_id,
        "stage": head.stage,
        "result": head.result,
        "service": {"name": head.service, "url": head.service_url or None},
        "provider": {"id": head.provider_id, "name": head.provider},
        "channel": head.channel,
        "arrival_no": head.arrival_no,
        "filed_on": head.filed_on.isoformat() if head.filed_on else None,
        "opened_at": head.opened_at.isoformat(),
        "closed_at": head.closed_at.isoformat() if head.closed_at else None,
        "certificate_no": certificate[0].no if certificate is not None else None,
        "steps": [_step(step) for step in steps],
        "deadlines": [
            {
                "kind": row.kind,
                "due_on": row.due_on.isoformat(),
                "met_on": row.met_on.isoformat() if row.met_on else None,
                "article": row.article,
                "explanation": {"ja": row.explanation, "en": row.explanation_en},
            }
            for row in cases.deadlines(session, head)
            if not party or row.met_on is None
        ],
        "events": [] if party else _events(session, who, head),
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "work_item": step.id,
        "process": step.process_id,
        "node": step.node,
        "name": {"ja": step.name, "en": step.name_en or step.name},
        "role": step.role,
        "state": step.state,
        "who": step.who,
        "due_on": step.due_on.isoformat() if step.due_on else None,
        "created_at": step.created_at.isoformat(),
        "done_at": step.done_at.isoformat() if step.done_at else None,
    }


def _events(session: Session, who: Viewer, head: Head) -> list[dict[str, Any]]:
    return [
        {
            "seq": event.seq,
            "kind": event.kind,
            "at": event.at.isoformat(),
            "legal_date": event.legal_date.isoformat(),
            "who": name,
            "node": event.node or None,
            "article": event.article or None,
            "reason": None if blind.is_unsaid(event) else event.reason or None,
        }
        for event, name in cases.timeline(session, who, head)
    ]
