"""The registry for machines: JSON that says everything, CSV that a spreadsheet opens safely."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.law.text import Text
from app.registry.items import cell, line, title
from app.registry.views import Entry

Json = dict[str, Any]

SCHEMA = "nintei-registry/1"
BYTE_ORDER_MARK = "\ufeff"

_ITEM_KEYS = ("id", "title_ja", "title_en", "type", "value", "unit", "na", "na_reason", "note", "withheld")
_HEAD: tuple[tuple[str, Text], ...] = (
    ("no", Text("認定番号", "Certificate number")),
    ("status", Text("認定の状態", "Status")),
    ("service", Text("サービス名", "Service")),
    ("earlier_names", Text("以前のサービス名", "Earlier names")),
    ("provider", Text("事業者", "Provider")),
    ("corporate_number", Text("法人番号", "Corporate number")),
    ("certified_on", Text("認定日", "Certified on")),
    ("valid_from", Text("有効期間の開始日", "Valid from")),
    ("valid_until", Text("有効期間の満了日", "Valid until")),
    ("guideline", Text("準拠する情報開示指針", "Disclosure guideline")),
    ("as_of", Text("開示情報の日付", "Disclosed as of")),
    ("published_on", Text("公表日", "Published on")),
    ("url", Text("公表ページ", "Page")),
)


def as_json(entry: Entry, address: str) -> Json:
    """One service for `services`; `address` is its page."""
    card = entry.card
    return {
        "certificate_no": entry.no,
        "service_name": card["service"],
        "earlier_names": card["earlier_names"],
        "summary": card["summary"],
        "provider": {"name": card["provider"], "corporate_number": card["corporate_number"]},
        "guideline_version": card["guideline"],
        "catalogue_version": card["catalogue"],
        "as_of": card["as_of"],
        "first_certified_on": card["first_certified_on"],
        "certified_on": entry.term.certified_on.isoformat(),
        "valid_from": entry.term.valid_from.isoformat(),
        "valid_until": entry.term.valid_until.isoformat(),
        "status": {
            "code": entry.standing.kind,
            "since": entry.standing.since.isoformat(),
            "article": entry.standing.article,
            "ja": entry.standing.sentence.ja,
            "en": entry.standing.sentence.en,
        },
        "version": entry.version,
        "published_on": entry.published_on.isoformat() if entry.published_on else None,
        "url": address,
        "disclosures": [
            {
                "section": section["code"],
                "section_ja": section["title_ja"],
                "section_en": section["title_en"],
                **{key: item[key] for key in (*_ITEM_KEYS, "as_of", "since") if key in item},
            }
            for section in entry.sections
            for item in section["items"]
            if not item.get("blank")
        ],
    }


def csv_lines(rows: Iterable[tuple[Entry, str]], language: str) -> Iterator[str]:
    """The lines of a CSV file, byte order mark first: a row a service, a column an item.

    `rows` are entries with the addresses of their pages.
    """
    found = list(rows)
    columns: dict[str, Json] = {}
    for entry, _address in found:
        for id_, item in entry.items().items():
            columns.setdefault(id_, item)
    yield BYTE_ORDER_MARK + _line(
        [*(text.in_(language) for _key, text in _HEAD), *(title(item, language) for item in columns.values())]
    )
    for entry, address in found:
        held = entry.items()
        said = [line(held[id_], language) if id_ in held else "" for id_ in columns]
        yield _line([*_head(entry, address, language), *said])


def _head(entry: Entry, address: str, language: str) -> list[str]:
    card = entry.card
    own = {
        "no": entry.no,
        "status": entry.standing.label.in_(language),
        "earlier_names": "、".join(each["name"] for each in card["earlier_names"]),
        "valid_from": entry.term.valid_from.isoformat(),
        "valid_until": entry.term.valid_until.isoformat(),
        "certified_on": entry.term.certified_on.isoformat(),
        "published_on": entry.published_on.isoformat() if entry.published_on else "",
        "url": address,
    }
    return [str(own.get(key, card.get(key, ""))) for key, _text in _HEAD]


def _line(cells: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([cell(each) for each in cells])
    return text.getvalue()
