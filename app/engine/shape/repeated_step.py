"""Only a user task is done by several people (multi-instance), all at once, over a number or a list."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B, S
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

BINDINGS = {"user"}


def faults(root: Any) -> Iterator[Fault]:
    """Repetitions that the engine would mis-run, and people bound to a step that is not repeated."""
    for node in places.nodes(root):
        loop = node.find(f"{B}multiInstanceLoopCharacteristics")
        wrong = (_loop(places.kind(node), loop) if loop is not None else None) or _binding(
            places.kind(node), node, loop
        )
        if wrong is not None:
            own = node.get("id", "")
            yield Fault("repeated_step", own, Text(f"「{own}」：{wrong.ja}", f"“{own}”: {wrong.en}"))


def _loop(kind: str, loop: Any) -> Text | None:
    cardinality = loop.find(f"{B}loopCardinality")
    until = loop.find(f"{B}completionCondition")
    if kind != "userTask":
        return Text(
            "繰り返し（マルチインスタンス）はユーザータスクだけに付けられます。",
            f"a multi-instance {kind} cannot be run. Only a user task is done by several people.",
        )
    if loop.get("isSequential", "false").strip() not in {"false", "0"}:
        return Text(
            "順番に繰り返すマルチインスタンスは実行できません。同時に行う（並列）か、ゲートウェイで戻る流れにしてください。",
            "a sequential multi-instance cannot be run. Make it parallel, or loop through a gateway.",
        )
    if loop.get("behavior", "All") != "All":
        return Text(
            "繰り返しの途中でイベントを出す設定は使えません（behavior は All）。",
            "a multi-instance that throws events cannot be run. Leave its behavior at All.",
        )
    if cardinality is None or not (cardinality.text or "").strip():
        return Text(
            "誰に頼むかを loopCardinality に書いてください（人数か、一覧を与える式）。",
            "a multi-instance without whom to ask: give loopCardinality a number or a list, in FEEL.",
        )
    if until is not None and not (until.text or "").strip():
        return Text(
            "completionCondition に条件を書くか、消してください。",
            "its completionCondition is empty. Write a condition or remove it.",
        )
    return None


def _binding(kind: str, node: Any, loop: Any) -> Text | None:
    for item in node.findall(f"{B}extensionElements/{S}properties/{S}property"):
        if item.get("name") == "person" and (kind != "userTask" or loop is not None):
            return Text(
                "担当者の指定（person）は、繰り返さないユーザータスクにだけ付けられます。"
                "繰り返す作業では bind と一覧で本人を指定してください。",
                "the property person belongs to a user task that is not repeated. Where several people do a step, "
                "name them by its list and the property bind.",
            )
        if item.get("name") == "person" and not (item.get("value") or "").strip():
            return Text(
                "担当者の指定（person）に、利用者の番号を与える式を書くか、消してください。",
                "its property person is empty. Write FEEL that gives the id of a user, or remove it.",
            )
        if item.get("name") == "bind" and (loop is None or item.get("value") not in BINDINGS):
            return Text(
                '本人への指定（bind）は、値を "user" にして、繰り返すユーザータスクに付けてください。',
                'the property bind belongs to a multi-instance user task and has the value "user".',
            )
    return None
