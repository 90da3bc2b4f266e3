"""The papers that come with a filing: readable PDF files that say of themselves that they are fictional."""

import io
from datetime import date
from functools import cache
from typing import Any

from werkzeug.datastructures import FileStorage

from app.cases.demo import cast, files
from app.cases.issuing import FONTS
from app.registry.certificate_pdf import LetterData, render_letter

_ISSUED = date(2026, 6, 15)
_BODY = "企業も内容も架空です。生成AI利用クラウドサービスの情報開示認定の実演のために作成しました。"


def proof(provider_key: str) -> FileStorage:
    """What stands for the certificate of registered matters of a provider."""
    return _upload("登記事項証明書（見本）.pdf", _proof(provider_key))


def description(service_key: str) -> FileStorage:
    """The description of a service, the other document that is asked for."""
    return _upload("サービス仕様書（見本）.pdf", _description(service_key))


def scan(provider_key: str) -> FileStorage:
    """What was scanned of a posted filing."""
    return _upload("郵送書類一式（見本）.pdf", _proof(provider_key))


def _upload(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


@cache
def _proof(provider_key: str) -> bytes:
    told = files.read("providers")[provider_key]
    rows = [
        ("商号", told["name"]),
        ("会社法人等番号", cast.number_of(told)[1:]),
        ("本店", told["address"]),
        ("会社成立の年月日", _day(told["established"])),
        ("資本金の額", f"{told['capital']}百万円"),
        ("代表者", f"{told['rep_title']}　{told['rep_name']}"),
    ]
    return _letter("履歴事項全部証明書（見本）", rows, told["name"])


@cache
def _description(service_key: str) -> bytes:
    service = files.read("services")[service_key]
    kind = files.read("kinds")[service["kind"]]
    rows = [
        ("サービスの名称", service["name"]),
        ("提供の開始", _day(service["start"])),
        ("概要", service["summary"]),
        ("生成AIを利用する機能", "、".join(row[0] for row in kind["functions"])),
        ("禁止する利用", kind["prohibited"]),
    ]
    return _letter("サービス仕様書（見本）", rows, files.read("providers")[service["provider"]]["name"])


def _letter(subject: str, rows: list[tuple[str, str]], sender: str) -> bytes:
    return render_letter(
        LetterData(
            number="見本",
            dated=_ISSUED,
            recipient=["クラウドサービス情報開示認定機関"],
            sender=[sender],
            subject=subject,
            body=_BODY,
            rows=rows,
        ),
        FONTS,
    )


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
