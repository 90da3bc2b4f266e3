"""A leap of the clock over several due dates leaves what living day by day would have left."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app import clock, create_runtime
from app.cases import deliveries, terms, travelling
from app.cases.runtime import Runtime
from app.store import history
from app.store.models.cases import Case, Correction, Notice
from app.store.models.procedures import Event, Mail, Timer, WorkItem
from tests import answers
from tests.conftest import NOON
from tests.people import People, people
from tests.walk import Walk

LONGEST = 60
Live = Callable[[Runtime, datetime], None]


def leap(runtime: Runtime, to: datetime) -> None:
    travelling.travel(runtime, to, clock.fix)


def day_by_day(runtime: Runtime, to: datetime) -> None:
    """What a worker does that is there all the time."""
    day = clock.today() + timedelta(days=1)
    while clock.start_of(day) <= to:
        clock.fix(clock.start_of(day))
        terms.carry_out(runtime)
        deliveries.run_pending(runtime)
        day += timedelta(days=1)
    clock.fix(to)
    deliveries.run_pending(runtime)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, edition_files: dict[str, str]) -> Iterator[Any]:
    """A database with a case that waits for the fee and one whose documents are checked, and its people."""
    from app.config import Settings
    from tests.conftest import made

    clock.fix(NOON)
    data = tmp_path_factory.mktemp("begun")
    runtime = made(Settings(data=data, secret_key="k" * 40, demo=True, background=False), edition_files)
    who = people(runtime)
    Walk.open(runtime, who, service="手数料を待つ").until("match_payment")
    waits = Walk.open(runtime, who, service="書類を直す").until("check_completeness")
    runtime.db.dispose()
    yield runtime.settings, who, waits.case_no
    clock.fix(None)


def lived(
    begun: tuple[Any, People, str], folder: Path, live: Live, due_on: date, stops: list[datetime]
) -> dict[str, list[Any]]:
    """Ask for a correction by a day, let time pass to each stop, and tell what is stored then."""
    original, who, case_no = begun
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(original.data, folder)
    clock.fix(NOON)
    runtime = create_runtime(replace(original, data=folder))
    try:
        asked = {"result": "incomplete", "proof_ok": "no", "correction_text": "証明書を添付してください。"}
        given = {**answers.DOCUMENTS, **asked, "correction_due": due_on.isoformat()}
        Walk(runtime, who, case_no).do("check_completeness", given)
        for stop in stops:
            live(runtime, stop)
        return stored(runtime)
    finally:
        runtime.db.dispose()


def stored(runtime: Runtime) -> dict[str, list[Any]]:
    """Events, notices, mails, stages, steps and timers; the order of things of one instant is not told."""
    wanted = {
        "events": select(Event.case_id, Event.legal_date, Event.kind, Event.node, Event.reason),
        "notices": select(Notice.case_id, Notice.written_at, Notice.kind, Notice.body),
        "mails": select(Mail.to, Mail.subject, Mail.body),
        "stages": select(Case.case_no, Case.stage, Case.result),
        "corrections": select(Correction.case_id, Correction.round, Correction.due_on),
        "steps": select(
            WorkItem.case_id, WorkItem.node, WorkItem.state, WorkItem.created_at, WorkItem.due_on
        ),
        "timers": select(Timer.instance_id, Timer.due_at),
    }
    with runtime.db.read() as session:
        for case_id in session.scalars(select(Case.id)):
            assert history.verify(session, case_id) == []
        return {
            name: sorted(str(tuple(row)) for row in session.execute(statement))
            for name, statement in wanted.items()
        }


@pytest.mark.slow
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    due=st.integers(5, 40), hours=st.lists(st.integers(1, LONGEST * 24), min_size=1, max_size=3, unique=True)
)
def test_a_leap_gives_what_living_day_by_day_gives(
    begun: tuple[Any, People, str], tmp_path: Path, due: int, hours: list[int]
) -> None:
    due_on = clock.date_in_japan(NOON) + timedelta(days=due)
    stops = [NOON + timedelta(hours=each) for each in sorted(hours)]
    leapt = lived(begun, tmp_path / "leapt", leap, due_on, stops)
    assert leapt == lived(begun, tmp_path / "lived", day_by_day, due_on, stops)


def test_each_date_on_the_way_is_kept_on_its_own_day(begun: tuple[Any, People, str], tmp_path: Path) -> None:
    noon = clock.date_in_japan(NOON)
    found = lived(
        begun, tmp_path / "leapt", leap, noon + timedelta(days=10), [NOON + timedelta(days=LONGEST)]
    )
    fired = [line for line in found["events"] if "'timer'" in line]
    on = [noon + timedelta(days=day) for day in (7, 14, 17, 28)]
    assert [sum(repr(day) in line for line in fired) for day in on] == [1, 1, 1, 1]
    assert len(fired) == len(on)
