"""The checker of diagrams: each way of being unsound is found, with a way that shows it."""

import time
from typing import Any

import pytest

from app.cases import editions
from app.cases.scheme import PASSAGES
from app.config import ROOT
from app.engine import Diagram, read, soundness
from app.engine.soundness import Finding
from tests.bench.ours import SHAPES
from tests.engine.sketch import (
    act,
    call,
    end,
    flow,
    gateway,
    path,
    process,
    start,
    timer,
    user,
)

PARALLEL = "parallelGateway"


def diagrams(*texts: str) -> dict[str, Diagram]:
    found = [read(text.encode()) for text in texts]
    return {each.process_id: each for each in found}


def findings(*texts: str, **own: Any) -> list[Finding]:
    return soundness.check(diagrams(*texts), **own)


def the(*texts: str) -> tuple[str, str, tuple[str, ...]]:
    """Kind, element and counter-example of the only finding."""
    (only,) = findings(*texts)
    return only.kind, only.node, only.path


def embedded(id: str, body: str) -> str:
    return f'<bpmn:subProcess id="{id}">{body}</bpmn:subProcess>'


def either(id: str, first: str, second: str) -> str:
    """An exclusive gateway with its two flows."""
    return gateway(id, f"{id}__{second}") + flow(id, first, "asked.way = 1") + flow(id, second)


@pytest.mark.parametrize("root", [ROOT, SHAPES], ids=["procedures", "shapes"])
def test_all_our_diagrams_are_sound_and_keep_the_scheme(root: Any) -> None:
    files = editions.read_folder(root)
    every = diagrams(*(text for name, text in files.items() if name.endswith(".bpmn")))
    begun = time.process_time()
    assert soundness.check(every) == []
    assert soundness.passed(every, PASSAGES) == []
    assert time.process_time() - begun < 5


def test_a_split_by_choice_that_is_joined_in_parallel_waits_for_ever() -> None:
    drawn = process(
        start()
        + user("asked")
        + either("which", "left", "right")
        + user("left")
        + user("right")
        + gateway("joined", "", PARALLEL)
        + end()
        + path("begun", "asked", "which")
        + path("left", "joined", "ended")
        + flow("right", "joined")
    )
    found = findings(drawn)
    assert {(each.kind, each.node) for each in found} == {("deadlock", "joined")}
    assert found[0].path == ("begun", "asked", "which", "left")
    assert "「right」" in found[0].text.ja
    assert "“right”" in found[0].text.en


def test_what_is_left_after_an_end_is_told_apart() -> None:
    drawn = process(
        start()
        + gateway("split", "", PARALLEL)
        + user("asked")
        + user("other")
        + either("which", "joined", "stopped")
        + gateway("joined", "", PARALLEL)
        + end()
        + end("stopped")
        + path("begun", "split", "asked", "which")
        + path("split", "other", "joined", "ended")
    )
    kind, node, way = the(drawn)
    assert (kind, node) == ("orphan", "joined")
    assert way[:2] == ("begun", "split")
    assert {"asked", "which", "stopped", "other"} <= set(way)


def test_a_loop_without_a_way_out_is_found() -> None:
    drawn = process(
        start()
        + user("asked")
        + either("which", "open", "ended")
        + gateway("open", "")
        + user("again")
        + end()
        + path("begun", "asked", "which")
        + path("open", "again", "open")
    )
    kind, node, way = the(drawn)
    assert (kind, node) == ("no_end", "open")
    assert way == ("begun", "asked", "which")


def test_a_step_that_no_way_reaches_is_found_and_not_what_follows_it() -> None:
    drawn = process(
        start()
        + user("asked")
        + end()
        + path("begun", "asked", "ended")
        + user("lost")
        + user("after_it")
        + end("lost_too")
        + path("lost", "after_it", "lost_too")
    )
    assert the(drawn) == ("dead_node", "lost", ())


def test_a_way_that_stops_is_found() -> None:
    drawn = process(
        start()
        + user("asked")
        + user("left")
        + either("which", "left", "ended")
        + end()
        + path("begun", "asked", "which")
    )
    assert the(drawn) == ("dead_end", "left", ("begun", "asked", "which", "left"))


def test_a_split_inside_a_loop_piles_up_steps() -> None:
    drawn = process(
        start()
        + gateway("open", "")
        + gateway("split", "", PARALLEL)
        + user("asked")
        + user("beside")
        + either("which", "open", "ended")
        + end()
        + end("done")
        + path("begun", "open", "split", "asked", "which")
        + path("split", "beside", "done")
    )
    (only,) = findings(drawn)
    assert only.kind == "unbounded"
    assert only.path.count("split") == 2


def test_a_reminder_that_leads_back_before_its_step_piles_up_steps() -> None:
    drawn = process(
        start()
        + gateway("open", "")
        + user("asked", "")
        + timer("due", "asked", '@"2030-01-01"', interrupting=False)
        + end()
        + path("begun", "open", "asked", "ended")
        + flow("due", "open")
    )
    (only,) = findings(drawn)
    assert (only.kind, only.path[-2:]) == ("unbounded", ("due", "open"))


def test_a_join_reached_twice_by_one_branch_is_found() -> None:
    drawn = process(
        start()
        + gateway("split", "", PARALLEL)
        + user("left")
        + user("right")
        + user("third")
        + gateway("meet", "")
        + gateway("joined", "", PARALLEL)
        + end()
        + path("begun", "split", "left", "meet", "joined", "ended")
        + path("split", "right", "meet")
        + path("split", "third", "joined")
    )
    assert ("surplus", "joined") in {(each.kind, each.node) for each in findings(drawn)}


def test_faults_inside_an_embedded_subprocess_are_told_with_the_way_into_it() -> None:
    inside = (
        start("inner_begun")
        + user("asked")
        + either("which", "open", "inner_ended")
        + gateway("open", "")
        + user("again")
        + end("inner_ended")
        + path("inner_begun", "asked", "which")
        + path("open", "again", "open")
    )
    drawn = process(
        start() + user("first") + embedded("inner", inside) + end() + path("begun", "first", "inner", "ended")
    )
    assert the(drawn) == (
        "no_end",
        "open",
        ("begun", "first", "inner", "inner_begun", "asked", "which"),
    )


def test_a_deadline_that_interrupts_and_a_reminder_that_does_not_are_sound() -> None:
    drawn = process(
        start()
        + user("asked")
        + timer("late", "asked", '@"2030-01-01"')
        + timer("soon", "asked", '@"2029-01-01"', interrupting=False)
        + end()
        + end("too_late")
        + end("reminded")
        + path("begun", "asked", "ended")
        + flow("late", "too_late")
        + flow("soon", "reminded")
    )
    assert findings(drawn) == []


def test_a_diagram_with_too_many_states_is_refused_and_not_waited_for() -> None:
    branches = "".join(
        path("split", *(f"step_{branch}_{number}" for number in range(6)), "joined")
        + "".join(user(f"step_{branch}_{number}") for number in range(6))
        for branch in range(8)
    )
    drawn = process(
        start()
        + gateway("split", "", PARALLEL)
        + branches
        + gateway("joined", "", PARALLEL)
        + end()
        + flow("begun", "split")
        + flow("joined", "ended")
    )
    (only,) = findings(drawn)
    assert only.kind == "too_big"
    assert "20000" in only.text.en


def test_ways_that_are_too_many_to_follow_are_refused_and_not_passed_over() -> None:
    drawn = diagrams(granting("match_payment", "decide", body=user("match_payment") + user("decide")))
    found = soundness.passed(drawn, PASSAGES, most_states=3)
    assert [(each.kind, each.node) for each in found] == [("too_big", "")]
    assert soundness.passed(drawn, PASSAGES) == []


# What the scheme demands.


def told(*texts: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = soundness.passed(diagrams(*texts), PASSAGES)
    return [(each.text.ja.split("（")[0], each.node, each.path) for each in found]


def granting(*before: str, body: str = "", **own: str) -> str:
    granted = act("grant", "certificates/grant")
    if own:
        rows = "".join(f'<spiffworkflow:property name="{k}" value="{v}"/>' for k, v in own.items())
        granted = granted.replace(
            "<bpmn:extensionElements>",
            f"<bpmn:extensionElements><spiffworkflow:properties>{rows}</spiffworkflow:properties>",
        )
    return process(start() + body + granted + end() + path("begun", *before, "grant", "ended"))


def test_certification_without_fee_or_decision_is_found() -> None:
    fee, decision = told(granting())
    assert fee == ("審査手数料の入金の確認", "grant", ("begun", "grant"))
    assert decision == ("決定", "grant", ("begun", "grant"))


def test_certification_after_fee_and_decision_keeps_the_scheme() -> None:
    assert told(granting("match_payment", "decide", body=user("match_payment") + user("decide"))) == []


def test_one_way_round_the_fee_is_enough_to_be_found() -> None:
    body = (
        user("asked")
        + either("which", "match_payment", "open")
        + user("match_payment")
        + gateway("open", "")
        + user("decide")
    )
    drawn = process(
        start()
        + body
        + act("grant", "certificates/grant")
        + end()
        + path("begun", "asked", "which")
        + flow("match_payment", "open")
        + path("open", "decide", "grant", "ended")
    )
    (only,) = told(drawn)
    assert only == (
        "審査手数料の入金の確認",
        "grant",
        ("begun", "asked", "which", "open", "decide", "grant"),
    )


def test_steps_inside_a_subprocess_and_a_called_process_count() -> None:
    inside = start("inner_begun") + user("match_payment") + end("inner_ended")
    inside += path("inner_begun", "match_payment", "inner_ended")
    deciding = process(start() + user("decide") + end() + path("begun", "decide", "ended"), id="deciding")
    whole = granting("inner", "called", body=embedded("inner", inside) + call("called", "deciding"))
    assert told(whole, deciding) == []


def test_a_subprocess_that_is_interrupted_has_not_passed_its_steps() -> None:
    inside = start("inner_begun") + user("match_payment") + user("decide") + end("inner_ended")
    inside += path("inner_begun", "match_payment", "decide", "inner_ended")
    body = embedded("inner", inside) + timer("late", "inner", '@"2030-01-01"') + gateway("open", "")
    drawn = process(
        start()
        + body
        + act("grant", "certificates/grant")
        + end()
        + path("begun", "inner", "open", "grant", "ended")
        + flow("late", "open")
    )
    assert [way for _, _, way in told(drawn)] == [("begun", "late", "open", "grant")] * 2


def test_a_certificate_granted_in_a_called_process_knows_what_was_passed_before() -> None:
    granted = process(
        start() + act("grant", "certificates/grant") + end() + path("begun", "grant", "ended"), id="granting"
    )
    with_both = process(
        start()
        + user("match_payment")
        + user("decide")
        + call("called", "granting")
        + end()
        + path("begun", "match_payment", "decide", "called", "ended")
    )
    without = process(start() + call("called", "granting") + end() + path("begun", "called", "ended"))
    assert told(with_both, granted) == []
    assert {node for _, node, _ in told(without, granted)} == {"grant"}


def test_an_act_that_requires_its_steps_proves_their_passage() -> None:
    body = user("asked") + either("which", "match_payment", "open") + user("match_payment")
    body += gateway("open", "") + user("decide")
    drawn = granting("asked", body="", requires="match_payment,decide").replace(
        path("begun", "asked", "grant", "ended"),
        path("begun", "asked", "which")
        + flow("match_payment", "open")
        + path("open", "decide", "grant", "ended"),
    )
    drawn = drawn.replace(start(), start() + body)
    assert told(drawn) == []


def test_requiring_a_step_that_does_not_exist_is_found() -> None:
    found = soundness.passed(diagrams(granting(requires="match_payment")), ())
    assert [(each.kind, each.node) for each in found] == [("requires", "grant")]


def test_a_decision_that_does_not_certify_must_send_reasons() -> None:
    def refusing(*after: str) -> str:
        return process(
            start()
            + user("match_payment")
            + user("decide")
            + gateway("certified", "certified__" + (after[0] if after else "refused"))
            + flow("certified", "grant", 'decide.decision = "certified"')
            + act("grant", "certificates/grant")
            + act("notify", "notices/send", kind='"rejected"')
            + end()
            + end("refused")
            + path("begun", "match_payment", "decide", "certified")
            + path("grant", "ended")
            + path("certified", *after, "refused")
        )

    (only,) = told(refusing())
    assert only[0] == "認定しない決定の後、理由の通知"
    assert only[2] == ("begun", "match_payment", "decide", "certified", "refused")
    assert told(refusing("notify")) == []


def test_whatever_its_decision_is_called_a_case_is_not_closed_without_certificate_or_reasons() -> None:
    def closing(*before: str) -> str:
        return process(
            start()
            + user("judge_bar")
            + act("notify", "notices/send", kind='"rejected"')
            + act("close", "cases/close")
            + end()
            + path("begun", "judge_bar", *before, "close", "ended"),
            id="barred",
        )

    (only,) = told(closing())
    assert only[1:] == ("close", ("begun", "judge_bar", "close"))
    assert told(closing("notify")) == []


def test_a_revocation_must_come_after_a_written_notice() -> None:
    def revoking(*before: str) -> str:
        return process(
            start()
            + user("draft_revocation")
            + user("decide_revocation")
            + act("letter", "notices/send", kind='"revoked"')
            + user("confirm_arrival")
            + act("revoke", "certificates/revoke")
            + end()
            + path("begun", "draft_revocation", "decide_revocation", *before, "revoke", "ended"),
            id="revocation",
        )

    (only,) = told(revoking("confirm_arrival"))
    assert only[1:] == (
        "revoke",
        ("begun", "draft_revocation", "decide_revocation", "confirm_arrival", "revoke"),
    )
    assert told(revoking("letter", "confirm_arrival")) == []


def test_a_notice_of_another_kind_is_not_the_letter() -> None:
    drawn = process(
        start()
        + act("letter", "notices/send", kind='"fee_reminder"')
        + act("revoke", "certificates/revoke")
        + end()
        + path("begun", "letter", "revoke", "ended")
    )
    assert len(told(drawn)) == 1
