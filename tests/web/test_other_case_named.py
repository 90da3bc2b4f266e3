"""Case 39: another applicant's name in what is written on a case is pointed out or listed, and never taken out (第20条)."""

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases.runtime import Runtime
from app.store.models.cases import Case
from app.store.models.committee import Opinion, Question, Seat
from app.store.models.meetings import OtherCaseNamed
from app.store.models.people import Provider
from app.store.models.services import Service
from tests import answers, seated
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser, Shown

OTHER = "株式会社緑風データ"
WRITTEN = "緑風データの案件と比べて、根拠が足りない。"
WARNING = "他の案件の情報の可能性があります"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def sitting(runtime: Runtime) -> Sitting:
    """A hearing, and a case of another applicant."""
    sitting = Sitting.declared(runtime, ("chair", "member1", "member2"))
    with runtime.db.step() as session:
        own = session.get_one(Case, sitting.walk.case().id)
        first = session.get_one(Provider, own.provider_id)
        provider = Provider(
            name=OTHER, kind=first.kind, address="", representative="", created_at=clock.now()
        )
        session.add(provider)
        session.flush()
        service = Service(provider_id=provider.id, name="緑風要約", created_at=clock.now())
        session.add(service)
        session.flush()
        session.add(
            Case(
                case_no="A2026-0777",
                process_id="application",
                edition_id=own.edition_id,
                provider_id=provider.id,
                service_id=service.id,
                opened_at=clock.now(),
                filed_on=clock.today(),
            )
        )
    return sitting


def seated_there(sitting: Sitting, name: str) -> None:
    """The member sits in the other case too, and may read it."""
    hearing = seated.hearing(sitting.runtime, "A2026-0777", number="H2026-0777")
    seated.seat(sitting.runtime, hearing, sitting.walk.people[name])


def room(sitting: Sitting) -> str:
    return f"/committee/{sitting.hearing().number}"


def opinion(app: Flask, sitting: Sitting, text: str = WRITTEN) -> tuple[Browser, Shown]:
    at = Browser(app, sitting.viewer("member1"))
    given = answers.opinion("fit")
    return at, at.fill(at.open(room(sitting)), {"verdict": given["verdict"], "reason": text})


def opinions(sitting: Sitting) -> list[str]:
    with sitting.runtime.db.read() as session:
        query = select(Opinion.reason).join(Seat, Seat.id == Opinion.seat_id)
        return list(session.scalars(query.where(Seat.case_id == sitting.walk.case().id)))


def listed(sitting: Sitting) -> list[str]:
    with sitting.runtime.db.read() as session:
        return list(session.scalars(select(OtherCaseNamed.what).order_by(OtherCaseNamed.id)))


def test_a_name_that_the_member_may_read_is_pointed_out_and_can_be_sent_all_the_same(
    app: Flask, sitting: Sitting
) -> None:
    seated_there(sitting, "member1")
    at, asked = opinion(app, sitting)
    assert WARNING in asked.text
    assert OTHER in asked.text
    assert (opinions(sitting), listed(sitting)) == ([], [])
    assert WRITTEN in at.open(room(sitting)).html
    fields = asked.fields("main form.nt-actions")
    assert (
        at.send(str(asked.form("main form.nt-actions")["action"]), {**fields, "_action": "complete"}).status
        == 303
    )
    assert opinions(sitting) == [WRITTEN]
    assert listed(sitting) == ["opinion"]


def test_a_name_of_a_case_unknown_to_the_member_says_nothing_and_is_listed(
    app: Flask, sitting: Sitting
) -> None:
    _at, sent = opinion(app, sitting)
    assert sent.status == 303
    assert WARNING not in sent.text
    assert opinions(sitting) == [WRITTEN]
    assert listed(sitting) == ["opinion"]


def test_the_list_says_where_and_by_whom_and_no_word_of_what(app: Flask, sitting: Sitting) -> None:
    opinion(app, sitting)
    board = Browser(app, sitting.viewer("secretariat")).open("/hearings/")
    part = board.page.select_one("section[aria-labelledby='named']")
    assert part is not None
    said = part.get_text(" ")
    assert sitting.hearing().number in said
    assert "member1" in said
    assert "意見" in said
    assert not [word for word in ("緑風", "比べて", "A2026-0777") if word in said]
    other = Browser(app, sitting.viewer("decider")).open("/hearings/")
    assert other.page.select_one("section[aria-labelledby='named']") is None


def test_the_applicants_own_names_are_no_other_case(app: Flask, sitting: Sitting) -> None:
    seated_there(sitting, "member1")
    own = "青空ソフト株式会社の青空チャットは足りている。"
    assert opinion(app, sitting, own)[1].status == 303
    assert (opinions(sitting), listed(sitting)) == ([own], [])


@pytest.mark.parametrize("reads_it", [True, False])
def test_a_question_is_asked_once_more_only_where_the_name_may_be_read(
    app: Flask, sitting: Sitting, reads_it: bool
) -> None:
    if reads_it:
        seated_there(sitting, "member1")
    at = Browser(app, sitting.viewer("member1"))
    sent = at.fill(at.open(room(sitting)), {"_question": "緑風要約と同じ仕組みですか。"}, press="ask")
    if reads_it:
        assert (sent.status, WARNING in sent.text) == (422, True)
        with sitting.runtime.db.read() as session:
            assert session.scalars(select(Question.id)).all() == []
        sent = at.fill(sent, {"_other_case_asked": "1"}, press="ask")
    assert sent.status == 303
    assert WARNING not in sent.text
    assert listed(sitting) == ["question"]


def test_the_reason_to_hear_the_committee_is_listed_too(runtime: Runtime, sitting: Sitting) -> None:
    assert listed(sitting) == []
    wanted = Sitting.wanted(
        runtime, type(sitting.walk).open(runtime, sitting.walk.people, service="夕空検索")
    )
    wanted.convene(reason=f"{OTHER}と比べるため。")
    assert listed(sitting) == ["reason"]
