"""Publishing writes the next version of an entry, with what is public and nothing else."""

import json
from datetime import date

import pytest

from app.registry import projection, search
from app.registry.entry import searchable
from app.registry.leaks import secrets, self_check
from app.registry.projection import NotPublishableError
from app.store.base import dumps
from app.store.models.cases import Decision, ItemValue
from app.store.models.certificates import RegistryGram, RegistryVersion
from app.store.session import Database
from tests.registry.facts import (
    CATALOGUE,
    CERTIFIED_ON,
    LAST_DAY,
    SECRET_CONTACT,
    SECRET_MAIL,
    SECRET_USERS,
    Registered,
    withhold,
)


def stored(session, no="0001-2607"):
    rows = session.query(RegistryVersion).filter_by(certificate_no=no).order_by(RegistryVersion.version)
    return rows.all()


def item(content, item_id):
    return next(each for section in content["sections"] for each in section["items"] if each["id"] == item_id)


@pytest.mark.article("第11条第1項")
def test_an_entry_holds_guideline_disclosures_certification_and_validity(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        assert entry.publish(session) == 1
        content = stored(session)[0].content
    card = content["card"]
    assert card["guideline"] == "令和8年6月版"
    assert (card["certified_on"], card["valid_until"]) == ("2026-07-01", "2028-07-01")
    assert (card["service"], card["provider"]) == ("議事メモAI", "株式会社みらい議事")
    assert card["catalogue"] == "test-1"
    assert item(content, "b.uptime_target")["value"] == 99.9
    assert item(content, "b.uptime_target")["as_of"] == "2026-06-15"
    assert item(content, "c.out_metrics") == {
        "id": "c.out_metrics",
        "title_ja": "品質評価",
        "title_en": "Quality metrics",
        "type": "longtext",
        "blank": True,
        "since": "2026-07-01",
    }


def test_an_item_that_was_not_asked_is_not_missed(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        assert "b.sla_url" not in dumps(stored(session)[0].content)


@pytest.mark.refusal("X37", basis="inference", article="第11条第1項第2号")
def test_form_a_reaches_no_byte_of_the_entry(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        told = json.dumps(stored(session)[0].content, ensure_ascii=False)
    assert SECRET_CONTACT not in told
    assert SECRET_MAIL not in told
    assert "代表秘太郎" not in told
    assert "a.contact" not in told


@pytest.mark.refusal("X37", basis="inference", article="第11条第1項第2号")
def test_a_form_a_item_that_a_filing_calls_public_still_stays_out(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        session.query(ItemValue).update({"visibility": "public"})
        entry.publish(session)
        assert SECRET_MAIL not in dumps(stored(session)[0].content)


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
def test_a_withheld_item_says_so_and_carries_no_value_anywhere(db: Database) -> None:
    entry = Registered(withheld=("b.user_count",))
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        content = stored(session)[0].content
        grams = set(session.scalars(session.query(RegistryGram.gram).statement))
    assert item(content, "b.user_count") == {
        "id": "b.user_count",
        "title_ja": "サービス利用者数",
        "title_en": "Number of users",
        "type": "text",
        "withheld": True,
        "since": "2026-07-01",
    }
    assert SECRET_USERS not in dumps(content)
    assert grams == search.grams(searchable(content["card"]))
    assert not {"秘匿", "匿", "百二"} & grams


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
def test_a_withheld_fact_does_not_narrow_searches(db: Database) -> None:
    entry = Registered(withheld=("c.model_names", "b.service_summary"))
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        card = stored(session)[0].content["card"]
    assert card["facts"]["model_provider"] == {"withheld": True}
    assert card["summary"] == ""
    assert "言葉研究所" not in dumps(card)


@pytest.mark.refusal("X36", basis="law", article="第11条第1項")
@pytest.mark.parametrize("result", ["not_certified", "refused"])
def test_nothing_is_published_without_a_decision_to_certify(db: Database, result: str) -> None:
    entry = Registered(result=result)
    with db.step() as session:
        entry.write(session)
        with pytest.raises(NotPublishableError) as refused:
            entry.publish(session)
        assert refused.value.ground.refusal == "X36"
        assert stored(session) == []


@pytest.mark.refusal("X36", basis="law", article="第11条第1項")
def test_nothing_is_published_while_the_decision_is_open_or_to_come(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        with pytest.raises(NotPublishableError):
            entry.publish(session, on=date(2026, 6, 30))
        session.query(Decision).delete()
        with pytest.raises(NotPublishableError):
            entry.publish(session)
        with pytest.raises(NotPublishableError):
            projection.publish(
                session,
                certificate_no="9999-2607",
                act="certification",
                article="第11条第1項",
                catalogue=CATALOGUE,
                on=CERTIFIED_ON,
            )
        assert stored(session) == []


@pytest.mark.refusal("X38", basis="law", article="第11条第2項")
def test_not_everything_can_be_withheld(db: Database) -> None:
    entry = Registered(values={"b.user_count": SECRET_USERS}, withheld=("b.user_count",))
    with db.step() as session:
        entry.write(session)
        with pytest.raises(NotPublishableError) as refused:
            entry.publish(session)
    assert refused.value.ground.refusal == "X38"


def test_versions_are_added_and_never_overwritten(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        first = dumps(stored(session)[0].content)
        entry.refile(session, b__uptime_target=99.5)
        assert entry.publish(session, on=date(2026, 9, 1), act="change") == 2
        versions = stored(session)
        assert [row.version for row in versions] == [1, 2]
        assert dumps(versions[0].content) == first
        assert item(versions[1].content, "b.uptime_target")["since"] == "2026-09-01"
        assert item(versions[1].content, "b.dc_location")["since"] == "2026-07-01"


def test_told_twice_the_same_it_writes_once(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        assert [entry.publish(session), entry.publish(session)] == [1, 1]
        assert len(stored(session)) == 1


def test_an_entry_can_be_rebuilt_from_the_facts(db: Database) -> None:
    entry = Registered(withheld=("b.user_count",))
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        again = projection.build(
            session, entry.no, act="correction", catalogue=CATALOGUE, on=entry.certified_on
        )
        assert again == stored(session)[0].content
        before = set(session.scalars(session.query(RegistryGram.gram).statement))
        session.query(RegistryGram).delete()
        projection.reindex(session, entry.no)
        assert set(session.scalars(session.query(RegistryGram.gram).statement)) == before


@pytest.mark.article("第11条第3項")
def test_the_entry_of_an_expired_certification_keeps_names_and_dates_only(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        entry.end(session, "expired", date(2028, 7, 2))
        entry.publish(session, on=date(2028, 7, 2), act="expiry")
        content = stored(session)[1].content
    assert content["sections"] == []
    assert content["card"]["facts"] == {}
    assert content["card"]["summary"] == ""
    assert content["card"]["service"] == "議事メモAI"
    assert content["card"]["valid_until"] == LAST_DAY.isoformat()


@pytest.mark.refusal("X42", basis="inference", article="第11条第3項")
def test_no_expiry_is_published_while_the_effect_continues(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        entry.end(session, "continuing", date(2028, 6, 20))
        with pytest.raises(NotPublishableError) as refused:
            entry.publish(session, on=date(2028, 7, 2), act="expiry")
    assert refused.value.ground.refusal == "X42"


def test_earlier_names_are_those_borne_while_certified(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        entry.rename(session, "議事メモAI プラス", date(2026, 8, 31))
        entry.publish(session, on=date(2026, 9, 1), act="change")
        card = stored(session)[1].content["card"]
    assert card["service"] == "議事メモAI プラス"
    assert card["earlier_names"] == [{"name": "議事メモAI", "until": "2026-08-31"}]


@pytest.mark.article("第11条第2項")
def test_the_self_check_finds_what_leaked(db: Database) -> None:
    entry = Registered(withheld=("b.user_count",))
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        known = secrets(session, entry.no)
        assert {SECRET_USERS, SECRET_CONTACT, SECRET_MAIL} <= set(known)
        assert self_check(session, entry.no, known) == []
        entry.publish(session, act="correction", note=f"担当は{SECRET_CONTACT}")
        session.add(RegistryGram(gram="秘密", certificate_no=entry.no))
        session.flush()
        found = self_check(session, entry.no, known)
    assert len(found) == 2
    assert SECRET_CONTACT in found[0]


def test_what_form_b_says_too_is_no_secret(db: Database) -> None:
    entry = Registered(form_a={"a.contact_person": "議事メモAI", "a.contact_email": SECRET_MAIL})
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        assert secrets(session, entry.no) == [SECRET_MAIL]


def test_the_self_check_looks_at_older_versions_as_they_are_shown(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        withhold(session, entry.no, "b.user_count", 2)
        entry.publish(session, on=date(2026, 9, 1), act="withholding")
        known = secrets(session, entry.no)
        assert SECRET_USERS in known
        assert self_check(session, entry.no, known) == []


def test_a_lifted_withholding_is_published_again(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        withhold(session, entry.no, "b.user_count", 1, until=1)
        entry.publish(session)
        entry.publish(session, on=date(2026, 9, 1), act="withholding")
        first, second = (row.content for row in stored(session))
    assert item(first, "b.user_count")["withheld"]
    assert item(second, "b.user_count")["value"] == SECRET_USERS
