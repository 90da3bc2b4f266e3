"""Search works from the first character, however a word is written."""

from datetime import date

import pytest

from app.registry import queries, search
from app.registry.queries import Criteria
from app.store.session import Database
from tests.registry.facts import Registered, answers

TODAY = date(2026, 11, 23)


@pytest.fixture
def three(db: Database) -> Database:
    with db.step() as session:
        for number, name, provider in (
            ("0001-2607", "議事メモAI", "株式会社みらい議事"),
            ("0002-2607", "ホンヤク・ブリッジ", "髙﨑ソフト合同会社"),
            ("0003-2607", "Code Partner", "株式会社𠮷野データ"),
        ):
            values = answers(name) | {"b.service_summary": f"{name}の概要です。"}
            entry = Registered(no=number, service=name, provider=provider, values=values)
            entry.write(session)
            entry.publish(session)
    return db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("議", {"0001-2607"}),
        ("議事", {"0001-2607"}),
        ("ヤク", {"0002-2607"}),
        ("ほんやく", {"0002-2607"}),
        ("ﾎﾝﾔｸ", {"0002-2607"}),
        ("高崎", {"0002-2607"}),
        ("吉", {"0003-2607"}),
        ("ｃｏｄｅ", {"0003-2607"}),
        ("partner code", {"0003-2607"}),
        ("0003-2607", {"0003-2607"}),
        ("株式会社", {"0001-2607", "0003-2607"}),
        ("株式 データ", {"0003-2607"}),
        ("事議", set()),
        ("株会", set()),
        ("", {"0001-2607", "0002-2607", "0003-2607"}),
    ],
)
def test_words_find_entries(three: Database, query: str, found: set[str]) -> None:
    with three.read() as session:
        page = queries.listed(session, Criteria(q=query), TODAY)
    assert {row.no for row in page.rows} == found


def test_grams_only_point_and_the_words_decide(three: Database) -> None:
    with three.read() as session:
        # Every pair of 事メモAI議 without 議事 stands somewhere, the word itself nowhere.
        assert queries.listed(session, Criteria(q="メモAIの概要"), TODAY).total == 1
        assert queries.listed(session, Criteria(q="AI議事メモ"), TODAY).total == 0


@pytest.mark.article("第11条第3項")
def test_the_words_of_an_expired_entry_find_it_by_name_only(three: Database) -> None:
    after = date(2028, 7, 2)
    with three.read() as session:
        assert queries.listed(session, Criteria(q="議事メモ"), after).total == 1
        assert queries.listed(session, Criteria(q="概要です"), after).total == 0


def test_folding_keeps_blanks_between_words() -> None:
    assert search.words("生成 ＡＩ　サービス") == ["生成", "ai", "さーびす"]
    assert search.grams(["あ い"]) == {"あ", "い"}
    assert search.query_grams("あいう え") == {"あい", "いう", "え"}
