"""Our side: the shapes with our lanes, forms, FEEL and acts, on a database of their own."""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from app import clock, create_app
from app.cases import answering, editions
from app.cases.runtime import Runtime
from app.config import Settings
from app.engine import Act, ActContext
from app.store.base import Base
from app.store.models.cases import Case
from app.store.models.people import Membership, Provider, User, UserRole
from app.store.models.procedures import Submission, WorkItem
from app.store.models.services import Service
from app.store.viewer import Viewer
from tests.bench.browser import Browser

SHAPES = Path(__file__).parent / "shapes"
STAFF = ("secretariat", "reviewer", "desk", "decider")


@dataclass(slots=True)
class Ours:
    """An application with one edition of the shapes, and a person for each role."""

    app: Flask
    provider_id: int = 0
    edition_id: int = 0
    people: dict[str, Viewer] = field(default_factory=dict)
    opened: int = 0

    @property
    def runtime(self) -> Runtime:
        found: Runtime = self.app.extensions["nintei"]
        return found

    def start(self, shape: str) -> int:
        """A new case with its instance at the first step; the id of the case."""
        self.opened += 1
        runtime = self.runtime
        with runtime.db.step() as session:
            service = Service(
                provider_id=self.provider_id, name=f"計測サービス{self.opened}", created_at=clock.now()
            )
            session.add(service)
            session.flush()
            case = Case(
                case_no=f"B-{self.opened:06d}",
                process_id=shape,
                edition_id=self.edition_id,
                provider_id=self.provider_id,
                service_id=service.id,
                opened_at=clock.now(),
            )
            session.add(case)
            session.flush()
            runtime.engine.start(
                session,
                edition_id=self.edition_id,
                process_id=shape,
                inputs={"case_no": case.case_no},
                case=case,
            )
            return case.id

    def waiting(self, case_id: int) -> WorkItem | None:
        """The first step of a case that waits."""
        with self.runtime.db.read() as session:
            return session.scalar(
                select(WorkItem)
                .where(WorkItem.case_id == case_id, WorkItem.state == "open")
                .order_by(WorkItem.id)
                .limit(1)
            )

    def browsers(self) -> dict[str, Browser]:
        """A browser for each person, by role."""
        return {role: Browser(self.app, viewer) for role, viewer in self.people.items()}

    def answer(self, item: WorkItem, given: dict[str, Any]) -> None:
        """Complete a step without its page, where the way there is not what is measured."""
        answering.answer(
            self.runtime, self.people[item.role], item.id, answering.Post(fields=MultiDict(given))
        )

    def edition(self) -> None:
        """Put the shapes in force."""
        with self.runtime.db.step() as session:
            self.edition_id = editions.publish(
                session,
                editions.read_folder(SHAPES),
                label="bench",
                effective_on=date(2026, 7, 1),
                operations=ACTS,
            )

    def staff(self) -> None:
        """A person for each role, and one of a provider."""
        with self.runtime.db.step() as session:
            provider = Provider(
                name="計測株式会社",
                corporate_number="2013201002720",
                address="東京都千代田区一番町1",
                representative="山田花子",
                created_at=clock.now(),
            )
            session.add(provider)
            session.flush()
            self.provider_id = provider.id
            for name in (*STAFF, "applicant"):
                user = User(
                    email=f"{name}@example.jp",
                    name=name,
                    password_hash="!",
                    verified_at=clock.now(),
                    created_at=clock.now(),
                )
                session.add(user)
                session.flush()
                roles = frozenset({name}) if name in STAFF else frozenset()
                session.add_all(UserRole(user_id=user.id, role=role) for role in roles)
                if not roles:
                    session.add(
                        Membership(
                            provider_id=provider.id, user_id=user.id, owner=True, since=date(2026, 1, 1)
                        )
                    )
                self.people[name] = Viewer(
                    user.id, name, roles, frozenset() if roles else frozenset({provider.id})
                )


def ours(data: Path, database_url: str | None = None) -> Ours:
    """An application in `data`, without a worker beside it; on SQLite there unless told otherwise."""
    settings = Settings(data=data, secret_key="k" * 40, demo=True, background=False)
    if database_url is not None:
        settings = replace(settings, database_url=database_url)
    made = Ours(create_app(settings))
    made.runtime.engine.acts.update(ACTS)
    Base.metadata.create_all(made.runtime.db.engine)
    made.staff()
    made.edition()
    return made


def _tally(context: ActContext) -> dict[str, Any]:
    given = context.session.scalar(
        select(func.count())
        .select_from(Submission)
        .where(
            Submission.case_id == (context.case.id if context.case else None), Submission.node == "opinion"
        )
    )
    return {"given": given}


def _note_late(context: ActContext) -> dict[str, Any]:
    return {}


def _double(context: ActContext, points: int) -> dict[str, Any]:
    return {"total": points * 2}


ACTS = {
    "bench/tally": Act(_tally, outputs=frozenset({"given"})),
    "bench/note_late": Act(_note_late),
    "bench/double": Act(_double, frozenset({"points"}), frozenset({"total"})),
}
