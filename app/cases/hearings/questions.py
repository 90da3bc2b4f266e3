"""Questions of committee members to the applicant: asked, forwarded in other words, answered, or ended by the closing.

Whoever asked stays with the committee: neither the letter nor the step of the applicant carries a name. A question
never holds up the vote.
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import documents
from app.cases.errors import UNKNOWN, Refused, Unknown
from app.cases.hearings import notes, other_cases
from app.cases.hearings import question_grounds as grounds
from app.cases.runtime import Runtime
from app.engine import request_start, send
from app.law import service_targets, wording
from app.law.hearing import reading_grounds
from app.law.text import Ground
from app.store import history
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Question, Seat
from app.store.models.people import User
from app.store.models.procedures import Message, Submission, WorkItem
from app.store.viewer import Viewer

PROCESS = "committee_question"
ENDED = "question.ended"
OPEN = ("asked", "sent")
UNDECLARED = ("invited", "judging")


def ask(runtime: Runtime, viewer: Viewer, seat_id: int, text: str) -> int:
    """A member asks the applicant something; returns the number of the question.

    Raises Unknown for somebody else's seat and for one that no longer opens the case, Refused before the
    declaration, after the closing or the due time, and for an empty or overlong text. The same words while they
    wait for their answer are the same question.
    """

    def work(session: Session) -> int:
        return _asked(session, viewer, seat_id, text.strip())

    number = runtime.step(work)
    runtime.wake()
    return number


def _asked(session: Session, viewer: Viewer, seat_id: int, text: str) -> int:
    seat = session.get(Seat, seat_id)
    if seat is None or seat.user_id != viewer.user_id:
        raise Unknown(UNKNOWN)
    case = session.get_one(Case, seat.case_id, with_for_update=True)
    session.refresh(seat)
    hearing = session.get_one(Hearing, seat.hearing_id, populate_existing=True)
    if seat.state not in {"eligible", *UNDECLARED}:
        raise Unknown(UNKNOWN)
    against = grounds.against_asking(text)
    if seat.state in UNDECLARED:
        against = reading_grounds(seat.state, declared=seat.state != "invited")
    elif hearing.state != "open" or clock.now() > hearing.due_at:
        against = [grounds.CLOSED]
    if against:
        raise Refused(against)
    notes.sent(session, seat.id)
    again = session.scalar(
        select(Question.id).where(
            Question.seat_id == seat.id, Question.text == text, Question.state.in_(OPEN)
        )
    )
    if again is not None:  # a double tap, a retry after a lost answer
        return again
    row = Question(hearing_id=hearing.id, seat_id=seat.id, text=text, asked_at=clock.now())
    session.add(row)
    session.flush()
    other_cases.note(session, hearing, other_cases.QUESTION, row.id, viewer.user_id, text)
    # Who asked stands on the seat, which only the committee's side reads; the case's events do not name them.
    history.append(session, case, "question_asked", article="第6条第2項", data={"question": row.id})
    request_start(
        session,
        case,
        PROCESS,
        {"case_no": case.case_no, "question_id": row.id},
        once=_once(row.id),
    )
    return row.id


def end(session: Session, case: Case, hearing: Hearing) -> int:
    """The closing ends what is open: unanswered, and the applicant's step is withdrawn; returns how many."""
    rows = session.scalars(
        select(Question).where(Question.hearing_id == hearing.id, Question.state.in_(OPEN))
    ).all()
    for row in rows:
        row.state = "unanswered"
        send(session, case, ENDED, str(row.id), {}, once=f"question.ended:{row.id}")
    session.flush()
    return len(rows)


def of_item(session: Session, item: WorkItem) -> Question:
    """The question behind a step of committee_question: the one whose request began the step's instance."""
    numbers = session.scalars(
        select(Question.id)
        .join(Hearing, Hearing.id == Question.hearing_id)
        .where(Hearing.case_id == item.case_id)
    ).all()
    begun = session.scalar(
        select(Message.payload).where(
            Message.once.in_([_once(number) for number in numbers]),
            Message.receiver_instance_id == item.instance_id,
        )
    )
    if begun is None:
        raise LookupError(f"no question began instance {item.instance_id}")
    return session.get_one(Question, begun["question_id"])


def numbered(session: Session, case: Case | None, question_id: int) -> tuple[Question, Hearing]:
    """A question of a case with its hearing; LookupError for another case's."""
    row = session.get(Question, question_id)
    hearing = session.get(Hearing, row.hearing_id) if row is not None else None
    if row is None or hearing is None or case is None or hearing.case_id != case.id:
        raise LookupError(question_id)
    return row, hearing


def shown(session: Session, item: WorkItem) -> dict[str, Any]:
    """What the forms show: to the secretariat the original, to the applicant the forwarded text alone."""
    row = of_item(session, item)
    if item.node == "answer_question":
        return {"question": row.sent_text}
    hearing = session.get_one(Hearing, row.hearing_id)
    return {"original": row.text, "hearing_due": wording.day(clock.date_in_japan(hearing.due_at))}


def first_words(session: Session, item: WorkItem) -> dict[str, Any]:
    """What the secretariat starts from: the words as asked, and our usual time or the day of the opinions."""
    row = of_item(session, item)
    last = clock.date_in_japan(session.get_one(Hearing, row.hearing_id).due_at)
    due = min(service_targets.due_on("question_due", clock.today()), last)
    return {"text": row.text, "due_on": due.isoformat()}


def edited_grounds(session: Session, row: Question, answers: dict[str, Any], today: date) -> list[Ground]:
    """What stands against forwarding a question with these answers, or against declining it."""
    hearing = session.get_one(Hearing, row.hearing_id)
    if row.state != "asked" or hearing.state != "open":
        return [grounds.ENDED]
    if answers["choice"] != "send":
        return []
    due = date.fromisoformat(answers["due_on"])
    last = clock.date_in_japan(hearing.due_at)
    return [
        *grounds.against_due(due, today, last),
        *grounds.against_names(answers.get("text") or "", _seated(session, hearing)),
    ]


def answered_grounds(row: Question) -> list[Ground]:
    """What stands against an answer: the closing has ended the question, though its step still stood."""
    return [] if row.state == "sent" else [grounds.ENDED]


def edited(row: Question, answers: dict[str, Any]) -> None:
    """What the secretariat decided, written beside the original."""
    if answers["choice"] == "send":
        row.sent_text, row.due_on = answers["text"], date.fromisoformat(answers["due_on"])
    else:
        row.reason = answers["reason"]


def forward(session: Session, case: Case | None, question_id: int) -> dict[str, Any]:
    """Mark a question as sent; returns the days of its due date and reminder. Refused without a clean text."""
    row, _hearing = numbered(session, case, question_id)
    given = {"choice": "send", "text": row.sent_text, "due_on": row.due_on.isoformat() if row.due_on else ""}
    against = (
        edited_grounds(session, row, given, clock.today())
        if row.sent_text and row.due_on
        else [grounds.EMPTY]
    )
    if against or row.due_on is None:
        raise Refused(against)
    row.state, row.sent_at = "sent", clock.now()
    remind = service_targets.due_on("question_reminder", row.due_on)
    if remind <= clock.today():
        remind = max(row.due_on, clock.today() + timedelta(days=1))
    return {"due_on": row.due_on.isoformat(), "remind_on": remind.isoformat()}


def decline(session: Session, case: Case | None, question_id: int) -> None:
    """Keep a question within the committee, with the reason on record."""
    row, _hearing = numbered(session, case, question_id)
    if row.state != "asked":
        raise Refused([grounds.ENDED])
    row.state = "declined"


def receive(
    session: Session, case: Case | None, question_id: int, work_item_id: int | None, actor_id: int | None
) -> Hearing:
    """Keep the answer and its document; returns the hearing. Refused after the closing."""
    row, hearing = numbered(session, case, question_id)
    given = session.scalar(select(Submission.answers).where(Submission.work_item_id == work_item_id))
    if row.state != "sent" or given is None:
        raise Refused([grounds.ENDED])
    row.answer, row.answered_at, row.state = given["answer"], clock.now(), "answered"
    upload = given.get("document")
    if upload:
        document = documents.add(session, hearing.case_id, "committee_answer", upload, actor_id)
        session.flush()
        row.document_id = document.id
    return hearing


def _seated(session: Session, hearing: Hearing) -> list[tuple[str, str]]:
    rows = session.execute(
        select(User.name, User.email).join(Seat, Seat.user_id == User.id).where(Seat.hearing_id == hearing.id)
    )
    return [(name, email) for name, email in rows]


def _once(question_id: int) -> str:
    return f"question:{question_id}"
