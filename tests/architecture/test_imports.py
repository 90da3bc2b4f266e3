"""The directions of imports that pyproject.toml declares hold."""

import subprocess
import sys
import tomllib
from pathlib import Path

from app.config import ROOT

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_every_contract_is_kept() -> None:
    ran = subprocess.run([LINT_IMPORTS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-3000:]


def test_every_part_of_the_application_stands_in_the_layers() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = next(each for each in settings["contracts"] if each["type"] == "layers")
    named = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    found = {
        path.stem
        for path in (ROOT / "app").iterdir()
        if not path.name.startswith("_") and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    assert found == named
