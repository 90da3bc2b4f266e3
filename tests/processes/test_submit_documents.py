"""書類の提出: by the portal and by post (第4条第2項)."""

from datetime import date

import pytest
from sqlalchemy import select

from app.cases import contexts
from app.cases.errors import NotYours
from app.cases.runtime import Runtime
from app.store.models.cases import Document, Filing, Notice
from tests import answers
from tests.walk import Walk


def test_the_electronic_filing_bears_the_day_of_receipt_and_a_number(both: Runtime) -> None:
    walk = Walk.open(both).until("check_completeness")
    case = walk.case()
    assert (case.filed_on, case.arrival_no) == (date(2026, 11, 24), "R20261124-0001")
    with both.db.read() as session:
        told = session.scalars(select(Notice).where(Notice.kind == "received")).one()
        kinds = set(session.scalars(select(Document.kind)))
    assert "R20261124-0001" in told.subject
    assert {"proof", "others"} <= kinds


def test_a_filer_can_go_back_before_filing_and_finds_what_was_written(runtime: Runtime) -> None:
    walk = Walk.open(runtime).until("confirm_filing").do("confirm_filing", {"next": "revise"})
    assert set(walk.waiting()) == {"fill_form_a"}
    with runtime.db.read() as session:
        again = contexts.initial(session, walk.item("fill_form_a"))
    assert again["items"]["a.applicant_name"]["value"] == "定めている"
    assert walk.finish().case().result == "certified"


def test_a_posted_filing_bears_its_day_of_arrival_and_is_checked_by_a_second_person(both: Runtime) -> None:
    walk = Walk.open(both, channel="post")
    walk.do("register_post", {**answers.usual(walk, "register_post").given, "arrived_on": "2026-11-20"})
    walk.do("enter_form_a").do("enter_form_b")
    assert walk.waiting() == {"check_entry": "entry_checker"}
    walk.do("check_entry")
    assert walk.case().filed_on == date(2026, 11, 20)
    assert walk.case().channel == "post"
    walk.do("check_completeness", by=walk.people["second_secretariat"])
    assert walk.finish().case().result == "certified"


def test_whoever_entered_a_posted_filing_does_not_check_its_completeness(both: Runtime) -> None:
    walk = Walk.open(both, channel="post").until("check_completeness")
    with pytest.raises(NotYours):
        walk.do("check_completeness", by=walk.people["secretariat"])


def test_an_entry_that_differs_from_the_paper_is_entered_again(runtime: Runtime) -> None:
    walk = Walk.open(runtime, channel="post").until("check_entry")
    walk.do("check_entry", {"result": "differs", "note": "電話番号が違う。"})
    assert set(walk.waiting()) == {"enter_form_a"}
    walk.until("check_entry").do("check_entry")
    with runtime.db.read() as session:
        assert session.scalars(select(Filing.revision)).all() == [1]
