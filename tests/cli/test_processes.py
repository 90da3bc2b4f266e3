"""`nintei processes`: faults are named where they are, pictures are drawn, editions are put in force."""

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli import main
from app.config import ROOT, Settings
from app.store import migrate
from app.store.models.procedures import Edition
from app.store.session import Database
from tests.cli.conftest import KEY, Nintei


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["processes", *(str(argument) for argument in arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with the shipped diagrams and forms."""
    for name in ("processes", "forms"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_is_shipped_has_no_fault(folder: Path) -> None:
    result = run("lint", "--root", folder)
    assert result.exit_code == 0, result.output
    assert "findings: 0" in result.output


DIAGRAM = "processes/publication.bpmn"
FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "no citation": (
        lambda f: edit(f / DIAGRAM, "<bpmn:documentation>第11条第1項</bpmn:documentation>", ""),
        "第6条第2項",
    ),
    "a citation that names nothing": (
        lambda f: edit(f / DIAGRAM, "第11条第1項", "第11条第9項"),
        "第11条第9項",
    ),
    "a citation that is none": (lambda f: edit(f / DIAGRAM, "第11条第1項", "Art. 11"), "Art. 11"),
    "a practice without its reason": (lambda f: edit(f / DIAGRAM, "第11条第1項", "運用"), "運用"),
    "no English name": (
        lambda f: edit(f / DIAGRAM, 'name="name_en" value="Publish on the registry"', 'name="x" value="y"'),
        "name_en",
    ),
    "no Japanese name": (lambda f: edit(f / DIAGRAM, ' name="登録簿に公表する"', ""), "Japanese name"),
    "a lane that is no role": (
        lambda f: edit(f / DIAGRAM, 'name="公表担当"', 'name="公表係"'),
        "公表係",
    ),
    "a human step without its form": (
        lambda f: (f / "forms/publication/confirm_publication.form").unlink(),
        "confirm_publication",
    ),
    "a form without its step": (
        lambda f: (f / "forms/publication/confirm_publication.form").rename(f / "forms/publication/x.form"),
        "publication.x",
    ),
    "an act that nobody wrote": (
        lambda f: edit(f / DIAGRAM, "registry/publish", "registry/burn"),
        "registry/burn",
    ),
    "a file with another name": (
        lambda f: (f / DIAGRAM).rename(f / "processes/publishing.bpmn"),
        "publication.bpmn",
    ),
    "a call of nothing": (lambda f: (f / "processes/correction.bpmn").unlink(), "correction"),
    "an element that is not run": (
        lambda f: edit(f / DIAGRAM, "<bpmn:startEvent ", '<bpmn:scriptTask id="s"/><bpmn:startEvent '),
        "scriptTask",
    ),
    "no XML": (lambda f: (f / DIAGRAM).write_text("nothing"), "XML"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_in_both_languages_and_fails(folder: Path, fault: str) -> None:
    make, named = FAULTS[fault]
    make(folder)
    result = run("lint", "--root", folder)
    assert result.exit_code == 1
    assert named in result.output
    assert re.search("[ぁ-ん]", result.output)
    assert "Traceback" not in result.output


def test_a_folder_is_judged_by_its_place_and_findings_stand_under_their_file(folder: Path) -> None:
    assert run("lint", folder).exit_code == 0
    edit(folder / DIAGRAM, "registry/publish", "registry/burn")
    lines = run("lint", folder).output.splitlines()
    assert lines[0] == DIAGRAM
    assert lines[1].split() == ["publish", "(act)"]
    assert "registry/burn" in lines[2]
    assert "registry/burn" in lines[3]
    assert lines[-1].endswith("findings: 1")


def test_findings_are_printed_as_json_for_programs(folder: Path) -> None:
    result = run("lint", folder, "--json")
    assert (result.exit_code, json.loads(result.output)) == (0, [])
    edit(folder / DIAGRAM, "registry/publish", "registry/burn")
    result = run("lint", folder, "--json")
    assert result.exit_code == 1
    (found,) = json.loads(result.output)
    assert (found["path"], found["node"], found["rule"]) == (DIAGRAM, "publish", "act")
    assert "registry/burn" in found["ja"]
    assert "registry/burn" in found["en"]


def test_every_refused_diagram_is_named_not_only_the_first(folder: Path) -> None:
    for name in ("correction", "publication"):
        (folder / f"processes/{name}.bpmn").write_text("nothing")
    result = run("lint", "--root", folder)
    assert "processes/correction.bpmn" in result.output
    assert "processes/publication.bpmn" in result.output


def test_a_layout_changes_the_picture_and_nothing_else(folder: Path) -> None:
    before = run("lint", "--root", folder)
    path = folder / DIAGRAM
    text = path.read_text(encoding="utf-8")
    cut = text.find("<bpmndi:BPMNDiagram")
    result = run("layout", "publication", "--quick", "--root", folder)
    assert result.exit_code == 0, result.output
    after = path.read_text(encoding="utf-8")
    assert "<bpmndi:BPMNShape" in after
    if cut > 0:
        assert after[:cut].split() == text[:cut].split()
    assert run("lint", "--root", folder).output == before.output
    assert run("layout", "publication", "--check", "--root", folder).exit_code == 0


def test_a_check_of_pictures_changes_nothing_and_fails_on_a_fault(folder: Path) -> None:
    path = folder / DIAGRAM
    run("layout", "publication", "--quick", "--root", folder)
    text = path.read_text(encoding="utf-8")
    shape = text.index("<bpmndi:BPMNShape")
    end = text.index("</bpmndi:BPMNShape>", shape) + len("</bpmndi:BPMNShape>")
    path.write_text(text[:shape] + text[end:], encoding="utf-8")
    spoilt = path.read_bytes()
    result = run("layout", "publication", "--check", "--root", folder)
    assert result.exit_code == 1, result.output
    assert path.read_bytes() == spoilt
    assert run("render", "publication", "--check", "--root", folder, "--out", folder / "o").exit_code == 1


def test_a_diagram_is_drawn_in_either_language(folder: Path) -> None:
    run("layout", "publication", "--quick", "--root", folder)
    assert run("render", "publication", "--root", folder, "--out", folder / "ja").exit_code == 0
    assert run("render", "--root", folder, "--out", folder / "en", "--language", "en").exit_code == 0
    japanese, english = (
        (folder / language / "publication.svg").read_text(encoding="utf-8") for language in ("ja", "en")
    )
    assert ("公表された" in japanese, "Published" in japanese) == (True, False)
    assert ("公表された" in english, "Published" in english) == (False, True)
    assert sorted(path.name for path in (folder / "en").iterdir()) == sorted(
        f"{path.stem}.svg" for path in (folder / "processes").glob("*.bpmn")
    )


@pytest.mark.browser
def test_a_diagram_is_drawn_as_png(folder: Path) -> None:
    run("layout", "publication", "--quick", "--root", folder)
    result = run("render", "publication", "--png", "--root", folder, "--out", folder / "out")
    assert result.exit_code == 0, result.output
    assert (folder / "out/publication.png").read_bytes().startswith(b"\x89PNG")


def test_an_unknown_process_is_said_with_those_that_exist(folder: Path) -> None:
    result = run("layout", "nothing", "--root", folder)
    assert result.exit_code == 1
    assert "There are: application" in result.output


def test_a_diagram_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / DIAGRAM).write_text("nothing")
    result = run("render", "publication", "--root", folder, "--out", folder / "o")
    assert result.exit_code == 1
    assert "publication.bpmn" in result.output


def editions(settings: Settings) -> list[tuple[str, date]]:
    database = Database(settings.url)
    with database.read() as session:
        found = [(label, day) for label, day in session.execute(select(Edition.label, Edition.effective_on))]
    database.dispose()
    return found


def test_an_edition_is_put_in_force_once(folder: Path, tmp_path: Path, nintei: Nintei) -> None:
    settings = Settings(data=tmp_path / "data", secret_key=KEY)
    migrate.upgrade(settings.url)
    for _ in range(2):
        given = ("--root", folder, "--effective-on", "2026-07-01", "--label", "第1版")
        result = nintei(settings, "processes", "import", *given)
        assert result.exit_code == 0, result.output
    assert editions(settings) == [("第1版", date(2026, 7, 1))]


def test_a_faulty_edition_is_not_put_in_force(folder: Path, tmp_path: Path, nintei: Nintei) -> None:
    settings = Settings(data=tmp_path / "data", secret_key=KEY)
    migrate.upgrade(settings.url)
    (folder / "forms/publication/confirm_publication.form").unlink()
    result = nintei(
        settings, "processes", "import", "--root", folder, "--effective-on", "2026-07-01", "--label", "第1版"
    )
    assert result.exit_code == 1
    assert "confirm_publication" in result.output
    assert editions(settings) == []
