"""What the public is shown: lists with filters, entries, history, comparison."""

from datetime import date, timedelta

import pytest

from app.registry import entry as entries
from app.registry import queries
from app.registry.queries import Criteria
from app.store.base import dumps
from app.store.models.certificates import RegistryVersion
from app.store.session import Database
from tests.registry.facts import LAST_DAY, SECRET_USERS, Registered, answers, withhold

TODAY = date(2026, 11, 23)


def many(db: Database, count: int = 5) -> None:
    with db.step() as session:
        for number in range(1, count + 1):
            kinds = ["翻訳"] if number % 2 else ["要約"]
            values = answers(f"サービス{number:02}") | {"b.service_category": kinds}
            withheld = ("c.model_names",) if number == 1 else ()
            entry = Registered(
                no=f"{number:04}-2607",
                service=f"サービス{number:02}",
                values=values,
                certified_on=date(2026, 7, 1) + timedelta(days=number),
                withheld=withheld,
            )
            entry.write(session)
            entry.publish(session)


def listed(db: Database, criteria: Criteria, today: date = TODAY) -> queries.Page:
    with db.read() as session:
        return queries.listed(session, criteria, today)


def test_filters_narrow_and_say_how_many_each_value_would_leave(db: Database) -> None:
    many(db)
    page = listed(db, Criteria(chosen={"kind": ("翻訳",)}))
    assert [row.no for row in page.rows] == ["0005-2607", "0003-2607", "0001-2607"]
    facets = {facet.key: {option.value: option.count for option in facet.options} for facet in page.facets}
    assert facets["kind"] == {"翻訳": 3, "要約": 2}
    assert facets["model_provider"] == {"言葉研究所": 2}
    assert facets["location"] == {"日本": 3}
    assert facets["price"] == {"定額": 3, "従量": 3}
    assert facets["status"] == {"active": 3}


def test_values_of_one_filter_add_up_and_filters_cut_down(db: Database) -> None:
    many(db)
    both = listed(db, Criteria(chosen={"kind": ("翻訳", "要約")}))
    assert both.total == 5
    assert listed(db, Criteria(chosen={"kind": ("翻訳",), "training": ("利用する",)})).total == 0


def test_pages_follow_cursors_there_and_back(db: Database) -> None:
    many(db, 45)
    first = listed(db, Criteria(sort="number"))
    second = listed(db, Criteria(sort="number", after=first.next))
    third = listed(db, Criteria(sort="number", after=second.next))
    numbers = [row.no for page in (first, second, third) for row in page.rows]
    assert numbers == [f"{number:04}-2607" for number in range(1, 46)]
    assert (first.previous, third.next) == ("", "")
    back = listed(db, Criteria(sort="number", before=third.previous))
    assert [row.no for row in back.rows] == [row.no for row in second.rows]
    for sort in queries.SORTS:
        start = listed(db, Criteria(sort=sort))
        assert len(listed(db, Criteria(sort=sort, after=start.next)).rows) == 20


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "W1tdLCAxXQ", "----", "é"])
def test_a_made_up_cursor_begins_at_the_beginning(db: Database, cursor: str) -> None:
    many(db, 3)
    assert len(listed(db, Criteria(after=cursor)).rows) == 3
    assert len(listed(db, Criteria(before=cursor)).rows) == 3


@pytest.mark.refusal("X41", basis="law", article="第11条第3項")
def test_an_expired_service_stays_listed_as_expired(db: Database) -> None:
    many(db, 2)
    page = listed(db, Criteria(), date(2033, 7, 1))
    assert {row.standing.kind for row in page.rows} == {"expired"}
    assert page.rows[0].card["service"] == "サービス02"
    assert page.rows[0].card["facts"] == {}
    assert listed(db, Criteria(chosen={"status": ("expired",)}), date(2033, 7, 1)).total == 2


def test_the_list_follows_the_day_and_what_is_recorded(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
    assert listed(db, Criteria()).rows[0].standing.kind == "active"
    with db.step() as session:
        entry.end(session, "revoked", date(2026, 11, 23))
    assert listed(db, Criteria()).rows[0].standing.kind == "revoked"
    assert listed(db, Criteria(), date(2026, 11, 22)).rows[0].standing.kind == "active"
    assert listed(db, Criteria(), date(2026, 11, 22)).rows[0].card["facts"]["kind"]


@pytest.mark.article("第11条第3項")
def test_the_disclosures_of_an_ended_certification_are_hidden_before_anybody_acts(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
    with db.read() as session:
        on_the_day = queries.one(session, entry.no, LAST_DAY)
        day_after = queries.one(session, entry.no, date(2028, 7, 2))
    assert on_the_day is not None
    assert day_after is not None
    assert on_the_day.sections
    assert day_after.sections == []
    assert day_after.card["summary"] == ""


@pytest.mark.refusal("X31", basis="design", article="第10条第4項")
def test_a_number_answers_from_the_decision_on_before_its_publication(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
    with db.read() as session:
        found = queries.one(session, entry.no, TODAY)
        assert found is not None
        assert found.content is None
        assert found.standing.kind == "active"
        assert queries.one(session, "9999-2607", TODAY) is None


@pytest.mark.parametrize(
    "typed", ["0001-2607", " ００００１ー２６０７".replace("０", "0", 1), "00012607", "0001‐2607"]
)
def test_a_number_is_understood_however_it_is_typed(typed: str) -> None:
    assert queries.normal_number(typed).endswith("0001-2607")


def test_history_tells_what_each_version_changed(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        entry.refile(session, b__uptime_target=99.5, c__out_metrics="正答率を毎月測定。")
        entry.rename(session, "議事メモAI プラス", date(2026, 8, 31))
        entry.publish(session, on=date(2026, 9, 1), act="change", note="届出による変更")
    with db.read() as session:
        newest, first = queries.history(session, entry.no, TODAY)
    assert first.changes == ()
    assert [(each.item["id"], each.how) for each in newest.changes] == [
        ("b.uptime_target", "changed"),
        ("c.out_metrics", "added"),
    ]
    assert [(each.field, each.after) for each in newest.headers] == [("service", "議事メモAI プラス")]


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
def test_what_is_withheld_today_is_not_shown_of_the_past(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        entry.refile(session, b__user_count=SECRET_USERS + "改")
        entry.publish(session, on=date(2026, 8, 1), act="change")
        withhold(session, entry.no, "b.user_count", 3)
        entry.publish(session, on=date(2026, 9, 1), act="withholding")
    with db.read() as session:
        versions = queries.history(session, entry.no, TODAY)
        stored = session.query(RegistryVersion).filter_by(version=1).one()
    assert SECRET_USERS in dumps(stored.content), "the stored version is not rewritten"
    assert [(each.how, each.item["id"]) for each in versions[0].changes] == [("withheld", "b.user_count")]
    assert versions[1].changes == ()
    assert SECRET_USERS not in repr(versions)
    assert SECRET_USERS not in dumps(entries.masked(stored.content, {"b.user_count"}))


@pytest.mark.refusal("X40", basis="law", article="第11条第2項")
def test_an_item_that_left_the_catalogue_while_withheld_stays_hidden() -> None:
    def content(*items: dict[str, object]) -> dict[str, object]:
        return {"card": {}, "sections": [{"code": "B", "items": list(items)}]}

    public = content({"id": "b.x", "value": "秘"})
    withheld = content({"id": "b.x", "withheld": True})
    assert entries.hidden_now([public, withheld, content({"id": "b.y", "value": 1})]) == {"b.x"}
    assert entries.hidden_now([withheld, public]) == frozenset()


@pytest.mark.article("第11条第3項")
def test_history_shows_no_disclosures_after_the_end(db: Database) -> None:
    entry = Registered()
    with db.step() as session:
        entry.write(session)
        entry.publish(session)
        entry.refile(session, b__uptime_target=12.25)
        entry.publish(session, on=date(2026, 9, 1), act="change")
    with db.read() as session:
        versions = queries.history(session, entry.no, date(2028, 7, 2))
    assert [version.version for version in versions] == [2, 1]
    assert "12.25" not in repr(versions)


def test_services_stand_side_by_side(db: Database) -> None:
    many(db, 6)
    wanted = ["0001-2607", "00022607", "0001-2607", "9999-2607", "0003-2607", "0004-2607", "0005-2607"]
    with db.read() as session:
        found = queries.compared(session, wanted, TODAY)
    assert [entry.no for entry in found.entries] == ["0001-2607", "0002-2607", "0003-2607", "0004-2607"]
    assert found.unknown == ("9999-2607",)
    assert found.left_out == ("0005-2607",)
    rows = {row.item["id"]: row for _section, items in found.sections for row in items}
    assert rows["b.service_name"].differs
    assert not rows["b.uptime_target"].differs
    assert rows["c.model_names"].differs
    assert rows["c.model_names"].cells[0] is not None
    assert rows["c.model_names"].cells[0].get("withheld")
    assert not rows["c.out_metrics"].differs
