"""What the READMEs promise: accounts, procedures, paths, commands and targets that are there."""

import re
from pathlib import Path

import pytest
from click import Group

from app.cases.demo import ACCOUNTS
from app.cli import main
from app.config import ROOT

READMES = [ROOT / "README.md", ROOT / "README.ja.md"]


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_account_of_the_demo_is_listed(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    for address, password, _said in ACCOUNTS:
        assert f"`{address}`" in text
        assert password in text


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_procedure_is_in_the_table_and_every_link_leads_somewhere(readme: Path) -> None:
    text = readme.read_text(encoding="utf-8")
    for diagram in (ROOT / "processes").glob("*.bpmn"):
        assert f"(processes/{diagram.name})" in text
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target


def test_every_make_target_and_command_that_the_readme_names_exists() -> None:
    text = READMES[0].read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"(?:^    |`)make ([a-z-]+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    (listed,) = re.findall(r"`nintei` has (.+?)\. `make bench`", text)
    assert isinstance(main, Group)
    for command in re.findall(r"`([a-z]+)", listed):
        assert main.get_command(None, command) is not None, command  # type: ignore[arg-type] # no context is needed
