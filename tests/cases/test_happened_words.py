"""Nothing that a case can record is shown by its key: every event, step, refusal, stage and role has its words."""

import re
from datetime import date
from typing import Any

import pytest

from app import clock
from app.cases.hearings.wording import ENDINGS
from app.cases.runtime import Runtime
from app.cases.views import happened, refused
from app.law import roles, stages
from app.law.text import Text
from app.store.models.procedures import Event
from app.store.reading import cases
from app.web import stages as stage_words
from tests.architecture.emitted import event_kinds, ground_ids
from tests.walk import Walk
from tests.web.site import site

KEY = re.compile(r"[a-z]+_[a-z_]+|\{|[a-z]+\.[a-z_]+")
SEAT_STATES = (
    "judging",
    "eligible",
    "excluded",
    "challenged",
    "recused",
    "struck",
    "expired",
    "staff",
    "invited",
)


@pytest.fixture
def walk(runtime: Runtime) -> Walk:
    return Walk.open(runtime, service="夕空検索").until("check_completeness")


def said(walk: Walk, *given: dict[str, Any]) -> list[happened.Happened]:
    """What is said of events as they would stand in the case."""
    events = [
        (
            Event(
                seq=number,
                kind=each["kind"],
                at=clock.real_now(),
                legal_date=date(2026, 11, 24),
                node=each.get("node", ""),
                article="",
                reason=each.get("reason", ""),
                data=each.get("data", {}),
                hash="",
            ),
            None,
        )
        for number, each in enumerate(given)
    ]
    viewer = walk.people["secretariat"]
    with walk.runtime.db.read() as session:
        head = cases.find(session, viewer, walk.case_no)
        assert head is not None
        return happened.told(walk.runtime, session, head, events, cases.steps(session, viewer, head))


def readable(text: Text) -> None:
    assert text not in (happened.UNKNOWN, happened.NAMELESS)
    for words in (text.ja, text.en):
        assert words
        assert not KEY.search(words), text
    assert happened.NAMELESS.ja not in text.ja, text


def test_every_kind_of_event_that_the_code_writes_has_a_sentence(walk: Walk) -> None:
    kinds = sorted(event_kinds())
    assert {"minutes_approved", "question_asked", "filed", "hearing_stopped", "token_moved"} <= set(kinds)
    for kind in kinds:
        data = {"hearing": "H2026-0001", "seat": 1, "to": "eligible", "version": 1, "result": "certified"}
        for line in said(walk, {"kind": kind, "node": "decide", "data": data}):
            readable(line.what)


def test_every_procedure_and_step_is_named_wherever_it_is_told_of(walk: Walk) -> None:
    with walk.runtime.db.read() as session:
        head = cases.find(session, walk.people["secretariat"], walk.case_no)
        assert head is not None
        diagrams = walk.runtime.engine.library(session, head.edition_id).diagrams
    nodes = [id_ for diagram in diagrams.values() for id_, node in diagram.nodes.items() if node.name]
    kinds = ("completed", "refused", "claimed", "released", "assigned", "token_moved", "member_added")
    lines = said(
        walk,
        *({"kind": "started", "node": process} for process in diagrams),
        *({"kind": kind, "node": node} for node in nodes for kind in kinds),
    )
    assert len(lines) > 300
    for line in lines:
        readable(line.what)


def test_every_message_seat_and_end_has_a_sentence(walk: Walk) -> None:
    with walk.runtime.db.read() as session:
        head = cases.find(session, walk.people["secretariat"], walk.case_no)
        assert head is not None
        diagrams = walk.runtime.engine.library(session, head.edition_id).diagrams
    messages = {
        name
        for one in diagrams.values()
        for name in re.findall(rb'<bpmn:message [^>]*name="([^"]+)"', one.xml)
    }
    assert len(messages) >= 8
    generic = said(walk, {"kind": "message", "node": "not.known"})[0].what
    assert not KEY.search(generic.ja)
    for line in said(walk, *({"kind": "message", "node": name.decode()} for name in messages)):
        readable(line.what)
        assert line.what != generic
    assert set(ENDINGS) <= set(SEAT_STATES)
    for line in said(walk, *({"kind": "seat_moved", "data": {"to": state}} for state in SEAT_STATES)):
        readable(line.what)
    ended = said(walk, *({"kind": "closed", "data": {"result": one}} for one in happened.ENDS))
    assert len({line.what for line in ended}) == len(happened.ENDS)


def test_every_refusal_is_told_by_what_it_was_about(walk: Walk) -> None:
    ids = ground_ids()
    assert {"site_visit", "four_eyes", "unknown_field"} <= ids
    assert not {id_ for id_ in ids if refused.word(id_) == refused.OTHER}
    for line in said(walk, {"kind": "refused", "node": "decide", "data": {"refusals": sorted(ids)}}):
        assert len(line.details) == len(ids)
        for detail in line.details:
            readable(detail)
    assert refused.word("of_a_later_version") == refused.OTHER


def test_the_result_that_ended_a_hearing_is_no_reason_that_somebody_wrote(walk: Walk) -> None:
    abandoned = {"kind": "hearing_abandoned", "data": {"hearing": "H1"}}
    first, second = said(walk, abandoned | {"reason": "withdrawn"}, abandoned | {"reason": "招集し直すため"})
    assert (first.reason, second.reason) == ("", "招集し直すため")


def test_every_stage_and_role_has_its_word_in_both_languages(runtime: Runtime) -> None:
    app = site(runtime)
    for language in ("ja", "en"):
        with app.test_request_context(f"/?lang={language}"):
            for stage in stages.STAGES:
                assert stage_words.word(stage) != stage
    for role in roles.ROLES:
        readable(role.name)


def test_who_presides_is_settled_before_anybody_could_be_replaced(walk: Walk) -> None:
    given = [{"from": None, "to": 3}, {"from": 3, "to": 4}, {"from": 4, "to": None}]
    lines = said(walk, *({"kind": "seat_presiding", "data": {"hearing": "H1"} | data} for data in given))
    assert [line.what.ja for line in lines] == [
        "議長が決まった（H1）",
        "議長が替わった（H1）",
        "議長を務める委員がいなくなった（H1）",
    ]
