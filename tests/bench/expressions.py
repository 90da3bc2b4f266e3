"""A gateway's condition over a case's data, beside Python's compiled `eval` of the same."""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from app.feel import condition
from tests.bench.report import Figure, milliseconds, ratio

CONDITION = 'decide.decision = "certify" and count(items) > 3'
# The floor is what the engine's own script engine would do; nothing of the product evaluates Python.
PYTHON = compile('decide["decision"] == "certify" and len(items) > 3', "<condition>", "eval")
DATA: dict[str, Any] = {
    "input": {"number": "A-2026-0001", "kind": "new"},
    "check": {"complete": True, "round": 2},
    "decide": {"decision": "certify", "reasons": "all items are met"},
    "items": ["governance", "security", "data", "quality", "support"],
}
TIMES = 2_000


def figures(folder: Path, runs: int) -> Iterator[Figure]:
    """The cached condition ÷ the compiled expression."""

    def ours() -> bool:
        return condition(CONDITION, DATA)

    def floor() -> bool:
        return bool(eval(PYTHON, {}, DATA))

    if not ours() or not floor():
        raise RuntimeError("the condition of the bench is not true")
    feel: list[list[float]] = []
    plain: list[list[float]] = []
    for run in range(runs):
        for each, times in [(ours, feel), (floor, plain)][:: 1 if run % 2 else -1]:
            times.append([_once(each)])
    note = f"ours {milliseconds(feel)}; floor {milliseconds(plain)}; each {TIMES} times"
    yield ratio("feel_condition_over_compiled_eval", feel, plain, note)


def _once(run: Callable[[], bool]) -> float:
    began = perf_counter()
    for _ in range(TIMES):
        run()
    return perf_counter() - began
