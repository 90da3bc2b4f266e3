"""Reading a disclosure catalogue from YAML, refusing bad data with a sentence that names the item."""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import yaml

from app.formkit.catalogue import Catalogue, Group, Item
from app.formkit.catalogue_entry import ItemReader
from app.formkit.errors import CatalogueError
from app.law.text import Text

SCHEMA = "disclosure-catalogue/1"
MAX_BYTES = 2 * 1024 * 1024
_CODE = re.compile(r"[A-Z][0-9]{0,2}")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_catalogue(text: str) -> Catalogue:
    """The catalogue in a YAML text; `CatalogueError` says what is wrong and where."""
    if len(text.encode()) > MAX_BYTES:
        raise CatalogueError(
            Text("項目表が大きすぎます（2 MBまで）。", "The catalogue is too large (at most 2 MB).")
        )
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 — a safe loader, in C where there is one
    except yaml.YAMLError as error:
        raise CatalogueError(
            Text(f"YAMLとして読めません: {error}", f"This cannot be read as YAML: {error}")
        ) from error
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        raise CatalogueError(Text(f"schema を {SCHEMA} にしてください。", f"The schema must be {SCHEMA}."))
    return _catalogue(data)


def _catalogue(data: Mapping[str, Any]) -> Catalogue:
    groups = tuple(_group(entry) for entry in _list(data, "groups"))
    codes = [group.code for group in groups]
    if len(set(codes)) != len(codes):
        raise CatalogueError(Text("グループの code が重なっています。", "Two groups have the same code."))
    items: dict[str, Item] = {}
    for entry in _list(data, "items"):
        item = ItemReader(entry, codes, items).item()
        items[item.id] = item
    try:
        effective = date.fromisoformat(str(data.get("effective_from")))
    except ValueError as error:
        raise CatalogueError(
            Text("effective_from を YYYY-MM-DD で書いてください。", "Write effective_from as YYYY-MM-DD.")
        ) from error
    version = str(data.get("version") or "")
    if not version:
        raise CatalogueError(Text("version がありません。", "The version is missing."))
    note = str(data.get("note") or "")
    return Catalogue(
        scheme=str(data.get("scheme") or ""),
        version=version,
        effective_from=effective,
        draft=data.get("draft") is True,
        note=Text(str(data.get("note_ja") or note), note),
        groups=groups,
        items=MappingProxyType(items),
        by_group=MappingProxyType(
            {code: tuple(item for item in items.values() if item.group == code) for code in codes}
        ),
    )


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list) or not value:
        raise CatalogueError(Text(f"{key} の一覧がありません。", f"The list of {key} is missing."))
    return value


def _group(entry: Any) -> Group:
    if not isinstance(entry, Mapping) or not _CODE.fullmatch(str(entry.get("code"))):
        raise CatalogueError(
            Text(
                "グループの code は「A」「B07」の形で書いてください。", "Write group codes like 'A' or 'B07'."
            )
        )
    ja = str(entry.get("title_ja") or "")
    if not ja or not entry.get("title_en"):
        raise CatalogueError(
            Text(
                f"グループ {entry['code']}: title_ja と title_en を書いてください。",
                f"Group {entry['code']}: give title_ja and title_en.",
            )
        )
    return Group(str(entry["code"]), str(entry.get("slug") or ""), Text(ja, str(entry["title_en"])))
