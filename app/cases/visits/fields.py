"""What can be noted on a visit: the targets, their fields, and what a value may be."""

import hashlib
import re
from collections.abc import Sequence

from app.cases.visits.clocks import Clock
from app.formkit import checks
from app.law import visits as law
from app.law.text import Text

FINDING = re.compile(r"finding:[a-z0-9-]{1,40}")
OWN = re.compile(r"check:own-[0-9a-f]{12}")
DEVICE = re.compile(r"device:[A-Za-z0-9-]{1,40}")
ADDENDUM = "addendum"
"""The field of what is added after the closing."""
LENGTHS = {
    "check": {"result": 20, "note": 2000, ADDENDUM: 4000},
    "finding": {
        "grade": 20,
        "criterion": 300,
        "statement": 4000,
        "state": 10,
        "reason": 2000,
        ADDENDUM: 4000,
    },
    "meeting": {"started": 40, "opening": 4000, "closing": 4000, "differing": 4000, ADDENDUM: 4000},
    "note": {"text": 8000, ADDENDUM: 4000},
    "device": {"left": 6, "clock": 20},
}
"""The fields of each kind of target, with the most characters of a value."""
STATES = ("open", "fixed", "withdrawn")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")


def own_checks(scope: Sequence[str]) -> dict[str, str]:
    """What the plan asks for in free words, by the key under which it is checked on the spot."""
    known = {item.key for item in law.checklist()}
    lines = [each for each in scope if each not in known]
    return {f"own-{hashlib.sha256(line.encode()).hexdigest()[:12]}": line for line in lines}


def unknown(target: str, field: str) -> Text:
    """There is no such part of the record."""
    return Text(
        f"この記録の項目（{target[:60]} {field[:40]}）はありません。画面を開き直してください。",
        f"There is no such entry ({target[:60]} {field[:40]}). Open the page again.",
    )


def complaint(target: str, field: str, value: object) -> Text | None:
    """Why an entry cannot be taken, None when it can."""
    kind = target.partition(":")[0]
    if not _is_target(target, kind) or field not in LENGTHS[kind]:
        return unknown(target, field)
    if not isinstance(value, str) or _CONTROL.search(value):
        return Text("文字として保存できない内容です。", "This cannot be kept as text.")
    most = LENGTHS[kind][field]
    if len(value) > most:
        return Text(
            f"{most}字までにしてください（今は{len(value)}字）。",
            f"At most {most} characters ({len(value)} now).",
        )
    if value and (kind, field) == ("meeting", "started") and not checks.is_time_of_day(value):
        return Text("時刻は 10:05 のように入力してください。", "Enter a time such as 10:05.")
    if (kind, field) == ("device", "clock") and Clock.read(value) is None:
        return unknown(target, field)
    if value and value not in (choices(kind, field) or {value}):
        return Text(
            "選べない値です。画面を開き直してください。", "This cannot be chosen. Open the page again."
        )
    return None


def choices(kind: str, field: str) -> set[str]:
    """The values that a field takes; empty for words."""
    if (kind, field) == ("check", "result"):
        return {each.key for each in law.results()}
    if (kind, field) == ("finding", "grade"):
        return {each.key for each in law.grades()}
    return set(STATES) if (kind, field) == ("finding", "state") else set()


def _is_target(target: str, kind: str) -> bool:
    if kind == "check":
        return bool(OWN.fullmatch(target)) or target in {f"check:{item.key}" for item in law.checklist()}
    if kind == "finding":
        return bool(FINDING.fullmatch(target))
    if kind == "device":
        return bool(DEVICE.fullmatch(target))
    return target in {"meeting", "note"}
