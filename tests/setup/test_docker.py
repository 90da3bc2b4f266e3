"""What can be held of docker/ without a container engine."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import yaml

from app.cli import main

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = ROOT / "docker" / "Dockerfile"
COMPOSE = ROOT / "docker" / "compose.yaml"
README = ROOT / "docker" / "README.md"


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile as (instruction, arguments), continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text())


def accept(arguments: list[str], command: click.Command = main) -> None:
    """Let the CLI parse a command line without carrying it out; an unknown word or option raises."""
    if isinstance(command, click.Group):
        if arguments:
            name, found, rest = command.resolve_command(click.Context(command), arguments)
            assert name
            assert found
            accept(rest, found)
    else:
        command.make_context(command.name, arguments)


def test_hadolint_finds_nothing() -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    run = subprocess.run([hadolint, "--no-color", DOCKERFILE], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_every_copied_path_is_in_the_repository_and_let_through_to_the_build() -> None:
    allowed = {
        line[1:]
        for line in (ROOT / "docker" / "Dockerfile.dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = [
        source.rstrip("/")
        for name, arguments in instructions()
        if name == "COPY" and not arguments.startswith("--from")
        for source in arguments.split()[:-1]
    ]
    assert copied
    assert set(copied) == allowed
    for source in copied:
        tracked = subprocess.run(
            ["git", "ls-files", source], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert tracked.stdout, f"{source} is not in the repository"


def test_every_python_program_that_the_build_runs_exists() -> None:
    runs = " ".join(arguments for name, arguments in instructions() if name == "RUN")
    for path in re.findall(r"\bapp/[\w/]+(?:\.py)?", runs):
        assert (ROOT / path).exists(), path
    for program in re.findall(r"\.venv/bin/(\w+)", runs):
        assert (Path(sys.executable).parent / program).exists(), program


def test_the_image_installs_the_uv_of_the_makefile() -> None:
    pinned = re.search(r"^UV_VERSION := (\S+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert pinned
    assert f"uv=={pinned[1]}" in DOCKERFILE.read_text()


def test_the_image_runs_without_root_and_checks_its_health() -> None:
    last = {name: arguments for name, arguments in instructions()}
    assert last["USER"].isdigit()
    assert int(last["USER"]) > 0
    assert "/healthz" in last["HEALTHCHECK"]


def test_the_image_starts_a_command_that_the_cli_has() -> None:
    last = {
        name: json.loads(arguments) for name, arguments in instructions() if name in {"ENTRYPOINT", "CMD"}
    }
    assert last["ENTRYPOINT"] == ["nintei"]
    accept(last["CMD"])


def test_the_compose_file_has_the_shape_of_the_specification() -> None:
    schema = json.loads((Path(__file__).parent / "compose.schema.json").read_text())
    jsonschema.validate(compose(), schema)


def test_the_compose_file_names_files_volumes_and_services_that_exist() -> None:
    file = compose()
    for service in file["services"].values():
        if build := service.get("build"):
            context = (COMPOSE.parent / build["context"]).resolve()
            assert context == ROOT
            assert (context / build["dockerfile"]).is_file()
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in file["volumes"]
        for other, wait in service.get("depends_on", {}).items():
            assert other in file["services"]
            unchecked = file["services"][other].get("healthcheck", {}).get("disable", False)
            assert unchecked == (wait["condition"] == "service_completed_successfully")


def test_the_services_run_commands_that_the_cli_has() -> None:
    ours = [service for service in compose()["services"].values() if service["image"].startswith("nintei:")]
    assert len(ours) == 3
    for service in ours:
        accept(service["command"])


def test_the_readme_names_commands_that_the_cli_has() -> None:
    commands = re.findall(r"exec web nintei ([^`\n]+?) --help", README.read_text())
    assert commands
    for command in commands:
        accept(shlex.split(command))


def test_every_setting_of_the_containers_is_one_that_the_product_reads() -> None:
    read = set(re.findall(r'"(NINTEI_\w+)"', (ROOT / "app" / "config.py").read_text()))
    given = {name for service in compose()["services"].values() for name in service.get("environment", {})}
    given |= set(re.findall(r"(NINTEI_\w+)=", DOCKERFILE.read_text()))
    assert {name for name in given if name.startswith("NINTEI_")} <= read


@pytest.mark.parametrize("file", [DOCKERFILE, COMPOSE, README], ids=lambda path: path.name)
def test_no_secret_stands_in_a_file(file: Path) -> None:
    for name, value in re.findall(r"(\w*(?:PASSWORD|SECRET)\w*)[:=]\s*(\S+)", file.read_text()):
        assert value.startswith(("${", "$(", "?", "-")), f"{name} is given in {file.name}"
