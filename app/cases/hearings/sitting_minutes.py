"""The minutes of a whole meeting, put together from the approved minutes of its items, as one reader may have them.

Whoever is shut out of an item gets an edition without it: the items are numbered anew, and what stands at the top
is drawn from the items told alone, so that nothing hints at one more (第7条・第20条第1項).
"""

from typing import Any

from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import addenda, confirmations
from app.cases.hearings import minutes as minutes_of_item
from app.cases.hearings.minutes import PROSE
from app.cases.hearings.minutes_files import TITLES
from app.cases.hearings.wording import METHODS, NONE, Lines, instant, line, names, word
from app.cases.issuing import FONTS, ISSUER
from app.law.committee import OUTCOMES
from app.law.text import Text
from app.registry.sitting_pdf import Part, SittingData, render_sitting
from app.store.models.committee import Minutes
from app.store.reading import sittings
from app.store.reading.sittings import Approved, Item, Sitting
from app.store.viewer import Viewer

WHOLE = Text("正本", "Official edition")
PARTIAL = Text(
    "閲覧者別の版（一部非開示）：関与しない議案があるときは、その議案の記載を除いている。",
    "Reader's own edition (partly withheld): where there are items in which the reader takes no part, nothing of "
    "them stands here.",
)
ONCE = frozenset({"meeting", "item", "method", "opened", "place", "office"})
"""Keys of the lines that are said once for the meeting, or that number the item among all others."""
BEFORE_KEYS = {
    "会議：": "meeting",
    "議案：": "item",
    "方法：": "method",
    "開会：": "opened",
    "場所：": "place",
    "委員の現在数：": "office",
    "出席：": "present",
}
"""The labels by which the lines of minutes are known that were approved before lines had keys; they stay as they are."""


def edition(session: Session, viewer: Viewer, number: int) -> tuple[Sitting, SittingData] | None:
    """The meeting with its minutes for this reader; None while an item of theirs lacks approved minutes."""
    found = sittings.find(session, viewer, number)
    if found is None or not found.is_written:
        return None
    approved = sittings.approved(session, viewer, found)
    return found, SittingData(
        found.number,
        max(
            clock.date_in_japan(row.approved_at)
            for each in approved
            for row in (each.minutes, *(added for added, _ in each.addenda))
            if row.approved_at
        ),
        ISSUER,
        WHOLE if is_whole(viewer) else PARTIAL,
        _head(found, approved),
        [*_items(session, found, approved), *_reported(found, is_whole(viewer))],
        [_signed(at, each) for at, each in _numbered(found, approved)],
    )


def file(data: SittingData) -> bytes:
    """The PDF."""
    return render_sitting(data, FONTS)


def named(viewer: Viewer, number: int) -> str:
    """The name of the file."""
    return f"議事録_第{number}回{'' if is_whole(viewer) else '_閲覧者別'}.pdf"


def is_whole(viewer: Viewer) -> bool:
    """Whether no item can be shut to the reader. Who was ever asked into a hearing is not told whether one is."""
    return viewer.staff and not viewer.asked


def _head(found: Sitting, approved: list[Approved]) -> Lines:
    in_office = [_value(each) for minutes in approved for each in _lines(minutes.minutes, "office")]
    present = [each for minutes in approved for each in _lines(minutes.minutes, "present")]
    people = dict.fromkeys(name for each in present for name in _people(each))
    last = max(each.item.closed_at for each in approved if each.item.closed_at)
    return [
        line(
            "会議",
            "Meeting",
            Text(f"第{found.number}回 認定審査委員会", f"Certification committee, No. {found.number}"),
        ),
        line("開会", "Opened", instant(found.starts_at)),
        line("最後の議案の締切", "Last item closed", instant(last)),
        line("方法", "Method", word(METHODS, found.method)),
        *([line("場所", "Place", found.place)] if found.place else []),
        *([line("委員の現在数", "Members in office", in_office[-1])] if in_office else []),
        line("出席（議案のいずれか）", "Present at one of the items", names(people)),
        line("議案の数", "Items", str(len(found.items))),
    ]


def _items(session: Session, found: Sitting, approved: list[Approved]) -> list[Part]:
    written = {each.item.number: each for each in approved}
    return [_item(session, at, each, written.get(each.number)) for at, each in enumerate(found.items, 1)]


def _item(session: Session, at: int, item: Item, approved: Approved | None) -> Part:
    about = f"{item.case_no}　{item.service}（{item.provider}）"
    title = Text(f"議案{at}　{about}", f"Item {at}: {about}")
    if approved is None:
        return Part(title, [Text("意見をまとめずに終わった。", "Ended without an opinion.")])
    minutes, confirmed = approved.minutes, minutes_of_item.confirmed(session, approved.minutes)
    parts = [
        Part(
            Text(section["title"]["ja"], section["title"]["en"]),
            [Text(each["ja"], each["en"]) for each in section["lines"] if _key(each) not in ONCE],
        )
        for section in minutes.record["sections"]
    ]
    prose = [
        Part(TITLES[key], [Text(minutes.sections[key], minutes.sections[key])], record=False)
        for key in PROSE
        if minutes.sections.get(key)
    ]
    told = [Part(confirmations.TITLE, confirmed)] if confirmed else []
    return Part(title, [], parts=[*parts, *prose, *told, *(_addendum(*each) for each in approved.addenda)])


def _addendum(added: Minutes, by: str) -> Part:
    """What was counted anew after the approval (第7条): the approved minutes above stay as they were."""
    when = instant(added.approved_at) if added.approved_at else NONE
    lines = [
        Text(each["ja"], each["en"])
        for section in added.record["sections"]
        for each in section["lines"]
        if each["ja"] != addenda.AS_APPROVED.ja
    ]
    prose = [Text(added.sections[key], added.sections[key]) for key in PROSE if added.sections.get(key)]
    title = Text(
        f"追記 第{added.addendum}号（{when.ja}　議長として承認：{by}）",
        f"Addendum No. {added.addendum} (approved by {by}, presiding, {when.en})",
    )
    return Part(title, [*lines, *prose])


def _reported(found: Sitting, whole: bool) -> list[Part]:
    """«None» is said only to whom nothing is shut."""
    told = found.reports or whole
    return [Part(Text("報告事項", "Reports"), _reports(found.reports))] if told else []


def _reports(reports: tuple[Item, ...]) -> Lines:
    """What was taken by circulation since the meeting before; who did not answer has not consented."""
    if not reports:
        return [line("持回り（書面）による意見聴取", "By circulation", NONE)]
    return [
        Text(
            f"持回りによる意見聴取　{each.case_no}　{each.service}（{each.provider}）：{word(OUTCOMES, each.outcome or '').ja}。"
            f"回答{each.answers}名、未回答：{names(each.missing).ja}。未回答を賛成とはみなしていない。",
            f"By circulation, {each.case_no} {each.service} ({each.provider}): {word(OUTCOMES, each.outcome or '').en}. "
            f"Answers: {each.answers}; unanswered: {names(each.missing).en}. Silence is not taken for consent.",
        )
        for each in reports
    ]


def _numbered(found: Sitting, approved: list[Approved]) -> list[tuple[int, Approved]]:
    order = {each.number: at for at, each in enumerate(found.items, 1)}
    return [(order[each.item.number], each) for each in approved]


def _signed(at: int, approved: Approved) -> Text:
    when = instant(approved.minutes.approved_at) if approved.minutes.approved_at else NONE
    version = approved.minutes.version
    return Text(
        f"議案{at}　第{version}版　議長として承認：{approved.by}（{when.ja}）",
        f"Item {at}, version {version}, approved by {approved.by}, presiding ({when.en})",
    )


def _lines(minutes: Minutes, key: str) -> list[dict[str, Any]]:
    """The lines of an item's record with a key."""
    return [each for part in minutes.record["sections"] for each in part["lines"] if _key(each) == key]


def _key(told: dict[str, Any]) -> str:
    if "key" in told:
        return str(told["key"])
    return next((key for label, key in BEFORE_KEYS.items() if told["ja"].startswith(label)), "")


def _value(told: dict[str, Any]) -> Text:
    """What a line says behind its label."""
    if "value" in told:
        return Text(told["value"]["ja"], told["value"]["en"])
    return Text(told["ja"].partition("：")[2], told["en"].partition(": ")[2])


def _people(told: dict[str, Any]) -> list[str]:
    if "key" in told:
        return list(told.get("people", ()))
    return [name for name in _value(told).ja.split("、") if name != NONE.ja]
