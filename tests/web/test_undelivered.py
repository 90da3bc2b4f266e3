"""連絡不達: the secretariat sees which mails did not arrive, and keeps how the person was told instead."""

import pytest
from sqlalchemy import select

from app.cases import undelivered
from app.cases.errors import CaseError, Unknown
from app.cases.runtime import Runtime
from app.outbox import bounced
from app.store.models.anchored import MailDecision
from app.store.models.bounced import Bounce
from app.store.models.cases import Notice
from app.store.models.people import User
from app.store.models.procedures import Event, OutboxRow
from app.store.reading import undelivered as reading
from app.store.viewer import Viewer
from tests import seated
from tests.people import people
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

MEMBERS_MAIL = {"to": "member1@example.jp", "subject": "意見の期限（認定審査委員会） / Due", "body": "本文"}


def bounce(runtime: Runtime, key: str = "m1", **more: object) -> int:
    with runtime.db.step() as session:
        bounced.keep(session, key, {**MEMBERS_MAIL, **more}, 550)
        return session.scalars(select(Bounce.id).where(Bounce.key == key)).one()


def of_case(runtime: Runtime) -> tuple[Walk, int]:
    """A notice to a provider that did not arrive."""
    walk = Walk.open(runtime).until("judge_bar")
    with runtime.db.step() as session:
        notice = session.scalars(select(Notice).where(Notice.case_id == walk.case().id)).first()
        assert notice is not None
        number = notice.id
    return walk, bounce(runtime, "n1", to="applicant@example.jp", subject="秘密の案内", notice_id=number)


def test_board_and_inbox_count_it_and_the_page_tells_person_kind_and_time(runtime: Runtime) -> None:
    who = people(runtime)
    browser = Browser(site(runtime), who["secretariat"])
    assert "連絡不達" not in browser.open("/hearings/").html
    row = bounce(runtime)
    for path in ("/hearings/", "/inbox"):
        assert "届かなかったメールが1件あります" in browser.open(path).text
    shown = browser.open("/hearings/undelivered")
    assert "意見の期限（認定審査委員会）" in shown.text
    assert "member1@example.jp" in shown.text
    fields = shown.fields(f'form[action="/hearings/undelivered/{row}"]')
    fields.setlist("how", ["told"])
    fields.setlist("note", [" "])
    assert browser.send(f"/hearings/undelivered/{row}", fields).status == 422
    fields.setlist("note", ["電話で伝えた。"])
    assert browser.send(f"/hearings/undelivered/{row}", fields).status == 303
    assert "届かなかったメールはありません" in browser.open("/hearings/undelivered").text
    with runtime.db.read() as session:
        (kept,) = session.scalars(select(MailDecision))
        assert (kept.kind, kept.reason, kept.by_id) == (
            "mail_told",
            "電話で伝えた。",
            who["secretariat"].user_id,
        )


@pytest.mark.parametrize("name", ["decider", "reviewer", "operator", "member1", "applicant"])
def test_nobody_but_the_secretariat_sees_or_settles_it(runtime: Runtime, name: str) -> None:
    who = people(runtime)
    row = bounce(runtime)
    assert Browser(site(runtime), who[name]).open("/hearings/undelivered").status == 403
    with pytest.raises(Unknown):
        undelivered.told_otherwise(runtime, who[name], row, "電話で伝えた。")


def test_with_the_address_corrected_the_mail_goes_out_again_to_it(both: Runtime) -> None:
    who = people(both)
    row = bounce(both)
    with both.db.step() as session:
        session.get_one(User, who["member1"].user_id).email = "right@example.jp"
    undelivered.send_again(both, who["secretariat"], row, "本人に確かめて直した。")
    with both.db.read() as session:
        queued = session.scalars(select(OutboxRow).where(OutboxRow.key == f"undelivered:{row}")).one()
        assert (queued.payload["to"], queued.payload["body"]) == ("right@example.jp", "本文")
        assert session.get_one(Bounce, row).payload == {}
    with pytest.raises(Unknown):
        undelivered.send_again(both, who["secretariat"], row, "もう一度。")


def test_a_link_for_one_use_is_told_otherwise_only(runtime: Runtime) -> None:
    who = people(runtime)
    row = bounce(runtime, private=True)
    with pytest.raises(CaseError, match="cannot be sent again"):
        undelivered.send_again(runtime, who["secretariat"], row, "送り直す。")
    undelivered.told_otherwise(runtime, who["secretariat"], row, "電話で伝えた。")


def test_a_providers_notice_stands_on_the_record_of_its_case(runtime: Runtime) -> None:
    walk, row = of_case(runtime)
    undelivered.told_otherwise(runtime, walk.people["secretariat"], row, "郵送した。")
    with runtime.db.read() as session:
        assert session.scalars(select(Event.reason).where(Event.kind == "mail_told")).all() == ["郵送した。"]


def test_nothing_of_a_case_that_is_shut_to_the_reader_is_told(runtime: Runtime) -> None:
    walk, row = of_case(runtime)
    own = walk.people["secretariat"]
    two_hats = Viewer(own.user_id, own.name, own.roles | {"member"}, frozenset())
    with runtime.db.read() as session:
        assert reading.count(session, two_hats) == 1
    seated.seat(runtime, seated.hearing(runtime, walk.case_no), own, "excluded")
    with runtime.db.read() as session:
        assert (reading.count(session, two_hats), reading.listed(session, two_hats)) == (0, [])
    with pytest.raises(Unknown):
        undelivered.told_otherwise(runtime, two_hats, row, "郵送した。")
