"""JSON and CSV say the same as the pages, and a spreadsheet runs nothing of it."""

import csv
import io
import json
from datetime import date

import pytest

from app.registry import exports, queries
from app.registry.items import cell, line, shown
from app.registry.queries import Criteria
from app.store.session import Database
from tests.registry.facts import SECRET_CONTACT, SECRET_MAIL, SECRET_USERS, Registered, answers

TODAY = date(2026, 11, 23)


def exported(db: Database, today: date = TODAY) -> list[queries.Entry]:
    with db.read() as session:
        return list(queries.export(session, Criteria(), today))


def rows_of(db: Database, language: str = "ja") -> list[dict[str, str]]:
    text = "".join(exports.csv_lines([(entry, "https://x/r") for entry in exported(db)], language))
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def published(db: Database) -> Database:
    values = answers() | {
        "b.pricing_method": '=HYPERLINK("https://evil.example","安い")',
        "c.train_user_data": "＋利用しない",
        "c.out_metrics": {"na": "@未実施のため"},
        "b.certifications": ["-ISO", "+SOC2"],
        "b.uptime_target": -1.5,
    }
    entry = Registered(values=values, withheld=("b.user_count",))
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
    return db


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
@pytest.mark.refusal("X37", basis="inference", article="第11条第1項第2号")
def test_no_secret_is_in_any_byte_of_json_or_csv(published: Database) -> None:
    (entry,) = exported(published)
    told = json.dumps(exports.as_json(entry, "https://x/r"), ensure_ascii=False)
    table = "".join(exports.csv_lines([(entry, "https://x/r")], "ja"))
    for secret in (SECRET_USERS, SECRET_CONTACT, SECRET_MAIL, "代表秘太郎"):
        assert secret not in told
        assert secret not in table
    withheld = next(
        each for each in exports.as_json(entry, "")["disclosures"] if each["id"] == "b.user_count"
    )
    assert withheld["withheld"] is True
    assert "value" not in withheld
    assert rows_of(published)[0]["サービス利用者数"] == "公表留保（第11条第2項）"


def test_a_spreadsheet_takes_no_text_for_a_formula(published: Database) -> None:
    row = rows_of(published)[0]
    assert row["課金方法"].startswith("'=HYPERLINK")
    assert row["利用者データの学習への利用"] == "'＋利用しない"
    assert row["認証取得"] == "'-ISO、+SOC2"
    assert row["品質評価"] == "該当なし（@未実施のため）"
    assert row["稼働率"] == "'-1.5%"


@pytest.mark.parametrize("text", ["=1", " =1", "\t@x", "+81-3", "-2+3", "＝1", "－1", "|x", "%0A", "\r=x"])
def test_signs_that_start_a_formula_are_quoted(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-12.5", "12", "議事", "https://x.example/?a=b", "2026-07-01", ""])
def test_plain_texts_and_numbers_stay(text: str) -> None:
    assert cell(text) == text


def test_json_says_state_validity_and_disclosures(published: Database) -> None:
    told = exports.as_json(exported(published)[0], "https://x/registry/0001-2607")
    assert told["certificate_no"] == "0001-2607"
    assert told["status"]["code"] == "active"
    assert (told["valid_from"], told["valid_until"]) == ("2026-07-01", "2028-07-01")
    assert told["url"] == "https://x/registry/0001-2607"
    models = next(each for each in told["disclosures"] if each["id"] == "c.model_names")
    assert models["value"] == [{"モデル名": "Kotoba-L", "版": "3.1", "提供者": "言葉研究所"}]
    assert models["section"] == "C03"


@pytest.mark.article("第11条第3項")
def test_an_ended_certification_is_exported_without_disclosures(published: Database) -> None:
    (entry,) = exported(published, date(2028, 7, 2))
    told = exports.as_json(entry, "")
    assert told["status"]["code"] == "expired"
    assert told["disclosures"] == []
    assert told["service_name"] == "議事メモAI"


def test_english_headings_come_from_the_catalogue(published: Database) -> None:
    assert rows_of(published, "en")[0]["Number of users"] == "Withheld (Art. 11(2))"


@pytest.mark.parametrize(
    ("item", "ja", "en"),
    [
        ({"type": "duration", "value": "P1M"}, "1か月", "1 months"),
        ({"type": "duration", "value": "PT24H"}, "24時間", "24 hours"),
        ({"type": "date", "value": "2026-07-01"}, "2026年7月1日", "1 July 2026"),
        ({"type": "month", "value": "2026-03"}, "2026年3月", "2026-03"),
        (
            {"type": "money", "value": 1234, "unit": "百万円", "unit_en": "million yen"},
            "1,234百万円",
            "1,234 million yen",
        ),
        ({"type": "boolean", "value": True}, "はい", "Yes"),
        ({"type": "file", "value": [{"name": "図.pdf", "size": 1}]}, "図.pdf", "図.pdf"),
        ({"type": "choice", "value": "有", "labels_en": {"有": "Yes"}}, "有", "Yes"),
        ({"type": "text", "value": "文", "note": "備考"}, "文（備考）", "文 (備考)"),
        ({"type": "text", "blank": True}, "記載なし", "Not stated"),
    ],
)
def test_values_are_said_in_words(item: dict[str, object], ja: str, en: str) -> None:
    assert line(item, "ja") == ja
    assert line(item, "en") == en


def test_only_web_addresses_become_links() -> None:
    assert shown({"type": "url", "value": "javascript:alert(1)"}, "ja").url == ""
    assert shown({"type": "url", "value": "https://a.example"}, "ja").url == "https://a.example"
