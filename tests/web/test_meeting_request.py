"""第7条・運用（AMB-36）: the page on which a member asks for a meeting; it works without a script."""

import pytest
from flask import Flask

from app.cases.runtime import Runtime
from tests.cases.test_meeting_requests import MEETING, WHY
from tests.heard import Sitting
from tests.web.site import site
from tests.web.work_site import Browser


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


def test_a_member_asks_and_the_secretariat_reads_why(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.declared(runtime)
    number = sitting.hearing().number
    member = Browser(app, sitting.viewer("member1"))
    page = f"/committee/{number}/meeting"
    assert f'href="{page}"' in member.open(f"/committee/{number}").html
    shown = member.open(page)
    assert "出した意見は封をし、だれにも見せません" in shown.text
    token = shown.page.select_one("main form input[name=csrf_token]")
    assert token is not None
    sent = {"csrf_token": str(token["value"])}
    again = member.send(page, sent | {"reason": " "})
    assert (again.status, "会議を求める理由を書いてください" in again.text) == (422, True)
    assert member.send(page, sent | {"reason": WHY}).status == 303
    assert member.send(page, sent | {"reason": WHY}).status == 303
    assert sitting.hearing().state == "abandoned"
    assert "会議を求める申出を受け付けました" in member.open("/committee").text
    assert member.open(page).status == 404
    sitting.walk.settle()
    office = Browser(app, sitting.viewer("secretariat"))
    assert "会議に切替え" in office.open("/hearings/").text
    told = office.open(f"/hearings/{number}").text
    assert (WHY in told, "member1" in told) == (True, True)
    form = office.open(f"/tasks/{sitting.walk.item('convene').id}").text
    assert "会議を求める申出があり、持回りをやめました" in form


def test_where_there_is_a_meeting_no_page_asks_for_one(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.convened(runtime, **MEETING).declare("member1")
    number = sitting.hearing().number
    member = Browser(app, sitting.viewer("member1"))
    assert "会議を求める" not in member.open(f"/committee/{number}").text
    assert member.open(f"/committee/{number}/meeting").status == 404
