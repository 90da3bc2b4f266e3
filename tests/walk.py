"""Walking a case through the one function that pages use, reloading the engine from storage each time."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict

from app import clock
from app.cases import answering, contexts, deliveries, opening
from app.cases.answering import Post
from app.cases.errors import Invalid
from app.cases.runtime import Runtime
from app.formkit.posted import as_posted
from app.store.models.cases import Case
from app.store.models.procedures import WorkItem
from app.store.viewer import Viewer
from tests import answers
from tests.people import People, people

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(slots=True)
class Walk:
    """One application under way."""

    runtime: Runtime
    people: People
    case_no: str
    done: list[str] = field(default_factory=list)

    @classmethod
    def open(
        cls, runtime: Runtime, who: People | None = None, *, service: str = "青空チャット", **more: Any
    ) -> "Walk":
        """Open an application of the test provider."""
        who = who or people(runtime)
        channel = more.get("channel", "electronic")
        viewer = who["secretariat"] if channel == "post" else who["applicant"]
        wanted = opening.NewApplication(
            provider_id=who.provider_id,
            service_name=service,
            service_url=more.get("url", ""),
            channel=channel,
        )
        return cls(runtime, who, opening.open_application(runtime, viewer, wanted))

    def case(self) -> Case:
        """The case row as it is now."""
        with self.runtime.db.read() as session:
            found = session.scalar(select(Case).where(Case.case_no == self.case_no))
            assert found is not None
            return found

    def waiting(self) -> dict[str, str]:
        """The steps that wait: node → role."""
        return {item.node: item.role for item in self.items()}

    def items(self) -> list[WorkItem]:
        """The open work items of the case."""
        with self.runtime.db.read() as session:
            return list(
                session.scalars(
                    select(WorkItem)
                    .join(Case, Case.id == WorkItem.case_id)
                    .where(Case.case_no == self.case_no, WorkItem.state == "open")
                    .order_by(WorkItem.id)
                )
            )

    def item(self, node: str) -> WorkItem:
        """The open work item of a step."""
        found = [item for item in self.items() if item.node == node]
        assert found, f"{node} does not wait; waiting: {self.waiting()}"
        return found[0]

    def post(self, node: str, given: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> Post:
        """The fields that a browser would send for these answers."""
        return self.post_to(self.item(node), given, files)

    def post_to(
        self, item: WorkItem, given: Mapping[str, Any], files: Mapping[str, Any] | None = None
    ) -> Post:
        """The same for a certain one of several items of a step."""
        with self.runtime.db.read() as session:
            library = self.runtime.forms.get(session, self.case().edition_id)
            spec = library.form(item.process_id, item.node)
        fields: MultiDict[str, Any] = MultiDict(as_posted(spec.nodes, given, spec.catalogues))
        uploads: MultiDict[str, FileStorage] = MultiDict()
        for name, content in (files or {}).items():
            uploads.add(name, FileStorage(io.BytesIO(content), filename=f"{name}.pdf", name=name))
        return Post(fields, uploads)

    def do(
        self,
        node: str,
        given: Mapping[str, Any] | None = None,
        *,
        by: Viewer | None = None,
        files: Mapping[str, Any] | None = None,
        item: WorkItem | None = None,
    ) -> "Walk":
        """Complete a step with answers (or the usual ones), then deliver what it sent."""
        item = item or self.item(node)
        viewer = by or self.people[ROLE_PLAYED.get(item.role, item.role)]
        usual = answers.usual(self, node)
        given = usual.given if given is None else given
        files = usual.files if files is None else files
        self.runtime.engine.cache.clear()
        try:
            answering.answer(self.runtime, viewer, item.id, self.post(node, given, files))
        except Invalid as error:
            error.add_note(f"{node}: {complaints(error)[:8]}")
            raise
        self.settle()
        self.done.append(node)
        return self

    def settle(self) -> None:
        """Let the worker do what is pending."""
        deliveries.run_pending(self.runtime)

    def until(self, node: str) -> "Walk":
        """Complete steps with their usual answers until one waits."""
        for _ in range(40):
            waiting = self.waiting()
            if node in waiting:
                return self
            assert waiting, f"the case ended before {node}: {self.done}"
            self.do(next(iter(waiting)))
        raise AssertionError(f"{node} was never reached: {self.done}")

    def finish(self) -> "Walk":
        """Complete every step with its usual answers until nothing waits."""
        for _ in range(40):
            waiting = self.waiting()
            if not waiting:
                return self
            self.do(next(iter(waiting)))
        raise AssertionError(f"the case did not end: {self.done}")

    def context(self, node: str) -> dict[str, Any]:
        """What the form of a waiting step shows."""
        with self.runtime.db.read() as session:
            return contexts.context(self.runtime, session, self.item(node))


ROLE_PLAYED = {"applicant": "applicant"}


def in_days(days: int) -> str:
    """A day so many days from the legal today, as a form answer."""
    return (clock.today() + timedelta(days=days)).isoformat()


def iso(day: date) -> str:
    """A date as a form answer."""
    return day.isoformat()


def complaints(error: Any) -> list[str]:
    """What a form complained about, for the message of a failed test."""
    return [f"{each.label}: {each.message.ja} [{each.id}]" for each in error.form.errors]
