import pytest

from app.law import articles
from app.law.citation import Citation, CitationError, citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("第8条", ["第8条"], id="条"),
        pytest.param("第6条第2項", ["第6条第2項"], id="項"),
        pytest.param("第17条第1項第3号", ["第17条第1項第3号"], id="号"),
        pytest.param("AMB-35", ["AMB-35"], id="読み方"),
        pytest.param("附則", ["附則"], id="附則"),
        pytest.param("第6条第2項（第12条第3項で準用）", ["第6条第2項"], id="括弧の注記"),
        pytest.param("第4条第1項、第5条第1項、AMB-4", ["第4条第1項", "第5条第1項", "AMB-4"], id="並記"),
        pytest.param("第5条（第4条、第6条も参照）、第7条", ["第5条", "第7条"], id="注記の中の読点"),
        pytest.param("運用（補正、取下げ）", ["運用"], id="運用と理由"),
        pytest.param("運用 会議の準備、連絡", ["運用"], id="括弧のない理由"),
        pytest.param("運用（準備）、第7条", ["運用", "第7条"], id="運用と条"),
        pytest.param("", [], id="空"),
    ],
)
def test_a_line_of_citations_is_read(text, expected):
    assert [str(found) for found in citations(text)] == expected


@pytest.mark.parametrize(
    "text",
    ["第6条2項", "6条", "第六条", "第0条", "第6条第2項、", "規程第6条", "第6条 第2項", "AMB8", "第6条（"],
)
def test_what_is_no_citation_is_refused_with_a_sentence(text):
    with pytest.raises(CitationError) as caught:
        citations(text)
    assert "引用として読めません" in caught.value.text.ja


def test_remark_and_reason_are_kept():
    [cited] = citations("第6条第2項（第12条第3項で準用）")
    assert cited.remark == "第12条第3項で準用"
    assert [c.reason for c in citations("運用（補正）")] == ["補正"]
    assert [c.reason for c in citations("運用：会議の準備、連絡")] == ["会議の準備、連絡"]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param("第22条第2項", True, id="最後の項"),
        pytest.param("第23条", False, id="ない条"),
        pytest.param("第6条第6項", False, id="ない項"),
        pytest.param("第17条第1項第9号", True, id="九つ目の事由"),
        pytest.param("第17条第1項第10号", False, id="ない号"),
        pytest.param("第8条第1項", True, id="一項だけの条の第1項"),
        pytest.param("第8条第2項", False, id="一項だけの条の第2項"),
        pytest.param("第4条第1号", False, id="項を欠く号"),
        pytest.param("AMB-36", True, id="最後の読み方"),
        pytest.param("AMB-37", False, id="ない読み方"),
        pytest.param("運用（補正）", True, id="理由のある運用"),
        pytest.param("運用", False, id="理由のない運用"),
        pytest.param("附則", True, id="附則"),
    ],
)
def test_a_citation_names_something_or_not(text, known):
    [cited] = citations(text)
    assert articles.exists(cited) is known


def test_every_article_paragraph_and_item_is_listed():
    counts = {found.number: [p.citation for p in found.provisions] for found in articles.articles()}
    assert list(counts) == list(range(1, 23))
    paragraphs = {n: len({c.paragraph for c in found if not c.item}) for n, found in counts.items()}
    assert paragraphs == {
        **dict.fromkeys((1, 3, 7, 8, 14, 18), 1),
        **dict.fromkeys((2, 4, 5, 9, 16, 19, 21, 22), 2),
        **dict.fromkeys((11, 12, 13, 15, 17, 20), 3),
        6: 5,
        10: 8,
    }
    items = {(c.article, c.paragraph): c.item for found in counts.values() for c in found if c.item}
    assert items == {(4, 1): 3, (11, 1): 3, (13, 1): 2, (17, 1): 9, (20, 2): 6}


def test_what_the_rules_order_of_the_body():
    bound = {
        str(found.citation) for found in articles.orders() if found.binds_body and not found.citation.item
    }
    assert bound == {
        *("第6条第1項", "第6条第4項", "第6条第5項", "第8条", "第11条第1項", "第11条第3項", "第12条第3項"),
        *("第17条第2項", "第17条第3項", "第18条", "第19条第2項", "第20条第1項", "第22条第2項"),
    }


def test_orders_on_providers_are_marked():
    bound = {str(found.citation) for found in articles.orders() if not found.binds_body}
    assert {"第4条第1項", "第5条第2項", "第10条第8項", "第12条第1項", "第13条第3項", "第14条"} <= bound


def test_every_provision_names_itself_and_has_words_in_both_languages():
    for found in articles.provisions():
        assert articles.exists(found.citation)
        assert citations(str(found.citation)) == (found.citation,)
        assert found.text.ja
        assert found.text.en


@pytest.mark.parametrize(
    ("provision", "cited", "carried"),
    [
        pytest.param("第11条第1項第2号", "第11条第1項", True, id="項は号を担う"),
        pytest.param("第11条第1項", "第11条第1項第2号", True, id="号は項を担う"),
        pytest.param("第11条第1項第2号", "第11条第1項第3号", False, id="別の号"),
        pytest.param("第11条第1項", "第11条", False, id="条だけでは足りない"),
        pytest.param("第8条", "第8条第1項", True, id="一項だけの条"),
        pytest.param("第18条", "第18条", True, id="条そのもの"),
        pytest.param("第17条第2項", "第17条第3項", False, id="別の項"),
    ],
)
def test_which_citation_carries_a_provision_out(provision, cited, carried):
    [found] = [p for p in articles.provisions() if str(p.citation) == provision]
    assert found.carried_by(citations(cited)[0]) is carried


def test_an_article_is_found_by_number():
    assert articles.article(12).heading.en == "Renewal"
    with pytest.raises(KeyError):
        articles.article(23)
    assert not articles.exists(Citation("article", 99))
