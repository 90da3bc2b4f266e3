"""What no page of ours sends is met at the door: a NUL, a number that no row has, a reason too long to keep."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.errors import CaseError
from app.cases.hearings import seats
from app.cases.reasons import MOST_SIGNS, whole
from app.cases.runtime import Runtime
from app.store.models.committee import Seat
from app.store.models.procedures import Event
from app.web.request import LARGEST_ID, row_id
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser

HUGE = "9" * 30


@pytest.fixture
def app(both: Runtime) -> Flask:
    return site(both)


def token(browser: Browser, path: str) -> dict[str, str]:
    """What every form of a page carries."""
    found = browser.open(path).page.select_one('input[name="csrf_token"]')
    assert found is not None
    return {"csrf_token": str(found["value"])}


def test_a_number_that_no_row_has_is_an_unknown_address(both: Runtime, app: Flask) -> None:
    sitting = Sitting.declared(both)
    browser = Browser(app, sitting.viewer("secretariat"))
    number = sitting.hearing().number
    for path in (f"/hearings/meetings/{HUGE}", f"/tasks/{HUGE}", f"/documents/{HUGE}"):
        assert browser.open(path).status == 404
    sent = token(browser, f"/hearings/{number}") | {"reason": "x", "user": HUGE, "event": "entered"}
    for path in (f"/hearings/{number}/seats/{HUGE}/report", f"/hearings/{number}/seats/{HUGE}/strike"):
        assert browser.send(path, sent).status == 404
    for path in (f"/hearings/{number}/members", f"/hearings/{number}/attendance"):
        assert browser.send(path, sent).status in (303, 404, 422)
    assert browser.open(f"/hearings/{number}").status == 200


def test_a_nul_in_what_was_typed_is_left_out_on_every_database(both: Runtime, app: Flask) -> None:
    sitting = Sitting.declared(both)
    number = sitting.hearing().number
    browser = Browser(app, sitting.viewer("member1"))
    path = f"/committee/{number}/recuse"
    gone = browser.send(path, token(browser, path) | {"reason": "私\x00用"})
    assert gone.status == 303
    with both.db.read() as session:
        told = session.scalars(
            select(Event.reason).where(Event.kind == "seat_moved").order_by(Event.id)
        ).all()
    assert told[-1] == "私用"
    assert sitting.seat("member1").state == "recused"


def test_a_reason_is_kept_whole_or_refused_with_the_count(both: Runtime) -> None:
    sitting = Sitting.declared(both)
    with pytest.raises(CaseError) as refused:
        seats.recuse(both, sitting.viewer("member1"), sitting.seat("member1").id, "長" * (MOST_SIGNS + 1))
    assert "2,001" in refused.value.text.ja
    assert sitting.seat("member1").state == "eligible"
    seats.recuse(both, sitting.viewer("member1"), sitting.seat("member1").id, "長" * MOST_SIGNS)
    with both.db.read() as session:
        assert (
            session.scalars(select(Seat.state).where(Seat.id == sitting.seat("member1").id)).one()
            == "recused"
        )


def test_blanks_around_a_reason_do_not_count() -> None:
    assert whole(f"  {'理' * MOST_SIGNS}\n") == "理" * MOST_SIGNS


@pytest.mark.parametrize("typed", ["", "-1", "1.0", "１２", "9" * 5000, str(LARGEST_ID + 1), "1e3"])
def test_what_is_no_id_is_not_read_as_one(typed: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        row_id(typed)


def test_an_id_is_read_as_it_is() -> None:
    assert row_id(str(LARGEST_ID)) == LARGEST_ID
