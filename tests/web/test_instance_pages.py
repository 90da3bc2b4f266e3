"""One running procedure on the operators' desk: tokens, stopping, going on, other editions."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from app import clock
from app.cases import acts, editions
from app.cases.runtime import Runtime
from app.store import history
from app.store.models.carried_over import Migration
from app.store.models.procedures import Event
from tests.conftest import NOON
from tests.people import STAFF, People, people
from tests.walk import Walk
from tests.web.accounts_app import Visitor
from tests.web.site import signed_in, site

# The way out of a gateway that the case has passed is written otherwise: it might have gone another way.
REPLACED = ('check_completeness.result = "incomplete"', '"incomplete" = check_completeness.result')


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def who(runtime: Runtime) -> People:
    return people(runtime)


@pytest.fixture
def operator(app: Flask, who: People) -> Visitor:
    return signed_in(app, who["operator"])


@pytest.fixture
def walk(runtime: Runtime, who: People) -> Walk:
    """An application whose fee is waited for."""
    return Walk.open(runtime, who, service="極秘サービス").until("match_payment")


def place(walk: Walk) -> str:
    return f"/instances/{walk.items()[0].instance_id}"


def events(runtime: Runtime, kind: str) -> list[Event]:
    with runtime.db.read() as session:
        return list(session.scalars(select(Event).where(Event.kind == kind)))


def whole(runtime: Runtime, walk: Walk) -> bool:
    """Whether the chain of the case's events holds."""
    with runtime.db.read() as session:
        return history.verify(session, walk.case().id) == []


def another_edition(runtime: Runtime, files: dict[str, str], change: tuple[str, str]) -> int:
    """Put another edition of `application` in force, with one text of its diagram changed."""
    path = "processes/application.bpmn"
    assert change[0] in files[path]
    with runtime.db.step() as session:
        return editions.publish(
            session,
            {**files, path: files[path].replace(*change)},
            label="第2版",
            effective_on=date(2026, 11, 1),
            operations=acts.OPERATIONS,
        )


@pytest.mark.parametrize("role", [*(role for role in STAFF if role != "operator"), "applicant"])
def test_only_operators_look_at_procedures(app: Flask, who: People, walk: Walk, role: str) -> None:
    for path in ("/instances/", place(walk)):
        assert signed_in(app, who[role]).open(path).status_code == 403


def test_a_procedure_shows_where_it_is_and_nothing_of_the_case(walk: Walk, operator: Visitor) -> None:
    for path in ("/instances/", place(walk), f"/instances/?case={walk.case_no}"):
        text = operator.open(path).text
        assert "極秘サービス" not in text
        assert "青空ソフト" not in text
    assert walk.case_no not in operator.open("/instances/").text
    assert f'href="{place(walk)}"' in operator.open(f"/instances/?case={walk.case_no}").text
    assert f'href="{place(walk)}"' not in operator.open("/instances/?case=A2026-9999").text
    assert "application.match_payment" in operator.open(place(walk)).text
    assert operator.open("/instances/999").status_code == 404


def posted(operator: Visitor, walk_at: str, action: str, **fields: str) -> str:
    """The page after posting to an action of the procedure, also one that the page no longer offers."""
    page = BeautifulSoup(operator.open("/desk").text, "html.parser").select_one("[name=csrf_token]")
    assert page is not None
    data = {"csrf_token": page["value"], **fields}
    return str(operator.client.post(f"{walk_at}/{action}", data=data, follow_redirects=True).text)


def test_a_step_is_done_again_after_its_token_was_moved_back(
    runtime: Runtime, walk: Walk, operator: Visitor
) -> None:
    at = place(walk)
    page = BeautifulSoup(operator.open(at).text, "html.parser")
    offered = [str(option["value"]) for option in page.select("[name=target] option") if option["value"]]
    assert [each.partition(".")[2] for each in offered] == ["check_completeness"]
    version = page.select_one("[name=version]")
    assert version is not None
    given = {"target": offered[0], "version": str(version["value"])}
    assert "理由を書いてください" in posted(operator, at, "move", **given, reason=" ")
    assert "作業を戻しました" in posted(operator, at, "move", **given, reason="誤って完備とした。")
    assert list(walk.waiting()) == ["check_completeness"]
    assert [(each.reason, each.node) for each in events(runtime, "token_moved")] == [
        ("誤って完備とした。", "check_completeness")
    ]
    assert whole(runtime, walk)
    # What was shown before is stale: it is not applied to what waits by then.
    assert "先に更新されました" in posted(operator, at, "move", **given, reason="もう一度")
    assert walk.finish().case().result == "certified"


def test_a_stopped_procedure_says_so_and_goes_on_where_it_was(
    runtime: Runtime, walk: Walk, operator: Visitor
) -> None:
    (item,) = walk.items()
    at = place(walk)
    assert "手続を止めました" in posted(operator, at, "cancel", reason="調査中")
    assert (walk.waiting(), walk.case().stage, walk.case().closed_at) == ({}, "stopped", None)
    clock.fix(clock.start_of(date(2027, 6, 1)))
    walk.settle()
    assert events(runtime, "timer") == []
    clock.fix(NOON)
    assert "手続を再開しました" in posted(operator, at, "resume", reason="確認できた")
    assert [each.id for each in walk.items()] == [item.id]
    assert walk.case().stage == "payment"
    assert whole(runtime, walk)
    assert walk.finish().case().result == "certified"


def test_a_procedure_goes_to_another_edition_and_back(
    runtime: Runtime, edition_files: dict[str, str], walk: Walk, operator: Visitor
) -> None:
    first = walk.case().edition_id
    second = another_edition(runtime, edition_files, ('name="入金を確認する"', 'name="納付を確かめる"'))
    assert "移せます" in operator.open(f"/instances/?to={second}").text
    assert walk.case().edition_id == first
    at = place(walk)
    go = {"edition": str(second), "reason": "新しい工程に合わせる"}
    assert "新しい版に移しました" in posted(operator, at, "carry-over", **go)
    assert (walk.case().edition_id, walk.items()[0].name) == (second, "納付を確かめる")
    with runtime.db.read() as session:
        number = session.scalars(select(Migration.id)).one()
    assert "元の版に戻しました" in posted(operator, at, f"undo/{number}", reason="誤り")
    assert walk.case().edition_id == first
    assert "取り消せる移行がありません" in posted(operator, at, f"undo/{number}", reason="誤り")
    assert len(events(runtime, "carried_over")) == 2
    assert walk.finish().case().result == "certified"


def test_a_migration_is_undone_by_carrying_back_when_the_case_has_gone_on(
    runtime: Runtime, edition_files: dict[str, str], walk: Walk, operator: Visitor
) -> None:
    first = walk.case().edition_id
    second = another_edition(runtime, edition_files, ('name="入金を確認する"', 'name="納付を確かめる"'))
    at = place(walk)
    posted(operator, at, "carry-over", edition=str(second), reason="新しい工程に合わせる")
    walk.do("match_payment")
    assert "元の版に戻しました" in posted(operator, at, "undo/1", reason="誤り")
    assert walk.case().edition_id == first
    assert walk.finish().case().result == "certified"


def test_a_procedure_that_cannot_go_safely_stays_and_the_page_says_why(
    runtime: Runtime, edition_files: dict[str, str], walk: Walk, operator: Visitor
) -> None:
    first = walk.case().edition_id
    second = another_edition(runtime, edition_files, REPLACED)
    page = operator.open(f"/instances/?to={second}").text
    assert "移せません" in page
    at = place(walk)
    said = posted(operator, at, "carry-over", edition=str(second), reason="新しい工程に合わせる")
    assert "書類に不備があるか" in said
    assert "新しい版に移しました" not in said
    assert walk.case().edition_id == first
    assert events(runtime, "carried_over") == []
    assert walk.finish().case().result == "certified"
