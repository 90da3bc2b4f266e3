"""忌避 (第7条): the applicant's page answers alike whoever is seated, keeps what is typed, and is nobody else's."""

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from app.cases.runtime import Runtime
from app.store.models.challenges import Challenge
from tests.cases.challenging import NONE, REASON, UPHELD, challenge, file
from tests.heard import Sitting
from tests.web.accounts_app import Visitor
from tests.web.site import signed_in, site
from tests.web.test_all_pages_parked import comes_back
from tests.web.test_pages_parked import Written

TAKEN = "受け付けました。判断の結果をお知らせします。"


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def sitting(runtime: Runtime) -> Sitting:
    return Sitting.declared(runtime)


def address(sitting: Sitting) -> str:
    return f"/applications/{sitting.walk.case_no}/challenges"


def main(text: str) -> BeautifulSoup:
    found = BeautifulSoup(text, "html.parser").select_one("main")
    assert found is not None
    return found


def given(sitting: Sitting, who: str, **more: str) -> dict[str, str]:
    return {
        "person": str(sitting.walk.people[who].user_id),
        "kind": "business",
        "reason": REASON,
        **more,
    }


def applicant(app: Flask, sitting: Sitting, who: str = "applicant") -> Visitor:
    return signed_in(app, sitting.walk.people[who])


def kept(runtime: Runtime) -> int:
    with runtime.db.read() as session:
        return len(session.scalars(select(Challenge)).all())


@pytest.mark.article("第7条")
def test_the_page_of_the_case_leads_there_and_the_receipt_stays_with_its_result(
    app: Flask, sitting: Sitting
) -> None:
    browser = applicant(app, sitting)
    case = main(browser.open(f"/applications/{sitting.walk.case_no}").text)
    link = case.select_one(f'a[href="{address(sitting)}"]')
    assert link is not None
    assert "忌避を申し立てる" in link.text
    answer = browser.send(address(sitting), **given(sitting, "member1"))
    assert (answer.status_code, answer.location) == (303, address(sitting))
    sitting.walk.settle()
    page = main(browser.open(address(sitting)).text)
    assert "K2026-0001" in page.text
    assert TAKEN in page.text
    assert REASON in page.text
    sitting.walk.do("judge_challenge", UPHELD)
    colleague = main(applicant(app, sitting, "colleague").open(address(sitting)).text)
    assert "この案件から除きました" in colleague.text
    assert UPHELD["reason"] not in colleague.text


def test_the_page_is_the_same_whether_the_person_is_seated_or_not(app: Flask, sitting: Sitting) -> None:
    browser, heard = applicant(app, sitting), []
    for who, number in (("member1", "K2026-0001"), ("member5", "K2026-0002")):
        answer = browser.send(address(sitting), **given(sitting, who))
        card = main(browser.open(address(sitting)).text).select_one(f"#{number}")
        around = of_the_case(browser, sitting)
        sitting.walk.settle()
        assert of_the_case(browser, sitting) == around
        heard.append((answer.status_code, str(card).replace(number, "K").replace(who, "W"), around))
        sitting.walk.do("judge_challenge", NONE)
    assert heard[0] == heard[1]


def of_the_case(browser: Visitor, sitting: Sitting) -> str:
    """What the page of the case tells besides the list of challenges."""
    page = main(browser.open(f"/applications/{sitting.walk.case_no}").text)
    listed = page.select_one("section[aria-labelledby=challenges]")
    assert listed is not None
    listed.decompose()
    return page.text


def test_the_list_of_names_does_not_change_with_who_is_seated(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.wanted(runtime)
    browser = applicant(app, sitting)
    before = [each.text for each in main(browser.open(address(sitting)).text).select("#person option")]
    sitting.convene()
    challenge(sitting, "member1").walk.do("judge_challenge", UPHELD)
    after = [each.text for each in main(browser.open(address(sitting)).text).select("#person option")]
    assert before == after
    assert "member5（委員）" in after


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"person": ""}, "person"),
        ({"person": "九"}, "person"),
        ({"person": "999999"}, "person"),
        ({"kind": "case_role"}, "kind"),
        ({"reason": "　"}, "reason"),
        ({"reason": "長" * 2001}, "reason"),
    ],
)
def test_what_is_not_taken_is_said_at_its_field_and_stays_typed(
    app: Flask, runtime: Runtime, sitting: Sitting, change: dict[str, str], field: str
) -> None:
    answer = applicant(app, sitting).send(address(sitting), **(given(sitting, "member1") | change))
    page = main(answer.text)
    assert answer.status_code == 422
    assert page.select_one(f"#{field}-error") is not None
    if field != "reason":
        assert page.select_one("#reason").text.strip() == REASON  # type: ignore[union-attr] # the field is there
    assert kept(runtime) == 0


def test_lines_count_as_they_were_typed(app: Flask, runtime: Runtime, sitting: Sitting) -> None:
    """A browser lets 2,000 signs through and sends each end of a line as two."""
    text = "\r\n".join(["行" * 9] * 200)
    assert (
        applicant(app, sitting).send(address(sitting), **given(sitting, "member1", reason=text)).status_code
        == 303
    )
    assert kept(runtime) == 1


def test_the_same_person_again_is_refused_while_one_waits(
    app: Flask, runtime: Runtime, sitting: Sitting
) -> None:
    browser = applicant(app, sitting)
    browser.send(address(sitting), **given(sitting, "member5"))
    again = browser.send(address(sitting), **given(sitting, "member5", reason="別の理由。"))
    assert again.status_code == 422
    assert "判断を待っています" in again.text
    assert kept(runtime) == 1


def test_after_the_decision_the_page_says_so_and_takes_nothing(app: Flask, runtime: Runtime) -> None:
    sitting = Sitting.voted(runtime, "fit", "fit", "fit", "fit")
    sitting.close()
    browser = applicant(app, sitting)
    opened = main(browser.open(address(sitting)).text)
    sitting.write_minutes().walk.do("decide", {"decision": "certified", "treatment": "same"})
    hidden = {each["name"]: each["value"] for each in opened.select("form input[name]")}
    answer = browser.client.post(address(sitting), data={**hidden, **given(sitting, "member1")})
    assert answer.status_code == 409
    assert "決定の後は" in answer.text
    shown = main(browser.open(address(sitting)).text)
    assert shown.select_one("form") is None
    assert "忌避" not in main(browser.open(f"/applications/{sitting.walk.case_no}").text).text
    assert kept(runtime) == 0


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("member1", 403), ("secretariat", 403)])
def test_the_page_is_nobody_elses(app: Flask, sitting: Sitting, who: str, status: int) -> None:
    file(sitting.walk, "member1")
    browser = applicant(app, sitting, who)
    answer = browser.open(address(sitting))
    assert answer.status_code == status
    assert "K2026" not in answer.text
    posted = browser.client.post(address(sitting), data=given(sitting, "member2"))
    assert posted.status_code in {400, status}
    assert kept(sitting.runtime) == 1


@pytest.mark.parametrize("who", ["member1", "member2", "chair", "reviewer"])
def test_nobody_but_the_body_reads_the_applicants_words(app: Flask, sitting: Sitting, who: str) -> None:
    file(sitting.walk, "member1")
    browser = applicant(app, sitting, who)
    number, case_no = sitting.hearing().number, sitting.walk.case_no
    for path in (
        "/",
        "/committee",
        f"/committee/{number}",
        f"/cases/{case_no}",
        f"/committee/{number}/chair",
    ):
        answer = browser.open(path)
        assert REASON not in answer.text
        assert "忌避" not in answer.text


def test_a_challenged_member_finds_the_seat_like_what_is_not_there(app: Flask, sitting: Sitting) -> None:
    browser = applicant(app, sitting, "member1")
    there = f"/committee/{sitting.hearing().number}"
    assert browser.open(there).status_code == 200
    file(sitting.walk, "member1")
    shut, unknown = browser.open(there), browser.open("/committee/H2026-9999")
    assert (shut.status_code, unknown.status_code) == (404, 404)
    assert shut.text.replace(sitting.hearing().number, "") == unknown.text.replace("H2026-9999", "")


def test_the_judge_reads_the_applicants_words_and_where_the_person_stands(
    app: Flask, sitting: Sitting
) -> None:
    file(sitting.walk, "member1")
    item = sitting.walk.item("judge_challenge")
    page = main(applicant(app, sitting, "decider").open(f"/tasks/{item.id}").text)
    assert REASON in page.text
    assert "member1" in page.text
    assert "締切り前" in page.text


def test_what_was_typed_waits_when_the_session_has_ended(app: Flask, sitting: Sitting) -> None:
    typed = {"reason": "書きかけの理由。", "person": str(sitting.walk.people["member5"].user_id)}
    written = Written("applicant", address(sitting), f"form[action='{address(sitting)}']", typed)
    comes_back(app, sitting.walk.people, written, "stranger")
