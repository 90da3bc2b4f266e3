"""`nintei editions`: which editions there are, and running cases carried from one to another."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from app.config import from_environment

if TYPE_CHECKING:
    from app.cases.runtime import Runtime
    from app.store.viewer import Viewer


@click.group()
def editions() -> None:
    """Editions of diagrams and forms, and the running cases on them."""


@editions.command("list")
def list_() -> None:
    """Every edition, with how many procedures run on it."""
    from app.store.reading import instances

    with _runtime() as runtime, runtime.db.read() as session:
        for row, running in instances.editions_in_use(session):
            click.echo(f"{row.id:4d}  {row.effective_on}  {running:5d} running  {row.label}")


@editions.command()
@click.argument("to", type=int, metavar="EDITION")
@click.option("--case", "cases", multiple=True, help="Case number; all running cases where none is given.")
@click.option("--apply", "apply_", is_flag=True, help="Carry over what can be carried over.")
@click.option("--by", "email", help="Mail address of the operator who does it.")
@click.option("--reason", default="", help="Why; it stands on the record of each case.")
def migrate(to: int, cases: tuple[str, ...], apply_: bool, email: str | None, reason: str) -> None:
    """Try (or with --apply do) the migration of running cases to EDITION; exit status 1 if any must stay."""
    from app.cases import migration
    from app.cases.errors import CaseError

    with _runtime() as runtime:
        viewer = _operator(runtime, email) if apply_ else None
        try:
            found = migration.prospects(runtime, to, frozenset(cases) if cases else None)
        except CaseError as error:
            raise click.ClickException(error.text.en) from error
        for each in found:
            click.echo(f"{each.case_no or '-'} {each.process_id} {each.instance_id}: {_said(each.obstacles)}")
            for text in (*each.obstacles, *each.notes):
                click.echo(f"    {text.ja}\n    {text.en}")
            if viewer is not None and not each.obstacles:
                try:
                    number = migration.carry_over(runtime, viewer, each.instance_id, to, reason)
                except CaseError as error:
                    raise click.ClickException(error.text.en) from error
                click.echo(f"    carried over; undo with: nintei editions undo {number}")
        stay = sum(bool(each.obstacles) for each in found)
        click.echo(f"{len(found) - stay} can be carried over, {stay} must stay")
        if stay:
            raise SystemExit(1)


@editions.command()
@click.argument("migration_id", type=int, metavar="NUMBER")
@click.option("--by", "email", required=True, help="Mail address of the operator who does it.")
@click.option("--reason", required=True, help="Why; it stands on the record of the case.")
def undo(migration_id: int, email: str, reason: str) -> None:
    """Take back a migration by the number that `migrate` printed."""
    from app.cases import migration
    from app.cases.errors import CaseError
    from app.engine import EngineError

    with _runtime() as runtime:
        try:
            migration.undo(runtime, _operator(runtime, email), migration_id, reason)
        except (CaseError, EngineError) as error:
            raise click.ClickException(error.text.en) from error
    click.echo("The case is back on its former edition.")


def _said(obstacles: tuple[object, ...]) -> str:
    return "must stay" if obstacles else "can be carried over"


def _operator(runtime: "Runtime", email: str | None) -> "Viewer":
    """The operator with that address; ends the command where there is none."""
    from app import clock
    from app.accounts import users, viewers

    with runtime.db.read() as session:
        user = users.by_email(session, email) if email else None
        viewer = viewers.viewer_of(session, user.id, clock.today()) if user is not None else None
    if viewer is None or not viewer.is_("operator"):
        raise click.ClickException("Name an operator with --by: the record says who did it.")
    return viewer


@contextmanager
def _runtime() -> Iterator["Runtime"]:
    from app import create_runtime
    from app.cli.migrating import require_current

    settings = from_environment()
    require_current(settings)
    runtime = create_runtime(settings)
    try:
        yield runtime
    finally:
        runtime.db.dispose()
