"""Answers of a provider that come by post, or on the portal after their step is gone (運用 for 第6条第3項・第15条第2項).

One about the facts with a timely postmark stands for the step's answer. Any other waits for a person and changes
nothing by itself, however far the case has moved on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, engine
from app.cases import documents
from app.cases.errors import Refused
from app.cases.visits import fact_check, found
from app.cases.visits.asked import Asked
from app.law import visits as law
from app.law.text import Ground, Text
from app.store import history
from app.store.models.cases import Case, Document
from app.store.models.procedures import EditionFile, Message, Subscription, WorkItem
from app.store.models.visits import Visit, VisitLetter

PROCESS = "late_reply"
"""The procedure in which a person decides on an answer that came late."""
FACTS, VISIT = "facts.answered", "visit.answered"
DOCUMENT = "visit_letter"
MOST = 4000
"""Characters of an answer, and of each objection."""
REPLIES: dict[str, dict[str, Text]] = {
    "visit": {
        "accept": Text("受け入れる", "Can be received"),
        "other": Text("別の日を希望する", "Another day please"),
        "refuse": Text("受け入れられない", "Cannot be received"),
    },
    "facts": {
        "agreed": Text("違う所はない", "Nothing differs"),
        "objects": Text("違う所・補いたい所がある", "Something differs or is to be added"),
    },
}
KINDS: dict[str, Text] = {
    "wrong": Text("事実と違う", "The facts are wrong"),
    "differs": Text("見方が違う", "Our view differs"),
    "adds": Text("補いたい", "To be added"),
}
TREATMENTS: dict[str, Text] = {
    "": Text("扱いを決めるのを待っています", "Waits for a judgement"),
    "taken": Text("回答として取り上げた", "Taken as the answer"),
    "noted": Text("記録にとどめた", "Kept on record"),
    "attach": Text("報告書に追補として添えた", "Attached to the report as an addendum"),
}


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered. `posted_on` is the postmark of a letter, None where it cannot be read."""

    reply: str
    text: str
    received_on: date
    posted_on: date | None
    objections: Sequence[dict[str, Any]] = ()
    uploads: Sequence[dict[str, Any]] = field(default=())


def grounds(to: Asked, given: Given, today: date) -> list[Ground]:
    """What stands against keeping an answer: days that cannot be, and an answer without words."""
    against = []
    if given.received_on > today:
        against.append(_ground("received_on", "まだ来ていない日です。", "This day has not come yet."))
    if given.posted_on is not None and given.posted_on > min(given.received_on, today):
        against.append(
            _ground(
                "posted_on",
                "受け取った日より後の消印です。消印の日付を確かめてください。",
                "The postmark lies after the day of receipt. Check its date.",
            )
        )
    if given.posted_on is not None and given.posted_on < to.sent_on:
        against.append(
            _ground(
                "posted_on",
                f"お願いを送った日（{to.sent_on:%Y-%m-%d}）より前の消印です。",
                f"The postmark lies before the request was sent ({to.sent_on:%Y-%m-%d}).",
            )
        )
    if given.reply not in REPLIES[to.about]:
        against.append(_ground("reply", "回答を選んでください。", "Choose the answer."))
    if given.reply == "objects" and not given.objections and not given.text.strip():
        against.append(_ground("text", "違う所を書いてください。", "Write what differs."))
    if given.reply == "refuse" and not given.text.strip():
        against.append(_ground("text", "受け入れられない理由を書いてください。", "Write the reason."))
    if len(given.text) > MOST or any(len(row["words"]) > MOST for row in given.objections):
        against.append(_ground("text", f"{MOST}字までにしてください。", f"At most {MOST} characters."))
    return against


def keep(
    session: Session, case: Case, visit: Visit, to: Asked, given: Given, *, channel: str, by_id: int
) -> VisitLetter:
    """Keep an answer under the lock of its case, and bring it to whoever goes on with it; raises Refused."""
    against = grounds(to, given, clock.today())
    if against:
        raise Refused(against)
    row = VisitLetter(
        visit_id=visit.id,
        report_id=to.report_id,
        about=to.about,
        channel=channel,
        reply=given.reply,
        objections=[dict(each) for each in given.objections],
        text=given.text,
        posted_on=given.posted_on,
        received_on=given.received_on,
        due_on=to.due_on,
        in_time=given.posted_on is not None
        and to.due_on is not None
        and law.in_time(given.posted_on, to.due_on),
        entered_by=by_id,
        at=clock.now(),
    )
    session.add(row)
    session.flush()
    for upload in given.uploads:
        documents.add(session, case.id, f"{DOCUMENT}:{row.id}", upload, by_id)
    history.append(
        session,
        case,
        "visit_answered",
        actor_id=by_id,
        node="site_inspection",
        data={
            "visit": visit.number,
            "about": row.about,
            "channel": channel,
            "posted_on": row.posted_on.isoformat() if row.posted_on is not None else "",
            "in_time": row.in_time,
        },
    )
    _bring(session, case, visit, row)
    return row


def _bring(session: Session, case: Case, visit: Visit, row: VisitLetter) -> None:
    """To the step that it answers, to the person who judges its absence, or to a person of its own."""
    if row.about == "facts":
        name, key, judging, stands = FACTS, case.case_no, "judge_facts", row.in_time
    else:
        name, key, judging, stands = VISIT, visit.number, "judge_reply", True
    waits = session.scalar(
        select(Subscription.task_id).where(Subscription.name == name, Subscription.key == key)
    )
    if waits is not None and stands:
        engine.send(session, case, name, key, {}, once=f"{name}:{row.id}")
    elif waits is None and not _waiting(session, case.id, judging):
        _ask_person(session, case, row)


def _waiting(session: Session, case_id: int, *nodes: str) -> bool:
    return bool(
        session.scalar(
            select(WorkItem.id).where(
                WorkItem.case_id == case_id, WorkItem.node.in_(nodes), WorkItem.state == "open"
            )
        )
    )


def _ask_person(session: Session, case: Case, row: VisitLetter) -> None:
    known = session.get(EditionFile, (case.edition_id, f"processes/{PROCESS}.bpmn"))
    if known is None:
        return  # the case runs on an edition without this procedure: the answer stands on its pages
    engine.request_start(
        session, case, PROCESS, {"case_no": case.case_no, "letter_id": row.id}, once=_once(row.id)
    )


def _once(letter_id: int) -> str:
    return f"{PROCESS}:{letter_id}"


def take(session: Session, visit: Visit) -> str:
    """The newest letter on the newest version becomes the provider's check of it; its reply."""
    report = found.report(session, visit)
    row = to_take(session, visit)
    if report is None or row is None:
        raise LookupError(f"no answer came on the report of visit {visit.number}")
    fact_check.by_letter(session, visit, report, row)
    treated(row, "taken", "", row.entered_by)
    session.flush()
    return row.reply


def to_take(session: Session, visit: Visit) -> VisitLetter | None:
    """The newest answer on the newest version of the report that nobody has decided on."""
    report = found.report(session, visit)
    if report is None:
        return None
    return session.scalar(
        select(VisitLetter)
        .where(VisitLetter.report_id == report.id, VisitLetter.treatment == "")
        .order_by(VisitLetter.id.desc())
        .limit(1)
    )


def treated(row: VisitLetter, treatment: str, words: str, by_id: int) -> None:
    """Note what became of an answer."""
    row.treatment, row.treatment_text = treatment, words
    row.treated_by, row.treated_at = by_id, clock.now()


def passed_over(session: Session, visit: Visit, about: str, words: str, by_id: int) -> None:
    """A person went on although these answers lay there: they stay on record with the person's reason."""
    rows = session.scalars(
        select(VisitLetter).where(
            VisitLetter.visit_id == visit.id, VisitLetter.about == about, VisitLetter.treatment == ""
        )
    )
    for row in rows:
        treated(row, "noted", words, by_id)
    session.flush()


def of_item(session: Session, instance_id: int) -> VisitLetter:
    """The answer that a step of late_reply is about: that of the request which began its instance."""
    payload = session.scalar(
        select(Message.payload).where(Message.starts == PROCESS, Message.receiver_instance_id == instance_id)
    )
    if payload is None:
        raise LookupError(f"no answer began instance {instance_id}")
    return session.get_one(VisitLetter, payload["letter_id"])


def of_visit(session: Session, visit: Visit) -> list[VisitLetter]:
    """The answers of a visit that did not come as steps, in the order of receipt."""
    return list(
        session.scalars(select(VisitLetter).where(VisitLetter.visit_id == visit.id).order_by(VisitLetter.id))
    )


def papers(session: Session, case_id: int, row: VisitLetter) -> list[Document]:
    """The papers that came with an answer."""
    return list(
        session.scalars(
            select(Document).where(Document.case_id == case_id, Document.kind == f"{DOCUMENT}:{row.id}")
        )
    )


def _ground(field_: str, ja: str, en: str) -> Ground:
    return Ground("site_visit", "", "design", Text(ja, en), field_)
