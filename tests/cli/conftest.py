"""An installation with a history, and the command line as its operators use it."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli import main
from app.config import Settings
from app.store import history, migrate
from app.store.base import Base
from app.store.blobs import Blobs
from app.store.models.cases import Case, Document
from app.store.models.people import Provider, User
from app.store.models.procedures import (
    Content,
    Edition,
    EditionFile,
    Instance,
    OutboxRow,
    Submission,
    WorkItem,
)
from app.store.models.services import Service
from app.store.session import Database

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KEY = "k" * 40

Nintei = Callable[..., Result]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an installation that has nothing yet, on either database."""
    settings = Settings(data=tmp_path / "first", secret_key=KEY)
    if request.param == "postgres":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))
    return settings


@pytest.fixture
def nintei(monkeypatch: pytest.MonkeyPatch) -> Iterator[Nintei]:
    """Call `nintei …` for an installation: `nintei(settings, "backup", path)`."""

    def call(settings: Settings, *arguments: object) -> Result:
        monkeypatch.setenv("NINTEI_DATA", str(settings.data))
        monkeypatch.setenv("NINTEI_DATABASE_URL", settings.database_url)
        monkeypatch.setenv("NINTEI_SECRET_KEY", settings.secret_key)
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return call


def populate(settings: Settings) -> None:
    """Bring the schema up and write a bit of everything: people, an edition, cases, events, an upload."""
    migrate.upgrade(settings.url)
    document = Blobs(settings.uploads).put(
        io.BytesIO("登記事項証明書\n".encode()), "登記.txt", allowed={"txt"}, limit=1000
    )
    database = Database(settings.url)
    with database.step() as session:
        provider = Provider(name="株式会社あおぞら", created_at=NOW)
        user = User(email="a@example.jp", name="青空", password_hash="x", created_at=NOW)
        content = Content(sha256="c" * 64, text="<工程/>")
        edition = Edition(hash="e" * 64, label="第1版", effective_on=date(2026, 7, 1), imported_at=NOW)
        session.add_all([provider, user, content, edition])
        session.flush()
        service = Service(provider_id=provider.id, name="あおぞらAI", created_at=NOW)
        file = EditionFile(edition_id=edition.id, path="processes/application.bpmn", sha256="c" * 64)
        session.add_all([service, file])
        session.flush()
        for number in (1, 2):
            case = Case(
                case_no=f"A-{number}",
                process_id="application",
                edition_id=edition.id,
                provider_id=provider.id,
                service_id=service.id,
                opened_at=NOW,
                event_seq=0,
                event_hash="",
            )
            session.add(case)
            session.flush()
            instance = Instance(
                edition_id=edition.id,
                process_id="application",
                case_id=case.id,
                version=3,
                state=bytes(range(256)),
                started_at=NOW,
            )
            session.add(instance)
            session.flush()
            item = WorkItem(
                instance_id=instance.id,
                task_id=5,
                process_id="application",
                node="decide",
                name="決定する",
                role="decider",
                case_id=case.id,
                created_at=NOW,
            )
            session.add(item)
            session.flush()
            answers = {"理由": "全ての項目に適合", "数": [1, 2.5, None, True]}
            session.add(Submission(work_item_id=item.id, node="decide", answers=answers, at=NOW))
            session.add(
                Document(
                    case_id=case.id,
                    kind="proof",
                    name=document.name,
                    sha256=document.sha256,
                    size=document.size,
                    type=document.type,
                    added_at=NOW,
                )
            )
            for kind in ("opened", "filed", "granted"):
                history.append(session, case, kind, actor_id=user.id, reason="理由", data={"n": number})
        session.add(OutboxRow(kind="mail", key="m1", payload={"to": "a@example.jp"}, next_try_at=NOW))
    database.dispose()


def content_of(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    database = Database(settings.url)
    with database.read() as session:
        rows = {
            name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for name, table in Base.metadata.tables.items()
        }
    database.dispose()
    return rows
