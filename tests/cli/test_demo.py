"""`nintei demo`: it has everything of its own and reaches nothing real."""

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType

import click
import pytest

from app import clock
from app.cases.runtime import Runtime
from app.cli import demo_entry
from app.store import migrate


@pytest.fixture(autouse=True)
def _legal_clock() -> Iterator[None]:
    """Runs with the real one before and after each test."""
    yield
    clock.shift(timedelta(0))


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a machine that also runs the real thing might have set."""
    monkeypatch.setenv("NINTEI_DATA", "/srv/nintei")
    monkeypatch.setenv("NINTEI_DATABASE_URL", "postgresql+psycopg://nintei@db/nintei")
    monkeypatch.setenv("NINTEI_SMTP_HOST", "mail.example.jp")
    monkeypatch.delenv("NINTEI_SECRET_KEY", raising=False)
    monkeypatch.delenv("NINTEI_BASE_URL", raising=False)


def test_the_demo_touches_neither_the_real_database_nor_the_mail_server(tmp_path: Path) -> None:
    settings = demo_entry.demo_settings(tmp_path, "127.0.0.1", 8001)
    assert settings.demo
    assert settings.url == f"sqlite:///{tmp_path}/nintei.db"
    assert settings.smtp_host == ""
    assert settings.base_url == "http://127.0.0.1:8001"
    assert not settings.secure_cookies


def test_the_demo_brings_its_own_database_up(tmp_path: Path) -> None:
    settings = demo_entry.prepared(demo_entry.demo_settings(tmp_path, "127.0.0.1", 8000))
    assert migrate.current(settings.url) == migrate.head()


def test_a_reset_throws_away_a_demo(tmp_path: Path) -> None:
    demo_entry.demo_settings(tmp_path / "demo", "127.0.0.1", 8000)
    demo_entry.throw_away(tmp_path / "demo")
    assert not (tmp_path / "demo").exists()
    demo_entry.throw_away(tmp_path / "demo")


def test_a_reset_never_deletes_what_no_demo_has_made(tmp_path: Path) -> None:
    (tmp_path / "nintei.db").write_text("real")
    with pytest.raises(Exception, match="is no demo"):
        demo_entry.throw_away(tmp_path)
    assert (tmp_path / "nintei.db").exists()


def test_time_travel_moves_the_legal_date_and_keeps_the_time_of_day(
    monkeypatch: pytest.MonkeyPatch, runtime: Runtime
) -> None:
    clock.fix(None)
    monkeypatch.setattr(clock, "real_now", lambda: datetime(2026, 11, 24, 16, 30, tzinfo=UTC))
    demo_entry.travel_to(runtime, date(2028, 5, 2))
    assert clock.today() == date(2028, 5, 2)
    assert clock.now() == datetime(2028, 5, 1, 16, 30, tzinfo=UTC)


def test_the_demo_does_not_travel_into_the_past(runtime: Runtime) -> None:
    clock.fix(None)
    with pytest.raises(click.ClickException, match="is past"):
        demo_entry.travel_to(runtime, date(2020, 1, 1))
    assert clock.offset() == timedelta(0)


def test_the_seed_fills_the_demo_and_names_its_accounts(monkeypatch: pytest.MonkeyPatch) -> None:
    seeding = ModuleType("app.cases.demo")
    seeding.__spec__ = sys.__spec__
    filled: list[object] = []
    seeding.seed = filled.append  # type: ignore[attr-defined]
    seeding.ACCOUNTS = [("審査員", "reviewer@example.jp")]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "app.cases.demo", seeding)
    assert demo_entry.seed("runtime") == [("審査員", "reviewer@example.jp")]
    assert filled == ["runtime"]


def test_columns_stand_under_each_other_in_japanese_too() -> None:
    assert demo_entry.table([("審査員", "a@b"), ("x", "c@d")]) == ["審査員  a@b", "x       c@d"]
    assert demo_entry.table([]) == []
