"""A drill: what was backed up comes back whole somewhere else, and what is damaged does not come back at all."""

import json
import shutil
import sqlite3
import tarfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from app.cli import database_copy
from app.cli.archive import Manifest, unpack
from app.config import Settings
from app.store import migrate
from app.store.session import Database
from tests.cli.conftest import KEY, Nintei, content_of, populate

Elsewhere = Callable[[], Settings]


@pytest.fixture
def elsewhere(installation: Settings, tmp_path: Path) -> Elsewhere:
    """A second installation on the same kind of database, with nothing in it."""

    def make() -> Settings:
        other = Settings(data=tmp_path / "second", secret_key=KEY)
        if not installation.database_url:
            return other
        name = f"{make_url(installation.database_url).database}_second"
        server = create_engine(installation.database_url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        server.dispose()
        url = make_url(installation.database_url).set(database=name)
        return replace(other, database_url=url.render_as_string(hide_password=False))

    return make


@pytest.fixture(autouse=True)
def _drop_second(installation: Settings) -> object:
    yield
    if installation.database_url:
        server = create_engine(installation.database_url, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            name = make_url(installation.database_url).database
            connection.execute(text(f"DROP DATABASE IF EXISTS {name}_second WITH (FORCE)"))
        server.dispose()


@pytest.mark.parametrize("form", ["nintei.tar.gz", "folder"])
def test_drill_everything_comes_back_in_another_place(
    installation: Settings, elsewhere: Elsewhere, nintei: Nintei, tmp_path: Path, form: str
) -> None:
    populate(installation)
    target = tmp_path / "backups" / form
    made = nintei(installation, "backup", target)
    assert made.exit_code == 0, made.output

    second = elsewhere()
    restored = nintei(second, "restore", target)
    assert restored.exit_code == 0, restored.output
    assert "2 cases, broken chains of events: 0" in restored.output
    assert content_of(second) == content_of(installation)
    assert migrate.current(second.url) == migrate.head()
    for path in installation.uploads.glob("??/*"):
        copy = second.uploads / path.relative_to(installation.uploads)
        assert copy.read_bytes() == path.read_bytes()
    assert nintei(second, "events", "verify").exit_code == 0
    after = Database(second.url)
    with after.step() as session:  # numbering goes on where it stopped
        session.execute(text("INSERT INTO number_series (name, last) VALUES ('again', 1)"))
    after.dispose()
    assert not list(tmp_path.rglob("*.partial"))
    assert not list(second.data.glob("restoring-*"))


def test_a_backup_is_of_one_moment_while_others_write(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "first")
    populate(settings)
    database = Database(settings.url)
    with database.step() as session:
        session.execute(text("INSERT INTO number_series (name, last) VALUES ('half', 1)"))
        database_copy.copy_out(settings.url, tmp_path / "copy.db")
        session.execute(text("INSERT INTO number_series (name, last) VALUES ('done', 1)"))
    database.dispose()
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("SELECT count(*) FROM number_series").fetchone() == (0,)
    copy.close()


def test_a_backup_never_overwrites_another(installation: Settings, nintei: Nintei, tmp_path: Path) -> None:
    populate(installation)
    target = tmp_path / "nintei.tar.gz"
    assert nintei(installation, "backup", target).exit_code == 0
    content = target.read_bytes()
    again = nintei(installation, "backup", target)
    assert again.exit_code == 1
    assert "is there already" in again.output
    assert target.read_bytes() == content


def test_only_its_owner_may_read_a_backup(installation: Settings, nintei: Nintei, tmp_path: Path) -> None:
    populate(installation)
    nintei(installation, "backup", tmp_path / "a.tar.gz")
    nintei(installation, "backup", tmp_path / "b")
    assert (tmp_path / "a.tar.gz").stat().st_mode & 0o077 == 0
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0


def test_data_that_is_there_is_replaced_only_by_force_and_then_kept_aside(
    installation: Settings, elsewhere: Elsewhere, nintei: Nintei, tmp_path: Path
) -> None:
    populate(installation)
    nintei(installation, "backup", tmp_path / "a.tar.gz")
    second = elsewhere()
    populate(second)
    database = Database(second.url)
    with database.step() as session:
        session.execute(text("INSERT INTO number_series (name, last) VALUES ('mine', 7)"))
    database.dispose()
    before = content_of(second)

    refused = nintei(second, "restore", tmp_path / "a.tar.gz")
    assert refused.exit_code == 1
    assert "--force" in refused.output
    assert content_of(second) == before

    assert nintei(second, "restore", tmp_path / "a.tar.gz", "--force").exit_code == 0
    assert content_of(second) == content_of(installation)
    (aside,) = second.data.glob("replaced-*")
    if not second.database_url:
        assert content_of(replace(second, database_url=f"sqlite:///{aside / 'nintei.db'}")) == before
    assert list((aside / "uploads").glob("??/*"))


def tampered(source: Path, target: Path, change: Callable[[Path], None]) -> Path:
    """A copy of a backup folder with something changed."""
    shutil.copytree(source, target)
    change(target)
    return target


def edit_manifest(folder: Path, edit: Callable[[dict[str, object]], None]) -> None:
    content = json.loads((folder / "manifest.json").read_text())
    edit(content)
    (folder / "manifest.json").write_text(json.dumps(content))


def flip_database(folder: Path) -> None:
    file = next(folder.glob("nintei.db"))
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)


DAMAGES: dict[str, Callable[[Path], None]] = {
    "a flipped bit": flip_database,
    "an upload that was changed": lambda f: next(f.glob("uploads/*/*")).write_bytes(b"other"),
    "an upload that is gone": lambda f: next(f.glob("uploads/*/*")).unlink(),
    "a file that was added": lambda f: (
        (f / "uploads" / "ab").mkdir() or (f / "uploads/ab" / ("a" * 64)).touch()
    ),
    "a file that leads elsewhere": lambda f: (f / "evil.sh").touch(),
    "a link": lambda f: (f / "uploads" / "link").symlink_to("/etc"),
    "a manifest that was edited": lambda f: edit_manifest(f, lambda m: m.update(schema="0000")),
    "a manifest with a hash replaced": lambda f: edit_manifest(
        f,
        lambda m: m["files"][0].update(sha256="0" * 64),  # type: ignore[index]
    ),
    "a manifest that is no JSON": lambda f: (f / "manifest.json").write_text("{"),
    "a manifest of another shape": lambda f: (f / "manifest.json").write_text("[]"),
    "no manifest": lambda f: (f / "manifest.json").unlink(),
}


@pytest.fixture
def folder_backup(nintei: Nintei, tmp_path: Path) -> Path:
    first = Settings(data=tmp_path / "embedded", secret_key=KEY)
    populate(first)
    assert nintei(first, "backup", tmp_path / "whole").exit_code == 0
    return tmp_path / "whole"


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_backup_is_refused_and_nothing_is_changed(
    folder_backup: Path, nintei: Nintei, tmp_path: Path, damage: str
) -> None:
    bad = tampered(folder_backup, tmp_path / "bad", DAMAGES[damage])
    second = Settings(data=tmp_path / "second", secret_key=KEY)
    refused = nintei(second, "restore", bad)
    assert refused.exit_code == 1, refused.output
    assert "Nothing was changed" in refused.output
    assert list(second.data.iterdir()) == []


def test_an_archive_that_was_cut_off_is_refused(folder_backup: Path, nintei: Nintei, tmp_path: Path) -> None:
    first = Settings(data=tmp_path / "embedded", secret_key=KEY)
    nintei(first, "backup", tmp_path / "a.tar.gz")
    whole = (tmp_path / "a.tar.gz").read_bytes()
    second = Settings(data=tmp_path / "second", secret_key=KEY)
    for length in (0, 10, len(whole) // 2, len(whole) - 200):
        (tmp_path / "cut.tar.gz").write_bytes(whole[:length])
        refused = nintei(second, "restore", tmp_path / "cut.tar.gz")
        assert (refused.exit_code, "Nothing was changed" in refused.output) == (1, True), refused.output
    assert list(second.data.iterdir()) == []


@pytest.mark.parametrize("name", ["../evil", "/tmp/evil", "uploads/../../evil", "uploads/ab/evil"])
def test_an_archive_cannot_write_outside_of_its_place(nintei: Nintei, tmp_path: Path, name: str) -> None:
    (tmp_path / "content").write_text("x")
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "content", name)
    second = Settings(data=tmp_path / "data" / "second", secret_key=KEY)
    refused = nintei(second, "restore", tmp_path / "evil.tar.gz")
    assert "does not belong" in refused.output
    assert not list(tmp_path.rglob("evil"))


def test_a_link_in_an_archive_is_refused(nintei: Nintei, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        link = tarfile.TarInfo("nintei.db")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    refused = nintei(Settings(data=tmp_path / "second", secret_key=KEY), "restore", tmp_path / "evil.tar.gz")
    assert "not a file" in refused.output


def test_a_backup_of_a_newer_version_is_refused(folder_backup: Path, nintei: Nintei, tmp_path: Path) -> None:
    manifest = Manifest.from_json((folder_backup / "manifest.json").read_text())
    manifest.schema = "9999"
    (folder_backup / "manifest.json").write_text(manifest.to_json())
    refused = nintei(Settings(data=tmp_path / "second", secret_key=KEY), "restore", folder_backup)
    assert refused.exit_code == 1
    assert "does not know" in refused.output


def test_a_backup_of_another_kind_of_database_is_refused(
    folder_backup: Path, nintei: Nintei, tmp_path: Path
) -> None:
    manifest = Manifest.from_json((folder_backup / "manifest.json").read_text())
    manifest.database = "postgresql"
    (folder_backup / "nintei.db").rename(folder_backup / "database.sql")
    manifest.files["database.sql"] = manifest.files.pop("nintei.db")
    (folder_backup / "manifest.json").write_text(manifest.to_json())
    refused = nintei(Settings(data=tmp_path / "second", secret_key=KEY), "restore", folder_backup)
    assert refused.exit_code == 1
    assert "of postgresql" in refused.output


def test_uploads_that_are_missing_or_damaged_are_named_and_the_rest_is_backed_up(
    nintei: Nintei, tmp_path: Path
) -> None:
    first = Settings(data=tmp_path / "first", secret_key=KEY)
    populate(first)
    (upload,) = first.uploads.glob("??/*")
    upload.chmod(0o640)
    upload.write_bytes(b"bit rot")
    made = nintei(first, "backup", tmp_path / "a.tar.gz")
    assert made.exit_code == 1
    assert f"The upload {upload.name} is damaged" in made.output
    upload.unlink()
    made = nintei(first, "backup", tmp_path / "b.tar.gz")
    assert made.exit_code == 1
    assert f"The document {upload.name} is not among the uploads" in made.output
    (tmp_path / "out").mkdir()
    assert "nintei.db" in unpack(tmp_path / "b.tar.gz", tmp_path / "out").files


def test_nothing_to_back_up_is_said_and_nothing_is_left(nintei: Nintei, tmp_path: Path) -> None:
    made = nintei(Settings(data=tmp_path / "none", secret_key=KEY), "backup", tmp_path / "a.tar.gz")
    assert made.exit_code == 1
    assert "no database" in made.output
    assert not list(tmp_path.glob("*.tar.gz*"))


def test_without_the_tools_of_postgresql_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Exception, match="postgresql-client"):
        database_copy.copy_out("postgresql+psycopg://u:p@127.0.0.1/none", tmp_path / "x.sql")
