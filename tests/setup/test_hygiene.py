"""The repository carries nothing of the machine that it was written on."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Homes and addresses of one machine. Each pattern is written so that it does not find itself.
MACHINE_PATHS = {
    "root's home": re.compile(rb"/ro[o]t/"),
    "a home": re.compile(rb"/ho[m]e/[a-z][\w.-]*/"),
    "a home on a Mac": re.compile(rb"/User[s]/[A-Za-z][\w.-]*/"),
    "a home on Windows": re.compile(rb"[A-Z]:\\+User[s]\\"),
    # Tests of refused entities name /etc, which every machine has.
    "a file address": re.compile(rb"file:/{3}(?!etc/)"),
    "a folder of a workplace": re.compile(rb"(?<![\w.$}/-])/(?:wor[k]|workspac[e]|bash_job[s])/"),
}
BUILT = re.compile(r"(^|/)(node_modules|dist|__pycache__|\.venv|var|build)/|\.(mo|pyc|ttf|otf|woff2?)$")


def tracked() -> list[str]:
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [name for name in run.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("kind", MACHINE_PATHS)
def test_no_file_names_a_path_of_one_machine(kind: str) -> None:
    found = [name for name in tracked() if MACHINE_PATHS[kind].search((ROOT / name).read_bytes())]
    assert found == []


def test_nothing_that_is_built_is_kept() -> None:
    assert [name for name in tracked() if BUILT.search(name)] == []


def test_the_top_level_is_the_one_that_was_agreed() -> None:
    agreed = {"pyproject.toml", "processes", "app", "forms", "tests", "docker", "README.md"}
    usual = {
        "LICENSE",
        "README.ja.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "Makefile",
        "uv.lock",
        ".ci",
        ".gitignore",
    }
    assert {name.split("/")[0] for name in tracked()} <= agreed | usual
