"""The public content of a certificate, built from plain facts; nothing here reads or writes a store.

A catalogue is a plain mapping: `{"version", "groups": [{"code", "title_ja", "title_en"}], "items": [{"id",
"group", "title_ja", "title_en", "type", "visibility", "unit", "unit_en", "columns", "choices",
"depends_on"}]}`; `columns` are texts or `{"id", "title_ja", "title_en"}`, `choices` texts or
`{"value", "label_en"}`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.law import publication
from app.registry import facts

Json = dict[str, Any]
Catalogue = Mapping[str, Any]

SCHEMA = "nintei-entry/1"
SUMMARY = "b.service_summary"
CORPORATE_NUMBER = "b.corporate_number"
_UPLOAD_KEYS = ("name", "size", "type")


@dataclass(frozen=True, slots=True)
class Answer:
    """One item as it was filed. `reason` says why it does not apply, or remarks on the value."""

    item_id: str
    value: Any
    not_applicable: bool
    reason: str
    as_of: date | None
    visibility: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What an entry is built from: the certificate, its present term, the filing, and what is withheld."""

    certificate_no: str
    service: str
    earlier_names: tuple[tuple[str, date], ...]
    provider: str
    guideline: str
    catalogue: str
    first_certified_on: date
    certified_on: date
    valid_from: date
    valid_until: date
    as_of: date
    answers: tuple[Answer, ...]
    withheld: frozenset[str]
    live: bool
    continuing: bool


def build(known: Facts, catalogue: Catalogue, previous: Json | None, on: date) -> Json:
    """The content to publish on `on` (第11条第1項), with withholding applied (第11条第2項).

    Only items that both the catalogue and the filing call public come in; the value of a withheld item
    comes in nowhere. The content of form B is left out once the certification has ended (AMB-15). `since` of
    an item is the day on which what it says now was first published.
    """
    sections = list(_sections(known, catalogue, _rows(previous), on)) if known.live else []
    shown = {item["id"]: item for section in sections for item in section["items"]}
    card: Json = {
        "no": known.certificate_no,
        "service": known.service,
        "earlier_names": [{"name": name, "until": until.isoformat()} for name, until in known.earlier_names],
        "provider": known.provider,
        "corporate_number": shown.get(CORPORATE_NUMBER, {}).get("value", ""),
        "summary": shown.get(SUMMARY, {}).get("value", ""),
        "guideline": known.guideline,
        "catalogue": known.catalogue,
        "first_certified_on": known.first_certified_on.isoformat(),
        "certified_on": known.certified_on.isoformat(),
        "valid_from": known.valid_from.isoformat(),
        "valid_until": known.valid_until.isoformat(),
        "as_of": known.as_of.isoformat(),
        "facts": facts.extract(shown.values()),
    }
    return {"schema": SCHEMA, "card": card, "sections": sections}


def searchable(card: Json) -> list[str]:
    """The public texts in which an entry is found: number, names, summary."""
    earlier = [each["name"] for each in card["earlier_names"]]
    return [card["no"], card["service"], card["provider"], card["summary"], *earlier]


def items(content: Json) -> Iterator[Json]:
    """All items of a content, in the order of the page."""
    for section in content["sections"]:
        yield from section["items"]


def carries(item: Json) -> bool:
    """Whether an item carries anything of what was filed."""
    return bool({"value", "na", "na_reason", "note", "as_of"} & item.keys())


def masked(content: Json, withheld: Iterable[str], *, live: bool = True) -> Json:
    """A stored content as it may be shown now: what is withheld today is not shown of the past either."""
    hidden = frozenset(withheld)
    if not live:
        card = content["card"] | {"summary": "", "corporate_number": "", "facts": {}}
        return content | {"card": card, "sections": []}
    if not hidden:
        return content
    sections = [
        section | {"items": [_veil(item) if item["id"] in hidden else item for item in section["items"]]}
        for section in content["sections"]
    ]
    card = content["card"] | {
        "facts": facts.extract(item for section in sections for item in section["items"]),
        "summary": "" if SUMMARY in hidden else content["card"]["summary"],
        "corporate_number": "" if CORPORATE_NUMBER in hidden else content["card"]["corporate_number"],
    }
    return content | {"card": card, "sections": sections}


def hidden_now(contents: Iterable[Json]) -> frozenset[str]:
    """The items that may not be shown of any of these contents (oldest first).

    They are those that were withheld when they stood in a content for the last time.
    """
    last = {item["id"]: bool(item.get("withheld")) for content in contents for item in items(content)}
    return frozenset(id_ for id_, withheld in last.items() if withheld)


def texts(value: Any) -> Iterator[str]:
    """Every text and number inside a value, as text."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for each in value:
            yield from texts(each)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _rows(content: Json | None) -> dict[str, Json]:
    return {item["id"]: item for item in items(content)} if content else {}


def _sections(known: Facts, catalogue: Catalogue, before: Mapping[str, Json], on: date) -> Iterator[Json]:
    answers = {answer.item_id: answer for answer in known.answers if answer.visibility == "public"}
    for group in catalogue["groups"]:
        rows = [
            _dated(_item(spec, answers.get(spec["id"]), known), before.get(spec["id"]), on)
            for spec in catalogue["items"]
            if spec["group"] == group["code"]
            and publication.is_public(spec["id"], spec["visibility"])
            and _belongs(spec, answers)
        ]
        if rows:
            yield {
                "code": group["code"],
                "title_ja": group["title_ja"],
                "title_en": group["title_en"],
                "items": rows,
            }


def _belongs(spec: Mapping[str, Any], answers: Mapping[str, Answer]) -> bool:
    # An item that hangs on another answer is only missed where it was asked.
    return spec["id"] in answers or not spec.get("depends_on")


def _item(spec: Mapping[str, Any], answer: Answer | None, known: Facts) -> Json:
    row: Json = {
        "id": spec["id"],
        "title_ja": spec["title_ja"],
        "title_en": spec["title_en"],
        "type": spec["type"],
    }
    if spec["id"] in known.withheld:
        return row | {"withheld": True}
    if answer is None or (answer.value is None and not answer.not_applicable):
        return row | {"blank": True}
    row["as_of"] = (answer.as_of or known.as_of).isoformat()
    if answer.not_applicable:
        return row | {"na": True, "na_reason": answer.reason}
    row["value"] = _value(answer.value)
    if answer.reason:
        row["note"] = answer.reason
    return row | _how_to_read(spec, row["value"])


def _how_to_read(spec: Mapping[str, Any], value: Any) -> Json:
    """Unit, column titles and English labels, so that an entry is read without its catalogue."""
    found: Json = {}
    if spec.get("unit"):
        found |= {"unit": spec["unit"], "unit_en": spec.get("unit_en") or spec["unit"]}
    if spec.get("columns"):
        found["columns"] = [_column(column) for column in spec["columns"]]
    chosen = set(texts(value))
    labels = {
        choice["value"]: choice["label_en"]
        for choice in spec.get("choices") or ()
        if isinstance(choice, Mapping) and choice["value"] in chosen and choice["label_en"] != choice["value"]
    }
    return found | ({"labels_en": labels} if labels else {})


def _column(column: Any) -> Json:
    if isinstance(column, Mapping):
        return {"id": column["id"], "title_ja": column["title_ja"], "title_en": column["title_en"]}
    return {"id": column, "title_ja": column, "title_en": column}


def _value(value: Any) -> Any:
    """A value without what is only ours: of an upload its name, size and type, never its address."""
    if isinstance(value, Mapping) and "sha256" in value:
        return {key: value[key] for key in _UPLOAD_KEYS if key in value}
    if isinstance(value, list):
        return [_value(each) for each in value]
    return value


def _dated(row: Json, before: Json | None, on: date) -> Json:
    said = {key: row.get(key) for key in ("value", "na", "na_reason", "note", "withheld", "blank")}
    same = before is not None and all(before.get(key) == each for key, each in said.items())
    return row | {"since": before["since"] if same and before else on.isoformat()}


def _veil(item: Json) -> Json:
    kept = {key: item[key] for key in ("id", "title_ja", "title_en", "type", "since")}
    return kept | {"withheld": True}
