"""Why a hearing was closed early or below the quorum, and what was made of a missing quorum (第6条第2項).

The reasons stand in the minutes and in the record of the decision, told by the same lines.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.hearings.wording import Lines, line
from app.law.text import Text
from app.store.models.committee import Closing, Hearing
from app.store.models.procedures import Event

SETTLED = {
    "hearing_accepted": Text("集まった意見だけを受け取る", "the opinions there are were taken"),
    "hearing_abandoned": Text("この回の意見を受け取らない", "no opinion of this round was taken"),
}


def lines(session: Session, hearing: Hearing) -> Lines:
    """The reason of the closing, then what was settled, with its reason."""
    closing = session.get(Closing, hearing.id)
    told = (
        [line("締切りの理由", "Reason of the closing", closing.reason)] if closing and closing.reason else []
    )
    return [*told, *settled(session, hearing)]


def settled(session: Session, hearing: Hearing) -> Lines:
    """What a decider made of a missing quorum, or why the hearing was given up."""
    rows = session.scalars(
        select(Event).where(Event.case_id == hearing.case_id, Event.kind.in_(SETTLED)).order_by(Event.seq)
    )
    return [_told(row) for row in rows if row.data.get("hearing") == hearing.number]


def _told(row: Event) -> Text:
    said = SETTLED[row.kind]
    if not row.reason:
        return line("扱い", "Settled", said)
    return Text(f"扱い：{said.ja}。理由：{row.reason}", f"Settled: {said.en}. Reason: {row.reason}")
