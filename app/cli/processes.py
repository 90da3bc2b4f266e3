"""`nintei processes …`: judge, lay out, draw and put in force the diagrams of the working folder."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.config import ROOT, from_environment

if TYPE_CHECKING:
    from app.cases.linting import Finding

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def processes() -> None:
    """Judge, lay out, draw and put in force the diagrams in processes/."""


@processes.command()
@click.argument("folder", required=False, type=FOLDER, metavar="[DIR]")
@click.option("--root", type=FOLDER, default=ROOT, help="The same as DIR.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def lint(folder: Path | None, root: Path, as_json: bool) -> None:
    """Check the diagrams and forms of DIR (with processes/ and forms/ in it) as an edition.

    The same check stands before every edition. Exit status 1 if anything is wrong.
    """
    from app.cases import acts, editions
    from app.cases.linting import judge

    files = editions.read_folder(folder or root)
    found = judge(files, acts.OPERATIONS)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
    else:
        _print(found)
        diagrams, forms = (sum(path.endswith(end) for path in files) for end in (".bpmn", ".form"))
        click.echo(f"{diagrams} diagrams, {forms} forms, findings: {len(found)}")
    if found:
        raise SystemExit(1)


def _print(found: list["Finding"]) -> None:
    for path, group in groupby(found, key=lambda finding: finding.path):
        click.echo(path or "(the edition as a whole)")
        for finding in group:
            click.echo(f"  {finding.node or '-'} ({finding.rule})")
            click.echo(f"    {finding.ja}")
            click.echo(f"    {finding.en}")


@processes.command("import")
@click.option("--root", type=FOLDER, default=ROOT, help="Folder that holds processes/ and forms/.")
@click.option("--effective-on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day in force.")
@click.option("--label", required=True, help="What people call this edition.")
def import_(root: Path, effective_on: datetime, label: str) -> None:
    """Put diagrams and forms in force as an edition; the same files are stored once."""
    from app.cases import acts, editions
    from app.cli.migrating import require_current
    from app.store.session import Database

    settings = from_environment()
    require_current(settings)
    database = Database(settings.url)
    try:
        with database.step() as session:
            edition_id = editions.publish(
                session,
                editions.read_folder(root),
                label=label,
                effective_on=effective_on.date(),
                operations=acts.OPERATIONS,
            )
    except editions.EditionRefused as error:
        sentences = "\n".join(f"  {finding}\n  {finding.ja}" for finding in error.findings)
        raise click.ClickException(f"The edition was not put in force:\n{sentences}") from error
    finally:
        database.dispose()
    click.echo(f"Edition {edition_id} is in force from {effective_on.date()}, unless a later one is.")


@processes.command()
@click.argument("names", nargs=-1, metavar="[PROCESS]…")
@click.option("--root", type=FOLDER, default=ROOT, help="Folder that holds processes/.")
@click.option("--quick", is_flag=True, help="About ten times faster and less tidy.")
@click.option("--check", is_flag=True, help="Change nothing; exit status 1 if a picture has a fault.")
def layout(names: tuple[str, ...], root: Path, quick: bool, check: bool) -> None:
    """Write the picture coordinates of diagrams anew, by rule."""
    from app.engine import drawing

    faults = 0
    for path in _diagrams(root, names):
        with _readable(path):
            bpmn = path.read_bytes()
            if not check:
                bpmn = drawing.lay_out(bpmn, effort="quick" if quick else "full")
                path.write_bytes(bpmn)
            faults += _report(path, drawing.check(bpmn))
    if check and faults:
        raise SystemExit(1)


@processes.command()
@click.argument("names", nargs=-1, metavar="[PROCESS]…")
@click.option("--root", type=FOLDER, default=ROOT, help="Folder that holds processes/.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=ROOT / "build" / "diagrams")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", show_default=True)
@click.option("--check", is_flag=True, help="Exit status 1 if a picture has a fault.")
@click.option("--png", is_flag=True, help="Write PNG files too (needs chromium).")
def render(names: tuple[str, ...], root: Path, out: Path, language: str, check: bool, png: bool) -> None:
    """Draw diagrams from their coordinates, as SVG files."""
    from app.engine import drawing

    out.mkdir(parents=True, exist_ok=True)
    faults = 0
    for path in _diagrams(root, names):
        with _readable(path):
            bpmn = path.read_bytes()
            target = out / f"{path.stem}.svg"
            svg = drawing.to_svg(bpmn, language=language)
            target.write_text(svg, encoding="utf-8")
            if png:
                drawing.to_png(svg, target.with_suffix(".png"))
            click.echo(str(target))
            faults += _report(path, drawing.check(bpmn))
    if check and faults:
        raise SystemExit(1)


def _diagrams(root: Path, names: tuple[str, ...]) -> list[Path]:
    found = {path.stem: path for path in sorted(root.glob("processes/*.bpmn"))}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise click.ClickException(f"There is no processes/{unknown[0]}.bpmn. There are: {', '.join(found)}.")
    return [found[name] for name in names] if names else list(found.values())


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    from app.engine.drawing import DrawingError

    try:
        yield
    except DrawingError as error:
        raise click.ClickException(f"{path.name}: {error.text.en}") from error


def _report(path: Path, faults: list[str]) -> int:
    click.echo(f"{path.name}: {'; '.join(faults) or 'no fault'}")
    return len(faults)
