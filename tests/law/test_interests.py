from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.law import interests
from app.law.interests import ApplicantFacts, Company, Hint, PersonTies, Tie, name_key, person_key
from app.law.names import names_person, says_none
from app.law.text import Text

APPLICANT = ApplicantFacts(
    Company("株式会社みらいテック", "1234567890123"),
    group=(Company("みらいホールディングス株式会社", "9876543210987"),),
    domains=("mirai.example.jp",),
    people=("山田 太郎",),
)
NOBODY = PersonTies("佐藤花子", "hanako@univ.example.ac.jp", Company("北都大学"))
STRONG = Hint("x", "strong", Text("強", "s"))
WEAK = Hint("x", "weak", Text("弱", "w"))


def found(person, on=None):
    return [(hint.rule, hint.strength) for hint in interests.hints(person, APPLICANT, on)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("株式会社みらいテック", "みらいテック（株）", id="前株と後株"),
        pytest.param("㈱みらいテック", "みらいﾃｯｸ", id="囲み文字と半角"),
        pytest.param("MIRAI Tech Co., Ltd.", "Ｍｉｒａｉ　Ｔｅｃｈ Inc.", id="全角と英語の法人格"),
        pytest.param("Mirai K.K.", "mirai", id="略語の点"),
        pytest.param("株式會社髙島屋", "株式会社高島屋", id="旧字体"),
        pytest.param("キャノン", "キヤノン株式会社", id="小さい仮名"),
        pytest.param("学校法人 北都学園", "北都学園", id="学校法人"),
    ],
)
def test_a_company_is_recognised_however_it_is_written(one, other):
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("みらいテック", "みらいテックス"),
        ("Incubate株式会社", "Cubate株式会社"),
        ("株式会社", "有限会社"),
        ("サーバ", "サーバー"),
    ],
)
def test_different_names_stay_different(one, other):
    assert name_key(one) != name_key(other)


@given(st.text("あかさたなアイウabcXYZ０１ー・ ", min_size=1, max_size=20))
def test_the_legal_form_its_place_and_spaces_change_no_key(name):
    key = name_key(name)
    assume(key)  # of a dot alone only the legal form would be left to compare
    assert name_key(f"株式会社 {name}") == name_key(f"　{name}（株）") == key


def test_a_persons_name_is_compared_without_spaces_and_variants():
    assert person_key("髙橋　一郎") == person_key("高橋一郎")


@pytest.mark.parametrize(
    "line",
    [
        "星野俊介",
        "代表取締役社長　星野 俊介",
        "代表取締役社長星野俊介",
        "情報システム部 部長　星野　俊介",
        "品質保証部（責任者：星野 俊介）",
        "星野 俊介、青木 葵",
    ],
)
def test_a_person_is_found_behind_titles_and_departments(line):
    assert names_person(line, person_key("星野 俊介"))


@pytest.mark.parametrize("line", ["星野 俊", "星野 太郎、青木 俊介", "", "代表取締役社長"])
def test_other_people_are_not_taken_for_a_person(line):
    assert not names_person(line, person_key("星野 俊介"))


def test_a_name_of_two_letters_is_found_as_a_word_alone():
    assert names_person("部長　林 健", person_key("林 健"))
    assert not names_person("部長　小林健", person_key("林 健"))


@pytest.mark.parametrize(
    "said", ["なし", "該当する外国法人はありません。", "特になし", "該当なし", "N/A", "－"]
)
def test_a_sentence_that_says_there_is_none_is_no_company(said):
    assert says_none(said)


@pytest.mark.parametrize("name", ["みらいテック株式会社", "梨花商事", "株式会社なしのき"])
def test_a_company_is_not_taken_for_nothing(name):
    assert not says_none(name)


@pytest.mark.article("第7条")
@pytest.mark.parametrize(
    ("person", "expected"),
    [
        pytest.param(NOBODY, [], id="何もない"),
        pytest.param(
            replace(NOBODY, organisation=Company("旧社名", "1234567890123")),
            [("organisation.applicant.number", "strong")],
            id="同じ法人番号",
        ),
        pytest.param(
            replace(NOBODY, organisation=Company("みらいテック(株)")),
            [("organisation.applicant.name", "strong")],
            id="同じ名称",
        ),
        pytest.param(
            replace(NOBODY, ties=(Tie("shareholding", Company("㈱みらいホールディングス")),)),
            [("tie.group.name", "strong")],
            id="届け出た親会社",
        ),
        pytest.param(
            replace(NOBODY, ties=(Tie("advice", Company("別名", "9876543210987")),)),
            [("tie.group.number", "strong")],
            id="グループの法人番号",
        ),
        pytest.param(
            replace(NOBODY, organisation=Company("みらいテック西日本株式会社")),
            [("organisation.applicant.near_name", "weak")],
            id="似た名称",
        ),
        pytest.param(
            replace(NOBODY, mail="a@MIRAI.example.jp"), [("mail_domain", "weak")], id="同じドメイン"
        ),
        pytest.param(
            replace(NOBODY, mail="a@dev.mirai.example.jp"), [("mail_domain", "weak")], id="下位ドメイン"
        ),
        pytest.param(
            replace(NOBODY, declared=(Company("(株)みらいテック"),)),
            [("declared_before", "strong")],
            id="以前の申告",
        ),
        pytest.param(replace(NOBODY, name="山田太郎"), [("same_person", "weak")], id="同じ氏名"),
    ],
)
def test_the_register_hints_at_an_interest(person, expected):
    assert found(person) == expected


def test_a_free_mail_domain_says_nothing():
    applicant = replace(APPLICANT, domains=("gmail.com",))
    assert interests.hints(replace(NOBODY, mail="hanako@gmail.com"), applicant) == ()


def test_strong_hints_come_first_and_each_once():
    tie = Tie("business", Company("みらいテック"))
    person = replace(NOBODY, mail="a@mirai.example.jp", ties=(tie, tie))
    assert found(person) == [("tie.applicant.name", "strong"), ("mail_domain", "weak")]


@pytest.mark.parametrize(
    ("kind", "until", "strength"),
    [
        ("business", date(2026, 11, 1), "strong"),
        ("business", date(2023, 11, 21), "strong"),
        ("business", date(2023, 11, 20), "weak"),
        ("shareholding", date(2026, 11, 19), "weak"),
        ("shareholding", date(2026, 11, 20), "strong"),
        ("shareholding", None, "strong"),
    ],
)
def test_a_tie_long_over_is_only_a_weak_hint(kind, until, strength):
    person = replace(NOBODY, ties=(Tie(kind, Company("みらいテック"), until),))
    assert found(person, date(2026, 11, 20)) == [("tie.applicant.name", strength)]


def test_an_unknown_organisation_matches_no_nameless_company():
    facts = ApplicantFacts(Company("", ""), group=(Company(""),), domains=("",), people=("",))
    assert interests.hints(PersonTies("", "", Company("", "")), facts) == ()


def test_a_hint_speaks_both_languages():
    [hint] = interests.hints(replace(NOBODY, organisation=Company("みらいテック")), APPLICANT)
    assert hint.text.ja == "所属「みらいテック」は、申請者と名称が同じです。"
    assert hint.text.en == "The affiliation “みらいテック” has the same name as the applicant."


@pytest.mark.article("第7条")
@pytest.mark.parametrize(
    ("result", "kinds", "hints", "standing"),
    [
        pytest.param("none", [], [], "eligible", id="ない"),
        pytest.param("none", [], [WEAK], "eligible", id="弱い手がかり"),
        pytest.param("none", [], [WEAK, STRONG], "judging", id="強い手がかりに反して無い"),
        pytest.param("ask", [], [], "judging", id="判断を求める"),
        pytest.param("has", ["employment"], [], "excluded", id="除斥の種別"),
        pytest.param("has", ["competitor"], [], "judging", id="判断の種別"),
        pytest.param("has", ["competitor", "kinship"], [], "excluded", id="除斥の種別が一つでもある"),
        pytest.param("has", [], [], "excluded", id="種別のない申告"),
    ],
)
def test_a_declaration_opens_shuts_or_waits(result, kinds, hints, standing):
    assert interests.standing(result, kinds, hints) == standing
    assert interests.needs_judgement(result, kinds, hints) is (standing == "judging")


def test_unknown_results_and_kinds_are_errors():
    with pytest.raises(ValueError, match="perhaps"):
        interests.standing("perhaps", [], [])
    with pytest.raises(KeyError):
        interests.standing("has", ["nothing"], [])


def test_kinds_are_named_once_and_only_roles_in_the_case_are_found_by_the_software():
    kinds = interests.kinds()
    assert len({kind.key for kind in kinds}) == len(kinds)
    assert [kind.key for kind in kinds if kind.automatic] == ["case_role"]
    assert all(kind.text.ja and kind.text.en for kind in kinds)
