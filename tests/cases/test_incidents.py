"""A step that fails leaves the case as it was and an incident that says why, whatever way it was taken."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app import assemble, clock
from app.cases import opening, starts
from app.cases.opening import NewApplication
from app.cases.runtime import Runtime
from app.engine import Engine, StepFailed, request_start
from app.store.models.cases import Case
from app.store.models.procedures import (
    Content,
    Edition,
    EditionFile,
    Event,
    Incident,
    Instance,
    Message,
    OutboxRow,
    Submission,
    WorkItem,
)
from app.store.models.services import Service
from tests.api.client import Program, token
from tests.engine.grids import table
from tests.engine.sketch import decide, end, path, process, start, user
from tests.people import People, people
from tests.web.site import signed_in, site
from tests.web.work_site import Browser

TABLE = table(inputs=("input.score",), rows=((">= 80", '"high"'),))
ASKED = process(
    start()
    + user("check", name_en="Check")
    + decide("ranked", "rank")
    + user("see", name_en="See")
    + end()
    + path("begun", "check", "ranked", "see", "ended"),
    id="ranking",
    lanes="check see",
)
AT_ONCE = process(
    start()
    + decide("ranked", "rank")
    + user("see", name_en="See")
    + end()
    + path("begun", "ranked", "see", "ended"),
    id="ranked_at_once",
    lanes="see",
)


def form(process_id: str, node: str) -> str:
    field = {
        "type": "textfield",
        "key": "remark",
        "label": "所見",
        "properties": {"label_en": "Remark"},
        "validate": {"required": True},
    }
    return json.dumps(
        {"schemaVersion": 18, "type": "default", "id": f"{process_id}.{node}", "components": [field]}
    )


@dataclass
class Ranking:
    """A case whose next machine step is a table that has no rule for it."""

    runtime: Runtime
    people: People
    case_id: int
    instance_id: int

    def stored(self) -> tuple[Any, ...]:
        """Whatever a step could have changed."""
        with self.runtime.db.read() as session:
            instance = session.get_one(Instance, self.instance_id)
            items = session.execute(
                select(WorkItem.id, WorkItem.node, WorkItem.state, WorkItem.done_by).order_by(WorkItem.id)
            ).all()
            counts = [
                session.scalar(select(func.count()).select_from(model))
                for model in (Event, Submission, OutboxRow, Instance)
            ]
            return bytes(instance.state), instance.version, instance.status, tuple(items), tuple(counts)

    def incidents(self) -> list[tuple[str, int | None, bool]]:
        with self.runtime.db.read() as session:
            rows = session.scalars(select(Incident).order_by(Incident.id)).all()
            for row in rows:
                assert row.error.startswith("FeelError at "), row.error
            return [(row.what, row.instance_id, row.resolved_at is None) for row in rows]

    def item(self) -> WorkItem:
        with self.runtime.db.read() as session:
            return session.scalars(select(WorkItem).where(WorkItem.state == "open")).one()


@pytest.fixture
def ranking(both: Runtime) -> Ranking:
    files = {"processes/ranking.bpmn": ASKED, "processes/once.bpmn": AT_ONCE, "processes/rank.dmn": TABLE}
    files |= {f"forms/ranking/{node}.form": form("ranking", node) for node in ("check", "see")}
    files |= {"forms/ranked_at_once/see.form": form("ranked_at_once", "see")}
    who = people(both)
    with both.db.step() as session:
        edition = Edition(
            hash="r" * 64, label="ranking", effective_on=date(2026, 7, 1), imported_at=clock.real_now()
        )
        service = Service(provider_id=who.provider_id, name="青空AI", created_at=clock.now())
        session.add_all([edition, service])
        session.flush()
        for number, (where, text) in enumerate(files.items()):
            session.add(Content(sha256=f"{number}" * 64, text=text))
            session.flush()
            session.add(EditionFile(edition_id=edition.id, path=where, sha256=f"{number}" * 64))
        case = Case(
            case_no="R-1",
            process_id="ranking",
            edition_id=edition.id,
            provider_id=who.provider_id,
            service_id=service.id,
            opened_at=clock.now(),
        )
        session.add(case)
        session.flush()
        instance_id = both.engine.start(
            session, edition_id=edition.id, process_id="ranking", inputs={"score": 50}, case=case
        )
        return Ranking(both, who, case.id, instance_id)


def test_a_table_without_a_matching_rule_stops_the_step_on_the_page(ranking: Ranking) -> None:
    item, before = ranking.item(), ranking.stored()
    browser = Browser(site(ranking.runtime), ranking.people["reviewer"])
    shown = browser.fill(browser.open(f"/tasks/{item.id}"), {"remark": "適合すると考える。"})
    assert shown.status >= 400
    assert ranking.stored() == before
    assert browser.open(f"/tasks/{item.id}").fields()["remark"] == "適合すると考える。"
    assert ranking.incidents() == [("complete", ranking.instance_id, True)]


def test_a_table_without_a_matching_rule_stops_the_step_of_a_program(ranking: Ranking) -> None:
    item, before = ranking.item(), ranking.stored()
    app = assemble(ranking.runtime)
    program = Program(app, token(ranking.runtime, ranking.people["reviewer"]))
    answer = program.post(f"/work-items/{item.id}/complete", {"answers": {"remark": "適合"}})
    assert answer.status_code == 500
    assert ranking.stored() == before
    assert ranking.incidents() == [("complete", ranking.instance_id, True)]


def test_a_start_that_fails_is_tried_again_from_the_desk(ranking: Ranking) -> None:
    runtime = ranking.runtime
    with runtime.db.step() as session:
        case = session.get(Case, ranking.case_id)
        request_start(session, case, "ranked_at_once", {"score": 50}, once="rank:1")
    before = ranking.stored()
    assert starts.carry_out(runtime) == 0
    assert ranking.stored() == before
    assert ranking.incidents() == [("start", None, True)]
    operator = signed_in(site(runtime), ranking.people["operator"])

    def again() -> str:
        page = BeautifulSoup(operator.open("/desk").text, "html.parser")
        button = page.select_one("button[formaction$='/retry']")
        mark = page.select_one("main [name=csrf_token]")
        assert button is not None
        assert mark is not None
        data = {"csrf_token": str(mark["value"]), "reason": "確かめた。"}
        return operator.client.post(str(button["formaction"]), data=data, follow_redirects=True).text

    assert "また失敗しました" in again()
    with runtime.db.step() as session:
        session.scalars(select(Message)).one().payload = {"score": 90}
    assert "成功しました" in again()
    assert ranking.incidents() == [("start", None, False)]


def test_an_application_that_cannot_begin_is_an_incident_and_opens_nothing(
    both: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = people(both)

    def full(*_given: object, **_named: object) -> int:
        raise OSError("no space left on device")

    monkeypatch.setattr(Engine, "start", full)
    wanted = NewApplication(who.provider_id, service_name="青空AI")
    with pytest.raises(StepFailed):
        opening.open_application(both, who["applicant"], wanted)
    with both.db.read() as session:
        assert session.scalars(select(Case.id)).all() == []
        assert session.scalars(select(Service.id)).all() == []
        assert [(row.what, row.error.partition(" ")[0]) for row in session.scalars(select(Incident))] == [
            ("open", "OSError")
        ]
    text = signed_in(site(both), who["operator"]).open("/desk").text
    assert "申請の開始" in text
    assert "もう一度申請を始めます" in text
