"""What cites the rules cites something, and what is refused is refused by a test with its basis."""

from pathlib import Path

import pytest

from app.cases import evidence
from app.cases.evidence import Evidence
from app.config import ROOT
from app.engine import read
from app.law import articles
from app.law.refusals import Refusal, refusal

DIAGRAMS = sorted((ROOT / "processes").glob("*.bpmn"))
NUMBERS = [*range(1, 26), 36, 37, 56, 57, *range(76, 80), 83]
IN_FORCE = [f"X{number}" for number in NUMBERS]
# Parts of a refusal in force that belong to procedures to come: the expiry and the revocation made public.
LATER = {("X79", "第11条第3項"), ("X79", "第17条第3項")}
PARTS = [part for id_ in IN_FORCE for part in refusal(id_) if (part.id, part.article) not in LATER]


@pytest.fixture(scope="module")
def marks() -> list[Evidence]:
    return [each for each in evidence.of_tests(ROOT) if isinstance(each, Evidence)]


@pytest.mark.parametrize("path", DIAGRAMS, ids=[path.stem for path in DIAGRAMS])
def test_every_node_begins_with_what_it_rests_on(path: Path) -> None:
    diagram = read(path.read_bytes())
    for place, line in [("", diagram.citation), *((n.id, n.citation) for n in diagram.nodes.values())]:
        cited = articles.citations(line)
        assert cited, place
        assert all(articles.exists(each) for each in cited), (place, line)


@pytest.mark.parametrize("part", PARTS, ids=[f"{part.id}-{part.basis}" for part in PARTS])
def test_every_refusal_in_force_has_a_test_with_its_basis(part: Refusal, marks: list[Evidence]) -> None:
    assert [each for each in marks if (each.refusal, each.basis) == (part.id, part.basis)]


def test_every_mark_of_a_refusal_agrees_with_the_table(marks: list[Evidence]) -> None:
    wrong = [
        f"{each.place}: {each.refusal} rests on {[(part.basis, named(part)) for part in refusal(each.refusal)]}"
        for each in marks
        if each.refusal and not any(agrees(each, part) for part in refusal(each.refusal))
    ]
    assert wrong == []


def test_no_mark_names_a_provision_that_does_not_exist() -> None:
    assert [each for each in evidence.of_tests(ROOT) if isinstance(each, evidence.Misread)] == []


def named(part: Refusal) -> str:
    return part.article or part.see


def agrees(mark: Evidence, part: Refusal) -> bool:
    cited = [str(each) for each in articles.citations(named(part))]
    return mark.basis == part.basis and str(mark.citation) in cited
