"""`nintei events …`: whether the history of the cases is as it was written."""

from datetime import date

import click
from sqlalchemy import select

from app.config import from_environment
from app.store.session import Database


@click.group()
def events() -> None:
    """The history of the cases."""


@events.command()
def verify() -> None:
    """Verify every case's chain of events and the daily anchors over them; exit status 1 if one does not hold."""
    from app.cli.migrating import require_current

    settings = from_environment()
    require_current(settings)
    database = Database(settings.url)
    try:
        count, broken = verify_all(database)
        last, days = verify_anchors(database)
    finally:
        database.dispose()
    for case_no, places in broken.items():
        click.echo(f"{case_no}: the chain does not hold at event {', '.join(map(str, places))}")
    click.echo(f"{count} cases, broken chains: {len(broken)}")
    for day in days:
        click.echo(f"{day}: the anchor of the day does not hold")
    click.echo(f"broken anchors: {len(days)}; the last one is {last or 'none'}")
    if broken or days:
        raise SystemExit(1)


def verify_all(database: Database) -> tuple[int, dict[str, list[int]]]:
    """How many cases there are, and by case number where a chain does not hold."""
    from app.store import history
    from app.store.models.cases import Case

    broken = {}
    with database.read() as session:
        cases = session.execute(select(Case.id, Case.case_no).order_by(Case.id)).all()
        for case_id, case_no in cases:
            places = history.verify(session, case_id)
            session.expunge_all()
            if places:
                broken[case_no] = places
    return len(cases), broken


def verify_anchors(database: Database) -> tuple[str, list[date]]:
    """The hash of the last daily anchor, and the days whose anchor does not hold."""
    from app.store import anchors

    with database.read() as session:
        return anchors.verify(session)
