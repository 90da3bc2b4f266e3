"""The report of a visit is read in two languages: labels in both, the Japanese being the text of record."""

import re

import pypdfium2

from app.cases.issuing import FONTS
from app.cases.runtime import Runtime
from app.cases.visits import filing, found
from app.registry import visit_report_pdf as pdf
from app.store.models.visits import Visit
from tests import answers
from tests.processes.test_visit_report import OBJECTS, findings, reported
from tests.processes.visiting import visit
from tests.walk import Walk


def printed(walk: Walk) -> str:
    """The words of the newest version as it is printed, blanks taken out."""
    with walk.runtime.db.read() as session:
        row = session.get_one(Visit, visit(walk).id)
        report = found.report(session, row)
        assert report is not None
        data = filing.data(session, row, report)
    content = pdf.render(data, FONTS)
    pages = pypdfium2.PdfDocument(content)
    return re.sub(r"\s+", "", "".join(page.get_textpage().get_text_range() for page in pages))


def test_headings_labels_and_results_stand_in_both_languages(runtime: Runtime) -> None:
    words = printed(reported(runtime))
    for ja, en in (
        ("現地調査報告書", "Report on a site visit"),
        ("根拠", "Site visit during review (Art. 6(3))"),
        ("調査員", "Inspectors"),
        ("調査の概要", "Summary of the visit"),
        ("確認した項目", "What was looked at"),
        ("所見", "Findings"),
        ("事実の確認", "Check of the facts"),
    ):
        assert ja in words
        assert en.replace(" ", "") in words, en
    assert "TheJapaneseisthetextofrecord." in words


def test_what_people_wrote_stands_once_and_what_came_of_it_in_both(runtime: Runtime) -> None:
    walk = reported(runtime).do("check_facts", OBJECTS)
    walk.do("settle_objections", answers.settling(walk, "edit", reason="直す。"))
    walk.do("write_report", findings(walk, state="withdrawn", reason="保管の間隔を取り違えた。"))
    words = printed(walk)
    assert words.count("記録は週ごとに保管している。") == 1
    assert "Thefactsarewrong.Settled:" in words
    assert "withdrawn" in words
