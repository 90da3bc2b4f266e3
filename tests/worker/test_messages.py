"""Messages and starts arrive once, in order, whatever process dies in the middle."""

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

from sqlalchemy import select, update

from app.cases import starts
from app.cases.deliveries import deliver_waiting, run_pending
from app.engine import request_start, send
from app.store.models.cases import Case
from app.store.models.procedures import Instance, Message
from tests.worker.conftest import Lab

# Delivers what waits in a process of its own, which is killed inside the act of the receiver.
CHILD = """
import os, signal, sys
from pathlib import Path
from app.cases import deliveries
from app.cases.editions import FormShelf
from app.cases.runtime import Runtime
from app.config import Settings
from app.engine import Act, Engine
from app.store.blobs import Blobs
from app.store.session import Database
def die(context, name):
    os.kill(os.getpid(), signal.SIGKILL)
settings = Settings(data=Path(sys.argv[2]), database_url=sys.argv[1], demo=True)
engine = Engine({"test/count": Act(die, frozenset({"name"}))})
runtime = Runtime(settings, Database(settings.url), engine, Blobs(settings.uploads), FormShelf())
deliveries.run_pending(runtime)
"""


def killed_in_the_middle(lab: Lab) -> None:
    url = lab.runtime.db.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", CHILD, url, str(lab.runtime.settings.data)]
    assert subprocess.run(command, env=os.environ).returncode == -signal.SIGKILL


def ask(lab: Lab, once: str, key: str, process_id: str = "receiver") -> None:
    with lab.runtime.db.step() as session:
        case = session.get(Case, lab.case_id)
        request_start(session, case, process_id, {"key": key, "day": "2026-12-01"}, once=once)


def instances(lab: Lab) -> int:
    with lab.runtime.db.read() as session:
        return len(session.scalars(select(Instance.id)).all())


def test_a_worker_killed_while_it_delivers_loses_nothing_and_delivers_once(lab: Lab) -> None:
    receiver = lab.start("receiver", "k1")
    lab.start("sender", "k1")
    killed_in_the_middle(lab)
    assert lab.message() == (False, None)
    run_pending(lab.runtime)
    assert (lab.message(), lab.counted) == ((True, receiver), ["k1"])
    assert run_pending(lab.runtime) == 0


def test_a_worker_killed_while_it_starts_an_instance_leaves_none_and_starts_one(lab: Lab) -> None:
    ask(lab, "seat:1", "k1", "counter")
    killed_in_the_middle(lab)
    assert instances(lab) == 0
    run_pending(lab.runtime)
    assert (instances(lab), lab.counted) == (1, ["k1"])


def test_an_instance_that_is_asked_for_twice_starts_once(lab: Lab) -> None:
    for _ in range(2):
        ask(lab, "seat:1", "k1")
    ask(lab, "seat:2", "k2")
    workers = [threading.Thread(target=run_pending, args=(lab.runtime,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    run_pending(lab.runtime)
    assert instances(lab) == 2
    with lab.runtime.db.read() as session:
        assert set(session.scalars(select(Instance.case_id))) == {lab.case_id}


def test_a_message_that_is_sent_twice_under_one_name_arrives_once(lab: Lab) -> None:
    for _ in range(2):
        lab.start("receiver", "k1")
    for _ in range(2):
        with lab.runtime.db.step() as session:
            send(session, None, "hello", "k1", {}, once="hello:k1")
    run_pending(lab.runtime)
    assert lab.counted == ["k1"]
    assert lab.running() == 1


def test_a_start_that_fails_is_an_incident_of_its_case_and_holds_up_the_later_ones(lab: Lab) -> None:
    ask(lab, "seat:1", "bad", "counter")
    ask(lab, "seat:2", "good", "counter")
    lab.failing.add("bad")
    assert starts.carry_out(lab.runtime) == 0
    assert lab.incidents() == [("start", None, True)]
    assert starts.carry_out(lab.runtime) == 0
    lab.failing.clear()
    assert starts.carry_out(lab.runtime, retry_after=timedelta(0)) == 2
    assert lab.counted == ["bad", "good"]
    assert lab.incidents() == [("start", None, False)]


def test_a_receiver_gets_its_messages_in_the_order_in_which_they_were_sent(lab: Lab) -> None:
    lab.start("twice", "k1")
    for number in (1, 2):
        with lab.runtime.db.step() as session:
            send(session, None, "hello", "k1", {"number": number})
    run_pending(lab.runtime)
    with lab.runtime.db.read() as session:
        rows = session.execute(select(Message.payload, Message.delivered_at).order_by(Message.id)).all()
    assert [payload["number"] for payload, at in rows if at is not None] == [1, 2]
    assert lab.running() == 0


def test_what_fails_at_a_receiver_is_not_overtaken_by_what_was_sent_later(lab: Lab) -> None:
    lab.start("twice", "bad")
    for number in (1, 2):
        with lab.runtime.db.step() as session:
            send(session, None, "hello", "bad", {"number": number})
    lab.failing.add("bad")
    assert run_pending(lab.runtime) == 0
    with lab.runtime.db.read() as session:
        assert session.scalars(select(Message.id).where(Message.delivered_at.is_not(None))).all() == []


def test_a_message_to_an_instance_that_has_ended_stays_on_the_desk(lab: Lab) -> None:
    ended = lab.start("receiver", "k1")
    lab.start("sender", "k1")
    with lab.runtime.db.step() as session:
        session.execute(update(Instance).where(Instance.id == ended).values(status="cancelled"))
    assert deliver_waiting(lab.runtime) == 0
    assert lab.message() == (False, None)
