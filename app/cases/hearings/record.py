"""The generated part of the minutes: drawn from the record, locked, the same lines for the same record.

Interests are told by kind, never in detail; opinions by verdict, never by name.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.cases.hearings import (
    meeting_changes,
    pack,
    record_circulation,
    record_interests,
    record_opinions,
    recorded,
    shortfall,
)
from app.cases.hearings.pack import Pack, PackItem
from app.cases.hearings.recorded import Recorded, Seated
from app.cases.hearings.wording import (
    ENDINGS,
    EVENTS,
    METHODS,
    NONE,
    QUESTION_STATES,
    Keyed,
    Lines,
    instant,
    line,
    names,
    word,
)
from app.law.text import Text
from app.store.models.committee import Hearing, Meeting, Question
from app.store.models.procedures import Event

SHORT, WHOLE = 8, 64
"""Letters of a SHA-256 that are told, and all of it."""
SECTIONS: dict[str, Text] = {
    "record_meeting": Text("会議・出席・定足数", "Meeting, attendance and quorum"),
    "record_interests": Text("利害関係の確認", "Interests"),
    "record_papers": Text("配付資料・諮問の理由", "Papers and reason for the hearing"),
    "record_questions": Text("申請者への質問と回答", "Questions to the applicant and answers"),
    "record_opinions": Text("委員会の意見", "Opinion of the committee"),
}


def drawn(session: Session, hearing: Hearing) -> dict[str, Any]:
    """The record of a closed hearing as JSON: sections in order, each with a title and lines in both languages."""
    found = recorded.read(session, hearing)
    lines: dict[str, Lines] = {
        "record_meeting": [
            *_meeting(found),
            *meeting_changes.lines(session, hearing),
            *_members(found),
            *record_opinions.quorum(found),
            *shortfall.settled(session, hearing),
            *record_circulation.lines(found),
        ],
        "record_interests": record_interests.lines(found),
        "record_papers": _papers(found, pack.of_closing(session, hearing)),
        "record_questions": _questions(found),
        "record_opinions": record_opinions.lines(found),
    }
    return laid_out(found, lines)


def laid_out(found: Recorded, lines: dict[str, Lines]) -> dict[str, Any]:
    """The lines of each section as JSON."""
    return {
        "hearing": found.hearing.number,
        "case_no": found.case.case_no,
        "sections": [
            {
                "key": key,
                "title": {"ja": SECTIONS[key].ja, "en": SECTIONS[key].en},
                "lines": [_as_json(each) for each in lines[key]],
            }
            for key in SECTIONS
        ],
    }


def _as_json(told: Text) -> dict[str, Any]:
    said: dict[str, Any] = {"ja": told.ja, "en": told.en}
    if isinstance(told, Keyed):
        said |= {"key": told.key, "value": {"ja": told.value.ja, "en": told.value.en}}
        said |= {"people": list(told.people)} if told.people else {}
    return said


def tells_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two records say the same in the same order; drafts from before lines had keys count by their words."""
    return shown(one) == shown(other)


def shown(record: dict[str, Any]) -> dict[str, Text]:
    """Each section as one text, by its key, for the read-only fields of a form."""
    return {
        section["key"]: Text(
            "\n".join(line["ja"] for line in section["lines"]),
            "\n".join(line["en"] for line in section["lines"]),
        )
        for section in record["sections"]
    }


def _meeting(found: Recorded) -> Lines:
    hearing, meeting = found.hearing, found.meeting
    number = Text(f"第{meeting.number}回", f"No. {meeting.number}") if meeting is not None else NONE
    lines = [
        line(
            "会議",
            "Meeting",
            Text(f"認定審査委員会　{number.ja}", f"Certification committee, {number.en}"),
            "meeting",
        ),
        line(
            "議案",
            "Item",
            f"{hearing.number}　{found.case.case_no}　{found.service}（{found.provider}）",
            "item",
        ),
        line("諮問の回", "Round", str(hearing.round)),
        line("方法", "Method", word(METHODS, hearing.method), "method"),
    ]
    if meeting is not None:
        lines.append(line("開会", "Opened", _opened(found, meeting), "opened"))
        if meeting.place:
            lines.append(line("場所", "Place", meeting.place, "place"))
    return [*lines, line("締切", "Closed", instant(found.closing.at))]


def _opened(found: Recorded, meeting: Meeting) -> Text:
    """When the first member came in; where nobody was noted, the hour that was planned, said to be that."""
    came = [row.at for row in found.attendance if row.event == "in"]
    if came:
        return instant(min(came))
    planned = instant(meeting.starts_at)
    return Text(f"{planned.ja}（予定）", f"{planned.en} (as planned)")


def _members(found: Recorded) -> Lines:
    counted = [each for each in found.seats if each.votes]
    present = [each for each in counted if each.counts or recorded.came(found, each)]
    absent = [each for each in counted if each not in present]
    here = [each.name for each in present if each.name]
    lines = [
        line(
            "委員の現在数",
            "Members in office",
            Text(f"{len(found.posts)}名", str(len(found.posts))),
            "office",
        ),
        line("出席", "Present", names(here), "present", here),
        line("欠席・未提出", "Absent or without opinion", _absent(found, absent)),
    ]
    moved = [
        f"{found.names.get(row.user_id, '')} {word(EVENTS, row.event).ja} {instant(row.at).ja}"
        for row in found.attendance
    ]
    moved_en = [
        f"{found.names.get(row.user_id, '')} {word(EVENTS, row.event).en} {instant(row.at).en}"
        for row in found.attendance
    ]
    if moved:
        lines.append(line("入退室", "In and out", Text("、".join(moved), "; ".join(moved_en))))
    changes = [line("議長の交替", "Handed over", _handed_over(found, each)) for each in found.handed_over]
    return [*lines, line("議長", "Presiding", _presiding(found)), *changes]


def _absent(found: Recorded, absent: Sequence[Seated]) -> Text:
    gave_notice = {row.user_id for row in found.attendance if row.event == "absent"}
    told = [each.seat.user_id in gave_notice for each in absent]
    ja = names(
        f"{each.name}（届出あり）" if noted else each.name for each, noted in zip(absent, told, strict=True)
    )
    en = names(
        f"{each.name} (notified)" if noted else each.name for each, noted in zip(absent, told, strict=True)
    )
    return Text(ja.ja, en.en)


def _presiding(found: Recorded) -> Text:
    held = {row.post for row in found.posts.get(found.hearing.presiding_id or 0, [])}
    if not found.presiding:
        return Text("いない", "nobody")
    if "chair" in held:
        return Text(f"{found.presiding}（委員長）", f"{found.presiding} (chair)")
    chair = next(
        (each for each in found.seats if "chair" in _posts_of(found, each)),
        None,
    )
    reason = word(ENDINGS, chair.seat.state) if chair is not None else Text("委員長が不在", "no chair")
    if chair is not None and chair.seat.state == recorded.COUNTING:
        reason = Text("委員長が不在", "the chair is absent")
    as_ = (
        Text("職務代理", "acting chair")
        if "acting" in held
        else Text("在任期間が最も長い委員", "the longest-serving member")
    )
    return Text(
        f"{found.presiding}（{as_.ja}。理由：委員長について、{reason.ja}）",
        f"{found.presiding} ({as_.en}; because, of the chair: {reason.en})",
    )


def _handed_over(found: Recorded, event: Event) -> Text:
    """After the closing: from whom to whom, when, and why where somebody wrote it."""
    before, after = (found.names.get(event.data[side] or 0, "") for side in ("from", "to"))
    at, why = instant(event.at), f"　{event.reason}" if event.reason else ""
    return Text(f"{before}から{after}へ（{at.ja}）{why}", f"from {before} to {after} ({at.en}){why}")


def _posts_of(found: Recorded, each: Seated) -> set[str]:
    return {row.post for row in found.posts.get(each.seat.user_id, [])}


def _papers(found: Recorded, papers: Pack) -> Lines:
    versions = list(
        dict.fromkeys(each.opinion.pack for each in found.seats if each.opinion and each.opinion.pack)
    )
    return [
        line("諮問の理由（第6条第2項）", "Reason for the hearing (Art. 6(2))", found.hearing.reason),
        line(
            "意見の基礎とした資料の版",
            "Opinions rest on papers of version",
            names(each[:SHORT] for each in versions),
        ),
        line("配付資料の版", "Papers, version", papers.version[:SHORT]),
        *(_paper(each) for each in papers.items),
    ]


def _paper(item: PackItem) -> Text:
    code = f" [{item.state[:SHORT]}]" if len(item.state) >= WHOLE else ""
    return Text(f"・{item.title.ja}{code}", f"- {item.title.en}{code}")


def _questions(found: Recorded) -> Lines:
    if not found.questions:
        return [line("質問", "Questions", NONE)]
    return [line for number, row in enumerate(found.questions, 1) for line in _question(number, row)]


def _question(number: int, row: Question) -> Lines:
    state = word(QUESTION_STATES, row.state)
    lines = [
        Text(
            f"質問{number}（{state.ja}）：{row.sent_text or row.text}",
            f"Question {number} ({state.en}): {row.sent_text or row.text}",
        )
    ]
    if row.answer:
        lines.append(line("　回答", "  Answer", row.answer))
    if row.reason:
        lines.append(line("　取り次がない理由", "  Reason for not forwarding", row.reason))
    return lines
