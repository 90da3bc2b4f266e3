"""Cases 38 and 40: the minutes of a whole meeting, in the edition of each reader."""

import re
from urllib.parse import quote

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.cases.hearings import addenda, sitting_minutes
from app.cases.runtime import Runtime
from app.registry.sitting_pdf import SittingData
from app.store.models.committee import Meeting, Minutes
from app.store.models.procedures import Access
from app.store.reading import sittings
from app.store.reading.sittings import Sitting as Listed
from tests.cases.test_minutes_addendum import APPROVED, strike
from tests.heard import Sitting
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

SERVICES = ("あかねチャット", "みどり翻訳", "あおい要約")
FIRST = {
    "method": "room",
    "meeting": "new",
    "held_on": "2026-12-04",
    "held_at": "13:30",
    "place": "第一会議室",
}


def meeting(runtime: Runtime, services: tuple[str, ...] = SERVICES) -> list[Sitting]:
    """One meeting with these items; member1 has an interest in the second."""
    found: list[Sitting] = []
    for service in services:
        walk = Walk.open(runtime, found[0].walk.people if found else None, service=service)
        sitting = Sitting.wanted(runtime, walk)
        with runtime.db.read() as session:
            held = session.scalar(select(Meeting.id))
        sitting.convene(**(FIRST | ({"meeting": str(held)} if held else {})))
        for name in ("chair", "member2", "member3"):
            sitting.declare(name)
        found.append(sitting)
    # Declared last: the record of an interest would be a hint in the items declared after it.
    for sitting in (*found[:1], *found[2:]):
        sitting.declare("member1")
    for sitting in found[1:2]:
        sitting.declare("member1", "has", kinds=["business"])
    return found


def written(sitting: Sitting) -> Sitting:
    """Closed, with approved minutes."""
    for name in ("chair", "member2", "member3"):
        sitting.give(name)
    sitting.close()
    return sitting.write_minutes()


def edition(sitting: Sitting, name: str) -> SittingData | None:
    with sitting.runtime.db.read() as session:
        found = sitting_minutes.edition(session, sitting.viewer(name), 1)
        return found[1] if found is not None else None


def said(data: SittingData | None) -> str:
    """Everything an edition says, in both languages."""
    assert data is not None
    texts = [data.edition, *data.head, *data.signed]
    for item in data.items:
        texts += [item.title, *item.lines]
        for part in item.parts:
            texts += [part.title, *part.lines]
    return "\n".join(f"{text.ja}\n{text.en}" for text in texts)


def own(sitting: Sitting, name: str) -> list[Listed]:
    with sitting.runtime.db.read() as session:
        return sittings.own_sittings(session, sitting.viewer(name))


@pytest.mark.refusal("X71", basis="inference", article="第20条第1項")
def test_who_is_excluded_from_one_item_reads_the_others_numbered_anew(runtime: Runtime) -> None:
    items = meeting(runtime)
    (listed,) = own(items[0], "member1")
    assert [each.service for each in listed.items] == ["あかねチャット", "あおい要約"]
    for sitting in items:
        assert edition(sitting, "secretariat") is None
        written(sitting)
    whole, partly = edition(items[0], "secretariat"), edition(items[0], "member1")
    assert whole is not None
    assert partly is not None
    assert [item.title.ja[:3] for item in whole.items] == ["議案1", "議案2", "議案3", "報告事"]
    assert [item.title.ja.partition("　")[0] for item in partly.items] == ["議案1", "議案2"]
    assert [service in said(partly) for service in SERVICES] == [True, False, True]
    assert [service in said(whole) for service in SERVICES] == [True, True, True]
    for word in (items[1].walk.case_no, items[1].hearing().number, "議案3"):
        assert word not in said(partly)
    assert "第1回 認定審査委員会" in said(partly)
    assert "議案の数：2" in said(partly)
    assert said(whole).count("場所：第一会議室") == 1
    browser = Browser(site(runtime), items[0].viewer("member1"))
    shown = browser.open("/committee/meetings/1")
    assert [service in shown.text for service in SERVICES] == [True, False, True]
    assert "議案3" not in shown.text
    file = browser.client.get("/committee/meetings/1/minutes")
    assert all(value.isascii() for value in file.headers.values())  # a server fails at other letters
    assert quote("議事録") in file.headers["Content-Disposition"]
    assert (file.status_code, file.mimetype, file.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert file.headers["Cache-Control"] == "no-store"
    with runtime.db.read() as session:
        read = session.scalars(select(Access.case_id).where(Access.what == "minutes of meeting 1")).all()
    assert sorted(read) == sorted([items[0].walk.case().id, items[2].walk.case().id])


def test_a_reader_who_may_read_all_is_told_the_same_of_editions(runtime: Runtime) -> None:
    """Nothing in an edition tells whether something was left out of it."""
    (sitting,) = meeting(runtime, SERVICES[:1])
    written(sitting)
    full = edition(sitting, "member2")
    assert full is not None
    assert "議案があるときは" in full.edition.ja
    assert edition(sitting, "applicant") is None
    assert edition(sitting, "fee_clerk") is None


def test_minutes_are_put_together_from_approved_ones_only(runtime: Runtime) -> None:
    first, second = meeting(runtime, SERVICES[:2])
    written(first)
    assert edition(first, "secretariat") is None
    partly = edition(first, "member1")
    assert partly is not None
    with runtime.db.read() as session:
        shown = sittings.find(session, first.viewer("secretariat"), 1)
        assert shown is not None
        assert [each.number for each in shown.unwritten] == [second.hearing().number]
    office = Browser(site(runtime), first.viewer("secretariat"))
    assert office.open("/hearings/meetings/1/minutes").status == 404
    assert "未承認：1件" in office.open("/hearings/meetings").text
    member = Browser(site(runtime), first.viewer("member4"))
    unknown = member.open("/committee/meetings/99")
    for path in ("/committee/meetings/1", "/committee/meetings/1/minutes"):
        assert (member.open(path).status, member.open(path).text) == (404, unknown.text)


def drafted(runtime: Runtime) -> Sitting:
    (sitting,) = meeting(runtime, SERVICES[:1])
    for name in ("chair", "member2", "member3"):
        sitting.give(name)
    sitting.close()
    sitting.walk.do("draft_minutes", {"summary": "説明を聴いた。", "discussion": "", "report": ""})
    return sitting


@pytest.mark.parametrize("older", [False, True])
def test_lines_are_found_by_their_keys_and_those_of_older_minutes_by_their_labels(
    runtime: Runtime, older: bool
) -> None:
    sitting = drafted(runtime)

    def without_keys(session: Session) -> None:
        (row,) = session.scalars(select(Minutes))
        lines = [each for part in row.record["sections"] for each in part["lines"]]
        assert {each["key"] for each in lines if "key" in each} == {*sitting_minutes.ONCE, "present"}
        for each in lines if older else ():
            for name in ("key", "value", "people"):
                each.pop(name, None)
        session.execute(update(Minutes).values(record=row.record))

    runtime.step(without_keys)
    # A draft of the version before says the same, so that it can be approved.
    sitting.do("chair", "approve_minutes", APPROVED)
    told = edition(sitting, "secretariat")
    assert told is not None
    assert "出席（議案のいずれか）：chair、member2、member3" in said(told)
    assert re.search(r"^委員の現在数：[1-9]\d*名$", said(told), re.MULTILINE)
    (item, _reports) = told.items
    labels = [each.ja.partition("：")[0] for each in item.parts[0].lines]
    assert "出席" in labels
    assert {"会議", "議案", "方法", "開会", "場所", "委員の現在数"}.isdisjoint(labels)


def test_an_addendum_stands_with_its_item(runtime: Runtime) -> None:
    (sitting,) = meeting(runtime, SERVICES[:1])
    written(sitting)
    strike(sitting, "member1").write_minutes()
    told = edition(sitting, "secretariat")
    assert told is not None
    (added,) = [part for item in told.items for part in item.parts if part.title.ja.startswith("追記 第1号")]
    words = "\n".join(each.ja for each in added.lines)
    assert "承認した議事録の数と意見：" in words
    assert "数え直した数と意見：" in words
    assert addenda.AS_APPROVED.ja not in words
    assert "議長として承認：chair" in added.title.ja


def test_a_circulation_is_reported_with_who_did_not_answer(runtime: Runtime) -> None:
    """Case 29."""
    circulated = Sitting.declared(runtime)
    for name in ("chair", "member1", "member2"):
        circulated.give(name)
    circulated.close()
    circulated.write_minutes()
    office = Browser(site(runtime), circulated.viewer("secretariat"))
    listed = office.open("/hearings/meetings").text
    assert "未回答：member3 （賛成とはみなしません）" in listed
    walk = Walk.open(runtime, circulated.walk.people, service=SERVICES[0])
    at_a_table = Sitting.wanted(runtime, walk)
    notice = office.open(f"/hearings/agenda?item={at_a_table.walk.item('convene').id}")
    reported = notice.page.select_one("section[aria-labelledby='reports']")
    assert reported is not None
    assert circulated.hearing().number in reported.get_text()
    at_a_table.convene(**FIRST)
    for name in ("chair", "member1", "member2", "member3"):
        at_a_table.declare(name)
    agenda = office.open("/hearings/meetings/1").text
    assert "報告事項：持回り（書面）による意見聴取" in agenda
    assert circulated.hearing().number in agenda
    assert "報告を待つものはありません" in office.open("/hearings/meetings").text
    written(at_a_table)
    told = said(edition(at_a_table, "secretariat"))
    assert f"持回りによる意見聴取　{circulated.walk.case_no}" in told
    assert "回答3名、未回答：member3。未回答を賛成とはみなしていない。" in told
