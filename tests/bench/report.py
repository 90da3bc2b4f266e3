"""The figures of a run: their bars, the table that a person reads, and the file that a script reads."""

import json
import os
import platform
import sqlite3
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from typing import Any

BARS: dict[str, tuple[float, str]] = {
    "http_completion_over_floor": (4, "≤"),
    "pg_completion_over_floor": (7, "≤"),
    "sql_per_completion": (15, "≤"),
    "commits_per_completion": (1, "="),
    "round50_over_round1": (1.2, "≤"),
    "state_bytes_over_floor": (0.1, "≤"),
    "bytes_per_instance_over_floor": (0.8, "≤"),
    "timers_5000_due_over_posts": (1.5, "≤"),
    "idle_statements_20000_minus_200": (0, "="),
    "inbox_100k_over_100": (1.3, "≤"),
    "feel_condition_over_compiled_eval": (40, "≤"),
}
"""What each figure must not exceed, or must equal; without a bar it is only told."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value, how many runs it comes from, and the distance of its quartiles over the runs."""

    name: str
    value: float
    runs: int
    spread: float
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether it is within its bar."""
        bar, kind = BARS.get(self.name, (float("inf"), "≤"))
        return self.value == bar if kind == "=" else self.value <= bar


def ratio(name: str, above: list[list[float]], below: list[list[float]], note: str = "") -> Figure:
    """The median of all times above ÷ that of all below; each inner list is one run of a pair."""
    pairs = [median(one) / median(other) for one, other in zip(above, below, strict=True)]
    value = median(chain.from_iterable(above)) / median(chain.from_iterable(below))
    return Figure(name, value, len(pairs), between_quartiles(pairs), note)


def between_quartiles(values: list[float]) -> float:
    """Third less first quartile; 0 for a single value."""
    if len(values) < 2:
        return 0.0
    first, _, third = quantiles(values, n=4)
    return third - first


def milliseconds(times: list[list[float]]) -> str:
    """Median and 95th percentile of all times, for the note of a figure."""
    every = list(chain.from_iterable(times))
    return f"p50 {median(every) * 1e3:.2f} ms, p95 {quantiles(every, n=20)[-1] * 1e3:.2f} ms"


def machine() -> dict[str, Any]:
    """What the run was made on."""
    models = [
        line.partition(":")[2].strip()
        for line in _lines(Path("/proc/cpuinfo"))
        if line.startswith("model name")
    ]
    return {
        "system": platform.platform(),
        "processor": models[0] if models else platform.processor(),
        "cpus": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": round(os.getloadavg()[0], 2),
    }


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def write(file: Path, figures: list[Figure]) -> None:
    """The file of the run."""
    file.parent.mkdir(parents=True, exist_ok=True)
    found = {
        "machine": machine(),
        "ratios": {
            each.name: {"value": round(each.value, 3), "runs": each.runs, "spread": round(each.spread, 3)}
            for each in figures
        },
    }
    file.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def table(figures: list[Figure]) -> str:
    """The figures for a person."""
    rows = [f"{'figure':30} {'value':>8} {'bar':>8} {'runs':>5} {'spread':>7}"]
    for each in figures:
        bar, kind = BARS.get(each.name, (None, ""))
        wanted = f"{kind} {bar:g}" if bar is not None else ""
        missed = "" if each.met else "  MISSED"
        rows.append(
            f"{each.name:30} {each.value:8.2f} {wanted:>8} {each.runs:5d} {each.spread:7.2f}  {each.note}{missed}"
        )
    return "\n".join(rows)
