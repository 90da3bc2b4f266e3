"""Playing the schedule: each step at its instant, by the person whose step it is, then what it sets in motion."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

from app import clock
from app.cases import answering, claiming, deliveries, opening, withdrawing
from app.cases.answering import Post
from app.cases.demo import answers, files, later, profile
from app.cases.demo.answers import Desk, Given
from app.cases.demo.cast import Cast
from app.cases.demo.past import draw
from app.cases.demo.schedule import Script, Step
from app.cases.errors import Invalid
from app.cases.runtime import Runtime
from app.formkit.posted import as_posted
from app.store.models.cases import Case, Suspect
from app.store.models.procedures import Timer, WorkItem
from app.store.viewer import Viewer

NODES: dict[str, str] = {
    "form_a": "fill_form_a",
    "form_b": "fill_form_b",
    "attach": "attach_documents",
    "confirm": "confirm_filing",
    "register": "register_post",
    "enter_a": "enter_form_a",
    "enter_b": "enter_form_b",
    "check_entry": "check_entry",
    "check": "check_completeness",
    "check_incomplete": "check_completeness",
    "answer": "answer_correction",
    "pay": "match_payment",
    "bar": "judge_bar",
    "bar_yes": "judge_bar",
    "assess": "assess_items",
    "assess_correct": "assess_items",
    "assess_unfit": "assess_items",
    "summary": "summarise_review",
    "summary_no": "summarise_review",
    "consider": "consider_hearing",
    "hear": "consider_hearing",
    "convene": "convene",
    "declare": "declare_interest",
    "opine": "give_opinion",
    "decide": "decide",
    "decide_no": "decide",
    "decide_refuse": "decide",
    "publish": "confirm_publication",
    "dispatch": "dispatch_certificate",
    "confirm_withdrawal": "confirm_withdrawal",
    "draft_a": "fill_form_a",
    "draft_b": "fill_form_b",
    "draft_entry": "enter_form_b",
    "draft_assess": "assess_items",
}
_MORNING = timedelta(hours=8, minutes=30)
_ONE_DAY = timedelta(days=1)


def perform(runtime: Runtime, cast: Cast, steps: Iterable[Step], *, until: datetime) -> None:
    """Take the steps up to an instant; timers fire and messages arrive in between as they would."""
    stage = _Stage(runtime, cast, until)
    for step in steps:
        if step.at >= until:
            break
        stage.let_time_pass(step.at)
        clock.fix(step.at)
        stage.take(step)
        deliveries.run_pending(runtime)
    stage.let_time_pass(until)
    clock.fix(until)
    deliveries.run_pending(runtime)


@dataclass(slots=True)
class _Stage:
    runtime: Runtime
    cast: Cast
    present: datetime
    morning: datetime | None = None
    desks: dict[str, Desk] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    services: dict[str, int] = field(default_factory=dict)

    def let_time_pass(self, until: datetime) -> None:
        """What falls due is done on its morning."""
        if self.morning is None:
            self.morning = clock.start_of(clock.date_in_japan(until)) + _MORNING
        while self.morning < until:
            clock.fix(self.morning)
            if self._is_due():
                deliveries.run_pending(self.runtime)
            self.morning += _ONE_DAY

    def _is_due(self) -> bool:
        with self.runtime.db.read() as session:
            due = select(Timer.instance_id).where(Timer.due_at <= clock.now()).limit(1)
            return session.scalar(due) is not None

    def take(self, step: Step) -> None:
        script = step.script
        if step.act == "revoke":
            with self.runtime.db.step() as session:
                later.revoke(self.runtime, session, self.services[script.service], script.told)
        elif step.act in {"open", "open_post"}:
            self._open(script, "post" if step.act == "open_post" else "electronic")
        elif step.act == "withdraw":
            viewer = self._viewer(self._provider(script))
            withdrawing.withdraw(self.runtime, viewer, self.numbers[script.key], script.told["why"])
        else:
            self._do(step.act, script)

    def _open(self, script: Script, channel: str) -> None:
        facts = profile.facts(script.service, script.told, channel, clock.today())
        wanted = opening.NewApplication(
            provider_id=self.cast.providers[facts["provider_key"]],
            service_id=self.services.get(script.service),
            service_name=facts["name"],
            service_url=facts["url"],
            channel=channel,
        )
        by = facts["provider_key"] if channel == "electronic" else "secretariat"
        case_no = opening.open_application(self.runtime, self._viewer(by), wanted)
        with self.runtime.db.step() as session:
            case = _case(session, case_no)
            if facts.get("earlier") and script.service not in self.services:
                later.rename(session, case.service_id, *facts["earlier"])
            catalogue = self.runtime.forms.get(session, case.edition_id).catalogue()
            self.services[script.service] = case.service_id
        facts["withhold_asked"] = [
            [f"{catalogue.items[item_id].title.ja}（{item_id}）", reason, period]
            for item_id, reason, period in facts["withhold_rows"]
        ]
        self.numbers[script.key] = case_no
        self.desks[script.key] = Desk(script, facts, catalogue, clock.date_in_japan(self.present))

    def _do(self, act: str, script: Script) -> None:
        desk, case_no = self.desks[script.key], self.numbers[script.key]
        act, _, member = act.partition("@")
        person = self.cast.register[member] if member else None
        with self.runtime.db.read() as session:
            case = _case(session, case_no)
            item = _open_item(session, case, NODES[act], person)
            desk.seats = [str(user_id) for key, user_id in self.cast.register.items() if key in SEATED]
            desk.filed_on = case.filed_on
            desk.revoked_no = session.scalar(_likeliest(case)) or ""
            # A correction is answered with what the form shall say from now on.
            desk.corrected = desk.corrected or act == "answer"
            post = self._post(session, item, answers.write(act, desk))
        viewer = self._viewer(member or self._player(item, script))
        if act.startswith("draft"):
            if item.role != "applicant":
                claiming.claim(self.runtime, viewer, item.id)
            answering.save_draft(self.runtime, viewer, item.id, post)
            return
        try:
            answering.answer(self.runtime, viewer, item.id, post)
        except Invalid as error:
            form: Any = error.form
            found = "; ".join(f"{each.id}: {each.message.en}" for each in form.errors)
            raise ValueError(f"{script.key}, {act}: {found}") from error
        if act == "decide" and desk.facts["withhold_rows"]:
            with self.runtime.db.step() as session:
                later.withhold(session, case_no, desk.facts["withhold_rows"])

    def _post(self, session: Session, item: WorkItem, given: Given) -> Post:
        library = self.runtime.forms.get(session, self.cast.edition_id)
        spec = library.form(item.process_id, item.node)
        fields: MultiDict[str, Any] = MultiDict(as_posted(spec.nodes, given.fields, spec.catalogues))
        uploads: MultiDict[str, FileStorage] = MultiDict(given.files)
        return Post(fields, uploads)

    def _player(self, item: WorkItem, script: Script) -> str:
        """Who does a step: the provider's person, or one of those who hold its role."""
        if item.role == "applicant":
            return self._provider(script)
        if item.role == "reviewer" and "reviewer" in script.told:
            return str(script.told["reviewer"])
        second = draw(f"{script.service}/{item.role}", 2) == 1
        if item.node == "check_completeness" and script.told["steps"][0] == "post":
            second = True  # the first one entered it
        elif item.node in {"register_post", "enter_form_a", "enter_form_b"}:
            second = False
        return (SECOND if second else FIRST)[item.role]

    def _provider(self, script: Script) -> str:
        return str(files.read("services")[script.service]["provider"])

    def _viewer(self, key: str) -> Viewer:
        with self.runtime.db.read() as session:
            return self.cast.viewer(session, key)


FIRST = {
    "secretariat": "secretariat",
    "entry_checker": "checker",
    "fee_clerk": "fee",
    "reviewer": "reviewer",
    "decider": "decider",
    "publisher": "publisher",
}
SEATED = ("chair", "acting1", "member1", "member2")
SECOND = FIRST | {"secretariat": "secretariat2", "reviewer": "reviewer2", "decider": "decider2"}


def _case(session: Session, case_no: str) -> Case:
    return session.execute(select(Case).where(Case.case_no == case_no)).scalar_one()


def _open_item(session: Session, case: Case, node: str, person: int | None = None) -> WorkItem:
    """The step that waits; of several people's the one of that person."""
    query = select(WorkItem).where(
        WorkItem.case_id == case.id, WorkItem.node == node, WorkItem.state == "open"
    )
    if person is not None:
        query = query.where(WorkItem.assignee_id == person)
    return session.execute(query).scalar_one()


def _likeliest(case: Case) -> Any:
    """The certificate that a case is most likely to be the same as (第8条)."""
    hints = select(Suspect.certificate_no).where(Suspect.case_id == case.id)
    return hints.order_by(Suspect.score.desc(), Suspect.id).limit(1)
