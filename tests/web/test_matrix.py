"""Members × hearings on one page: states alone, of visible cases alone, in a handful of statements."""

import time
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select

from app import clock
from app.cases.runtime import Runtime
from app.store.models.committee import Declaration, Opinion, Seat
from app.store.models.people import User
from app.store.models.procedures import Mail
from app.store.reading.matrix import Matrix, Wanted, matrix
from tests import seated
from tests.heard import Sitting
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

SEALED = "封をした考え"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def told(sitting: Sitting, name: str = "secretariat", **wanted: Any) -> Matrix:
    with sitting.runtime.db.read() as session:
        return matrix(session, sitting.viewer(name), Wanted(**wanted))


def cells(sitting: Sitting, **wanted: Any) -> dict[str, str]:
    found = told(sitting, **wanted)
    (row,) = found.rows
    names = dict(found.everybody)
    return {names[user_id]: state for user_id, state in row.cells.items()}


def test_each_cell_tells_where_a_seat_stands(runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime, ("chair", "member1", "member2", "member3", "member4"))
    sitting.declare("chair").declare("member1").give("member1", reason=SEALED)
    sitting.declare("member2", "has", kinds=["business"])
    sitting.declare("member3", "ask", kinds=["other"])
    assert cells(sitting) == {
        "chair": "waiting",
        "member1": "given",
        "member2": "excluded",
        "member3": "judging",
        "member4": "invited",
    }
    member1 = sitting.walk.people["member1"].user_id
    assert len(told(sitting, state="late").rows) == 1
    assert told(sitting, state="late", member=member1).rows == ()
    assert [name for _, name in told(sitting, member=member1).members] == ["member1"]
    assert told(sitting, meeting=99).rows == ()
    sitting.past_due()
    assert cells(sitting)["chair"] == "silent"


def test_who_does_not_run_hearings_sees_no_sheet(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    for name in ("member1", "chair", "reviewer", "fee_clerk", "operator", "applicant"):
        assert told(sitting, name).rows == ()
        assert Browser(app, sitting.viewer(name)).client.get("/hearings/matrix").status_code == 403
    # A decider with an interest reads the sheet of the other cases.
    decider = sitting.viewer("decider")
    seated.seat(runtime, sitting.hearing().id, decider, "excluded")
    assert told(sitting, "decider").rows == ()


def test_the_page_filters_and_shows_no_opinion(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("member1", reason=SEALED)
    office = Browser(app, sitting.viewer("secretariat"))
    shown = office.open("/hearings/matrix?state=late&member=&meeting=")
    assert "議案1件 × 委員4人" in shown.text
    assert SEALED not in shown.html
    assert shown.page.select_one(".nt-matrix[tabindex='0'][role=region]") is not None
    assert "当てはまる議案はありません" in office.open("/hearings/matrix?state=judging").text
    assert office.open("/hearings/matrix?state=%3Cx%3E&member=abc&meeting=1.5").status == 200


def test_whoever_is_late_in_the_chosen_hearings_is_reminded_once_a_day(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime).give("member1")
    office = Browser(app, sitting.viewer("secretariat"))
    token = office.open("/hearings/matrix").page.select_one("main form input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"])}

    def press(**more: str) -> str:
        return office.follow(office.send("/hearings/matrix/remind", sent | more)).text

    assert "まだの議案を選んでください" in press(hearing="H2026-9999")
    assert "1件の議案で、3通の案内を送りました" in press(hearing=sitting.hearing().number)
    assert "今日すでに案内を送っています" in press(all="1")
    sitting.walk.settle()
    with runtime.db.read() as session:
        subjects = [each.subject for each in session.scalars(select(Mail))]
    assert sum(subject.startswith("意見の期限が近づいています") for subject in subjects) == 3
    decider = Browser(app, sitting.viewer("decider"))
    assert decider.send("/hearings/matrix/remind", sent | {"all": "1"}).status in (400, 403)


def test_six_thousand_cells_take_as_many_statements_as_four(app: Flask, runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("decide")
    viewer = walk.people["decider"]
    office = Browser(app, viewer)
    first = seated.hearing(runtime, walk.case_no, number="H2026-0001")
    for name in ("chair", "member1"):
        seated.seat(runtime, first, walk.people[name])
    before = asked(runtime, office)
    many(runtime, walk, hearings=200, members=30)
    started = time.perf_counter()
    after = asked(runtime, office)
    assert time.perf_counter() - started < 15
    assert after == before
    assert after <= 12


def asked(runtime: Runtime, browser: Browser) -> int:
    """How many statements the page takes, with those of the session and the shell."""
    found: list[str] = []

    def note(conn: Any, cursor: Any, statement: str, *more: Any) -> None:
        found.append(statement)

    event.listen(runtime.db.engine, "before_cursor_execute", note)
    try:
        assert browser.client.get("/hearings/matrix").status_code == 200
    finally:
        event.remove(runtime.db.engine, "before_cursor_execute", note)
    return len(found)


def many(runtime: Runtime, walk: Walk, *, hearings: int, members: int) -> None:
    """That many hearings with that many seats each; every third has given an opinion."""
    now, case = clock.now(), walk.case()
    with runtime.db.step() as session:
        session.execute(
            insert(User),
            [
                {
                    "email": f"m{n}@example.org",
                    "name": f"委員{n:02d}",
                    "password_hash": "!",
                    "created_at": now,
                }
                for n in range(members)
            ],
        )
        people = list(session.scalars(select(User.id).where(User.email.like("m%@example.org"))))
    made = [seated.hearing(runtime, case.case_no, number=f"H2027-{n:04d}") for n in range(hearings)]
    with runtime.db.step() as session:
        rows = [
            {
                "hearing_id": hearing,
                "case_id": case.id,
                "user_id": person,
                "state": "eligible",
                "late": False,
                "added_at": now,
                "added_by": person,
                "changed_at": now,
            }
            for hearing in made
            for person in people
        ]
        session.execute(insert(Seat), rows)
        seats = list(session.execute(select(Seat.id, Seat.user_id).where(Seat.hearing_id.in_(made))))[::3]
        session.execute(
            insert(Declaration),
            [{"seat_id": seat, "sequence": 1, "result": "none", "at": now} for seat, _ in seats],
        )
        declared = {row.seat_id: row.id for row in session.scalars(select(Declaration))}
        session.execute(
            insert(Opinion),
            [
                {
                    "seat_id": seat,
                    "version": 1,
                    "declaration_id": declared[seat],
                    "verdict": "fit",
                    "entered_by": person,
                    "received_at": now,
                }
                for seat, person in seats
            ],
        )
