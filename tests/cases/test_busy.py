"""What a step does when others are in its way: wait a little, try again by itself, and say so if it cannot be."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select, text

from app.cases import claiming, drafts, numbers
from app.cases.errors import DraftConflict, NotYours
from app.cases.runtime import Runtime
from app.store import retry
from app.store.busy import Busy
from app.store.models.procedures import Draft, Incident, Instance, WorkItem
from app.store.session import Database
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser


@contextmanager
def another_process(runtime: Runtime, instance_id: int) -> Iterator[None]:
    """Another process holds the instance (on SQLite: the database) in the middle of a step."""
    other = Database(runtime.settings.url)
    with other.step() as session:
        session.scalar(select(Instance.id).where(Instance.id == instance_id).with_for_update())
        yield
    other.dispose()


def test_a_step_waits_for_another_process_and_is_then_taken(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item = walk.item("judge_bar")
    release = threading.Event()
    begun = threading.Event()

    def hold() -> None:
        with another_process(both, item.instance_id):
            begun.set()
            release.wait(5)

    holder = threading.Thread(target=hold)
    holder.start()
    assert begun.wait(5)
    threading.Timer(0.3, release.set).start()
    walk.do("judge_bar")
    holder.join()
    assert "judge_bar" not in walk.waiting()


def test_who_waited_too_long_is_told_and_keeps_every_word(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item = walk.item("judge_bar")
    browser = Browser(site(both), walk.people["reviewer"])
    page = browser.open(f"/tasks/{item.id}")
    both.db = Database(both.settings.url, patience=0.2)
    with another_process(both, item.instance_id):
        shown = browser.fill(page, {"reason": "待っている間に書いた理由"})
    assert shown.status == 503
    assert shown.headers["Retry-After"] == "5"
    assert "少し待ってから" in shown.text
    assert "待っている間に書いた理由" in shown.html
    assert walk.waiting() == {"judge_bar": "reviewer"}
    with both.db.read() as session:
        assert session.scalars(select(Incident.id)).all() == []
    again = browser.fill(shown, {"reason": "待っている間に書いた理由"})
    assert again.status in {303, 422}  # taken, or only what the form itself asks for is missing


def test_a_deadlock_is_tried_again_by_us_and_not_by_the_person(both: Runtime) -> None:
    tries = []

    def work(session: Any) -> str:
        tries.append(session)
        if len(tries) < 3:
            raise Busy
        return "done"

    assert both.step(work) == "done"
    assert len(set(map(id, tries))) == 3


def test_the_tries_end(both: Runtime) -> None:
    both.db = Database(both.settings.url, patience=0.1)

    def never(_session: Any) -> None:
        raise Busy

    with pytest.raises(Busy) as told:
        retry.again(both.db, never)
    assert told.value.text.ja
    assert told.value.text.en


def test_two_windows_that_save_first_do_not_overwrite_each_other(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item, viewer = walk.item("judge_bar"), walk.people["reviewer"]
    barrier = threading.Barrier(2)
    results: list[object] = []

    def save(words: str) -> None:
        def work(session: Any) -> int:
            return drafts.save(session, viewer, item.id, {"reason": words}, 0).version

        barrier.wait()
        try:
            results.append(both.step(work))
        except DraftConflict as conflict:
            results.append(conflict)

    threads = [threading.Thread(target=save, args=(words,)) for words in ("一つ目", "二つ目")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(each).__name__ for each in results) == ["DraftConflict", "int"]
    with both.db.read() as session:
        draft = session.get_one(Draft, item.id)
    assert draft.version == 1


def test_the_first_numbers_of_a_series_are_given_once(both: Runtime) -> None:
    barrier = threading.Barrier(6)
    taken: list[int] = []

    def take() -> None:
        barrier.wait()
        taken.append(both.step(lambda session: numbers.take(session, "new")))

    threads = [threading.Thread(target=take) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [1, 2, 3, 4, 5, 6]


def test_a_row_that_changed_in_spite_of_the_lock_is_not_overwritten(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item = walk.item("judge_bar")

    def work(session: Any) -> None:
        opened = both.engine.open_case(session, item.instance_id)
        session.execute(
            text("UPDATE instance SET version = version + 1 WHERE id = :id"), {"id": item.instance_id}
        )
        both.engine.complete(opened, item, {"barred": "no"}, actor_id=walk.people["reviewer"].user_id)

    both.db = Database(both.settings.url, patience=0.1)
    with pytest.raises(Busy):
        retry.again(both.db, work)
    assert walk.waiting() == {"judge_bar": "reviewer"}


def test_who_loses_the_item_after_the_check_of_the_right_does_not_complete_it(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item = walk.item("judge_bar")
    claiming.claim(both, walk.people["second_reviewer"], item.id)
    stale = replace_assignee(item)
    tries = []

    def work(session: Any) -> None:
        tries.append(1)
        if len(tries) > 1:
            raise NotYours(claiming.TAKEN)
        opened = both.engine.open_case(session, item.instance_id)
        both.engine.complete(opened, stale, {}, actor_id=walk.people["reviewer"].user_id)

    with pytest.raises(NotYours):
        both.step(work)
    assert len(tries) == 2
    assert walk.item("judge_bar").state == "open"


def replace_assignee(item: WorkItem) -> WorkItem:
    """The item as it was read before somebody took it."""
    return WorkItem(
        id=item.id, instance_id=item.instance_id, task_id=item.task_id, state="open", assignee_id=None
    )


def test_files_of_a_step_that_is_tried_again_are_read_again(
    both: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = Walk.open(both).until("attach_documents")
    engine, calls = type(both.engine), []
    complete = engine.complete

    def loses_once(*arguments: Any, **named: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise Busy
        complete(*arguments, **named)

    monkeypatch.setattr(engine, "complete", loses_once)
    walk.do("attach_documents")
    assert len(calls) >= 2
