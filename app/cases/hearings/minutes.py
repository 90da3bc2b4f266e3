"""Minutes of a hearing: drawn from the record, prose by the secretariat, approved by who presides, kept as a PDF.

Each completion of a draft or of an approval looks at the record anew: minutes never tell another story than it.
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import submissions
from app.cases.errors import Refused
from app.cases.hearings import addenda, confirmations, record
from app.cases.hearings.wording import Lines
from app.law.minutes import early_grounds
from app.law.text import Ground, Text
from app.outbox import queue
from app.store import history
from app.store.models.cases import Case
from app.store.models.committee import Closing, Hearing, Minutes
from app.store.models.procedures import Event

PROSE = ("summary", "discussion", "report")
BEING_WRITTEN = "minutes"
_NOT_CLOSED = Ground(
    "hearing_open",
    "",
    "design",
    Text(
        "意見の聴取がまだ締め切られていないため、議事録を作れません。締切りを待ってください。",
        "The hearing is not closed, so there are no minutes yet. Wait for the closing.",
    ),
)
_MOVED = Ground(
    "record_moved",
    "",
    "design",
    Text(
        "議事録の案ができた後に記録が変わりました（意見の抹消など）。事務局に戻し、新しい版を作ってください。",
        "The record has changed since the draft (an opinion was struck, say). Return it for a new version.",
    ),
)
_NOT_PRESIDING = Ground(
    "not_presiding",
    "",
    "design",
    Text(
        "議事録を承認できるのは、この審議の議長だけです。",
        "Only the person who presides over this hearing approves its minutes.",
    ),
)
_NO_DRAFT = Ground(
    "no_draft",
    "",
    "design",
    Text("承認する議事録の案がありません。", "There is no draft of the minutes to approve."),
)


def being_written(session: Session, case: Case) -> Hearing:
    """The hearing of a case whose minutes are written: its newest; LookupError if there is none."""
    found = session.scalar(
        select(Hearing).where(Hearing.case_id == case.id).order_by(Hearing.round.desc()).limit(1)
    )
    if found is None:
        raise LookupError(f"{case.case_no} has no hearing")
    return found


def numbered(session: Session, case: Case | None, hearing_no: str) -> Hearing:
    """The hearing with that number, of that case; LookupError otherwise."""
    found = session.scalar(select(Hearing).where(Hearing.number == hearing_no))
    if found is None or case is None or found.case_id != case.id:
        raise LookupError(hearing_no)
    return found


def latest(session: Session, hearing: Hearing) -> Minutes | None:
    """The newest version of the minutes."""
    return session.scalar(
        select(Minutes).where(Minutes.hearing_id == hearing.id).order_by(Minutes.version.desc()).limit(1)
    )


def drawn(session: Session, hearing: Hearing) -> dict[str, Any]:
    """The record as it is now: of the minutes, or of the addendum that is asked for once they are approved."""
    why = addenda.asked(session, hearing)
    return record.drawn(session, hearing) if why is None else addenda.drawn(session, hearing, why)


def prepare(session: Session, case: Case | None, hearing_no: str) -> None:
    """Begin the minutes of a closed hearing, or an addendum to those that are approved."""
    hearing = numbered(session, case, hearing_no)
    if addenda.asked(session, hearing) is not None:
        return
    if session.get(Closing, hearing.id) is None or hearing.state not in {"closed", BEING_WRITTEN}:
        raise Refused([_NOT_CLOSED])
    hearing.state = BEING_WRITTEN


def keep_draft(session: Session, base_url: str, case: Case, answers: dict[str, Any], by_id: int) -> None:
    """A new version: the prose as typed, beside the record as it is now. Members are asked to confirm it."""
    hearing = being_written(session, case)
    before = latest(session, hearing)
    row = Minutes(
        hearing_id=hearing.id,
        version=before.version + 1 if before is not None else 1,
        sections={key: answers.get(key) or "" for key in PROSE},
        addendum=addenda.following(session, hearing) if addenda.asked(session, hearing) else 0,
        record=drawn(session, hearing),
        written_by=by_id,
        written_at=clock.now(),
    )
    session.add(row)
    session.flush()
    confirmations.ask(session, base_url, hearing, row)


def draft_grounds(session: Session, case: Case) -> list[Ground]:
    """What stands against a draft."""
    hearing = being_written(session, case)
    open_now = hearing.state == BEING_WRITTEN or addenda.asked(session, hearing) is not None
    return [] if open_now else [_NOT_CLOSED]


def approval_grounds(
    session: Session, case: Case, by_id: int | None, *, approves: bool, early: str = ""
) -> list[Ground]:
    """What stands against approving or returning the newest version. `early`: why it does not wait for members."""
    hearing = being_written(session, case)
    found = latest(session, hearing)
    if found is None or found.approved_at is not None:
        return [_NO_DRAFT]
    grounds = [_NOT_PRESIDING] if by_id is None or by_id != hearing.presiding_id else []
    if approves and not record.tells_the_same(found.record, drawn(session, hearing)):
        grounds.append(_MOVED)
    if approves:
        waiting, due_on = confirmations.waiting(session, found)
        grounds += early_grounds(waiting, clock.today(), due_on, early)
    return grounds


def draft_shown(session: Session, case: Case) -> dict[str, Any]:
    """What the form of a draft shows: the record, and the remarks with which the last version came back."""
    hearing = being_written(session, case)
    before = latest(session, hearing)
    again = before is not None and before.approved_at is None
    returned = submissions.latest(session, case.id, "approve_minutes") if again else {}
    return {
        **record.shown(drawn(session, hearing)),
        "remarks": returned.get("remarks") or "",
        "confirmations": _confirmed(session, before) if before is not None and again else "",
    }


def draft_typed(session: Session, case: Case) -> dict[str, Any]:
    """The prose that a draft starts from: that of the last version, nothing for a new addendum."""
    found = latest(session, being_written(session, case))
    return dict(found.sections) if found is not None and found.approved_at is None else {}


def approval_shown(session: Session, case: Case) -> dict[str, Any]:
    """What the presiding person approves: the stored version, not what the record would say by now."""
    found = latest(session, being_written(session, case))
    if found is None:
        return {}
    version = Text(f"第{found.version}版", f"Version {found.version}")
    if found.addendum:
        version = Text(f"追記第{found.addendum}号", f"Addendum No. {found.addendum}")
    return {
        "version": version,
        **found.sections,
        **record.shown(found.record),
        "confirmations": _confirmed(session, found),
    }


def finish(session: Session, case: Case | None, hearing_no: str, actor_id: int | None) -> None:
    """Approve the newest version and ask for its PDF; the law is asked again at this door."""
    hearing = numbered(session, case, hearing_no)
    assert case is not None
    early = str(submissions.latest(session, case.id, "approve_minutes").get("early_reason") or "")
    grounds = approval_grounds(session, case, actor_id, approves=True, early=early)
    if grounds:
        raise Refused(grounds)
    found = latest(session, hearing)
    assert found is not None
    waiting, due_on = confirmations.waiting(session, found)
    if not early_grounds(waiting, clock.today(), due_on, ""):
        early = ""  # it was not early, whatever was written
    found.approved_by, found.approved_at = actor_id, clock.now()
    history.append(
        session,
        case,
        "minutes_approved",
        actor_id=actor_id,
        article="第6条第2項",
        reason=early,
        data={"hearing": hearing.number, "version": found.version, "addendum": found.addendum},
    )
    queue.put(session, "minutes", f"minutes:{found.id}", {"minutes_id": found.id})


def confirmed(session: Session, row: Minutes) -> Lines:
    """How members confirmed an approved version, with why it was approved before they all had answered."""
    hearing = session.get_one(Hearing, row.hearing_id)
    events = session.scalars(
        select(Event).where(Event.case_id == hearing.case_id, Event.kind == "minutes_approved")
    )
    keys = (hearing.number, row.version)
    early = next((e.reason for e in events if (e.data["hearing"], e.data["version"]) == keys), "")
    return confirmations.lines(session, row, early)


def _confirmed(session: Session, row: Minutes) -> Text:
    told = confirmations.lines(session, row)
    return Text("\n".join(each.ja for each in told), "\n".join(each.en for each in told))
