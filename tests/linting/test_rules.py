"""Every rule of the linter: a diagram that keeps it has no finding, one that breaks it has exactly this."""

import re

import pytest

from app.cases import editions
from app.cases.acts import OPERATIONS
from app.cases.linting import RULES, judge
from app.engine import shape, tabular
from tests.linting.examples import ACTS, Example, examples

EXAMPLES = examples()


def rules() -> set[str]:
    return {
        rule.__name__.rpartition(".")[2]
        for rule in (*RULES, *shape.RULES, *tabular.RULES, tabular.table_cell)
    } | {"xml"}


@pytest.mark.parametrize("example", [each for each in EXAMPLES if each.valid], ids=str)
def test_what_keeps_the_rule_has_no_finding(example: Example) -> None:
    assert [str(finding) for finding in judge(example.files, ACTS)] == []


@pytest.mark.parametrize("example", [each for each in EXAMPLES if not each.valid], ids=str)
def test_what_breaks_the_rule_is_told_at_its_element(example: Example) -> None:
    found = judge(example.files, ACTS)
    assert {(finding.rule, finding.node) for finding in found} == {(example.rule, example.node)}, found
    for finding in found:
        assert finding.path in example.files or finding.rule == "form"
        assert re.search("[ぁ-ん]", finding.ja)
        assert finding.ja.endswith("。")
        assert not re.search(
            "[ぁ-んァ-ヶ一-龠]",
            re.sub("「.*?」|“.*?”|第[^ ]*|運用（.*?）|names: .*|運用 stands", "", finding.en),
        )


def test_every_rule_has_its_pair_of_examples() -> None:
    assert {each.rule for each in EXAMPLES if each.valid} == rules()
    assert {each.rule for each in EXAMPLES if not each.valid} == rules()


def test_findings_come_in_the_same_order_whatever_the_order_of_the_files(
    edition_files: dict[str, str],
) -> None:
    broken = {
        path: text.replace("第11条第1項", "第99条").replace("審査員", "審査係")
        for path, text in edition_files.items()
    }
    found = judge(broken, OPERATIONS)
    assert len({finding.path for finding in found}) > 1
    assert found == judge(dict(reversed(broken.items())), OPERATIONS) == sorted(found)


def test_what_is_shipped_is_clean(edition_files: dict[str, str]) -> None:
    assert judge(edition_files, OPERATIONS) == []


@pytest.mark.parametrize("example", [each for each in EXAMPLES if not each.valid], ids=str)
def test_no_edition_gets_in_that_the_command_refuses(example: Example) -> None:
    with pytest.raises(editions.EditionRefused) as refused:
        editions.publish(None, example.files, label="x", effective_on=None, operations=ACTS)  # type: ignore[arg-type] # refused before either is looked at
    assert refused.value.findings == judge(example.files, ACTS)
