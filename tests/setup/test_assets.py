"""The front-end build: what comes out, when it runs, and what is left without Node."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import assets

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "app" / "web"
MODULES = WEB / "frontend" / "node_modules"


def test_the_build_is_complete_and_stands_for_the_sources() -> None:
    assert assets.is_built(), "run: make setup"
    fonts = {path.name for path in (assets.TARGET / "fonts").glob("*.ttf")}
    assert fonts == {
        f"Noto{face}JP_{weight}.ttf" for face in ("Sans", "Serif") for weight in ("400Regular", "700Bold")
    }
    assert {"app.css", "app.js", "htmx.min.js"} <= {path.name for path in assets.TARGET.iterdir()}
    assert (MODULES / "axe-core" / "axe.min.js").is_file()


def test_a_second_build_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("npm was run")

    monkeypatch.setattr(assets, "run", never)
    assert assets.build() is False


def test_what_every_page_loads_stays_small() -> None:
    sizes = {name: (assets.TARGET / name).stat().st_size for name in ("app.css", "app.js")}
    assert sizes["app.css"] < 60_000
    assert sizes["app.js"] < 20_000


def test_the_build_starts_on_the_standard_library_alone() -> None:
    command = [sys.executable, "-I", "-S", assets.__file__, "--needs-wheel"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.strip() in {"yes", "no"}


def test_without_node_the_pages_still_get_a_style_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def absent() -> None:
        raise assets.NoNodeError("no npm found")

    monkeypatch.setattr(assets, "TARGET", tmp_path / "dist")
    monkeypatch.setattr(assets, "STAMP", tmp_path / "dist" / ".fingerprint")
    monkeypatch.setattr(assets, "npm_command", absent)
    assets.build()
    sheet = (tmp_path / "dist" / "app.css").read_text()
    assert ".nt-button--primary" in sheet
    assert "@import" not in sheet
    assert "make setup" in capsys.readouterr().err


def test_every_name_of_the_palette_has_a_value_without_the_tokens() -> None:
    palette = (WEB / "frontend" / "src" / "css" / "palette.css").read_text()
    assert re.findall(r"var\(--(?:color|font|border)[\w-]*\)", palette) == []
    defined = set(re.findall(r"^\s+(--nt-[\w-]+):", palette, re.MULTILINE))
    used = {
        name
        for sheet in (WEB / "frontend" / "src" / "css").glob("*.css")
        for name in re.findall(r"var\((--[\w-]+)", sheet.read_text())
    }
    assert {name for name in used if name.startswith("--nt-")} <= defined


def test_no_template_has_an_inline_script_style_or_handler() -> None:
    inline = re.compile(r"<style\b|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
    pages = list((WEB / "templates").rglob("*.html"))
    assert pages
    assert [page.name for page in pages if inline.search(page.read_text())] == []
