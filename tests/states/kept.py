"""Reading and writing the kept states: the edition's files, compressed, and instances waiting in them."""

import base64
import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.cases import editions
from app.engine.live import Waiting

KEPT = Path(__file__).parent / "kept"


@dataclass(frozen=True, slots=True)
class State:
    """An instance as it was stored at an instant, what it waited for, and how it came there."""

    process_id: str
    at: datetime
    stored: bytes = field(repr=False)
    waits: dict[str, Any] = field(repr=False)
    path: list[str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Release:
    """An edition with the engine version that stored its instances."""

    name: str
    files: dict[str, str] = field(repr=False)
    states: list[State] = field(repr=False)


def waits(found: Waiting) -> dict[str, Any]:
    """What an instance waits for, as JSON holds it."""
    return {
        "items": [
            [number, item.process_id, item.node.id, item.item_key, str(item.due_on or "")]
            for number, item in sorted(found.items.items())
        ],
        "timers": [[number, due.isoformat()] for number, due in sorted(found.timers.items())],
        "messages": [[number, *key] for number, key in sorted(found.messages.items())],
    }


def place(files: Mapping[str, str]) -> Path:
    """Where the states of an edition stand: its hash, and the engine's version."""
    return KEPT / f"{editions.digest(files)[:16]}-spiffworkflow-{version('SpiffWorkflow')}.json"


def write(files: Mapping[str, str], states: list[State]) -> Path:
    """Keep states of an edition; one state a line, so that a change of one shows as one."""
    packed = lzma.compress(json.dumps(dict(files), ensure_ascii=False, sort_keys=True).encode())
    rows = [
        {
            "process": each.process_id,
            "at": each.at.isoformat(),
            "waits": each.waits,
            "path": each.path,
            "state": base64.b64encode(each.stored).decode(),
        }
        for each in states
    ]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    path = place(files)
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f'{{"edition": "{editions.digest(files)}",\n"files": "{base64.b64encode(packed).decode()}",\n'
        f'"states": [\n{lines}\n]}}\n',
        encoding="utf-8",
    )
    return path


def read(path: Path) -> Release:
    """The states of one edition."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    files = json.loads(lzma.decompress(base64.b64decode(stored["files"])))
    if editions.digest(files) != stored["edition"]:
        raise ValueError(f"{path.name} does not hold the edition that it names")
    return Release(
        path.stem,
        files,
        [
            State(
                row["process"],
                datetime.fromisoformat(row["at"]),
                base64.b64decode(row["state"]),
                row["waits"],
                row["path"],
            )
            for row in stored["states"]
        ],
    )
