"""`nintei events …`: whether the history of the cases is as it was written."""

import click
from sqlalchemy import select

from app.config import from_environment
from app.store.session import Database


@click.group()
def events() -> None:
    """The history of the cases."""


@events.command()
def verify() -> None:
    """Verify every case's chain of events; exit status 1 if one does not hold."""
    from app.cli.migrating import require_current

    settings = from_environment()
    require_current(settings)
    database = Database(settings.url)
    try:
        count, broken = verify_all(database)
    finally:
        database.dispose()
    for case_no, places in broken.items():
        click.echo(f"{case_no}: the chain does not hold at event {', '.join(map(str, places))}")
    click.echo(f"{count} cases, broken chains: {len(broken)}")
    if broken:
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
