"""What the targets of the Makefile promise."""

from app.config import ROOT


def test_measuring_fails_where_a_figure_misses_its_bar() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition("\nbench:")[2].partition("\n\n")[0]
    assert "tests.bench --check" in recipe
