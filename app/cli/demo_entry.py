"""`nintei demo`: everything of its own under var/demo, with fictional data and a clock that can be moved."""

import dataclasses
import importlib
import os
import shutil
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from app import clock
from app.config import ROOT, Settings, from_environment


@click.command()
@click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), help="Let it be this day in Japan (first renewals: 2028)."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--reset", is_flag=True, help="Throw the demo's data away and begin anew.")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "var" / "demo",
    help="Folder of the demo's data.",
)
def demo(at: datetime | None, host: str, port: int, reset: bool, data: Path) -> None:
    """Set up the demo, print its accounts and serve it."""
    from app.cli.serve import application, log_to_stderr, run

    if reset:
        throw_away(data)
    settings = demo_settings(data.resolve(), host, port)
    log_to_stderr()
    flask_app = application(prepared(settings))
    runtime = flask_app.extensions["nintei"]
    accounts = seed(runtime)
    if at is not None:
        travel_to(runtime, at.date())
    click.echo(f"\n  {settings.base_url}  ({clock.today().isoformat()})\n")
    for line in table(accounts):
        click.echo(f"  {line}")
    run(flask_app, host=host, port=port)


def demo_settings(data: Path, host: str, port: int) -> Settings:
    """Settings of the demo: its own folder and database, no mail leaves it, plain HTTP."""
    os.environ["NINTEI_DATA"] = str(data)
    settings = from_environment(demo=True)
    return dataclasses.replace(
        settings,
        database_url="",
        smtp_host="",
        base_url=os.environ.get("NINTEI_BASE_URL", f"http://{host}:{port}").rstrip("/"),
        rate_limit_storage="memory://",
    )


def prepared(settings: Settings) -> Settings:
    """The same settings, with the database at this version's schema."""
    from app.store import migrate

    migrate.upgrade(settings.url)
    return settings


def seed(runtime: Any) -> Sequence[Sequence[str]]:
    """Fill an empty demo (app.cases.demo); returns the accounts, a row of texts for each."""
    seeding = importlib.import_module("app.cases.demo")
    if not hasattr(seeding, "seed"):
        return ()
    found: Sequence[Sequence[str]] | None = seeding.seed(runtime)
    return found if found is not None else getattr(seeding, "ACCOUNTS", ())


def travel_to(runtime: Any, day: date) -> None:
    """Let it be a day in Japan, at the present time of day; the next start remembers it."""
    from app.web.demo import travel

    now = clock.real_now()
    ahead = (day - clock.date_in_japan(now)).days
    if ahead < 0:
        raise click.ClickException(f"{day} is past: the demo can only run ahead of the real date.")
    travel(runtime, now + timedelta(days=ahead))


def throw_away(data: Path) -> None:
    """Delete the demo's folder; refuses one that no demo has made."""
    if not data.exists():
        return
    if any(data.iterdir()) and not (data / "demo.key").exists():
        raise click.ClickException(f"{data} holds something that is no demo, so it is not deleted.")
    shutil.rmtree(data)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of texts in columns as wide as needed; a full-width character takes two places."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(1 if sign < "\u1100" else 2 for sign in text)
