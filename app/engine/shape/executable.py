"""The process is meant to be run."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import B
from app.engine.faults import Fault
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """A process that says of itself that it is only a picture."""
    for process in root.findall(f"{B}process"):
        if process.get("isExecutable") not in ("true", "1"):
            yield Fault(
                "executable",
                process.get("id", ""),
                Text(
                    "この図は説明用（isExecutable が true でない）です。実行する工程なら isExecutable を true にしてください。",
                    "This diagram is only a picture: isExecutable is not true. Set it to true if it is to be run.",
                ),
            )
