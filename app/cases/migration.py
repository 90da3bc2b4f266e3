"""Running cases and the editions they are on: what could be carried over, doing it, undoing it."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import editions
from app.cases.errors import CaseError, Unknown
from app.cases.interventions import by, loaded, passed
from app.cases.runtime import Runtime
from app.engine import interventions
from app.engine.migration import MigrationRefused, obstacles
from app.law.text import Text
from app.store.models.carried_over import Migration
from app.store.models.cases import Case
from app.store.models.procedures import Edition, Instance, WorkItem
from app.store.viewer import Viewer

MOST = 500


class NotCarriedOver(CaseError):
    """An instance stays on its edition; `obstacles` says everything against it."""

    def __init__(self, refused: MigrationRefused) -> None:
        super().__init__(refused.obstacles[0])
        self.obstacles = refused.obstacles


@dataclass(frozen=True, slots=True)
class Prospect:
    """What would come of carrying an instance over: `obstacles` empty means it can be done."""

    instance_id: int
    case_no: str
    process_id: str
    edition: str
    obstacles: tuple[Text, ...]
    notes: tuple[Text, ...]


def prospects(runtime: Runtime, edition_id: int, case_nos: frozenset[str] | None = None) -> list[Prospect]:
    """A dry run for the running instances that are on other editions (of some cases, or of all)."""
    with runtime.db.read() as session:
        _known(session, edition_id)
        query = (
            select(Instance, Case.case_no, Edition.label)
            .join(Edition, Edition.id == Instance.edition_id)
            .outerjoin(Case, Case.id == Instance.case_id)
            .where(Instance.status == "running", Instance.edition_id != edition_id)
            .order_by(Instance.id)
            .limit(MOST)
        )
        if case_nos is not None:
            query = query.where(Case.case_no.in_(case_nos))
        rows = session.execute(query).all()
        return [
            _prospect(runtime, session, row, case_no or "", label, edition_id) for row, case_no, label in rows
        ]


def carry_over(runtime: Runtime, viewer: Viewer, instance_id: int, edition_id: int, reason: str) -> int:
    """Go on with an instance on another edition; returns the number under which it can be undone.

    Raises CaseError without a reason, NotCarriedOver, NotReady.
    """
    who = by(viewer, reason)

    def carry(session: Session) -> int:
        _known(session, edition_id)
        opened = runtime.engine.open_case(session, instance_id)
        row = opened.row
        made = Migration(
            instance_id=instance_id,
            from_edition_id=row.edition_id,
            to_edition_id=edition_id,
            state=row.state,
            version=row.version + 1,
            by_id=viewer.user_id,
            at=clock.real_now(),
            reason=who.reason,
        )
        done = passed(session, instance_id)
        interventions.carry_over(runtime.engine, opened, edition_id, done, who)
        session.add(made)
        session.flush()
        return made.id

    try:
        return runtime.step(carry)
    except MigrationRefused as refused:
        raise NotCarriedOver(refused) from refused


def undo(runtime: Runtime, viewer: Viewer, migration_id: int, reason: str) -> None:
    """Put an instance back on the edition it came from.

    While nothing has happened since, its former state is put back; afterwards it is carried back as any
    instance, if that is safe. Raises CaseError without a reason, NotCarriedOver, Unknown, NotReady.
    """
    who = by(viewer, reason)

    def put_back(session: Session) -> None:
        made = session.get(Migration, migration_id, with_for_update=True)
        if made is None or made.undone_at is not None:
            raise Unknown(NOTHING_TO_UNDO)
        opened = runtime.engine.open_case(session, made.instance_id)
        back = made.from_edition_id
        if opened.row.edition_id != made.to_edition_id:
            raise Unknown(NOTHING_TO_UNDO)
        if opened.row.version == made.version:
            interventions.put_back(runtime.engine, opened, back, made.state, who)
        else:
            done = passed(session, made.instance_id)
            interventions.carry_over(runtime.engine, opened, back, done, who)
        made.undone_at = clock.real_now()

    try:
        runtime.step(put_back)
    except MigrationRefused as refused:
        raise NotCarriedOver(refused) from refused


def _prospect(
    runtime: Runtime, session: Session, row: Instance, case_no: str, label: str, edition_id: int
) -> Prospect:
    live = loaded(runtime, session, row)
    target = runtime.engine.library(session, edition_id)
    against = obstacles(live.library, target, row.process_id, live, passed(session, row.id))
    notes = () if against else tuple(_notes(session, row, edition_id))
    return Prospect(row.id, case_no, row.process_id, label, tuple(against), notes)


def _notes(session: Session, row: Instance, edition_id: int) -> list[Text]:
    """What people will notice: a form of a waiting step that differs."""
    old, new = editions.files_of(session, row.edition_id), editions.files_of(session, edition_id)
    waiting = session.execute(
        select(WorkItem.process_id, WorkItem.node, WorkItem.name, WorkItem.name_en).where(
            WorkItem.instance_id == row.id, WorkItem.state == "open"
        )
    )
    found = []
    for process_id, node, name, name_en in waiting:
        path = f"forms/{process_id}/{node}.form"
        if old.get(path) != new.get(path):
            found.append(
                Text(
                    f"「{name}」の様式が変わります。入力途中の内容は残り、新しい様式にない項目だけが使われなくなります。",
                    f"The form of “{name_en or node}” differs. Drafts stay; only fields that it no longer has are left out.",
                )
            )
    return found


def _known(session: Session, edition_id: int) -> None:
    if session.get(Edition, edition_id) is None:
        raise Unknown(NO_EDITION)


NO_EDITION = Text(
    "その番号の版はありません。nintei editions list で番号を確かめてください。",
    "There is no edition with that number. See `nintei editions list`.",
)
NOTHING_TO_UNDO = Text(
    "取り消せる移行がありません。すでに取り消したか、その後に別の版へ移っています。",
    "There is nothing to undo: it was undone already, or the case has gone to another edition since.",
)
