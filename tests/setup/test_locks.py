"""The lock files name public registries only, so that they install anywhere."""

import json
import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRONTEND = ROOT / "app" / "web" / "frontend"
LOCKS = {
    ROOT / "uv.lock": {"pypi.org", "files.pythonhosted.org"},
    FRONTEND / "package-lock.json": {"registry.npmjs.org"},
}
# Where a package asks for donations or says where it lives; nothing is installed from there.
NOT_A_SOURCE = re.compile(r'"(?:funding|url|homepage)":\s*(?:"[^"]*"|\{[^}]*\})')


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_file_names_public_hosts_only(lock: Path) -> None:
    text = NOT_A_SOURCE.sub("", lock.read_text())
    hosts = {urlsplit(url).hostname for url in re.findall(r"[a-z+]+://[^\"'\s]+", text)}
    assert hosts <= LOCKS[lock]
    assert "file:" not in text


def test_every_python_package_is_locked_with_a_hash() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    for package in packages:
        if "registry" in package["source"]:
            files = [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
            assert files, package["name"]
            assert all(file["hash"].startswith("sha256:") for file in files)


def test_every_npm_package_is_locked_with_a_hash_and_pinned_exactly() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    assert all("integrity" in package for path, package in packages.items() if path)
    asked = json.loads((FRONTEND / "package.json").read_text())
    wanted = {**asked["dependencies"], **asked["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_npm_writes_no_host_into_its_lock_and_runs_no_script_of_a_package() -> None:
    settings = (FRONTEND / ".npmrc").read_text().splitlines()
    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= set(settings)
