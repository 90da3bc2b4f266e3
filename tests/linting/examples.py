"""Example diagrams: a folder for each rule, with files that keep it (`valid…`) and that break it (`invalid…`).

An example is one diagram, whose human steps get a form of the fields `choice`, `amount`, `day` (routing)
and `remark`, or a folder with `processes/` and `forms/` of its own. A comment in a breaking example says
where: `Breaks <rule> at <id>.`
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from app.cases import editions
from app.cases.acts import Declared

HERE = Path(__file__).parent
ACTS = {
    "note/do": Declared(frozenset(), frozenset()),
    "note/take": Declared(frozenset({"value"}), frozenset()),
    "note/give": Declared(frozenset(), frozenset({"value"})),
    "certificates/grant": Declared(frozenset(), frozenset()),
    "notices/send": Declared(frozenset({"kind"}), frozenset()),
}
_BREAKS = re.compile(r"<!-- Breaks (?P<rule>\w+)(?: at (?P<node>\S+))?\. -->")
_PROCESS = re.compile(r'<bpmn:process id="([^"]+)"')
_STEP = re.compile(r'<bpmn:userTask id="([a-z_]+)"')


@dataclass(frozen=True)
class Example:
    """Files proposed as an edition, and the element at which they break the rule of their folder."""

    rule: str
    name: str
    files: dict[str, str]
    node: str

    @property
    def valid(self) -> bool:
        return self.name.startswith("valid")

    def __str__(self) -> str:
        return f"{self.rule}/{self.name}"


def examples() -> list[Example]:
    """All of them, in order."""
    return [
        _example(path)
        for folder in sorted(HERE.iterdir())
        if folder.is_dir() and folder.name not in ("__pycache__", "modelers")
        for path in sorted(folder.iterdir())
    ]


def with_forms(text: str) -> dict[str, str]:
    """A diagram as the files of an edition, with a form for each human step."""
    process = (_PROCESS.findall(text) or ["example"])[0]
    forms = {f"forms/{process}/{step}.form": form(f"{process}.{step}") for step in _STEP.findall(text)}
    return {f"processes/{process}.bpmn": text, **forms}


def form(name: str) -> str:
    """A form that gives a choice, an amount and a day to the procedure, and keeps a remark to itself."""
    fields: dict[str, dict[str, object]] = {
        "choice": {
            "type": "radio",
            "values": [
                {"value": value, "label": label, "label_en": value}
                for value, label in (("yes", "はい"), ("no", "いいえ"), ("later", "後で"))
            ],
        },
        "amount": {"type": "number"},
        "day": {"type": "datetime", "subtype": "date", "dateLabel": "日"},
        "remark": {"type": "textarea"},
    }
    components = [
        {
            "key": key,
            "label": "項目",
            "properties": {"label_en": key} | ({"routing": "true"} if key != "remark" else {}),
            **own,
        }
        for key, own in fields.items()
    ]
    return json.dumps({"schemaVersion": 18, "type": "default", "id": name, "components": components})


def _example(path: Path) -> Example:
    files = editions.read_folder(path) if path.is_dir() else with_forms(path.read_text(encoding="utf-8"))
    breaks = next((found for text in files.values() if (found := _BREAKS.search(text))), None)
    assert path.name.startswith("valid") or (breaks and breaks["rule"] == path.parent.name), path
    return Example(path.parent.name, path.stem, files, (breaks["node"] or "") if breaks else "")
