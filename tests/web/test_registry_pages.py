"""The public pages: what they show, what they hide, and how they answer."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.store import models as _models  # the tables
from app.store.base import Base
from app.store.models.certificates import RegistryGram, RegistryVersion
from app.store.session import Database
from tests.registry.facts import (
    SECRET_CONTACT,
    SECRET_MAIL,
    SECRET_USERS,
    Registered,
    answers,
    withhold,
)
from tests.web.registry_site import site

assert _models

LATER_SECRET = "https://bridge-secret.example/"
PAGES = (
    "/registry",
    "/registry?q={query}",
    "/registry?status=active&kind=翻訳",
    "/registry/0001-2607",
    "/registry/0001-2607?lang=en",
    "/registry/0001-2607/history",
    "/verify/0001-2607",
    "/compare?no=0001-2607&no=0002-2607",
    "/registry.json",
    "/registry.csv",
    "/registry.csv?lang=en",
)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    at(date(2026, 11, 23))
    yield
    clock.fix(None)


def at(day: date) -> None:
    clock.fix(datetime(day.year, day.month, day.day, 3, 0, tzinfo=UTC))


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with two published services, made once."""
    at(date(2026, 11, 23))
    path = tmp_path_factory.mktemp("registry") / "seeded.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.step() as session:
        first = Registered(withheld=("b.user_count",))
        first.write(session)
        first.publish(session)
        other = Registered(
            no="0002-2607",
            service="ホンヤク・ブリッジ",
            provider="髙﨑ソフト合同会社",
            values=answers("ホンヤク・ブリッジ")
            | {
                "b.service_site": LATER_SECRET,
                "b.service_category": ["翻訳"],
                "b.service_summary": "文書を翻訳します。",
                "b.user_count": "8社",
            },
        )
        other.write(session)
        other.publish(session)
    database.dispose()
    return path


@pytest.fixture
def db(tmp_path: Path, seeded: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{shutil.copy(seeded, tmp_path / 'registry.db')}")
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def app(seeded: Path) -> Flask:
    """One site for all tests, so that templates are compiled once."""
    return site(Database(f"sqlite:///{seeded}"))


@pytest.fixture
def client(app: Flask, db: Database) -> FlaskClient:
    app.extensions["nintei"].db = db
    return app.test_client()


def soup(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == status, response.text[:500]
    return BeautifulSoup(response.data, "html.parser")


def words(client: FlaskClient, path: str, status: int = 200) -> str:
    return " ".join(soup(client, path, status).get_text(" ").split())


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
@pytest.mark.refusal("X37", basis="inference", article="第11条第1項第2号")
@pytest.mark.parametrize("path", PAGES)
def test_no_secret_is_in_any_byte_of_any_page(client: FlaskClient, path: str) -> None:
    response = client.get(path.replace("{query}", SECRET_USERS))
    assert response.status_code == 200
    told = response.get_data(as_text=True) + str(response.headers)
    for secret in (SECRET_CONTACT, SECRET_MAIL, "代表秘太郎", "競争上の地位"):
        assert secret not in told
        assert json.dumps(secret)[1:-1] not in told
    # What was searched for stands in the box; nowhere else.
    assert told.count(SECRET_USERS) == ("{query}" in path)


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
def test_a_withheld_value_finds_nothing_and_narrows_nothing(client: FlaskClient) -> None:
    assert "0件が見つかりました" in words(client, f"/registry?q={SECRET_USERS}")
    assert "0件が見つかりました" in words(client, "/registry?q=秘匿")
    assert "公表留保（第11条第2項）" in words(client, "/registry/0001-2607")
    assert "公表留保（第11条第2項）" in words(client, "/compare?no=0001-2607&no=0002-2607")


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
def test_withholding_reaches_back_into_history_and_comparison(client: FlaskClient, db: Database) -> None:
    with db.step() as session:
        assert LATER_SECRET in client.get("/registry/0002-2607").text
        withhold(session, "0002-2607", "b.service_site", 2)
        Registered(no="0002-2607").publish(session, on=date(2026, 9, 1), act="withholding")
    for path in (*PAGES, "/registry/0002-2607", "/registry/0002-2607/history"):
        assert LATER_SECRET not in client.get(path).text
    told = words(client, "/registry/0002-2607/history?lang=ja")
    assert "この版から公表を留保" in told


def test_the_list_shows_cards_with_what_buyers_ask_first(client: FlaskClient) -> None:
    told = words(client, "/registry")
    assert "掲載中：2件" in told
    for said in (
        "議事メモAI",
        "株式会社みらい議事",
        "0001-2607",
        "有効",
        "言葉研究所",
        "利用しない",
        "ISO/IEC 27001",
    ):
        assert said in told


def test_one_and_two_characters_find_services(client: FlaskClient) -> None:
    assert "1件が見つかりました" in words(client, "/registry?q=ヤ")
    assert "1件が見つかりました" in words(client, "/registry?q=ほん")
    assert "条件に合うサービスはありません" in words(client, "/registry?q=零")


def test_filters_are_plain_links_and_boxes(client: FlaskClient) -> None:
    page = soup(client, "/registry?kind=翻訳")
    assert [each.get_text(strip=True) for each in page.select("article h3 a")] == ["ホンヤク・ブリッジ"]
    box = page.select_one('input[name="kind"][value="翻訳"]')
    assert box is not None
    assert box.has_attr("checked")
    assert box["form"] == "search"
    chip = page.select_one("a.nt-chip--on")
    assert chip is not None
    assert chip["href"] == "/registry"


def test_services_chosen_for_comparison_stay_chosen_while_searching(client: FlaskClient) -> None:
    page = soup(client, "/registry?q=翻訳&no=0001-2607")
    kept = [each["value"] for each in page.select('form#search input[name="no"][type="hidden"]')]
    assert kept == ["0001-2607"]
    assert page.select_one('input[type="checkbox"][value="0002-2607"]') is not None


@pytest.mark.article("第11条第1項")
def test_an_entry_shows_state_validity_reason_and_disclosures(client: FlaskClient) -> None:
    told = words(client, "/registry/0001-2607")
    assert "この認定は有効です。有効期間は2028年7月1日までで、あと586日です。" in told
    assert "なぜこの日か" in told
    assert "起算日" in told
    assert "令和8年6月版" in told
    assert "水準を保証するものではありません" in told
    assert "99.9%" in told
    assert "2026年6月15日現在" in told
    assert "https://nintei.example.jp/verify/0001-2607" in told
    english = words(client, "/registry/0001-2607?lang=en")
    assert "This certification is valid. It runs until 1 July 2028" in english
    assert "Number of users" in english
    assert "Withheld (Art. 11(2))" in english


def test_words_of_a_provider_are_never_markup(db: Database, client: FlaskClient) -> None:
    name = '<script>alert("x")</script>'
    values = answers(name) | {"b.service_site": "javascript:alert(1)", "b.service_summary": "<img src=x>"}
    with db.step() as session:
        entry = Registered(no="0003-2607", service=name, values=values)
        entry.write(session)
        entry.publish(session)
    for path in ("/registry", "/registry/0003-2607", "/compare?no=0003-2607", "/verify/0003-2607"):
        page = soup(client, path)
        assert page.find("img") is None
        assert not [each for each in page.find_all("script") if "alert" in each.get_text()]
        assert not page.select('a[href^="javascript"]')


@pytest.mark.refusal("X41", basis="law", article="第11条第3項")
def test_an_expired_service_is_listed_as_expired_without_its_disclosures(client: FlaskClient) -> None:
    at(date(2028, 7, 2))
    told = words(client, "/registry")
    assert "議事メモAI" in told
    assert "有効期間満了" in told
    entry = words(client, "/registry/0001-2607")
    assert "有効期間は2028年7月1日に満了しました" in entry
    assert "申請内容の掲載を終えています" in entry
    assert "99.9" not in entry
    assert "会議の音声" not in entry + told
    data = client.get("/registry.json").get_json()
    assert {each["status"]["code"] for each in data["services"]} == {"expired"}
    assert all(each["disclosures"] == [] for each in data["services"])


@pytest.mark.refusal("X31", basis="design", article="第10条第4項")
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("expired", "有効期間満了"),
        ("lapsed", "失効"),
        ("revoked", "取消し"),
        ("terminated", "終了"),
        ("continuing", "更新審査中（効力継続中）"),
    ],
)
def test_verification_answers_for_ever(client: FlaskClient, db: Database, kind: str, said: str) -> None:
    ends = date(2028, 7, 2) if kind in ("expired", "continuing") else date(2027, 3, 1)
    with db.step() as session:
        Registered().end(session, kind, ends)
    assert "現在の状態：有効" in words(client, "/verify/0001-2607")
    at(date(2028, 7, 2))
    told = words(client, "/verify/0001-2607")
    assert f"現在の状態：{said}" in told
    assert "議事メモAI" in told
    page = soup(client, "/verify/0001-2607")
    assert (page.select_one("figure svg") is not None) == (kind == "continuing")


def test_verification_answers_between_decision_and_publication(client: FlaskClient, db: Database) -> None:
    with db.step() as session:
        Registered(no="0004-2607", service="公表前サービス").write(session)
    told = words(client, "/verify/0004-2607")
    assert "現在の状態：有効" in told
    assert "公表前サービス" not in told
    assert client.get("/registry/0004-2607").headers["Location"] == "/verify/0004-2607"
    assert "公表前サービス" not in client.get("/registry").text + client.get("/registry.json").text


@pytest.mark.parametrize("path", ["/registry/9999-2607", "/registry/9999-2607/history", "/verify/9999-2607"])
def test_an_unknown_number_gets_a_page_that_helps(client: FlaskClient, path: str) -> None:
    told = words(client, path, 404)
    assert "この番号の認定証はありません" in told
    assert "もう一度入れてください" in told
    assert "通し番号" in words(client, "/verify/あ", 404)


def test_a_number_typed_otherwise_leads_to_its_page(client: FlaskClient) -> None:
    assert client.get("/verify?no=０００１－２６０７").headers["Location"] == "/verify/0001-2607"
    assert client.get("/registry/00012607").headers["Location"] == "/registry/0001-2607"
    assert client.get("/verify").status_code == 200


def test_history_shows_versions_and_differences(client: FlaskClient, db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.refile(session, b__uptime_target=99.5)
        entry.publish(session, on=date(2026, 9, 1), act="change", note="届出による変更")
    told = words(client, "/registry/0001-2607/history")
    assert told.index("第2版：変更の届出による公表") < told.index("第1版：認定の公表")
    assert "変更前 99.9%" in told
    assert "変更後 99.5%" in told
    assert "届出による変更" in told


def test_comparison_marks_differences_and_says_what_is_missing(client: FlaskClient) -> None:
    page = soup(client, "/compare?no=0001-2607&no=0002-2607")
    rows = {row.th.get_text(" ", strip=True): row for row in page.select("tbody tr") if row.th}
    assert "サービス名称 違いあり" in rows
    assert "稼働率" in rows
    assert rows["品質評価"].get_text().count("記載なし") == 2
    only = words(client, "/compare?no=0001-2607&no=0002-2607&differences=1")
    assert "稼働率" not in only
    assert "サービス名称" in only


def test_comparison_takes_four_and_names_the_rest(client: FlaskClient) -> None:
    told = words(client, "/compare?no=0001-2607&no=9999-2607")
    assert "登録簿にない番号は除きました：9999-2607" in told
    assert "比べるサービスを選んでいません" in words(client, "/compare")


def test_json_is_one_document_and_answers_304_until_something_changes(
    client: FlaskClient, db: Database
) -> None:
    response = client.get("/registry.json")
    data = response.get_json()
    assert data["schema"] == "nintei-registry/1"
    assert datetime.fromisoformat(data["generated_at"]) == clock.now()
    assert [each["certificate_no"] for each in data["services"]] == ["0001-2607", "0002-2607"]
    assert data["services"][0]["url"] == "https://nintei.example.jp/registry/0001-2607"
    tag = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/registry.json", headers=tag).status_code == 304
    assert client.get("/registry.json?q=議事", headers=tag).status_code == 200
    with db.step() as session:
        Registered().end(session, "revoked", date(2026, 11, 23))
    assert client.get("/registry.json", headers=tag).status_code == 200
    at(date(2026, 11, 24))
    assert client.get("/registry.json", headers=tag).status_code == 200


def test_csv_opens_in_a_spreadsheet(client: FlaskClient) -> None:
    response = client.get("/registry.csv?q=議事メモ")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert 'filename="registry-20261123.csv"' in response.headers["Content-Disposition"]
    assert response.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == 1
    assert rows[0]["認定番号"] == "0001-2607"
    assert rows[0]["サービス利用者数"] == "公表留保（第11条第2項）"


def test_reading_writes_nothing(client: FlaskClient, db: Database) -> None:
    def counts() -> tuple[int, int]:
        with db.read() as session:
            return session.query(RegistryVersion).count(), session.query(RegistryGram).count()

    before = counts()
    for path in PAGES:
        client.get(path)
    assert counts() == before


@pytest.mark.parametrize(
    "query",
    [
        "after=%00&before=x",
        "sort=nothing",
        "kind=" + "あ" * 3000,
        "q=" + "%25" * 300,
        "&".join(f"no={n}" for n in range(60)),
        "status=nothing",
        "q=%F0%A0%AE%B7",
    ],
)
def test_made_up_queries_get_a_page(client: FlaskClient, query: str) -> None:
    assert client.get(f"/registry?{query}").status_code == 200
