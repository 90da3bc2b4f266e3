"""From the portal to the registry in a real browser, as a provider, the body's people and the public."""

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from app.formkit import spreadsheet
from app.store.models.cases import Case
from app.store.models.certificates import Certificate
from app.store.models.procedures import WorkItem
from tests import answers
from tests.e2e.conftest import Site
from tests.e2e.person import Person
from tests.walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def step(person: Person, walk: Walk, node: str, listed: str = "") -> None:
    """Do a step on its pages with the usual answers, section by section where it has sections."""
    item, usual = walk.item(node), answers.usual(walk, node)
    person.task(item.id, listed)
    sections = person.page.locator("nav.nt-work__nav ol a").evaluate_all("links => links.map(a => a.href)")
    for url in sections:
        person.page.goto(url)
        person.look()
        rest = person.page.locator("button[name=_fit_rest]")
        if rest.count():
            person.send(rest.first)
        else:
            person.fill(item, usual.given, usual.files)
        forward = person.page.locator("button[name=_action][value=next]")
        if forward.count():
            person.send(forward)
    if not sections:
        person.fill(item, usual.given, usual.files)
    review = person.page.locator("button[name=_action][value=review]")
    if review.count():
        person.send(review)
    person.send(person.page.locator("button[name=_action][value=complete]"))
    assert person.page.locator("h1").inner_text() == "完了しました", person.page.locator("main").inner_text()[
        :1500
    ]
    walk.settle()


def import_form_b(person: Person, walk: Walk) -> None:
    """Fill form B by a spreadsheet, as most applicants will."""
    item = walk.item("fill_form_b")
    with walk.runtime.db.read() as session:
        catalogue = walk.runtime.forms.get(session, walk.case().edition_id).catalogue()
    sheet = spreadsheet.export_xlsx(catalogue, ("B*", "C*"), answers.sheet(walk, "B", "C"), "ja")
    person.task(item.id, "/applications")
    person.page.locator("details.nt-tools summary").click()
    person.page.set_input_files(
        'form[action$="/items"] input[type=file]',
        {
            "name": "form_b.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": sheet,
        },
    )
    person.press("取り込む")


def test_a_filing_goes_from_the_portal_to_the_registry(site: Site, page: Page, script: bool) -> None:
    person = Person(site, page, script).sign_in("applicant")
    person.open("/applications/new")
    page.fill("input[name=service_name]", "青空チャット")
    person.press("申請書を書き始める")
    with site.runtime.db.read() as session:
        case_no = session.scalars(select(Case.case_no)).one()
    walk = Walk(site.runtime, site.people, case_no)
    step(person, walk, "fill_form_a", "/applications")
    import_form_b(person, walk)
    step(person, walk, "fill_form_b", "/applications")
    for node in ("attach_documents", "confirm_filing"):
        step(person, walk, node, "/applications")
    person.open(f"/applications/{case_no}")
    assert person.says("R")
    for role, nodes in (
        ("secretariat", ["check_completeness"]),
        ("fee_clerk", ["match_payment"]),
        ("reviewer", ["judge_bar", "assess_items", "summarise_review"]),
        ("decider", ["consider_hearing", "decide"]),
        ("publisher", ["confirm_publication"]),
        ("secretariat", ["dispatch_certificate"]),
    ):
        person.sign_in(role)
        for node in nodes:
            step(person, walk, node, "/inbox" if node == nodes[0] else "")
        person.open(f"/cases/{case_no}")
    assert walk.case().result == "certified"
    with site.runtime.db.read() as session:
        no = session.scalars(select(Certificate.no)).one()
        assert session.scalars(select(WorkItem).where(WorkItem.state == "open")).all() == []
    page.context.clear_cookies()
    for path in (f"/registry/{no}", f"/verify/{no}", "/registry?q=青空", "/"):
        person.open(path)
    person.open(f"/verify/{no}")
    assert person.says(no)
    assert person.says("有効")
    person.sign_in("applicant").open(f"/applications/{case_no}")
    assert person.says(no)
