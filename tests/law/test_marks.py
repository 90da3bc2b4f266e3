"""The marks of these tests agree with the tables of refusals and articles."""

import ast
from pathlib import Path

from app.law import articles, refusals
from app.law.citation import citations

HERE = Path(__file__).parent


def marks(name):
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == f"pytest.mark.{name}":
                named = {each.arg: ast.literal_eval(each.value) for each in node.keywords}
                yield ast.literal_eval(node.args[0]), named


def test_every_mark_on_a_refusal_states_its_basis_and_article():
    found = list(marks("refusal"))
    assert found
    for id_, named in found:
        parts = [(part.basis, part.article) for part in refusals.refusal(id_)]
        assert (named["basis"], named["article"]) in parts, id_


def test_every_mark_on_an_article_names_one():
    for line, _ in marks("article"):
        assert all(articles.exists(cited) for cited in citations(line)), line
