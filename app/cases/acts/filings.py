"""第4条: a filing is received — its date, its arrival number, its first revision."""

from datetime import date
from typing import Any

from app import clock
from app.cases import documents, facts, notices, numbers, submissions
from app.cases.checks.filing import PROOF, guard
from app.cases.errors import Refused
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import eligibility
from app.store import history
from app.store.models.cases import Case, Filing

DECLARED = ("network_service", "uses_ai", "uses_generative_ai", "filer_is_provider", "in_japanese")


def submit(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Receive an electronic filing: the filing date is the JST day of receipt (第4条, AMB-4)."""
    session, case = context.session, _case(context)
    confirmed = submissions.latest(session, case.id, "confirm_filing")
    grounds = guard(session, case.id, confirmed)
    if grounds:
        raise Refused(grounds)
    attached = submissions.latest(session, case.id, "attach_documents")
    declared = {name: confirmed.get(name) for name in DECLARED} | {"in_japanese": attached.get("in_japanese")}
    for kind in ("others", "translation"):
        _documents(context, case, kind, attached.get(kind))
    items = {
        **submissions.latest(session, case.id, "fill_form_a").get("items", {}),
        **submissions.latest(session, case.id, "fill_form_b").get("items", {}),
    }
    return _receive(parts, context, clock.today(), items, declared, confirmed.get("guideline_version") or "")


def submit_posted(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Receive a posted filing: the filing date is the day of arrival (第4条第2項, AMB-4)."""
    session, case = context.session, _case(context)
    post = submissions.latest(session, case.id, "register_post")
    grounds = eligibility.date_grounds(date.fromisoformat(post["arrived_on"]))
    if grounds:
        raise Refused(grounds)
    _documents(context, case, "scan", post.get("scan"))
    items = {
        **submissions.latest(session, case.id, "enter_form_a").get("items", {}),
        **submissions.latest(session, case.id, "enter_form_b").get("items", {}),
    }
    declared = {name: post.get(name) for name in (*DECLARED, "proof_present", "others_present")}
    return _receive(
        parts,
        context,
        date.fromisoformat(post["arrived_on"]),
        items,
        declared,
        post.get("guideline_version") or "",
    )


def _receive(
    parts: Parts,
    context: ActContext,
    filed_on: date,
    items: dict[str, Any],
    declared: dict[str, Any],
    guideline_version: str,
) -> dict[str, Any]:
    session, case = context.session, _case(context)
    library = parts.forms.get(session, case.edition_id)
    catalogue = library.catalogue()
    filing = Filing(
        case_id=case.id,
        revision=1,
        catalogue=catalogue.version,
        guideline_version=guideline_version,
        filed_on=filed_on,
        created_at=clock.now(),
        created_by=context.actor_id,
        facts=declared,
    )
    session.add(filing)
    session.flush()
    facts.store_items(session, filing, items, {item.id: item.visibility for item in catalogue.items.values()})
    for item in catalogue.items.values():
        if item.type == "file" and item.id in items:
            _documents(context, case, "proof" if item.id == PROOF else item.id, items[item.id].get("value"))
    today = clock.today()
    case.filed_on = filed_on
    case.arrival_no = f"R{today:%Y%m%d}-{numbers.take(session, f'arrival-{today:%Y%m%d}'):04d}"
    case.stage = "submitted"
    history.append(
        session,
        case,
        "filed",
        actor_id=context.actor_id,
        node=context.node.id,
        article=context.node.citation,
        data={"arrival_no": case.arrival_no, "filed_on": filed_on.isoformat()},
    )
    notices.send(parts, context, "received")
    return {"filed_on": filed_on.isoformat(), "arrival_no": case.arrival_no}


def _documents(context: ActContext, case: Case, kind: str, uploads: Any) -> None:
    for upload in uploads if isinstance(uploads, list) else [uploads] if uploads else []:
        documents.add(context.session, case.id, kind, upload, context.actor_id)


def _case(context: ActContext) -> Case:
    if context.case is None:
        raise LookupError("this act needs a case")
    return context.case
