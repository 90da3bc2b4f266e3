"""The catalogue file: every item is read, and bad data are refused with the item's id."""

from collections import Counter

import pytest
import yaml

from app.formkit import Catalogue, CatalogueError, load_catalogue


def test_the_edition_is_read_whole_and_marked_as_a_draft(catalogue: Catalogue) -> None:
    assert catalogue.draft
    assert catalogue.version == "draft-2026-11"
    assert "暫定" in catalogue.note.ja
    assert len(catalogue.groups) == 25
    assert len(catalogue.items) == 255
    kinds = Counter(item.type for item in catalogue.items.values())
    assert len(kinds) == 16
    assert sum(len(items) for items in catalogue.by_group.values()) == 255


def test_every_item_has_both_titles_and_a_help(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        assert item.title.ja, item.id
        assert item.title.en, item.id
        assert item.help.ja, item.id
        assert item.help.en != item.help.ja, item.id
        for text in (
            item.unit,
            *(option.label for option in item.choices),
            *(one.title for one in item.columns),
        ):
            assert text.en.isascii(), (item.id, text)


def test_form_a_is_never_public(catalogue: Catalogue) -> None:
    assert {item.visibility for item in catalogue.by_group["A"]} == {"review_only"}
    others = [item for item in catalogue.items.values() if item.group != "A"]
    assert {item.visibility for item in others} == {"public"}
    assert len(others) == 229


def test_who_applies_cannot_be_not_applicable(catalogue: Catalogue) -> None:
    assert not catalogue.items["a.applicant_name"].na_allowed
    assert not catalogue.items["a.pledge"].na_allowed
    assert catalogue.items["b.alive_monitor"].na_allowed
    assert not any(item.na_allowed for item in catalogue.items.values() if not item.required)


def test_groups_are_selected_by_code_and_pattern(catalogue: Catalogue) -> None:
    assert [group.code for group in catalogue.select(["A"])] == ["A"]
    assert len(catalogue.select(["B*"])) == 13
    assert len(catalogue.items_of(catalogue.select(["B*", "C*"]))) == 229


ITEM = {
    "id": "b.x",
    "group": "B01",
    "title_ja": "項目",
    "title_en": "Item",
    "type": "text",
    "required": "required",
    "visibility": "public",
    "help": "説明",
}
CHOICE = {**ITEM, "id": "b.c", "type": "choice", "choices": ["有", "無"]}


def _load(*items: dict, **top: object) -> Catalogue:
    data = {
        "schema": "disclosure-catalogue/1",
        "scheme": "s",
        "version": "v1",
        "effective_from": "2026-07-01",
        "groups": [{"code": "B01", "title_ja": "組", "title_en": "Group"}],
        "items": list(items) or [ITEM],
        **top,
    }
    return load_catalogue(yaml.safe_dump(data, allow_unicode=True))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"type": "colour"}, "type は"),
        ({"group": "Z99"}, "group は"),
        ({"required": True}, "required は"),
        ({"visibility": "secret!"}, "visibility は"),
        ({"title_en": ""}, "title_en"),
        ({"id": "X"}, "id は"),
        ({"typo": 1}, "typo"),
        ({"type": "choice"}, "choices"),
        ({"choices": ["有"]}, "choices"),
        ({"type": "choice", "choices": ["有", "有"]}, "重なり"),
        ({"type": "choice", "choices": ["有", {"a": 1}]}, "choices"),
        ({"type": "table"}, "columns"),
        ({"type": "table", "columns": ["a", "a"]}, "columns"),
        ({"rows": ["a"]}, "rows"),
        ({"must_be": True}, "must_be"),
        ({"pattern": "(?=x)"}, "pattern"),
        ({"check": "nothing"}, "確認"),
        ({"max_length": -1}, "max_length"),
        ({"min": 3}, "min"),
        ({"depends_on": {"b.later": ["有"]}}, "depends_on"),
        ({"depends_on": {"b.c": ["中"]}}, "depends_on"),
        ({"criterion": {"op": "~", "value": 1}}, "criterion"),
        ({"type": "duration", "criterion": {"op": ">=", "value": "soon"}}, "criterion"),
    ],
)
def test_bad_items_are_refused_by_id(change: dict, words: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        _load(CHOICE, {**ITEM, **change})
    assert words in refused.value.text.ja
    assert str(change.get("id", "b.x")) in refused.value.text.ja


def test_ids_stand_once() -> None:
    with pytest.raises(CatalogueError, match="twice"):
        _load(ITEM, ITEM)


@pytest.mark.parametrize("text", ["", "- a", "schema: other/1", "a: [", "schema: disclosure-catalogue/1"])
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(CatalogueError):
        load_catalogue(text)


def test_no_objects_can_be_made_from_a_catalogue() -> None:
    with pytest.raises(CatalogueError):
        load_catalogue("!!python/object/apply:os.system ['true']")


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(CatalogueError, match="too large"):
        load_catalogue("#" * (2 * 1024 * 1024 + 1))
