"""A file holds exactly one process."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import NAME, B
from app.engine.faults import Fault
from app.law.text import Text


def faults(root: Any) -> Iterator[Fault]:
    """None or several processes, or one whose id cannot name a file."""
    processes = root.findall(f"{B}process")
    if len(processes) == 1 and NAME.match(processes[0].get("id", "")):
        return
    yield Fault(
        "one_process",
        processes[-1].get("id", "") if processes else "",
        Text(
            "1つのファイルには、小文字と下線だけのidをもつ工程を1つだけ置いてください。"
            "プールが複数ある図は、参加者ごとのファイルに分けてください。",
            "A file must hold exactly one process, with an id of lower-case letters and underscores. "
            "Split a diagram of several pools into one file each.",
        ),
    )
