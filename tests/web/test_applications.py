"""The portal: what a provider must do next, where an application stands, and the steps in between."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import event, select

from app.cases.runtime import Runtime
from app.store.models.cases import Case
from app.store.models.people import Provider
from app.store.models.procedures import Message
from tests.answers import DOCUMENTS
from tests.people import CORPORATE_NUMBER, People, people
from tests.walk import Walk, in_days
from tests.web.accounts_app import Visitor
from tests.web.site import signed_in, site


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def who(runtime: Runtime) -> People:
    return people(runtime)


@pytest.fixture
def applicant(app: Flask, who: People) -> Visitor:
    return signed_in(app, who["applicant"])


def main(text: str) -> BeautifulSoup:
    """What stands on the page between header and footer."""
    found = BeautifulSoup(text, "html.parser").select_one("main")
    assert found is not None
    return found


@contextmanager
def statements(runtime: Runtime) -> Iterator[list[str]]:
    """The statements that reach the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(runtime.db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(runtime.db.engine, "before_cursor_execute", note)


def test_who_has_nothing_to_do_may_begin_an_application(applicant: Visitor) -> None:
    page = main(applicant.open("/applications").text)
    assert "今、していただくことはありません" in page.text
    assert page.select_one(".nt-button--primary")["href"] == "/applications/new"


def test_a_new_application_leads_to_the_first_form_and_is_the_first_thing_to_do(
    runtime: Runtime, applicant: Visitor
) -> None:
    answer = applicant.send(
        "/applications/new", service_name="青空　チャット ", service_url="https://aozora.example.jp/"
    )
    assert answer.status_code == 303
    first = main(applicant.open("/applications").text).select_one(".nt-card--next")
    assert first is not None
    assert answer.location in {link["href"] for link in first.select("a")}
    assert "申請書Aを記入する" in first.text
    assert "青空 チャット" in first.text


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"service_name": " "}, "名称を入力"),
        ({"service_name": "長" * 201}, "200文字以内"),
        ({"service_name": "青空", "service_url": "javascript:alert(1)"}, "https://"),
        ({"service_name": "青空", "service_url": "https://["}, "https://"),
        ({"service": "99"}, "選んでください"),
    ],
)
def test_a_service_that_is_not_well_described_is_not_taken(
    runtime: Runtime, applicant: Visitor, given: dict[str, str], complaint: str
) -> None:
    answer = applicant.send("/applications/new", **given)
    assert answer.status_code == 422
    assert complaint in answer.text
    with runtime.db.read() as session:
        assert session.scalars(select(Case.id)).all() == []


@pytest.mark.refusal("X8", basis="design", article="第4条第2項")
@pytest.mark.parametrize("by_name", [False, True])
def test_a_second_application_for_the_same_service_points_to_the_open_one(
    runtime: Runtime, who: People, applicant: Visitor, by_name: bool
) -> None:
    walk = Walk.open(runtime, who, service="青空チャット")
    service = str(walk.case().service_id)
    given = {"service": "new", "service_name": "青空チャット"} if by_name else {"service": service}
    answer = applicant.send("/applications/new", **given)
    assert answer.status_code == 422
    alert = main(answer.text).select_one('[role="alert"]')
    assert alert is not None
    assert walk.case_no in alert.text
    assert alert.select_one(f'a[href="/applications/{walk.case_no}"]') is not None


def test_nobody_applies_for_another_provider(applicant: Visitor, who: People) -> None:
    assert applicant.open(f"/applications/new?provider={who.other_provider_id}").status_code == 404


def test_an_invisible_number_answers_exactly_like_an_unknown_one(
    app: Flask, runtime: Runtime, who: People
) -> None:
    walk = Walk.open(runtime, who).until("check_completeness")
    stranger = signed_in(app, who["stranger"])
    for rest in ("", "/filed", "/receipt", "/withdraw"):
        invisible = stranger.open(f"/applications/{walk.case_no}{rest}")
        unknown = stranger.open(f"/applications/A2026-9999{rest}")
        assert (invisible.status_code, unknown.status_code) == (404, 404)
        assert str(main(invisible.text)) == str(main(unknown.text))


def test_staff_are_sent_away_from_the_portal_and_strangers_to_sign_in(
    app: Flask, runtime: Runtime, who: People
) -> None:
    walk = Walk.open(runtime, who)
    for path in ("/applications", "/applications/new", f"/applications/{walk.case_no}"):
        assert signed_in(app, who["decider"]).open(path).status_code == 403
        assert Visitor(app).open(path).status_code == 303


def test_an_unpaid_fee_is_something_to_do_although_no_step_waits(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    walk = Walk.open(runtime, who).until("match_payment")
    first = main(applicant.open("/applications").text).select_one(".nt-card--next")
    assert first is not None
    assert "審査手数料を納付する" in first.text
    assert "165,000円" in first.text
    page = main(applicant.open(f"/applications/{walk.case_no}").text)
    assert "あと28日" in page.select_one(".nt-card--next").text
    walk.do("match_payment")
    assert main(applicant.open("/applications").text).select_one(".nt-card--next") is None


def test_a_request_for_correction_says_what_and_until_when_and_why(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    walk = Walk.open(runtime, who).until("check_completeness")
    asked = {"correction_text": "新しい登記事項証明書を付けてください。", "correction_due": in_days(10)}
    walk.do("check_completeness", {**DOCUMENTS, "proof_ok": "no", "result": "incomplete", **asked})
    page = main(applicant.open(f"/applications/{walk.case_no}").text)
    assert "新しい登記事項証明書を付けてください。" in page.text
    assert "あと10日" in page.text
    assert page.select_one(f'a[href="/tasks/{walk.item("answer_correction").id}"]') is not None
    assert page.select_one(f"{page.select_one('.nt-due a')['href']} p") is not None


def test_a_certified_service_shows_certificate_timeline_letters_and_no_person_of_the_body(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    walk = Walk.open(runtime, who).finish()
    page = main(applicant.open(f"/applications/{walk.case_no}").text)
    for words in ("認定番号 0001-2611", "あと731日", "登録簿に公表しました", "認定の決定のお知らせ"):
        assert words in page.text
    timeline = page.select_one(".nt-timeline")
    assert timeline is not None
    assert "認定責任者" in timeline.text
    assert not {"decider", "reviewer", "fee_clerk"} & set(timeline.text.split())
    assert "取り下げる" not in page.text
    portal = main(applicant.open("/applications").text)
    assert portal.select_one("progress") is not None
    assert portal.select_one('a[href="/registry/0001-2611"]') is not None


def test_a_decision_against_certifying_is_told_with_its_reasons(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    walk = Walk.open(runtime, who).until("assess_items")
    disclosed = walk.context("assess_items")["disclosure"]
    wrong = next(item for item in disclosed if item.startswith("b."))
    verdicts = {item: {"verdict": "fit"} for item in disclosed if item[0] != "a"}
    verdicts[wrong] = {"verdict": "unfit", "note": "根拠がない。"}
    walk.do("assess_items", {"items": verdicts, "next": "proceed"}).until("decide")
    unmet = walk.context("decide")["unmet_options"][0]
    walk.do(
        "decide", {"decision": "not_certified", "unmet": [unmet["value"]], "reasons": "根拠が示されない。"}
    )
    section = main(applicant.open(f"/applications/{walk.case_no}").text).select_one(
        'section[aria-labelledby="decision"]'
    )
    assert section is not None
    assert "不認定" in section.text
    assert "根拠が示されない。" in section.text
    assert unmet["label"] in section.text
    assert "根拠がない。" not in section.text, "the reviewer's note is not the party's"


def test_what_was_filed_is_read_section_by_section(runtime: Runtime, who: People, applicant: Visitor) -> None:
    walk = Walk.open(runtime, who)
    assert applicant.open(f"/applications/{walk.case_no}/filed").status_code == 404, "nothing is filed yet"
    walk.until("check_completeness")
    path = f"/applications/{walk.case_no}/filed"
    page = main(applicant.open(path).text)
    sections = page.select(".nt-disclosure__sections a")
    assert len(sections) > 15
    assert CORPORATE_NUMBER in page.text
    other = main(applicant.open(sections[5]["href"]).text)
    assert CORPORATE_NUMBER not in other.text
    assert applicant.open(f"{path}?revision=2").status_code == 404
    assert applicant.open(f"{path}?section=Z").status_code == 404


def test_the_receipt_carries_the_arrival_number_once_there_is_one(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    walk = Walk.open(runtime, who)
    assert applicant.open(f"/applications/{walk.case_no}/receipt").status_code == 404
    walk.until("check_completeness")
    page = main(applicant.open(f"/applications/{walk.case_no}/receipt").text)
    assert walk.case().arrival_no == page.select_one(".nt-number").text
    assert "令和8年11月24日" in page.text
    assert "others.pdf" in page.text


def test_a_draft_is_given_up_after_a_page_that_says_what_happens(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    walk = Walk.open(runtime, who)
    page = applicant.open(f"/applications/{walk.case_no}/withdraw")
    assert "手数料はかかりません" in page.text
    assert walk.case().closed_at is None, "the page itself does nothing"
    assert applicant.send(f"/applications/{walk.case_no}/withdraw", reason="").status_code == 303
    assert walk.case().stage == "withdrawn"


def test_a_filed_application_is_withdrawn_once_and_a_paid_fee_is_said_to_be_lost(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    walk = Walk.open(runtime, who).until("judge_bar")
    path = f"/applications/{walk.case_no}/withdraw"
    assert "納付された審査手数料（165,000円）は返還されません" in applicant.open(path).text
    assert applicant.send(path, reason="方針が変わった。").status_code == 303
    assert walk.case().stage == "withdrawing"
    again = applicant.open(path)
    assert again.status_code == 409
    assert "すでに取下げの手続" in again.text
    with runtime.db.read() as session:
        waiting = session.scalars(select(Message.id).where(Message.delivered_at.is_(None))).all()
    assert waiting == []


def test_nothing_is_withdrawn_after_the_decision(runtime: Runtime, who: People, applicant: Visitor) -> None:
    walk = Walk.open(runtime, who).finish()
    answer = applicant.open(f"/applications/{walk.case_no}/withdraw")
    assert answer.status_code == 409
    assert "決定の後は取り下げられません" in answer.text


def test_the_portal_asks_the_database_as_often_for_many_cases_as_for_one(
    runtime: Runtime, who: People, applicant: Visitor
) -> None:
    counts = []
    for names in (["青空一"], ["青空二", "青空三", "青空四"]):
        for name in names:
            Walk.open(runtime, who, service=name)
        with statements(runtime) as seen:
            applicant.open("/applications")
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


def test_a_get_of_the_portal_writes_nothing(runtime: Runtime, who: People, applicant: Visitor) -> None:
    walk = Walk.open(runtime, who).until("check_completeness")
    with runtime.db.engine.connect() as connection:
        before = connection.exec_driver_sql("PRAGMA data_version").scalar()
        for path in (
            "",
            "/new",
            *(f"/{walk.case_no}{rest}" for rest in ("", "/filed", "/receipt", "/withdraw")),
        ):
            assert applicant.open(f"/applications{path}").status_code == 200
        assert connection.exec_driver_sql("PRAGMA data_version").scalar() == before


NEW_PROVIDER = {
    "kind": "domestic",
    "name": "郵便商会株式会社",
    "corporate_number": "７０００　０１２０５０００２".replace("７", "7"),
    "address": "大阪府大阪市北区1",
    "representative": "郵便太郎",
    "service_name": "郵便AI",
}


def test_the_secretariat_registers_a_posted_application_of_a_known_provider(
    app: Flask, runtime: Runtime, who: People
) -> None:
    visitor = signed_in(app, who["secretariat"])
    found = main(visitor.open("/post/new?q=青空").text)
    link = found.select_one(f'a[href="/post/new?provider={who.provider_id}"]')
    assert link is not None
    answer = visitor.send(link["href"], to=link["href"], service_name="郵送チャット")
    assert answer.status_code == 303
    assert answer.location.startswith("/tasks/")
    with runtime.db.read() as session:
        case = session.scalars(select(Case)).one()
    assert (case.channel, case.provider_id) == ("post", who.provider_id)


def test_a_provider_that_only_writes_letters_is_registered_with_its_number_checked(
    app: Flask, runtime: Runtime, who: People
) -> None:
    visitor = signed_in(app, who["secretariat"])
    path = "/post/new?provider=new"
    wrong = visitor.send(
        path, to="/post/new?provider=new", **NEW_PROVIDER | {"corporate_number": "1234567890123"}
    )
    assert wrong.status_code == 422
    assert "法人番号が正しくありません" in wrong.text
    assert 'value="郵便AI"' in wrong.text, "what was typed is kept"
    known = visitor.send(path, to=path, **NEW_PROVIDER | {"corporate_number": CORPORATE_NUMBER})
    assert known.status_code == 422
    assert main(known.text).select_one(f'a[href="/post/new?provider={who.provider_id}"]') is not None
    with runtime.db.read() as session:
        assert session.scalars(select(Case.id)).all() == []
        assert session.scalar(select(Provider.id).where(Provider.name == "郵便商会株式会社")) is None
    done = visitor.send(path, to=path, **NEW_PROVIDER | {"kind": "sole", "corporate_number": ""})
    assert done.status_code == 303
    with runtime.db.read() as session:
        made = session.scalar(select(Provider).where(Provider.name == "郵便商会株式会社"))
        assert made is not None
        assert session.scalars(select(Case.provider_id)).all() == [made.id]


@pytest.mark.parametrize("role", ["applicant", "reviewer", "decider", "operator"])
def test_only_the_secretariat_registers_post(app: Flask, who: People, role: str) -> None:
    assert signed_in(app, who[role]).open("/post/new").status_code == 403
