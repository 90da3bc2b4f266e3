"""`nintei backup` and `nintei restore`: the database and the uploads, in one piece."""

import importlib.metadata
import shutil
import tempfile
from pathlib import Path

import click
from sqlalchemy import make_url, select

from app import clock
from app.cli.archive import DATABASES, ArchiveError, Manifest, is_archive, unpack, writing
from app.cli.database_copy import check_file, copy_out, is_empty, put_back
from app.cli.events import verify_all
from app.config import Settings, from_environment
from app.store import migrate
from app.store.models.cases import Document
from app.store.session import Database

PATH = click.Path(path_type=Path)


@click.command()
@click.argument("target", type=PATH, metavar="DIR|FILE.tar.gz")
def backup(target: Path) -> None:
    """Copy database and uploads while the server runs, with a manifest of SHA-256.

    Exit status 1 if an upload is missing or damaged; what is whole is in the backup all the same.
    """
    settings = from_environment()
    faults = back_up(settings, target)
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(f"Backup written to {target}.")
    if faults:
        raise SystemExit(1)


@click.command()
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="DIR|FILE.tar.gz")
@click.option(
    "--force", is_flag=True, help="Replace what is there. Files are kept aside, PostgreSQL tables are not."
)
def restore(source: Path, force: bool) -> None:
    """Put a backup in place, after every byte of it was checked. Stop the server first."""
    settings = from_environment()
    manifest = put_in_place(settings, source, force=force)
    click.echo(f"Restored {len(manifest.files)} files of the backup of {manifest.made_at}.")
    if manifest.schema != migrate.head():
        click.echo(
            f"It has schema {manifest.schema}, this version needs {migrate.head()}: run nintei migrate."
        )
        return
    database = Database(settings.url)
    try:
        count, broken = verify_all(database)
    finally:
        database.dispose()
    click.echo(f"{count} cases, broken chains of events: {len(broken)}")
    if broken:
        raise SystemExit(1)


def back_up(settings: Settings, target: Path) -> list[str]:
    """Write a backup; returns a sentence for each upload that is missing or damaged."""
    if target.exists() and (is_archive(target) or not target.is_dir() or any(target.iterdir())):
        raise click.ClickException(f"{target} is there already. Choose another name or an empty folder.")
    schema = migrate.current(settings.url)
    if schema is None:
        raise click.ClickException("There is no database to back up.")
    kind = make_url(settings.url).get_backend_name()
    made_at = clock.real_now().isoformat(timespec="seconds")
    manifest = Manifest(made_at, importlib.metadata.version("nintei"), schema, kind)
    wanted = _documents(settings) if schema == migrate.head() else set()
    with tempfile.TemporaryDirectory() as folder, writing(target) as sink:
        # First the database: an upload is stored before the row that names it.
        copy = Path(folder) / DATABASES[kind]
        copy_out(settings.url, copy)
        manifest.files[copy.name] = sink.add(copy.name, copy)
        for path in sorted(settings.uploads.glob("[0-9a-f][0-9a-f]/*")):
            name = f"uploads/{path.parent.name}/{path.name}"
            manifest.files[name] = sink.add(name, path)
        sink.finish(manifest.to_json())
    return _faults(manifest, wanted)


def put_in_place(settings: Settings, source: Path, *, force: bool) -> Manifest:
    """Check a backup and put it in place of what is there; what was there stays in `replaced-…`."""
    if not force and not (is_empty(settings.url) and not _has_uploads(settings)):
        raise click.ClickException(
            "There is data already. To replace it make a backup of it first, then use --force."
        )
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data, prefix="restoring-") as folder:
        staged = Path(folder)
        try:
            manifest = unpack(source, staged)
        except ArchiveError as error:
            raise click.ClickException(f"{error} Nothing was changed.") from error
        _refuse_misfit(settings, manifest)
        copy = staged / DATABASES[manifest.database]
        if manifest.database == "sqlite":
            check_file(copy)
        aside = settings.data / f"replaced-{clock.real_now():%Y%m%d-%H%M%S-%f}"
        put_back(settings.url, copy, aside)
        if settings.uploads.exists():
            aside.mkdir(exist_ok=True)
            shutil.move(settings.uploads, aside / settings.uploads.name)
        if (staged / "uploads").exists():
            shutil.move(staged / "uploads", settings.uploads)
    return manifest


def _refuse_misfit(settings: Settings, manifest: Manifest) -> None:
    kind = make_url(settings.url).get_backend_name()
    if manifest.database != kind:
        raise click.ClickException(
            f"The backup is of {manifest.database}, but NINTEI_DATABASE_URL is {kind}. Nothing was changed."
        )
    if not migrate.known(manifest.schema):
        raise click.ClickException(
            f"The backup has schema {manifest.schema}, which this version ({migrate.head()}) does not know. "
            "Install the version that wrote it. Nothing was changed."
        )


def _has_uploads(settings: Settings) -> bool:
    return any(settings.uploads.glob("[0-9a-f][0-9a-f]/*"))


def _documents(settings: Settings) -> set[str]:
    database = Database(settings.url)
    try:
        with database.read() as session:
            return set(session.scalars(select(Document.sha256).distinct()))
    finally:
        database.dispose()


def _faults(manifest: Manifest, wanted: set[str]) -> list[str]:
    uploads = {path.rpartition("/")[2]: sha256 for path, (_, sha256) in manifest.files.items() if "/" in path}
    missing = [f"The document {name} is not among the uploads." for name in sorted(wanted - set(uploads))]
    damaged = [f"The upload {name} is damaged." for name, sha256 in sorted(uploads.items()) if name != sha256]
    return missing + damaged
