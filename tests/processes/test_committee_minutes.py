"""Minutes: drawn from the record and locked, prose by the secretariat, approved by who presides, kept as a PDF."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from app import clock
from app.cases import answering, contexts
from app.cases.answering import Post
from app.cases.errors import DraftConflict, Refused, Unknown
from app.cases.hearings.pack import pack_of
from app.cases.runtime import Runtime
from app.engine import NotTheirs
from app.law import wording
from app.store.models.cases import Document
from app.store.models.committee import Attendance, Hearing, InterestJudgement, Minutes, Question, Ruling, Seat
from app.store.models.procedures import WorkItem
from app.store.reading import cases
from app.store.viewer import Viewer
from tests.heard import Sitting as HeardCase
from tests.sittings import Sitting, convened
from tests.walk import Walk

PROSE = {"summary": "審査員が資料を説明した。", "discussion": "質疑はなかった。", "report": ""}
APPROVED = {"choice": "approve", "remarks": "", "early_reason": "全員がその場で確かめた。"}


def closed(runtime: Runtime, *verdicts: str, **own: Any) -> Sitting:
    """A hearing closed after the members gave these verdicts, in the order of their seats."""
    sitting = convened(runtime, **own)
    for name, verdict in zip(sitting.seats, verdicts, strict=False):
        sitting.opine(name, verdict)
    sitting.close()
    return sitting


def shown(walk: Walk, node: str = "draft_minutes") -> dict[str, Any]:
    """What the form of a step shows, in Japanese."""
    return {key: getattr(value, "ja", value) for key, value in walk.context(node).items()}


def versions(runtime: Runtime) -> list[Minutes]:
    with runtime.db.read() as session:
        return list(session.scalars(select(Minutes).order_by(Minutes.version)))


def printed(runtime: Runtime) -> str:
    """The text of the one PDF of minutes."""
    with runtime.db.read() as session:
        document = session.scalars(select(Document).where(Document.kind == "minutes")).one()
    assert not document.party_may_read
    with runtime.blobs.open(document.sha256) as file:
        pdf = pypdfium2.PdfDocument(file.read())
    return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def finished(sitting: Sitting, **prose: str) -> str:
    """The printed minutes, after draft and approval."""
    walk = sitting.begin_minutes().do("draft_minutes", PROSE | prose)
    walk.do("approve_minutes", APPROVED, by=walk.people["chair"])
    return printed(sitting.runtime)


def test_minutes_are_drafted_approved_and_kept_as_a_file(both: Runtime) -> None:
    sitting = closed(both, "fit", "fit", "fit", "unfit")
    walk = sitting.begin_minutes()
    assert walk.waiting()["draft_minutes"] == "secretariat"
    assert sitting.hearing().state == "minutes"
    walk.do("draft_minutes", PROSE)
    assert walk.item("approve_minutes").bound
    walk.do("approve_minutes", APPROVED, by=walk.people["chair"])
    [row] = versions(both)
    assert (row.version, row.approved_by) == (1, walk.people["chair"].user_id)
    assert row.document_id is not None
    text = printed(both)
    for words in ("第7回", "第一会議室", "過半数", "少数意見", "unfitの理由", "審査員が資料を説明した。"):
        assert words in text.replace("\r\n", "").replace("\n", "")


def test_the_record_tells_who_was_there_what_was_counted_and_why(runtime: Runtime) -> None:
    sitting = convened(runtime)
    sitting.opine("chair", "fit", pack="0123456789abcdef")
    sitting.opine("member1", "unfit", "開示が足りない。")
    sitting.opine("member1", "conditional", "条件を付ける。", conditions="年次報告を出すこと。")
    sitting.opine("member2", "fit")
    member3 = sitting.walk.people["member3"].user_id
    secretary = sitting.walk.people["secretariat"].user_id
    given = {"hearing_id": sitting.hearing_id, "user_id": member3, "at": clock.now(), "by_id": secretary}
    sitting.add(Attendance(event="absent", **given))
    sitting.close()
    record = shown(sitting.begin_minutes())
    assert "出席：chair、member1、member2" in record["record_meeting"]
    assert "member3（届出あり" in record["record_meeting"]
    assert "委員の現在数：7名" in record["record_meeting"]
    assert "議決に加わる委員4名のうち出席3名" in record["record_meeting"]
    assert "議長：chair（委員長）" in record["record_meeting"]
    assert "01234567" in record["record_papers"]
    assert "新しい論点" in record["record_papers"]
    assert "条件：年次報告を出すこと。" in record["record_opinions"]
    assert "条件付：条件を付ける。" in record["record_opinions"]
    assert "開示が足りない。" not in str(record)
    assert "未提出1" in record["record_opinions"]


def test_a_tie_tells_both_counts_the_ruling_and_every_reason(runtime: Runtime) -> None:
    """Case 14."""
    sitting = closed(runtime, "fit", "fit", "unfit", "unfit")
    chair = sitting.walk.people["chair"].user_id
    sitting.add(
        Ruling(
            hearing_id=sitting.hearing_id,
            kind="tie",
            outcome="fit",
            reason="開示は足りている。",
            by_id=chair,
            at=clock.now(),
        )
    )
    told = shown(sitting.begin_minutes())["record_opinions"]
    assert "集計の結果：可否同数" in told
    assert "議長の裁定：適" in told
    assert "開示は足りている。" in told
    assert told.count("unfitの理由") == 2
    assert told.count("・適：fitの理由") == 2


def test_interests_are_told_by_kind_and_never_in_detail(runtime: Runtime) -> None:
    sitting = convened(runtime, members=("chair", "member1", "member2", "member3", "member4", "member5"))
    for name in ("chair", "member1", "member2", "member3"):
        sitting.opine(name, "fit", f"{name}の理由")
    sitting.change("member3", "struck")
    sitting.change("member4", "excluded")
    sitting.change("member5", "recused")
    decider = sitting.walk.people["decider"].user_id
    for name, kind, cause in (("member3", "business", "discovered"), ("member4", "employment", "declared")):
        sitting.add(
            InterestJudgement(
                seat_id=sitting.seats[name],
                cause=cause,
                kinds=[kind],
                effect="excluded",
                reason="秘密の事情",
                judged_by=decider,
                at=clock.now(),
            )
        )
    sitting.close()
    record = shown(sitting.begin_minutes())
    assert "member4：除斥（役員" in record["record_interests"]
    assert "member5：回避" in record["record_interests"]
    assert "抹消した意見：1" in record["record_opinions"]
    assert "member3の理由" not in str(record)
    assert "秘密の事情" not in str(record)
    assert "議決に加わる委員3名のうち出席3名" in record["record_meeting"]


def test_who_stands_in_for_the_chair_is_told_with_the_reason(runtime: Runtime) -> None:
    sitting = convened(runtime, members=("chair", "acting", "member1", "member2"))
    with runtime.db.step() as session:
        hearing = session.merge(sitting.hearing())
        hearing.presiding_id = sitting.walk.people["acting"].user_id
    sitting.change("chair", "excluded")
    for name in ("acting", "member1", "member2"):
        sitting.opine(name, "hold")
    sitting.close()
    walk = sitting.begin_minutes("acting")
    assert "議長：acting（職務代理。理由：委員長について、除斥）" in shown(walk)["record_meeting"]
    assert "holdの理由" not in shown(walk)["record_opinions"]


def test_a_circulation_tells_dates_and_takes_silence_for_nothing(runtime: Runtime) -> None:
    """Case 29."""
    sitting = closed(runtime, "fit", "fit", "fit", method="circulation", meeting_id=None)
    told = shown(sitting.begin_minutes())["record_meeting"]
    assert "方法：持回り（書面）" in told
    assert "未回答の委員：member3" in told
    assert "賛成とはみなしていない" in told


def test_questions_stand_in_the_minutes_without_who_asked(runtime: Runtime) -> None:
    sitting = convened(runtime)
    sitting.add(
        Question(
            hearing_id=sitting.hearing_id,
            seat_id=sitting.seats["member1"],
            state="answered",
            text="member1としては保存期間が知りたい。",
            sent_text="保存期間をお知らせください。",
            answer="1年です。",
            asked_at=clock.now(),
        )
    )
    for name in ("chair", "member2", "member3"):
        sitting.opine(name, "fit")
    sitting.close()
    told = shown(sitting.begin_minutes())["record_questions"]
    assert "保存期間をお知らせください。" in told
    assert "回答：1年です。" in told
    assert "member1" not in told


def test_what_is_returned_comes_back_with_remarks_as_the_next_version(both: Runtime) -> None:
    walk = closed(both, "fit", "fit", "fit").begin_minutes().do("draft_minutes", PROSE)
    walk.do(
        "approve_minutes",
        {"choice": "return", "remarks": "説明者を書いてください。"},
        by=walk.people["chair"],
    )
    assert shown(walk)["remarks"] == "説明者を書いてください。"
    with both.db.read() as session:
        assert contexts.initial(session, walk.item("draft_minutes"))["summary"] == PROSE["summary"]
    walk.do("draft_minutes", PROSE | {"summary": "説明者は審査員。"})
    assert shown(walk, "approve_minutes")["version"] == "第2版"
    walk.do("approve_minutes", APPROVED, by=walk.people["chair"])
    first, second = versions(both)
    assert (first.sections["summary"], first.approved_at) == (PROSE["summary"], None)
    assert (second.sections["summary"], second.approved_by) == (
        "説明者は審査員。",
        walk.people["chair"].user_id,
    )


def test_the_locked_part_cannot_be_posted(runtime: Runtime) -> None:
    walk = closed(runtime, "fit", "fit", "fit").begin_minutes()
    post = walk.post("draft_minutes", PROSE)
    assert post.fields is not None
    post.fields["record_opinions"] = "全員一致"
    with pytest.raises(Refused):
        answering.answer(runtime, walk.people["secretariat"], walk.item("draft_minutes").id, post)
    assert versions(runtime) == []


def test_two_secretaries_never_overwrite_each_other(runtime: Runtime) -> None:
    """Case 37."""
    walk = closed(runtime, "fit", "fit", "fit").begin_minutes()
    item = walk.item("draft_minutes").id
    mine, theirs = (
        walk.post("draft_minutes", PROSE),
        walk.post("draft_minutes", PROSE | {"summary": "別の要旨"}),
    )
    answering.save_draft(runtime, walk.people["secretariat"], item, Post(mine.fields, draft_version=0))
    with pytest.raises(DraftConflict) as error:
        answering.save_draft(
            runtime, walk.people["second_secretariat"], item, Post(theirs.fields, draft_version=0)
        )
    assert error.value.stored["summary"] == PROSE["summary"]


def approve_at_the_door(walk: Walk, who: Viewer) -> None:
    """Approve past form and checks."""
    item = walk.item("approve_minutes")
    with walk.runtime.db.step() as session:
        opened = walk.runtime.engine.open_case(session, item.instance_id)
        row = session.get_one(WorkItem, item.id)
        walk.runtime.engine.complete(opened, row, {"choice": "approve"}, actor_id=who.user_id)


@pytest.mark.parametrize("name", ["acting", "member1", "secretariat", "decider", "operator"])
def test_only_who_presides_approves(runtime: Runtime, name: str) -> None:
    walk = closed(runtime, "fit", "fit", "fit").begin_minutes().do("draft_minutes", PROSE)
    with pytest.raises(Unknown):
        walk.do("approve_minutes", APPROVED, by=walk.people[name])
    with pytest.raises(NotTheirs):
        approve_at_the_door(walk, walk.people[name])
    assert versions(runtime)[0].approved_at is None


def test_a_record_that_moved_after_the_draft_is_not_approved(both: Runtime) -> None:
    """Case 16: an opinion struck between draft and approval makes a new version."""
    sitting = closed(both, "fit", "fit", "fit", "unfit")
    walk = sitting.begin_minutes().do("draft_minutes", PROSE)
    sitting.change("member3", "struck")
    with pytest.raises(Refused) as error:
        walk.do("approve_minutes", APPROVED, by=walk.people["chair"])
    assert [ground.refusal for ground in error.value.grounds] == ["record_moved"]
    walk.do("approve_minutes", {"choice": "return", "remarks": "記録が変わった。"}, by=walk.people["chair"])
    walk.do("draft_minutes", PROSE).do("approve_minutes", APPROVED, by=walk.people["chair"])
    assert "unfitの理由" not in printed(both)


def test_there_are_no_minutes_before_the_closing(runtime: Runtime) -> None:
    sitting = convened(runtime)
    sitting.opine("member1", "unfit", "まだ誰にも見せない。")
    with pytest.raises(Refused) as error:
        sitting.begin_minutes()
    assert [ground.refusal for ground in error.value.grounds] == ["hearing_open"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            '<script>alert(1)</script> #image("x") $x$ *太字*',
            '<script>alert(1)</script> #image("x") $x$ *太字*',
        ),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("支払\u202egnp.exe", "支払〔U+202E〕gnp.exe"),
        ("笑顔😀", "笑顔〔U+1F600〕"),
        ("𩸽と髙﨑", "𩸽と髙﨑"),
    ],
)
def test_whatever_is_typed_is_printed_as_text(runtime: Runtime, typed: str, told: str) -> None:
    """Case 37."""
    sitting = closed(runtime, "fit", "fit", "fit")
    text = finished(sitting, summary=typed).replace("\r", "").replace("\n", "")
    assert told.replace(" ", "") in text.replace(" ", "")


def test_ten_thousand_characters_are_printed_to_the_last(runtime: Runtime) -> None:
    """Case 37."""
    text = finished(closed(runtime, "fit", "fit", "fit"), discussion="議" * 10_000 + "終")
    assert text.count("議") >= 10_000
    assert "終" in text


def test_the_file_is_made_once_however_often_it_is_asked_for(runtime: Runtime) -> None:
    sitting = closed(runtime, "fit", "fit", "fit")
    finished(sitting)
    [row] = versions(runtime)
    runtime.handlers["minutes"]("again", {"minutes_id": row.id})
    with runtime.db.read() as session:
        assert len(session.scalars(select(Document).where(Document.kind == "minutes")).all()) == 1


def readers(sitting: Sitting, name: str) -> list[str]:
    """The kinds of documents of the case that a person is given; nothing where the case is unknown to them."""
    who: Viewer = sitting.walk.people[name]
    with sitting.runtime.db.read() as session:
        head = cases.find(session, who, sitting.walk.case_no)
        return [row.kind for row in cases.documents(session, who, head)] if head is not None else []


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_the_file_reaches_neither_an_excluded_member_nor_the_applicant(runtime: Runtime) -> None:
    """Case 38."""
    sitting = convened(runtime, members=("chair", "member1", "member2", "member3", "member4"))
    for name in ("chair", "member1", "member2"):
        sitting.opine(name, "fit")
    sitting.change("member4", "excluded")
    sitting.close()
    finished(sitting)
    with runtime.db.read() as session:
        assert (
            session.scalars(select(Seat.state).where(Seat.id == sitting.seats["member4"])).one() == "excluded"
        )
    assert "minutes" in readers(sitting, "decider")
    assert "minutes" not in readers(sitting, "member4")
    assert "minutes" not in readers(sitting, "applicant")


def test_the_minutes_of_a_whole_hearing_list_the_papers_with_their_version(both: Runtime) -> None:
    """From convening to the PDF, through the procedure that calls this one."""
    heard = HeardCase.declared(both)
    for name in ("chair", "member1", "member2"):
        heard.give(name)
    heard.give("member3", "unfit")
    assert heard.close() == "fit"
    told = shown(heard.walk)
    with both.db.read() as session:
        papers = pack_of(session, session.get_one(Hearing, heard.hearing().id))
    assert f"配付資料の版：{papers.version[:8]}" in told["record_papers"]
    assert f"意見の基礎とした資料の版：{papers.version[:8]}" in told["record_papers"]
    assert "・開示内容（第1版）" in told["record_papers"]
    heard.write_minutes()
    assert heard.hearing().state == "delivered"
    assert "少数意見" in printed(both)


def test_a_paper_that_came_after_the_closing_is_not_among_those_given_out(both: Runtime) -> None:
    sitting = HeardCase.declared(both)
    for name in ("chair", "member1", "member2", "member3"):
        sitting.give(name)
    sitting.close()
    late = {
        "case_id": sitting.walk.case().id,
        "kind": "correction",
        "name": "締切後の資料.pdf",
        "sha256": "0" * 64,
        "size": 1,
        "type": "application/pdf",
        "added_at": clock.now(),
    }
    with both.db.step() as session:
        session.add(Document(**late))
    told = shown(sitting.walk)["record_papers"]
    assert "開示内容" in told
    assert "締切後の資料.pdf" not in told


def test_the_opening_is_when_the_first_member_came_in_or_said_to_be_planned(runtime: Runtime) -> None:
    sitting = convened(runtime)
    for name in ("chair", "member1", "member2"):
        sitting.opine(name, "fit")
    came = clock.now() - timedelta(minutes=50)
    sitting.add(
        Attendance(
            hearing_id=sitting.hearing_id,
            user_id=sitting.walk.people["chair"].user_id,
            by_id=sitting.walk.people["secretariat"].user_id,
            event="in",
            at=came,
        )
    )
    sitting.close()
    told = shown(sitting.begin_minutes())["record_meeting"]
    assert f"開会：{wording.moment(came).ja}" in told
    assert "（予定）" not in told


def test_who_left_the_room_before_the_closing_was_not_there(runtime: Runtime) -> None:
    """Case 11."""
    sitting = convened(runtime)
    for name in ("chair", "member1", "member2"):
        sitting.opine(name, "fit")
    given = {
        "hearing_id": sitting.hearing_id,
        "user_id": sitting.walk.people["member3"].user_id,
        "by_id": sitting.walk.people["secretariat"].user_id,
    }
    sitting.add(Attendance(event="in", at=clock.now() - timedelta(hours=2), **given))
    sitting.add(Attendance(event="out", at=clock.now() - timedelta(hours=1), **given))
    sitting.close()
    told = shown(sitting.begin_minutes())["record_meeting"]
    assert "欠席・未提出：member3" in told
    assert "member3 入室" in told
    assert "member3 退室" in told
