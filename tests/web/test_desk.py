"""The operators' desk: failures by name and code, never the content of a case."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases import deliveries, doubtful
from app.cases.errors import Unknown
from app.cases.runtime import Runtime
from app.outbox import queue
from app.store.models.anchored import MailDecision
from app.store.models.cases import Case
from app.store.models.procedures import Event, Incident, Mail, Message, OutboxRow, Timer
from tests.people import STAFF, People, people
from tests.walk import Walk
from tests.web.accounts_app import Visitor
from tests.web.site import signed_in, site


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def who(runtime: Runtime) -> People:
    return people(runtime)


@pytest.fixture
def operator(app: Flask, who: People) -> Visitor:
    return signed_in(app, who["operator"])


def trouble(runtime: Runtime, walk: Walk) -> int:
    """A failed step, a failed mail, a message without receiver and a late timer; the incident's id."""
    with runtime.db.step() as session:
        case = session.scalars(select(Case).where(Case.case_no == walk.case_no)).one()
        item = walk.item("fill_form_a")
        incident = Incident(
            instance_id=item.instance_id,
            case_id=case.id,
            what="timer",
            error="StepFailed at run:207: 秘密の内容",
            at=clock.real_now(),
        )
        session.add(incident)
        queue.put(
            session, "mail", "notice:7:secret@example.jp", {"to": "x", "subject": "秘密", "body": "秘密"}
        )
        session.flush()
        row = session.scalars(select(OutboxRow).where(OutboxRow.key.contains("secret@"))).one()
        row.tries, row.error, row.next_try_at = (
            3,
            "The mail server did not take the mail.",
            clock.start_of(clock.today().replace(year=2027)),
        )
        session.add(
            Message(name="term.started", key="0001-2611", payload={"秘密": "秘密"}, sent_at=clock.now())
        )
        session.add(Timer(instance_id=item.instance_id, task_id=999, due_at=clock.now()))
        session.flush()
        return incident.id


@pytest.mark.parametrize("role", [*(role for role in STAFF if role != "operator"), "applicant"])
def test_only_operators_see_the_desk(app: Flask, who: People, role: str) -> None:
    assert signed_in(app, who[role]).open("/desk").status_code == 403


def test_an_empty_desk_says_what_would_appear(operator: Visitor) -> None:
    assert len(BeautifulSoup(operator.open("/desk").text, "html.parser").select(".nt-empty")) == 5


def test_the_desk_shows_what_failed_and_nothing_of_the_case(
    runtime: Runtime, who: People, operator: Visitor
) -> None:
    walk = Walk.open(runtime, who, service="極秘サービス")
    trouble(runtime, walk)
    text = operator.open("/desk").text
    for words in (
        "StepFailed at run:207",
        "term.started",
        "認定の有効期間の管理を始めた",
        "まだこの版にありません",
        "0001-2611",
        "did not take",
        "notice:7",
        walk.case_no,
    ):
        assert words in text
    for words in ("秘密", "secret@", "極秘サービス", "青空ソフト"):
        assert words not in text


def test_a_side_effect_is_tried_again_at_once(runtime: Runtime, who: People, operator: Visitor) -> None:
    trouble(runtime, Walk.open(runtime, who))
    with runtime.db.read() as session:
        row_id = session.scalars(select(OutboxRow.id).where(OutboxRow.error != "")).one()
    assert operator.send("/desk", to=f"/desk/outbox/{row_id}/retry").status_code == 303
    with runtime.db.read() as session:
        assert session.get_one(OutboxRow, row_id).next_try_at <= clock.real_now()


def test_a_message_stays_until_somebody_waits_for_it(
    runtime: Runtime, who: People, operator: Visitor
) -> None:
    walk = Walk.open(runtime, who)
    trouble(runtime, walk)
    answer = operator.send("/desk", to="/desk/messages/1/retry", follow=True)
    assert "受け取る手続がありません" in answer.text
    with runtime.db.step() as session:
        message = session.get_one(Message, 1)
        message.name, message.key, message.payload = "application.withdrawn", walk.case_no, {"filed": False}
    assert "連絡を渡しました" in operator.send("/desk", to="/desk/messages/1/retry", follow=True).text
    assert walk.case().stage == "withdrawn"


def test_an_incident_is_closed_with_a_reason_that_stands_on_the_record(
    runtime: Runtime, who: People, operator: Visitor
) -> None:
    incident = trouble(runtime, Walk.open(runtime, who))
    path = f"/desk/incidents/{incident}/resolve"
    assert "理由を書いてください" in operator.send("/desk", to=path, reason=" ", follow=True).text
    with runtime.db.read() as session:
        assert session.get_one(Incident, incident).resolved_at is None
    token = BeautifulSoup(operator.open("/desk").text, "html.parser").select_one("main [name=csrf_token]")
    data = {"csrf_token": token["value"], "reason": "設定を直した。"}
    for _ in range(2):
        operator.client.post(path, data=data)
    with runtime.db.read() as session:
        assert session.get_one(Incident, incident).resolved_at is not None
        written = session.scalars(select(Event).where(Event.kind == "incident_resolved")).all()
    assert [(event.reason, event.actor_id) for event in written] == [
        ("設定を直した。", who["operator"].user_id)
    ]


def test_late_timers_are_done_on_request(runtime: Runtime, who: People, operator: Visitor) -> None:
    trouble(runtime, Walk.open(runtime, who))
    assert operator.send("/desk", to="/desk/timers/retry").status_code == 303


def in_doubt(runtime: Runtime) -> int:
    """A mail whose hand-over began an hour ago; the number of its row."""
    with runtime.db.step() as session:
        queue.put(
            session,
            "mail",
            "code:secret@example.jp",
            {"to": "a@example.jp", "subject": "件名", "body": "本文"},
        )
        session.flush()
        row = session.scalars(select(OutboxRow).where(OutboxRow.key.contains("secret@"))).one()
        row.handing_over_at = row.next_try_at = clock.real_now() - timedelta(hours=1)
        return row.id


def decide(operator: Visitor, path: str, reason: str) -> str:
    token = BeautifulSoup(operator.open("/desk").text, "html.parser").select_one("main [name=csrf_token]")
    assert token is not None
    data = {"csrf_token": token["value"], "reason": reason}
    return operator.client.post(path, data=data, follow_redirects=True).text


@pytest.mark.parametrize(("choice", "mails"), [("settle", 1), ("send", 0)])
def test_a_person_decides_with_a_reason_about_a_mail_in_doubt(
    runtime: Runtime, who: People, operator: Visitor, choice: str, mails: int
) -> None:
    row_id = in_doubt(runtime)
    text = operator.open("/desk").text
    assert "届いたか分からないメール" in text
    assert "secret@" not in text
    path = f"/desk/mails/{row_id}/{choice}"
    assert "理由を書いてください" in decide(operator, path, " ")
    decide(operator, path, "サーバーの記録を確かめた。")
    with runtime.db.read() as session:
        row = session.get_one(OutboxRow, row_id)
        assert row.handing_over_at is None
        assert (row.done_at is not None) is (choice == "settle")
        assert len(session.scalars(select(Mail.id)).all()) == mails
        (kept,) = session.scalars(select(MailDecision))
        assert (kept.key, kept.reason) == (row.key, "サーバーの記録を確かめた。")
        assert kept.by_id == who["operator"].user_id
    for again in (doubtful.settle, doubtful.send_again):
        with pytest.raises(Unknown):
            again(runtime, who["operator"], row_id, "もう一度。")


def test_trying_again_at_once_does_not_touch_a_mail_in_doubt(runtime: Runtime, operator: Visitor) -> None:
    row_id = in_doubt(runtime)
    decide(operator, f"/desk/outbox/{row_id}/retry", "")
    deliveries.run_pending(runtime)
    with runtime.db.read() as session:
        assert session.scalars(select(Mail.id)).all() == []
