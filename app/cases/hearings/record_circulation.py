"""The lines of the minutes on a circulation: what came in, and whether one before it was stopped for a meeting."""

from app.cases.hearings.recorded import Recorded
from app.cases.hearings.wording import NONE, Lines, instant, line, names
from app.law.circulation import CIRCULATION
from app.law.text import Text


def lines(found: Recorded) -> Lines:
    """Nothing where opinions were never taken by circulation. What a stopped one held is told by no line."""
    return [*_stopped(found), *_circulated(found)]


def _stopped(found: Recorded) -> Lines:
    return [
        line(
            "会議を求める申出",
            "A meeting was asked for",
            Text(
                f"あり。第{hearing.round}回の聴取（持回り、{hearing.number}）は、{instant(asked.at).ja}に取りやめ、"
                "提出された意見は封をした。",
                f"yes. Round {hearing.round} (by circulation, {hearing.number}) stopped on {instant(asked.at).en}; "
                "opinions given there were sealed.",
            ),
        )
        for hearing, asked in found.stopped
    ]


def _circulated(found: Recorded) -> Lines:
    hearing = found.hearing
    if hearing.method != CIRCULATION:
        return []
    missing = [each.name for each in found.seats if each.seat.user_id in found.closing.missing]
    answered = sum(each.counts for each in found.seats)
    return [
        line("持回りの発送", "Papers sent", instant(hearing.opened_at)),
        line("回答の期限", "Answers due", instant(hearing.due_at)),
        line("回答の数", "Answers", Text(f"{answered}名", str(answered))),
        line("未回答の委員", "No answer from", names(missing)),
        line("会議を求める申出", "A meeting was asked for", NONE),
        Text(
            "未回答を賛成とはみなしていない。次回の会議に報告する。",
            "Silence is not taken for consent. To be reported to the next meeting.",
        ),
    ]
