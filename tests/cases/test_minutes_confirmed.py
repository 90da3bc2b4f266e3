"""第7条: members who were present confirm the draft of the minutes or propose corrections; silence is no consent."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases.errors import Refused, Unknown
from app.cases.hearings import confirmations
from app.cases.runtime import Runtime
from app.store.models.kept import WrittenOnceError
from app.store.models.meetings import MinutesAsked, MinutesReply
from app.store.models.procedures import Mail
from tests.heard import Sitting
from tests.processes.test_committee_minutes import printed
from tests.web.site import site
from tests.web.work_site import Browser

PROSE = {"summary": "審査員が資料を説明した。", "discussion": "質疑はなかった。", "report": ""}
APPROVE = {"choice": "approve", "remarks": "", "early_reason": ""}


@pytest.fixture
def sitting(runtime: Runtime) -> Sitting:
    """A draft: chair, member1 and member2 gave opinions, member3 gave none."""
    sitting = Sitting.declared(runtime)
    for name in ("chair", "member1", "member2"):
        sitting.give(name)
    sitting.close()
    sitting.walk.do("draft_minutes", PROSE)
    return sitting


def reply(sitting: Sitting, name: str, answer: str = "confirmed", text: str = "") -> None:
    number = sitting.hearing().number
    confirmations.reply(sitting.runtime, sitting.viewer(name), number, answer, text)


def refused(sitting: Sitting, name: str, answer: str, text: str = "") -> list[str]:
    with pytest.raises(Refused) as error:
        reply(sitting, name, answer, text)
    return [ground.refusal for ground in error.value.grounds]


def early(sitting: Sitting) -> list[str]:
    """The refusal ids of an approval without a reason."""
    with pytest.raises(Refused) as error:
        sitting.do("chair", "approve_minutes", APPROVE)
    return [ground.refusal for ground in error.value.grounds]


def asked_of(sitting: Sitting) -> list[str]:
    with sitting.runtime.db.read() as session:
        mails = [
            each for each in session.scalars(select(Mail)) if each.subject.startswith("議事録の案の確認")
        ]
    for each in mails:
        assert not any(word in each.body for word in (sitting.walk.case_no, "青空"))
    return sorted(each.to for each in mails)


def confirmed(sitting: Sitting) -> str:
    return str(getattr(sitting.walk.context("approve_minutes")["confirmations"], "ja", ""))


def test_who_was_present_is_asked_by_mail_and_nobody_else(sitting: Sitting) -> None:
    assert asked_of(sitting) == ["member1@example.jp", "member2@example.jp"]
    for name in ("member3", "member4", "chair"):
        with pytest.raises(Unknown):
            reply(sitting, name)


def test_the_chair_sees_who_answered_and_waits_or_says_why_not(sitting: Sitting) -> None:
    reply(sitting, "member1", "corrections", "説明者の氏名を加える。")
    told = confirmed(sitting)
    assert "member1：修正を提案した" in told
    assert "説明者の氏名を加える。" in told
    assert "member2：まだ回答していない" in told
    assert early(sitting) == ["minutes_early"]
    reply(sitting, "member2")
    sitting.do("chair", "approve_minutes", APPROVE)
    text = printed(sitting.runtime).replace("\r\n", "").replace("\n", "")
    assert "member1：修正を提案した" in text
    assert "説明者の氏名を加える。" in text
    assert "member2：確認した" in text
    assert "回答なしを" not in text


def test_approved_early_the_reason_stands_in_the_minutes(sitting: Sitting) -> None:
    reply(sitting, "member1")
    sitting.do("chair", "approve_minutes", APPROVE | {"early_reason": "会議の場で読み上げて確かめた。"})
    text = printed(sitting.runtime).replace("\r\n", "").replace("\n", "")
    assert "会議の場で読み上げて確かめた。" in text
    assert "member2：回答なし" in text
    assert "確認や賛成とはみなしていない" in text


def test_after_the_due_day_silence_is_told_as_silence_and_no_reason_is_asked_for(sitting: Sitting) -> None:
    with sitting.runtime.db.read() as session:
        due = session.scalars(select(MinutesAsked.due_on)).first()
    assert due is not None
    assert due.isoformat() == "2026-12-01"  # five working days from 24 November
    clock.fix(clock.start_of(due))
    assert early(sitting) == ["minutes_early"]
    clock.fix(clock.start_of(due + timedelta(days=1)))
    sitting.do("chair", "approve_minutes", APPROVE | {"early_reason": "要らない理由"})
    text = printed(sitting.runtime).replace("\r\n", "").replace("\n", "")
    assert "member1：回答なし" in text
    assert "要らない理由" not in text


def test_an_answer_is_given_once_and_kept(sitting: Sitting) -> None:
    assert refused(sitting, "member1", "yes") == ["minutes_reply"]
    assert refused(sitting, "member1", "corrections", " ") == ["minutes_reply"]
    reply(sitting, "member1")
    assert refused(sitting, "member1", "confirmed") == ["minutes_reply"]
    with pytest.raises(WrittenOnceError), sitting.runtime.db.step() as session:
        session.scalars(select(MinutesReply)).one().answer = "corrections"


def test_the_next_version_is_asked_about_anew(sitting: Sitting) -> None:
    reply(sitting, "member1", "corrections", "説明者の氏名を加える。")
    sitting.do("chair", "approve_minutes", {"choice": "return", "remarks": "直す。", "early_reason": ""})
    shown = sitting.walk.context("draft_minutes")["confirmations"]
    assert "説明者の氏名を加える。" in shown.ja
    sitting.walk.do("draft_minutes", PROSE)
    assert len(asked_of(sitting)) == 4
    reply(sitting, "member1")
    assert "member1：確認した" in confirmed(sitting)
    assert "第1版　member1：修正を提案した" in confirmed(sitting)
    reply(sitting, "member2")
    sitting.do("chair", "approve_minutes", APPROVE)
    assert "説明者の氏名を加える。" in printed(sitting.runtime).replace("\r\n", "").replace("\n", "")


def test_after_the_approval_nothing_is_taken_any_more(sitting: Sitting) -> None:
    sitting.do("chair", "approve_minutes", APPROVE | {"early_reason": "急ぐ。"})
    with pytest.raises(Unknown):
        reply(sitting, "member1")


def test_who_is_shut_out_since_sees_nothing_of_it(sitting: Sitting) -> None:
    with sitting.runtime.db.step() as session:
        session.get_one(type(sitting.seat("member1")), sitting.seat("member1").id).state = "struck"
    with pytest.raises(Unknown):
        reply(sitting, "member1")
    app: Flask = site(sitting.runtime)
    path = f"/committee/{sitting.hearing().number}/minutes"
    assert Browser(app, sitting.viewer("member1")).open(path).status == 404
    assert Browser(app, sitting.viewer("member4")).open(path).status == 404


def test_a_member_answers_on_a_page_of_the_home(sitting: Sitting) -> None:
    path = f"/committee/{sitting.hearing().number}/minutes"
    browser = Browser(site(sitting.runtime), sitting.viewer("member1"))
    assert browser.open("/committee").page.select_one(f'#waiting ~ ul a[href="{path}"]') is not None
    page = browser.open(path)
    assert "審査員が資料を説明した。" in page.text
    assert "委員会の意見" in page.text
    fields = page.fields("form.nt-form")
    fields["answer"], fields["text"] = "corrections", ""
    refused_page = browser.send(path, fields)
    assert (refused_page.status, "直すところを書いてください" in refused_page.text) == (422, True)
    fields["text"] = "説明者の氏名を加える。"
    assert browser.send(path, fields).status == 303
    assert browser.open("/committee").page.select_one(f'#waiting ~ ul a[href="{path}"]') is None
    assert "説明者の氏名を加える。" in browser.open(path).text
