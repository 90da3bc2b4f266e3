"""The only way to an instance: open it under its lock, act, and store everything in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import bindparam, event, select, update
from sqlalchemy.orm import Session, undefer

from app import clock
from app.engine import sync
from app.engine.bound import StandsIn, require_theirs, stood_in
from app.engine.cache import Cache
from app.engine.diagram import Node
from app.engine.due import ENDLESS, MOST_TIMERS
from app.engine.errors import MOVED, NOT_READY, CaseMoved, NotReady, StepFailed
from app.engine.library import Library, Shelf
from app.engine.live import Acts, Live, Ready, Waiting
from app.engine.stored import diagrams
from app.law.text import Text
from app.store import history, rows
from app.store.models.cases import Case
from app.store.models.procedures import Instance, WorkItem

_LOCKED = (
    select(Instance, Case)
    .join(Case, Case.id == Instance.case_id)
    .where(Instance.id == bindparam("instance"))
    .with_for_update()
    .options(undefer(Instance.state))
    .execution_options(populate_existing=True)
)
_DONE = update(rows.table(WorkItem)).where(
    WorkItem.id == bindparam("item"),
    WorkItem.state == "open",
    WorkItem.assignee_id.is_not_distinct_from(bindparam("holder")),
)


@dataclass(frozen=True, slots=True)
class ActContext:
    """What an act may use: the step's own transaction, its case, and who moves it."""

    session: Session = field(repr=False)
    instance_id: int
    case: Case | None
    edition_id: int
    actor_id: int | None
    node: Node
    work_item_id: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """An operation that service tasks name. Undeclared inputs and outputs are refused."""

    run: Callable[..., dict[str, Any]]
    inputs: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()


@dataclass(slots=True)
class Opened:
    """An instance under its lock, in memory, with what it waited for when it was opened."""

    session: Session = field(repr=False)
    row: Instance
    case: Case | None
    live: Live
    before: Waiting

    @property
    def version(self) -> int:
        return self.row.version


class Engine:
    """Runs instances. Made once per process by `create_app()`, with the table of acts and who stands in for whom."""

    def __init__(self, acts: dict[str, Act] | None = None, stands_in: StandsIn | None = None) -> None:
        self.acts = acts or {}
        self.stands_in = stands_in
        self.shelf = Shelf()
        self.cache = Cache()

    def library(self, session: Session, edition_id: int) -> Library:
        """The processes of an edition."""
        return self.shelf.get(edition_id, lambda number: diagrams(session, number))

    def start(
        self,
        session: Session,
        *,
        edition_id: int,
        process_id: str,
        inputs: dict[str, Any],
        case: Case | None = None,
        actor_id: int | None = None,
    ) -> int:
        """Start a process and run it to its first wait; returns the instance's id."""
        library = self.library(session, edition_id)
        row = Instance(
            edition_id=edition_id,
            process_id=process_id,
            case_id=case.id if case else None,
            version=0,
            state=b"",
            started_at=clock.now(),
        )
        session.add(row)
        session.flush()
        live, engine = Live.start(library, process_id, inputs, self._acts(session, row, case, actor_id, None))
        opened = Opened(session, row, case, live, Waiting())
        if case is not None:
            history.append(
                session,
                case,
                "started",
                actor_id=actor_id,
                node=process_id,
                article=library.diagrams[process_id].citation,
            )
        self._store(opened, engine.thrown, None)
        self._fire_due(opened)
        return row.id

    def open_case(self, session: Session, instance_id: int, version: int | None = None) -> Opened:
        """Lock an instance and its case, load it, and fire whatever timer is due.

        Raises NotReady for an unknown or ended instance and CaseMoved when `version` is not current.
        """
        row, case = lock(session, instance_id)
        if version is not None and row.version != version:
            raise CaseMoved(MOVED)
        cached = self.cache.take(instance_id, row.version)
        if cached is None:
            live = Live.load(self.library(session, row.edition_id), row.process_id, row.state)
            waiting = live.waiting()
        else:
            live, waiting = cached
        opened = Opened(session, row, case, live, waiting)
        self._fire_due(opened)
        return opened

    def ready_tasks(self, opened: Opened) -> list[Ready]:
        """The human steps that wait in an opened instance."""
        return list(opened.before.items.values())

    def require_ready(self, opened: Opened, work_item: WorkItem) -> Ready:
        """The waiting step behind a work item; raises NotReady when it is done, gone or another instance's."""
        ready = opened.before.items.get(work_item.task_id)
        if ready is None or work_item.instance_id != opened.row.id or work_item.state != "open":
            raise NotReady(NOT_READY)
        return ready

    def complete(
        self,
        opened: Opened,
        work_item: WorkItem,
        routing: dict[str, Any],
        *,
        actor_id: int | None,
        reason: str = "",
    ) -> None:
        """Complete a waiting human step and run on to the next wait; the caller's transaction commits it.

        Only `routing` reaches the procedure, under the step's own name. Raises NotReady when the step
        is not waiting, CaseMoved when the item has changed hands since it was read, NotTheirs when it is
        bound to another, StepFailed when the engine cannot reach its next wait.
        """
        ready = self.require_ready(opened, work_item)
        require_theirs(work_item, actor_id)
        acts = self._acts(opened.session, opened.row, opened.case, actor_id, work_item.id)
        now = clock.now()
        found = opened.session.connection().execute(
            _DONE,
            {
                "item": work_item.id,
                "holder": work_item.assignee_id,
                "state": "done",
                "done_at": now,
                "done_by": actor_id,
            },
        )
        if found.rowcount != 1:
            raise CaseMoved(MOVED)  # somebody has taken the item since the actor's right was checked
        if opened.case is not None:
            history.append(
                opened.session,
                opened.case,
                "completed",
                actor_id=actor_id,
                node=ready.node.id,
                article=ready.node.citation,
                reason=reason,
                data={"work_item": work_item.id, **({"routing": routing} if routing else {})},
            )
        with opened.live.stepping(acts) as engine:
            opened.live.complete(work_item.task_id, routing)
        self._store(opened, engine.thrown, work_item.task_id)
        self._fire_due(opened)

    def deliver(
        self,
        opened: Opened,
        task_id: int,
        name: str,
        key: str,
        payload: dict[str, Any],
        *,
        actor_id: int | None = None,
    ) -> None:
        """Hand a message to a waiting event of an opened instance; raises NotReady when none waits."""
        if opened.case is not None:
            history.append(
                opened.session, opened.case, "message", actor_id=actor_id, node=name, data={"key": key}
            )
        with self.stepping(opened, actor_id):
            opened.live.deliver(task_id, name, key, payload)
        self._fire_due(opened)

    def fire_due(self, session: Session, instance_id: int) -> None:
        """Fire the due timers of one instance; doing it twice does nothing twice."""
        try:
            self.open_case(session, instance_id)
        except NotReady:
            return

    @contextmanager
    def stepping(self, opened: Opened, actor_id: int | None = None) -> Iterator[None]:
        """Change an opened instance in the body, then store it; the caller's transaction commits it."""
        acts = self._acts(opened.session, opened.row, opened.case, actor_id, None)
        with opened.live.stepping(acts) as engine:
            yield
        self._store(opened, engine.thrown, None)

    def named(self, opened: Opened, waits: Waiting) -> Waiting:
        """The same waits, each step with whoever does it now in place of the one whom its diagram names."""
        if self.stands_in is None or opened.case is None:
            return waits
        known = {} if waits is opened.before else opened.before.items  # those are bound already
        return stood_in(waits, known, partial(self.stands_in, opened.session, opened.case))

    def _fire_due(self, opened: Opened) -> None:
        """Fire what is due, one by one in the order of the due times: each may set or cancel the next."""
        left = MOST_TIMERS + len(opened.before.timers)
        while (number := opened.before.next_due(clock.now())) is not None:
            if not left:
                raise StepFailed(ENDLESS)
            left -= 1
            self._fire(opened, number)

    def _fire(self, opened: Opened, number: int) -> None:
        node, due = opened.live.node_of(number), opened.before.timers[number]
        if opened.case is not None:
            history.append(
                opened.session,
                opened.case,
                "timer",
                node=node.id,
                article=node.citation,
                data={"due": due.isoformat()},
            )
        with self.stepping(opened):
            opened.live.fire(number)

    def _store(self, opened: Opened, thrown: list[Any], done: int | None) -> None:
        session, row, live = opened.session, opened.row, opened.live
        after = live.waiting()
        row.state, row.version = live.save(), row.version + 1
        if live.completed:
            row.status = "completed"
        sync.write(session, row, opened.case, opened.before, self.named(opened, after), done)
        sync.send(session, row, opened.case, thrown)
        session.flush()
        opened.before = after
        version, instance_id = row.version, row.id

        # A live workflow may only be reused once its state is known to be stored.
        def keep(_session: Session) -> None:
            if not live.completed:
                self.cache.put(instance_id, version, live, after)

        event.listen(session, "after_commit", keep, once=True)

    def _acts(
        self,
        session: Session,
        row: Instance,
        case: Case | None,
        actor_id: int | None,
        work_item_id: int | None,
    ) -> Acts:
        def run(operation: str, node: Node, inputs: dict[str, Any]) -> dict[str, Any]:
            act = self.acts.get(operation)
            if act is None or not frozenset(inputs) <= act.inputs:
                raise StepFailed(
                    Text(
                        f"処理「{operation}」は登録されていないか、入力が合いません。",
                        f"The act “{operation}” is not registered, or its inputs do not fit.",
                    )
                )
            context = ActContext(session, row.id, case, row.edition_id, actor_id, node, work_item_id)
            outputs = act.run(context, **inputs)
            if frozenset(outputs) != act.outputs:
                raise StepFailed(
                    Text(
                        f"処理「{operation}」の出力が宣言と異なります。",
                        f"The act “{operation}” gave other outputs than it declares.",
                    )
                )
            return outputs

        return run


def lock(session: Session, instance_id: int, status: str = "running") -> tuple[Instance, Case | None]:
    """The rows of an instance and its case, locked; raises NotReady where the status is another."""
    found = session.execute(_LOCKED, {"instance": instance_id}).first()
    row: Instance | None
    case: Case | None
    if found is None:
        row, case = session.get(Instance, instance_id, with_for_update=True, populate_existing=True), None
    else:
        row, case = found
    if row is None or row.status != status:
        raise NotReady(NOT_READY)
    return row, case
