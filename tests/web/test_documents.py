"""Files of a case: sent as attachments, to those who may see the case."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.cases.runtime import Runtime
from app.store.models.cases import Document
from app.store.models.procedures import Access
from app.web.downloads import ASKED_AGAIN
from tests import seated
from tests.answers import PDF
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def document(runtime: Runtime, **changed: object) -> Document:
    """The first document, changed."""
    with runtime.db.step() as session:
        found = session.scalars(select(Document).order_by(Document.id)).first()
        assert found is not None
        for name, value in changed.items():
            setattr(found, name, value)
        return found


def test_a_document_is_sent_as_an_attachment_under_its_name(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    found = document(runtime, name='../会社"案内.pdf')
    answer = Browser(app, walk.people["secretariat"]).client.get(f"/documents/{found.id}")
    assert answer.status_code == 200
    assert answer.data.startswith(PDF)
    assert answer.mimetype == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert ".." not in disposition
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_document_of_a_case_that_one_may_not_see_does_not_exist(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    found = document(runtime)
    for name in ("stranger", "reviewer", "operator"):
        assert Browser(app, walk.people[name]).client.get(f"/documents/{found.id}").status_code == 404
    assert Browser(app, walk.people["applicant"]).client.get(f"/documents/{found.id}").status_code == 200
    assert Browser(app, walk.people["applicant"]).client.get("/documents/999").status_code == 404
    assert Browser(app).client.get(f"/documents/{found.id}").status_code == 303


def test_a_document_for_the_body_alone_is_not_the_partys(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    found = document(runtime, party_may_read=False)
    assert Browser(app, walk.people["applicant"]).client.get(f"/documents/{found.id}").status_code == 404
    assert Browser(app, walk.people["secretariat"]).client.get(f"/documents/{found.id}").status_code == 200


def test_a_document_whose_content_is_gone_is_not_found(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    found = document(runtime, sha256="0" * 64)
    assert Browser(app, walk.people["secretariat"]).client.get(f"/documents/{found.id}").status_code == 404


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_a_file_on_its_way_breaks_off_once_an_interest_shuts_the_case(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    content = PDF + bytes(4 * ASKED_AGAIN)
    found = document(runtime, sha256=runtime.blobs.put_own(content), size=len(content))
    decider = walk.people["decider"]
    seat_id = seated.seat(runtime, seated.hearing(runtime, walk.case_no), decider, "eligible")
    answer = Browser(app, decider).client.get(f"/documents/{found.id}", buffered=False)
    pieces = iter(answer.response)
    had = len(next(pieces))
    seated.move(runtime, seat_id, "excluded")
    with pytest.raises(ConnectionAbortedError):
        had += sum(len(piece) for piece in pieces)
    assert had <= ASKED_AGAIN + 64 * 1024


@pytest.mark.article("第20条第1項")
def test_who_read_a_file_is_on_record_but_the_provider_itself(runtime: Runtime, app: Flask) -> None:
    walk = Walk.open(runtime).until("check_completeness")
    found = document(runtime)
    for name in ("secretariat", "applicant", "reviewer"):
        Browser(app, walk.people[name]).client.get(f"/documents/{found.id}")
    with runtime.db.read() as session:
        read = session.execute(select(Access.user_id, Access.case_id, Access.what)).all()
    assert read == [(walk.people["secretariat"].user_id, walk.case().id, f"document {found.id}")]
