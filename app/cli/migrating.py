"""`nintei migrate`, and the check that keeps a server off a schema that it does not know."""

import click

from app.config import Settings, from_environment
from app.store import migrate as schema


@click.command()
def migrate() -> None:
    """Bring the database to the schema of this version."""
    bring_up(from_environment())


def bring_up(settings: Settings) -> None:
    """Migrate and say from where to where; refuses a database of a newer version."""
    before = schema.current(settings.url)
    _refuse_newer(before)
    schema.upgrade(settings.url)
    head = schema.head()
    click.echo(f"Schema {head} is current." if before == head else f"Schema {before or 'none'} → {head}.")


def require_current(settings: Settings) -> None:
    """Stop unless the schema is that of this version."""
    found = schema.current(settings.url)
    _refuse_newer(found)
    if found != schema.head():
        raise click.ClickException(
            f"The database has schema {found or 'none'}, this version needs {schema.head()}. "
            "Make a backup (nintei backup FILE), then run: nintei migrate"
        )


def _refuse_newer(found: str | None) -> None:
    if found is not None and not schema.known(found):
        raise click.ClickException(
            f"The database has schema {found}, which this version ({schema.head()}) does not know: "
            "it was written by a newer version. Install that version, or restore a backup."
        )
