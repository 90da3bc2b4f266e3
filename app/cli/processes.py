"""`nintei processes …`: judge, lay out and draw the diagrams of the working folder."""

import importlib
from pathlib import Path
from types import ModuleType

import click

from app.config import ROOT

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def processes() -> None:
    """Judge, lay out and draw the diagrams in processes/."""


@processes.command()
@click.option("--root", type=FOLDER, default=ROOT, help="Folder that holds processes/ and forms/.")
def lint(root: Path) -> None:
    """Check diagrams and forms as an edition; exit status 1 if anything is wrong."""
    from app.cases.lint import lint as judge

    files = edition_files(root)
    found = judge(files)
    for finding in found:
        click.echo(str(finding))
        click.echo(f"    {finding.text.ja}")
    count = sum(path.endswith(".bpmn") for path in files)
    click.echo(f"{count} diagrams, {len(files) - count} forms: {len(found) or 'no'} findings")
    if found:
        raise SystemExit(1)


@processes.command()
@click.argument("names", nargs=-1, metavar="[PROCESS]…")
@click.option("--root", type=FOLDER, default=ROOT, help="Folder that holds processes/.")
@click.option("--quick", is_flag=True, help="About ten times faster and less tidy.")
@click.option("--check", is_flag=True, help="Change nothing; exit status 1 if a picture has a fault.")
def layout(names: tuple[str, ...], root: Path, quick: bool, check: bool) -> None:
    """Write the picture coordinates of diagrams anew, by rule."""
    drawing = _drawing("lay_out", "check")
    faults = 0
    for path in _diagrams(root, names):
        bpmn = path.read_bytes()
        if not check:
            bpmn = drawing.lay_out(bpmn, effort="quick" if quick else "full")
            path.write_bytes(bpmn)
        faults += _report(drawing, path, bpmn)
    if check and faults:
        raise SystemExit(1)


@processes.command()
@click.argument("names", nargs=-1, metavar="[PROCESS]…")
@click.option("--root", type=FOLDER, default=ROOT, help="Folder that holds processes/.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=ROOT / "build" / "diagrams")
@click.option("--check", is_flag=True, help="Exit status 1 if a picture has a fault.")
@click.option("--png", is_flag=True, help="Write PNG files too (needs chromium).")
def render(names: tuple[str, ...], root: Path, out: Path, check: bool, png: bool) -> None:
    """Draw diagrams from their coordinates, as SVG files."""
    drawing = _drawing("to_svg", "check")
    out.mkdir(parents=True, exist_ok=True)
    faults = 0
    for path in _diagrams(root, names):
        bpmn = path.read_bytes()
        target = out / f"{path.stem}.svg"
        svg = drawing.to_svg(bpmn)
        target.write_text(svg, encoding="utf-8")
        if png:
            target.with_suffix(".png").write_bytes(_drawing("to_png").to_png(svg))
        click.echo(str(target))
        faults += _report(drawing, path, bpmn)
    if check and faults:
        raise SystemExit(1)


def edition_files(root: Path) -> dict[str, bytes]:
    """The diagrams and forms under a folder, by the path that an edition gives them."""
    found = [*root.glob("processes/*.bpmn"), *root.glob("forms/*/*.form")]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(found)}


def _diagrams(root: Path, names: tuple[str, ...]) -> list[Path]:
    found = {path.stem: path for path in sorted(root.glob("processes/*.bpmn"))}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise click.ClickException(f"There is no processes/{unknown[0]}.bpmn. There are: {', '.join(found)}.")
    return [found[name] for name in names] if names else list(found.values())


def _drawing(*names: str) -> ModuleType:
    drawing = importlib.import_module("app.engine.drawing")
    missing = [name for name in names if not hasattr(drawing, name)]
    if missing:
        raise click.ClickException(f"This version cannot do that: app.engine.drawing has no {missing[0]}.")
    return drawing


def _report(drawing: ModuleType, path: Path, bpmn: bytes) -> int:
    faults: list[str] = drawing.check(bpmn)
    click.echo(f"{path.name}: {'; '.join(faults) or 'no fault'}")
    return len(faults)
