"""A member's question: forwarded in other words, answered or ended by the closing, and nobody learns who asked."""

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import assemble, clock
from app.cases import answering, contexts
from app.cases.errors import Refused, Unknown
from app.cases.hearings import concerns, questions
from app.cases.runtime import Runtime
from app.store.models.cases import Case, Document, Notice
from app.store.models.committee import Hearing, Question
from app.store.models.procedures import Event, Instance, Mail, Message, WorkItem
from tests import answers
from tests.api.client import Program, token
from tests.heard import Sitting as HeardCase
from tests.sittings import Sitting, convened
from tests.walk import PDF, Walk, in_days
from tests.web.site import site
from tests.web.work_site import Browser

NAME = "佐々木 貞子"
ASKED = "佐々木です。入力データの保存期間がわかりません。"
SENT = "利用者の入力を保存する期間をお知らせください。"
DUE = date(2026, 12, 1)
FORWARD = {"choice": "send", "text": SENT, "due_on": DUE.isoformat(), "anonymous": True}


def asked(runtime: Runtime, text: str = ASKED, **own: Any) -> Sitting:
    """A hearing in which member1 has asked something."""
    sitting = convened(runtime, **own)
    sitting.rename("member1", NAME)
    ask(sitting, text)
    return sitting


def ask(sitting: Sitting, text: str = ASKED, name: str = "member1") -> int:
    people = sitting.walk.people
    number = questions.ask(sitting.runtime, people[name], sitting.seats[name], text)
    sitting.walk.settle()
    return number


def forwarded(runtime: Runtime) -> Sitting:
    sitting = asked(runtime)
    sitting.walk.do("edit_question", FORWARD)
    return sitting


def question(runtime: Runtime) -> Question:
    with runtime.db.read() as session:
        return session.scalars(select(Question)).one()


def end(sitting: Sitting) -> int:
    """Close the hearing the way its closing does it."""
    with sitting.runtime.db.step() as session:
        case = session.get_one(Case, sitting.walk.case().id, with_for_update=True)
        hearing = session.get_one(Hearing, sitting.hearing_id)
        hearing.state = "closed"
        return questions.end(session, case, hearing)


def refusal(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    for ground in error.value.grounds:
        assert ground.text.ja
        assert ground.text.en
    return [ground.refusal for ground in error.value.grounds]


def mails(runtime: Runtime, to: str) -> list[Mail]:
    with runtime.db.read() as session:
        return list(session.scalars(select(Mail).where(Mail.to == f"{to}@example.jp").order_by(Mail.id)))


def kinds(runtime: Runtime) -> list[str]:
    with runtime.db.read() as session:
        return list(session.scalars(select(Notice.kind).order_by(Notice.id)))


def later(sitting: Sitting, at: datetime) -> None:
    clock.fix(at)
    sitting.walk.settle()


def test_a_question_goes_to_the_applicant_in_other_words_and_comes_back(both: Runtime) -> None:
    sitting = asked(both)
    walk = sitting.walk
    assert walk.waiting()["edit_question"] == "secretariat"
    assert walk.context("edit_question")["original"] == ASKED
    with both.db.read() as session:
        start = contexts.initial(session, walk.item("edit_question"))
    assert start == {"text": ASKED, "due_on": "2026-12-01"}
    walk.do("edit_question", FORWARD)
    assert walk.waiting()["answer_question"] == "applicant"
    assert walk.item("answer_question").due_on == DUE
    assert walk.context("answer_question")["question"] == SENT
    assert "original" not in walk.context("answer_question")
    walk.do("answer_question", {"answer": "1年間です。"}, files={"document": PDF})
    row = question(both)
    assert (row.state, row.text, row.sent_text, row.answer) == ("answered", ASKED, SENT, "1年間です。")
    with both.db.read() as session:
        assert row.document_id is not None
        assert session.get_one(Document, row.document_id).kind == "committee_answer"
    assert kinds(both) == ["committee_question"]


def test_members_are_told_of_the_answer_without_anything_of_the_case(both: Runtime) -> None:
    sitting = forwarded(both)
    sitting.change("member3", "excluded")
    sitting.walk.do("answer_question")
    told = [name for name in sitting.seats if mails(both, name)]
    assert told == ["chair", "member1", "member2"]
    [mail] = mails(both, "chair")
    assert f"/committee/{sitting.number}" in mail.body
    for secret in (sitting.walk.case_no, "青空", SENT, "1年間", NAME):
        assert secret not in mail.subject + mail.body


def test_two_questions_at_once_go_their_own_ways(both: Runtime) -> None:
    sitting = convened(both)
    first, second = ask(sitting, "一つめの質問"), ask(sitting, "二つめの質問", "member2")
    items = [item for item in sitting.walk.items() if item.node == "edit_question"]
    assert len(items) == 2
    with both.db.read() as session:
        assert [questions.of_item(session, item).id for item in items] == [first, second]
    post = sitting.walk.post("edit_question", {"choice": "decline", "reason": "資料にある。"})
    answering.answer(both, sitting.walk.people["secretariat"], items[1].id, post)
    sitting.walk.settle()
    with both.db.read() as session:
        states = {row.id: (row.state, row.reason) for row in session.scalars(select(Question))}
    assert states == {first: ("asked", ""), second: ("declined", "資料にある。")}


def test_what_is_declined_never_reaches_the_applicant(runtime: Runtime) -> None:
    sitting = asked(runtime)
    sitting.walk.do("edit_question", {"choice": "decline", "reason": "資料の3ページにある。"})
    assert question(runtime).state == "declined"
    assert kinds(runtime) == []
    assert "answer_question" not in sitting.walk.waiting()


def test_a_reminder_goes_out_once_before_the_due_date(both: Runtime) -> None:
    sitting = forwarded(both)
    later(sitting, clock.start_of(DUE - timedelta(days=3)))
    assert kinds(both) == ["committee_question"]
    later(sitting, clock.start_of(DUE - timedelta(days=2)))
    later(sitting, clock.start_of(DUE))
    assert kinds(both) == ["committee_question", "committee_question_reminder"]
    assert "answer_question" in sitting.walk.waiting()


def test_a_question_for_tomorrow_is_not_reminded_of_at_once(runtime: Runtime) -> None:
    sitting = asked(runtime)
    sitting.walk.do("edit_question", FORWARD | {"due_on": in_days(1)})
    sitting.walk.settle()
    assert kinds(runtime) == ["committee_question"]


def test_an_answer_after_its_due_date_is_still_taken(runtime: Runtime) -> None:
    sitting = forwarded(runtime)
    later(sitting, clock.start_of(DUE + timedelta(days=3)))
    sitting.walk.do("answer_question")
    assert question(runtime).state == "answered"


def test_the_closing_ends_what_is_open_and_takes_the_applicants_step_back(both: Runtime) -> None:
    """Case 27."""
    sitting = forwarded(both)
    ask(sitting, "もう一つ", "member2")
    assert end(sitting) == 2
    assert end(sitting) == 0
    sitting.walk.settle()
    assert {"edit_question", "answer_question"}.isdisjoint(sitting.walk.waiting())
    with both.db.read() as session:
        assert set(session.scalars(select(Question.state))) == {"unanswered"}
        running = select(Instance).where(
            Instance.process_id == questions.PROCESS, Instance.status == "running"
        )
        assert session.scalars(running).all() == []
    assert kinds(both) == ["committee_question", "committee_question_ended"]


def test_an_answer_that_races_the_closing_is_refused(both: Runtime) -> None:
    """Case 27: the closing is committed, its message has not arrived yet."""
    sitting = forwarded(both)
    end(sitting)
    with pytest.raises(Refused) as error:
        sitting.walk.do("answer_question")
    assert refusal(error) == ["question_ended"]
    sitting.walk.settle()
    assert question(both).answer == ""
    assert "answer_question" not in sitting.walk.waiting()


def test_a_question_forwarded_while_the_hearing_closes_is_refused(runtime: Runtime) -> None:
    sitting = asked(runtime)
    end(sitting)
    with pytest.raises(Refused) as error:
        sitting.walk.do("edit_question", FORWARD)
    assert refusal(error) == ["question_ended"]
    assert kinds(runtime) == []


def test_a_question_that_closes_before_it_begins_ends_at_once(runtime: Runtime) -> None:
    sitting = convened(runtime)
    questions.ask(runtime, sitting.walk.people["member1"], sitting.seats["member1"], ASKED)
    end(sitting)
    sitting.walk.settle()
    assert "edit_question" not in sitting.walk.waiting()
    assert question(runtime).state == "unanswered"


@pytest.mark.refusal("X20", basis="design", article="第7条")
@pytest.mark.parametrize("state", ["invited", "judging"])
def test_nobody_asks_before_declaring(both: Runtime, state: str) -> None:
    """Case 1."""
    sitting = convened(both)
    sitting.change("member1", state)
    with pytest.raises(Refused) as error:
        ask(sitting)
    assert refusal(error) == ["X20"]
    nothing_asked(both)


@pytest.mark.refusal("X20", basis="law", article="第7条")
@pytest.mark.parametrize("state", ["excluded", "challenged", "recused", "struck", "expired"])
def test_a_seat_that_is_shut_asks_nothing_and_learns_nothing(both: Runtime, state: str) -> None:
    """Case 2."""
    sitting = convened(both)
    sitting.change("member1", state)
    with pytest.raises(Unknown) as shut:
        ask(sitting)
    with pytest.raises(Unknown) as unknown:
        questions.ask(both, sitting.walk.people["member1"], 987_654, ASKED)
    assert shut.value.text == unknown.value.text
    nothing_asked(both)


@pytest.mark.parametrize("name", ["member2", "chair", "secretariat", "operator", "applicant"])
def test_nobody_asks_from_somebody_elses_seat(runtime: Runtime, name: str) -> None:
    """Case 4."""
    sitting = convened(runtime)
    with pytest.raises(Unknown):
        questions.ask(runtime, sitting.walk.people[name], sitting.seats["member1"], ASKED)
    nothing_asked(runtime)


@pytest.mark.parametrize("state", ["closed", "minutes", "delivered", "abandoned"])
def test_nobody_asks_after_the_closing(runtime: Runtime, state: str) -> None:
    sitting = convened(runtime, state=state)
    with pytest.raises(Refused) as error:
        ask(sitting)
    assert refusal(error) == ["hearing_closed"]
    nothing_asked(runtime)


def test_the_due_time_counts_even_when_the_closing_is_late(runtime: Runtime) -> None:
    """Case 5."""
    sitting = convened(runtime)
    due = sitting.hearing().due_at
    clock.fix(due)
    ask(sitting)
    clock.fix(due + timedelta(milliseconds=1))
    with pytest.raises(Refused) as error:
        ask(sitting)
    assert refusal(error) == ["hearing_closed"]


@pytest.mark.parametrize(
    ("text", "found"), [("", "question_empty"), ("　\n", "question_empty"), ("あ" * 4001, "question_long")]
)
def test_a_question_says_something_and_not_too_much(runtime: Runtime, text: str, found: str) -> None:
    with pytest.raises(Refused) as error:
        ask(convened(runtime), text)
    assert refusal(error) == [found]
    nothing_asked(runtime)


def nothing_asked(runtime: Runtime) -> None:
    """No question, no request and no event stand."""
    with runtime.db.read() as session:
        assert session.scalars(select(Question)).all() == []
        assert session.scalars(select(Message).where(Message.starts == questions.PROCESS)).all() == []
        assert session.scalars(select(Event).where(Event.kind == "question_asked")).all() == []


@pytest.mark.parametrize(
    "text",
    [
        "佐々木貞子委員からの質問です。",
        "佐々木　貞子からの質問です。",
        "佐々木委員が知りたいそうです。",
        "佐 々 木 先生から。",
        "佐々\u200b木貞子より。",
        "ご返事は MEMBER1@example.jp まで。",
        "ｍｅｍｂｅｒ２委員から。",
    ],
)
def test_a_text_that_tells_a_members_name_is_refused(runtime: Runtime, text: str) -> None:
    """Case 26."""
    sitting = asked(runtime)
    with pytest.raises(Refused) as error:
        sitting.walk.do("edit_question", FORWARD | {"text": text})
    assert refusal(error) == ["question_names_member"]
    assert question(runtime).state == "asked"
    assert kinds(runtime) == []


def test_a_family_name_alone_may_be_the_applicants_own(runtime: Runtime) -> None:
    sitting = asked(runtime)
    sitting.walk.do("edit_question", FORWARD | {"text": "資料にある佐々木ビルの所在地をお知らせください。"})
    assert question(runtime).state == "sent"


@pytest.mark.parametrize("due", ["2026-11-24", "2026-12-09"])
def test_the_answer_is_due_from_tomorrow_to_the_day_of_the_opinions(runtime: Runtime, due: str) -> None:
    sitting = asked(runtime)
    with pytest.raises(Refused) as error:
        sitting.walk.do("edit_question", FORWARD | {"due_on": due})
    assert refusal(error) == ["question_due"]


def test_the_engine_door_forwards_nothing_that_was_not_written(runtime: Runtime) -> None:
    sitting = asked(runtime)
    with pytest.raises(Refused) as error:
        send_at_the_door(sitting.walk)
    assert refusal(error) == ["question_empty"]
    assert kinds(runtime) == []


def send_at_the_door(walk: Walk) -> None:
    """Forward past form and checks."""
    item = walk.item("edit_question")
    with walk.runtime.db.step() as session:
        opened = walk.runtime.engine.open_case(session, item.instance_id)
        row = session.get_one(WorkItem, item.id)
        walk.runtime.engine.complete(opened, row, {"choice": "send"}, actor_id=None)


def plain(told: Any) -> str:
    """JSON in the letters that people read."""
    return json.dumps(told, ensure_ascii=False)


def test_whoever_asked_stays_unknown_to_the_applicant(both: Runtime) -> None:
    """Case 26: notices, mails, the portal, the step, the API, and what may be downloaded."""
    sitting = forwarded(both)
    walk = sitting.walk
    applicant = walk.people["applicant"]
    browser = Browser(site(both), applicant)
    item = walk.item("answer_question").id
    mine = ("/applications", f"/applications/{walk.case_no}", "/inbox")
    pages = [browser.open(path).html for path in (f"/tasks/{item}", *mine)]
    program = Program(assemble(both), token(both, applicant))
    told = (f"/cases/{walk.case_no}", "/work-items", f"/work-items/{item}", f"/work-items/{item}/form")
    pages += [plain(program.get(path).get_json()) for path in told]
    walk.do("answer_question", answers.usual(walk, "answer_question").given)
    ask(sitting, "佐々木のもう一つの質問")
    end(sitting)
    walk.settle()
    pages += [browser.open(path).html for path in mine]
    pages.append(plain(program.get(f"/cases/{walk.case_no}").get_json()))
    pages += [mail.subject + mail.body for mail in mails(both, "applicant")]
    with both.db.read() as session:
        pages += [plain([row.subject, row.body, row.body_en]) for row in session.scalars(select(Notice))]
    seen = "\n".join(pages)
    assert seen.count(SENT) > 3
    for secret in (NAME, "佐々木", ASKED, "member1"):
        assert secret not in seen


def test_the_events_of_the_case_do_not_name_who_asked(both: Runtime) -> None:
    sitting = asked(both)
    member = sitting.walk.people["member1"].user_id
    with both.db.read() as session:
        rows = session.scalars(select(Event).where(Event.case_id == sitting.walk.case().id)).all()
        sent = session.scalars(select(Message).where(Message.starts == questions.PROCESS)).one()
    assert "question_asked" in [row.kind for row in rows]
    assert member not in [row.actor_id for row in rows]
    assert set(sent.payload) == {"case_no", "question_id"}


def waiting_question(runtime: Runtime) -> HeardCase:
    """A hearing from its convening on: everybody has answered but the applicant."""
    heard = HeardCase.declared(runtime)
    questions.ask(runtime, heard.viewer("member1"), heard.seat("member1").id, ASKED)
    heard.walk.settle()
    heard.walk.do("edit_question", FORWARD)
    for name in ("chair", "member1", "member2", "member3"):
        heard.give(name)
    return heard


def record_of_questions(heard: HeardCase) -> str:
    return str(heard.walk.context("draft_minutes")["record_questions"].ja)


def test_who_presides_closes_with_an_unanswered_question_or_waits(both: Runtime) -> None:
    """Case 27."""
    heard = waiting_question(both)
    with pytest.raises(Refused) as error:
        heard.close()
    assert refusal(error) == ["closing_unanswered"]
    assert (heard.hearing().state, question(both).state) == ("open", "sent")
    with both.db.read() as session:
        [open_list] = concerns.of(session, heard.hearing())
    assert [text.ja for text in open_list.listed] == [SENT]
    assert heard.close(acknowledged=[open_list.token]) == "fit"
    assert heard.walk.waiting() == {"draft_minutes": "secretariat"}
    assert question(both).state == "unanswered"
    assert record_of_questions(heard).startswith(f"質問1（未回答）：{SENT}")
    assert (
        "未回答の質問：1件（議長が一覧を確かめて締め切った）"
        in heard.walk.context("draft_minutes")["record_opinions"].ja
    )


def test_the_due_time_waits_for_no_answer(both: Runtime) -> None:
    """Case 27: never for ever."""
    heard = waiting_question(both).past_due()
    assert heard.walk.waiting() == {"draft_minutes": "secretariat"}
    assert question(both).state == "unanswered"
    assert "質問1（未回答）" in record_of_questions(heard)


def test_an_answer_in_the_meantime_takes_the_question_off_the_list(both: Runtime) -> None:
    heard = waiting_question(both)
    with both.db.read() as session:
        [before] = concerns.of(session, heard.hearing())
    heard.walk.do("answer_question")
    with both.db.read() as session:
        [after] = concerns.of(session, heard.hearing())
    assert (before.key, after.key) == ("unanswered", "outdated")
    with pytest.raises(Refused) as error:
        heard.close(acknowledged=[before.token])
    assert refusal(error) == ["closing_outdated"]
