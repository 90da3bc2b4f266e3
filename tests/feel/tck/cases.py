"""The cases of a checkout, and whether an answer is the one that they expect."""

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from app.feel import Months, evaluate
from tests.feel.tck.models import Model, children

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS = {"decimal", "double", "float", "integer", "int", "long"}
_CLOSE = Decimal("1e-8")
_DURATION = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?")


@dataclass(frozen=True, slots=True)
class Case:
    """One expected result. `expected` is None or (type, value) as the kit writes it."""

    folder: str
    id: str
    model: Model = field(repr=False)
    decision: str | None
    inputs: dict[str, Any] = field(repr=False)
    expected: Any
    out_of_scope: str
    written: str = field(repr=False)
    """The texts of inputs and expected value."""

    @property
    def source(self) -> str:
        """The texts of the decision, of its inputs and of what is expected."""
        return f"{self.model.source(self.decision)}\n{self.written}"


def cases(checkout: Path, level: int) -> Iterator[Case]:
    """Every expected result of a compliance level, in order."""
    for file in sorted((checkout / "TestCases" / f"compliance-level-{level}").glob("*/*.xml")):
        root = ElementTree.parse(file).getroot()
        model = Model(file.parent / (children(root, "modelName")[0].text or "").strip())
        for case in children(root, "testCase"):
            inputs = {given.get("name", ""): _value(given) for given in children(case, "inputNode")}
            written = "\n".join(case.itertext())
            for result in children(case, "resultNode"):
                expected = children(result, "expected")
                service = case.get("type") in ("decisionService", "bkm")
                yield Case(
                    folder=file.parent.name,
                    id=case.get("id", ""),
                    model=model,
                    decision=result.get("name"),
                    inputs=inputs,
                    expected=_value(expected[0]) if expected else None,
                    out_of_scope="decision service" if service else model.out_of_scope(result.get("name")),
                    written=written,
                )


def _value(element: Element) -> Any:
    members = children(element, "component")
    if members:
        return "context", {member.get("name"): _value(member) for member in members}
    for child in element:
        if child.get(f"{_XSI}nil") == "true":
            return None
        if child.tag.endswith("list"):
            return "list", [_value(item) for item in children(child, "item")]
        if child.tag.endswith("value"):
            type_ = child.get(f"{_XSI}type", "xsd:string").rpartition(":")[2]
            text = child.text or ""
            return ("number" if type_ in _NUMBERS else type_), text if type_ == "string" else text.strip()
    return None


def given(tagged: Any) -> Any:
    """An input of the kit as a value for FEEL."""
    if tagged is None:
        return None
    type_, value = tagged
    if type_ == "list":
        return [given(item) for item in value]
    if type_ == "context":
        return {key: given(item) for key, item in value.items()}
    if type_ in ("string", "boolean"):
        return value if type_ == "string" else value in ("true", "1")
    if type_ == "number":
        return Decimal(value)
    function = {"dateTime": "date and time"}.get(type_, type_)
    return evaluate(f"{function}(text)", {"text": value})


def same(expected: Any, found: Any) -> bool:
    """Whether an answer is the expected one; numbers to eight digits, moments and durations exactly."""
    if expected is None or found is None:
        return expected is None and found is None
    type_, value = expected
    if type_ == "list":
        return isinstance(found, list) and len(found) == len(value) and all(map(same, value, found))
    if type_ == "context":
        alike = isinstance(found, dict) and found.keys() == value.keys()
        return alike and all(same(value[key], found[key]) for key in value)
    if type_ == "boolean":
        return found is (value in ("true", "1"))
    if type_ == "number":
        if not isinstance(found, Decimal):
            return False
        return abs(Decimal(value) - found) <= _CLOSE * max(1, abs(Decimal(value)))
    if type_ == "duration":
        return isinstance(found, timedelta | Months) and _length(value) == _length(_shown(found))
    if type_ in ("date", "time", "dateTime"):
        cls = {"date": date, "time": time, "dateTime": datetime}[type_]
        return type(found) is cls and _tidy(value) == _tidy(_shown(found))
    return isinstance(found, str) and found == value


def _shown(value: Any) -> str:
    return str(evaluate("string(value)", {"value": value}))


def _length(text: str) -> Any:
    """A duration as months and seconds; its text where it is none."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return text
    years, months, days, hours, minutes, seconds = (Decimal(part or 0) for part in match.groups()[1:])
    sign = -1 if match[1] else 1
    return sign * (12 * years + months), sign * (((days * 24 + hours) * 60 + minutes) * 60 + seconds)


def _tidy(text: str) -> str:
    """A moment without the freedom of writing: zeros behind the point, and UTC by its three names."""
    text = re.sub(r"\.0*(?!\d)", "", re.sub(r"(\.\d*?)0+(?!\d)", r"\1", text))
    return re.sub(r"(\+00:00|@Etc/UTC|@UTC)$", "Z", text)
