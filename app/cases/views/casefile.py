"""The case file: the next act and who can do it, and what each of its tabs shows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.cases import submissions, unmet
from app.cases.hearings import treatment
from app.cases.runtime import Runtime
from app.cases.views import diagrams, disclosed, visit_letters
from app.cases.views.asides import VERDICTS, Named
from app.cases.views.happened import ENDS, told
from app.cases.views.visit import STATES as VISIT_STATES
from app.law import roles
from app.store.models.cases import Case
from app.store.reading import cases
from app.store.reading.candidates import Candidate, candidates
from app.store.reading.cases import Head, Step
from app.store.viewer import Viewer

TABS = ("timeline", "filing", "review", "documents", "diagram", "record", "handover")


@dataclass(frozen=True, slots=True)
class Wish:
    """What of a tab is asked for: a section and a revision of the filing, a process of the diagrams."""

    section: str = ""
    revision: int | None = None
    process_id: str = ""


def assembled(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, tab: str, wish: Wish
) -> dict[str, Any]:
    """The head of the file and one tab."""
    steps = cases.steps(session, viewer, head)
    builders = {
        "timeline": _timeline,
        "filing": _filing,
        "review": _review,
        "documents": _documents,
        "diagram": _diagram,
        "record": _record,
        "handover": _handover,
    }
    fee = cases.fee(session, head)
    return {
        "head": head,
        "steps": steps,
        "waiting": [step for step in steps if step.state == "open"],
        "candidates": _candidates(session, viewer, steps),
        "end": ENDS.get(head.result or ""),
        "paid": fee is not None and fee.paid_on is not None,
        "certificate": cases.certificate(session, head),
        **builders[tab](runtime, session, viewer, head, steps, wish),
    }


def _candidates(session: Session, viewer: Viewer, steps: list[Step]) -> dict[int, list[Candidate]]:
    """To whom the secretariat may give the steps that wait; nothing for anybody else."""
    if not viewer.is_("secretariat"):
        return {}
    return candidates(session, [step.id for step in steps if step.state == "open"])


def _timeline(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    return {"events": told(runtime, session, head, cases.timeline(session, viewer, head), steps)[::-1]}


def _record(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    return {
        "events": told(runtime, session, head, cases.timeline(session, viewer, head), steps),
        "instances": cases.instances(session, head),
    }


def _filing(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    shown = disclosed.filed(runtime, session, head, wish.revision, viewer.language, wish.section)
    filings = cases.filings(session, head)
    revision = wish.revision or (filings[0].revision if filings else 0)
    return {"filings": filings, "shown": shown, "revision": revision}


def review(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    """What the review of a visible case found, and the decision where there is one."""
    catalogue = runtime.forms.get(session, head.edition_id).catalogue()
    found = cases.assessments(session, head)
    decided = cases.decision(session, head)
    judged = submissions.latest(session, head.id, "judge_bar")
    return {
        "counts": {key: sum(row.verdict == key for row in found) for key in VERDICTS},
        "verdicts": VERDICTS,
        "against": [
            Named(row.item_id, unmet.named(catalogue, row.item_id), "", row.note, row.verdict)
            for row in found
            if row.verdict != "fit"
        ],
        "suspects": cases.suspects(session, head),
        "judged": judged,
        "summary": submissions.latest(session, head.id, "summarise_review"),
        "corrections": cases.corrections(session, head),
        "titles": lambda ids: [unmet.named(catalogue, id_) for id_ in ids],
        "decision": decided[0] if decided is not None else None,
        "decided": ENDS.get(decided[0].result) if decided is not None else None,
        "decider": decided[1] if decided is not None else "",
        "unmet": [unmet.named(catalogue, key) for key in decided[0].unmet] if decided is not None else [],
        "committee": treatment.told(session, session.get_one(Case, head.id)) if decided is not None else [],
        "fee": cases.fee(session, head),
    }


def _review(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    return {
        **review(runtime, session, viewer, head, steps, wish),
        "visits": visit_letters.of_case(session, head.id),
        "visit_states": VISIT_STATES,
        "considered": _considered(session, viewer, head),
    }


def _considered(session: Session, viewer: Viewer, head: Head) -> dict[str, Any]:
    """What was settled on hearing and visit with its reasons, for those who review and decide."""
    if not (viewer.is_("reviewer") or viewer.is_("decider")):
        return {}
    return submissions.latest(session, head.id, "consider_hearing")


def _documents(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    return {
        "documents": cases.documents(session, viewer, head),
        "letters": cases.notices(session, head),
        "deadlines": cases.deadlines(session, head),
    }


def _diagram(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    pictures = [
        found
        for process_id in dict.fromkeys([head.process_id, *(step.process_id for step in steps)])
        if (found := diagrams.picture(runtime, session, head.edition_id, process_id, steps)) is not None
    ]
    chosen = next((each for each in pictures if each.process_id == wish.process_id), pictures[0])
    return {
        "pictures": pictures,
        "picture": chosen,
        "svg": diagrams.svg(runtime, session, head.edition_id, chosen, viewer.language),
    }


def _handover(
    runtime: Runtime, session: Session, viewer: Viewer, head: Head, steps: list[Step], wish: Wish
) -> dict[str, Any]:
    """A letter for whoever takes over: what happened, what is owed by whom by when."""
    return {
        "events": told(runtime, session, head, cases.timeline(session, viewer, head), steps),
        "deadlines": [row for row in cases.deadlines(session, head) if row.met_on is None],
        "letters": cases.notices(session, head),
        "fee": cases.fee(session, head),
        "party_acts": [step for step in steps if step.state == "open" and step.role in roles.PARTY],
    }
