"""A house to be shaken: the bench's shapes and one where many people answer at once, on a database of its own."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import clock, create_app
from app.cases import editions
from app.config import Settings
from app.store.base import Base
from app.store.models.cases import Case
from app.store.models.people import User, UserRole
from app.store.models.procedures import WorkItem
from app.store.models.services import Service
from app.store.viewer import Viewer
from tests.bench.ours import ACTS, SHAPES, Ours

OWN = Path(__file__).parent / "shapes"
SECRET = "k" * 40


def settings(data: Path, database_url: str = "") -> Settings:
    """Of every process of the house, so that one session cookie opens all."""
    data.mkdir(parents=True, exist_ok=True)
    return Settings(data=data, database_url=database_url, secret_key=SECRET, demo=True, background=False)


def joined(made: Settings) -> Ours:
    """Another process of a house that stands already: its application, without its people."""
    found = Ours(create_app(made))
    found.runtime.engine.acts.update(ACTS)
    return found


@dataclass(slots=True)
class House:
    """The application, its people, and thirty members."""

    ours: Ours
    members: list[Viewer] = field(default_factory=list)

    @classmethod
    def build(cls, made: Settings, members: int = 0) -> "House":
        house = cls(joined(made))
        runtime = house.ours.runtime
        Base.metadata.create_all(runtime.db.engine)
        house.ours.staff()
        with runtime.db.step() as session:
            house.ours.edition_id = editions.publish(
                session,
                editions.read_folder(SHAPES) | editions.read_folder(OWN),
                label="crash",
                effective_on=date(2026, 7, 1),
                operations=ACTS,
            )
            for number in range(members):
                user = User(
                    email=f"member{number}@example.jp",
                    name=f"委員{number}",
                    password_hash="!",
                    verified_at=clock.now(),
                    created_at=clock.now(),
                )
                session.add(user)
                session.flush()
                session.add(UserRole(user_id=user.id, role="desk"))
                house.members.append(Viewer(user.id, user.name, frozenset({"desk"})))
        return house

    def start(self, process_id: str, **inputs: Any) -> int:
        """A case with its instance at the first step; the id of the case."""
        ours, runtime = self.ours, self.ours.runtime
        ours.opened += 1
        with runtime.db.step() as session:
            service = Service(
                provider_id=ours.provider_id, name=f"サービス{ours.opened}", created_at=clock.now()
            )
            session.add(service)
            session.flush()
            case = Case(
                case_no=f"K-{ours.opened:06d}",
                process_id=process_id,
                edition_id=ours.edition_id,
                provider_id=ours.provider_id,
                service_id=service.id,
                opened_at=clock.now(),
            )
            session.add(case)
            session.flush()
            runtime.engine.start(
                session,
                edition_id=ours.edition_id,
                process_id=process_id,
                inputs={"case_no": case.case_no, **inputs},
                case=case,
            )
            return case.id

    def open_items(self, case_id: int | None = None) -> list[WorkItem]:
        """What waits, of one case or of all."""
        wanted = select(WorkItem).where(WorkItem.state == "open").order_by(WorkItem.id)
        if case_id is not None:
            wanted = wanted.where(WorkItem.case_id == case_id)
        with self.ours.runtime.db.read() as session:
            return list(session.scalars(wanted))

    def all_items(self, case_id: int) -> list[WorkItem]:
        """Whatever waited or waits in a case, oldest first."""
        with self.ours.runtime.db.read() as session:
            wanted = select(WorkItem).where(WorkItem.case_id == case_id).order_by(WorkItem.id)
            return list(session.scalars(wanted))
