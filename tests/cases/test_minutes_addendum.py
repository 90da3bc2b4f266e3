"""Case 16: an opinion struck after the minutes were approved makes an addendum; the approved minutes stay as they were."""

from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.errors import Refused
from app.cases.hearings import addenda, seats
from app.cases.runtime import Runtime
from app.store.models.cases import Document
from app.store.models.committee import Minutes
from app.store.models.kept import WrittenOnceError
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser

GIVEN = {"chair": "fit", "member1": "fit", "member2": "unfit", "member3": "fit", "acting": "fit"}
ADDED = {"summary": "委員1名の利害関係が分かり、意見を数え直した。", "discussion": "", "report": ""}
APPROVED = {"choice": "approve", "remarks": "", "early_reason": "全員がその場で確かめた。"}
DECIDED = {"decision": "certified", "treatment": "same"}


def delivered(runtime: Runtime) -> Sitting:
    """A hearing whose minutes are approved; the case waits for its decision."""
    sitting = Sitting.declared(runtime, tuple(GIVEN))
    for name, verdict in GIVEN.items():
        sitting.give(name, verdict)
    sitting.close()
    return sitting.write_minutes()


def strike(sitting: Sitting, name: str) -> Sitting:
    decider = sitting.viewer("decider")
    seats.strike(sitting.runtime, decider, sitting.seat(name).id, ["business"], "秘密の顧問契約がある。")
    sitting.walk.settle()
    return sitting


def rows(sitting: Sitting) -> list[Minutes]:
    with sitting.runtime.db.read() as session:
        return list(session.scalars(select(Minutes).order_by(Minutes.version)))


def printed(sitting: Sitting) -> list[str]:
    """The text of each PDF of minutes, the oldest first."""
    told = []
    with sitting.runtime.db.read() as session:
        files = list(
            session.scalars(select(Document).where(Document.kind == "minutes").order_by(Document.id))
        )
    for file in files:
        assert not file.party_may_read
        with sitting.runtime.blobs.open(file.sha256) as stored:
            pdf = pypdfium2.PdfDocument(stored.read())
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        told.append(text.replace("\r", "").replace("\n", ""))
    return told


def shown(sitting: Sitting, node: str) -> dict[str, str]:
    return {key: getattr(value, "ja", value) for key, value in sitting.walk.context(node).items()}


def refused(sitting: Sitting, name: str, node: str, given: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as error:
        sitting.do(name, node, given)
    return [ground.refusal for ground in error.value.grounds]


def test_the_new_count_is_added_beside_the_old_and_approved_by_who_presides(both: Runtime) -> None:
    sitting = delivered(both)
    [approved] = rows(sitting)
    before, hash_before = printed(sitting), addenda.digest(approved)
    strike(sitting, "member1")
    assert sitting.walk.waiting()["draft_minutes"] == "secretariat"
    told = shown(sitting, "draft_minutes")
    assert "議事録への追記　第1号" in told["record_meeting"]
    assert hash_before in told["record_meeting"]
    assert "member1：除斥（後に判明し、意見を抹消）" in told["record_interests"]
    assert "承認した議事録の数と意見：適4、条件付0、否1、保留0　→　適" in told["record_opinions"]
    assert "数え直した数と意見：適3、条件付0、否1、保留0　→　適" in told["record_opinions"]
    assert "秘密の顧問契約" not in str(told)
    sitting.walk.do("draft_minutes", ADDED)
    assert shown(sitting, "approve_minutes")["version"] == "追記第1号"
    sitting.do("chair", "approve_minutes", APPROVED)
    first, second = rows(sitting)
    assert (first.sections, first.record, first.approved_at) == (
        approved.sections,
        approved.record,
        approved.approved_at,
    )
    assert (second.addendum, second.version, second.approved_by) == (
        1,
        2,
        sitting.walk.people["chair"].user_id,
    )
    after = printed(sitting)
    assert after[0] == before[0]
    for words in ("議事録の追記", "第1号", hash_before[:40], "適4", "適3", ADDED["summary"]):
        assert words in after[1]
    with both.db.read() as session:
        names = list(session.scalars(select(Document.name).where(Document.kind == "minutes")))
    assert names[1] == f"議事録追記_{sitting.hearing().number}_第1号.pdf"


def test_the_decision_waits_for_the_addendum(both: Runtime) -> None:
    sitting = strike(delivered(both), "member1")
    with pytest.raises(Refused) as error:
        sitting.walk.do("decide", DECIDED)
    assert [ground.refusal for ground in error.value.grounds] == ["addendum_open"]
    sitting.write_minutes()
    sitting.walk.do("decide", DECIDED)
    assert sitting.walk.finish().case().result == "certified"


def test_a_struck_chair_approves_no_addendum_the_next_in_order_does(both: Runtime) -> None:
    sitting = strike(delivered(both), "chair")
    sitting.walk.do("draft_minutes", ADDED)
    assert sitting.asked_now() == [("acting", "approve_minutes")]
    sitting.do("acting", "approve_minutes", APPROVED)
    assert rows(sitting)[-1].approved_by == sitting.walk.people["acting"].user_id


def test_what_is_struck_while_an_addendum_is_written_goes_into_it(runtime: Runtime) -> None:
    sitting = strike(delivered(runtime), "member1")
    sitting.walk.do("draft_minutes", ADDED)
    strike(sitting, "member3")
    assert refused(sitting, "chair", "approve_minutes", APPROVED) == ["record_moved"]
    sitting.do("chair", "approve_minutes", {"choice": "return", "remarks": "もう1名。"})
    assert shown(sitting, "draft_minutes")["remarks"] == "もう1名。"
    sitting.write_minutes()
    assert [row.addendum for row in rows(sitting)] == [0, 1, 1]
    told = str(rows(sitting)[-1].record)
    assert "適4、条件付0、否1" in told
    assert "適2、条件付0、否1" in told


def test_a_second_addendum_has_the_next_number_and_the_count_of_the_first(runtime: Runtime) -> None:
    sitting = strike(delivered(runtime), "member1").write_minutes()
    strike(sitting, "member3")
    told = shown(sitting, "draft_minutes")
    assert "議事録への追記　第2号" in told["record_meeting"]
    assert "承認した議事録の数と意見：適3、条件付0、否1" in told["record_opinions"]
    sitting.write_minutes()
    assert [row.addendum for row in rows(sitting)] == [0, 1, 2]


def test_before_the_approval_the_minutes_themselves_are_drawn_anew(runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime, tuple(GIVEN))
    for name, verdict in GIVEN.items():
        sitting.give(name, verdict)
    sitting.close()
    strike(sitting, "member1").write_minutes()
    assert [row.addendum for row in rows(sitting)] == [0]
    assert sitting.hearing().state == "delivered"


@pytest.mark.parametrize(
    "change", [{"sections": {"summary": "別の話"}}, {"record": {}}, {"approved_by": None}]
)
def test_approved_minutes_cannot_be_rewritten(runtime: Runtime, change: dict[str, Any]) -> None:
    sitting = delivered(runtime)

    def rewrite(session: Session) -> None:
        row = session.scalars(select(Minutes)).one()
        for key, value in change.items():
            setattr(row, key, value)

    with pytest.raises(WrittenOnceError):
        runtime.step(rewrite)
    [row] = rows(sitting)
    assert row.sections["summary"] == "審査員が資料を説明した。"


def test_the_new_count_tells_no_detail_of_the_interest(runtime: Runtime) -> None:
    """Neither in the minutes nor to the members: the kind is enough."""
    sitting = strike(delivered(runtime), "member1").write_minutes()
    assert "秘密の顧問契約" not in str([row.record for row in rows(sitting)])
    number = sitting.hearing().number
    for name, path in (("chair", "/chair"), ("chair", ""), ("member2", "")):
        page = Browser(site(runtime), sitting.viewer(name)).open(f"/committee/{number}{path}")
        assert "数え直し" in page.text
        assert "秘密の顧問契約" not in page.html
    sitting.walk.do("decide", DECIDED)
    record = Browser(site(runtime), sitting.viewer("reviewer")).open(
        f"/cases/{sitting.walk.case_no}?tab=review"
    )
    assert "再集計" in record.text
    assert "秘密の顧問契約" not in record.html


def test_members_read_the_addendum_beside_the_minutes(runtime: Runtime) -> None:
    sitting = strike(delivered(runtime), "member1")
    page = f"/committee/{sitting.hearing().number}"
    browser = Browser(site(runtime), sitting.viewer("chair"))
    assert "意見を数え直したため、議事録に追記します" in browser.open(f"{page}/chair").text
    sitting.write_minutes()
    for path in (page, f"{page}/chair"):
        told = browser.open(path)
        assert "追記 第1号" in told.text
        assert "議事録に追記します" not in told.text
        assert len(told.page.select("a[href*='/documents/']")) >= 2
    assert Browser(site(runtime), sitting.viewer("member1")).open(page).status == 404
