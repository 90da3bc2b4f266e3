"""What buyers ask first: the few items that stand on a result card and narrow a search.

The items are named by the ids of the catalogue; where an edition has none of that id, the fact is not there.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.law.text import Text

Json = dict[str, Any]

_ASIDE = re.compile(r"（[^）]*）|\([^)]*\)")
_SEPARATORS = re.compile(r"[、，,;；/／・\n]+")
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Fact:
    """One question; `narrows` makes it a filter of the list, `first` puts it on the result card.

    `column` reads a column of a table, `split` the parts of a text without what stands in brackets, `says`
    looks for words in a text.
    """

    key: str
    item_id: str
    label: Text
    column: str = ""
    split: bool = False
    says: tuple[tuple[str, tuple[str, ...]], ...] = ()
    narrows: bool = True
    first: bool = True


FACTS: tuple[Fact, ...] = (
    Fact("kind", "b.service_category", Text("サービスの種類", "Kind of service")),
    Fact("users", "b.target_users", Text("想定する利用者", "Intended users"), first=False),
    Fact("model", "c.model_names", Text("利用モデル", "Models"), column="モデル名", narrows=False),
    Fact("model_provider", "c.model_names", Text("モデル提供者", "Model provider"), column="提供者"),
    Fact("location", "b.dc_location", Text("データの場所", "Data location"), split=True),
    Fact("training", "c.train_user_data", Text("学習への利用", "Use for training")),
    Fact("security", "b.certifications", Text("認証・監査", "Certifications")),
    Fact(
        "price",
        "b.pricing_method",
        Text("課金方法", "Charging"),
        says=(
            ("定額", ("定額", "固定", "月額", "年額")),
            ("従量", ("従量", "利用量に応じ", "トークン")),
            ("無料枠あり", ("無料",)),
            ("個別見積り", ("個別見積", "お見積", "都度見積")),
        ),
    ),
)


def extract(items: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    """The facts of an entry by key: `{"values": [...]}`, `{"withheld": True}` or `{"na": True}`."""
    by_id = {item["id"]: item for item in items}
    found: dict[str, Json] = {}
    for fact in FACTS:
        item = by_id.get(fact.item_id)
        if item is None:
            continue
        if item.get("withheld"):
            found[fact.key] = {"withheld": True}
        elif item.get("na"):
            found[fact.key] = {"na": True}
        else:
            found[fact.key] = _said(fact, item.get("value"))
    return found


def _said(fact: Fact, value: Any) -> Json:
    text = str(value or "")
    short = text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
    if fact.says:
        said = [word for word, signs in fact.says if any(sign in text for sign in signs)]
        return {"values": said, "text": short}
    if fact.split:
        parts = [part.strip() for part in _SEPARATORS.split(_ASIDE.sub("", text))]
        return {"values": list(dict.fromkeys(part for part in parts if part)), "text": short}
    return {"values": list(dict.fromkeys(one for one in _values(fact, value) if one))}


def _values(fact: Fact, value: Any) -> list[str]:
    if fact.column:
        rows = value if isinstance(value, list) else []
        return [str(row.get(fact.column) or "").strip() for row in rows if isinstance(row, Mapping)]
    if isinstance(value, list):
        return [str(one).strip() for one in value]
    return [str(value if value is not None else "").strip()]
