"""An event between start and end waits for one message or one timer, or sends one message."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

_CATCHES = {"intermediateCatchEvent", "boundaryEvent"}
_EVENTS = _CATCHES | {"intermediateThrowEvent", "startEvent", "endEvent"}


def faults(root: Any) -> Iterator[Fault]:
    """Events that would run through, and messages without a name."""
    named = {each.get("id") for each in root.findall(f"{B}message") if each.get("name")}
    for node in places.nodes(root):
        kind, own = places.kind(node), node.get("id", "")
        if kind not in _EVENTS:
            continue
        messages = node.findall(f"{B}messageEventDefinition")
        timers = node.findall(f"{B}timerEventDefinition")
        wrong = None
        if any(each.get("messageRef") not in named for each in messages):
            wrong = Text(
                "メッセージの名前を決めてください（messageRef と message の name）。名前のないメッセージは誰にも届きません。",
                "it is a message event without a message: give it a messageRef to a message with a name.",
            )
        elif len(messages) + len(timers) > 1:
            wrong = Text("メッセージかタイマーを1つだけ付けてください。", "give it one message or one timer.")
        elif kind in _CATCHES and not messages and not timers:
            wrong = Text(
                "何を待つかを、メッセージかタイマーで決めてください。",
                f"a {kind} without a message or timer waits for nothing. Give it one.",
            )
        elif kind == "intermediateThrowEvent" and not messages:
            wrong = Text(
                "送るメッセージを決めるか、この要素を消してください。",
                f"an {kind} without a message or timer does nothing. Give it a message or remove it.",
            )
        elif kind == "endEvent" and timers:
            wrong = Text("終了イベントに時刻は付けられません。", "an end event has no timer.")
        if wrong is not None:
            yield Fault("event_definition", own, Text(f"「{own}」：{wrong.ja}", f"“{own}”: {wrong.en}"))
