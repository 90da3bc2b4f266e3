"""Form A and form B of a fictional service, from the wording files."""

from collections.abc import Mapping
from typing import Any

from app.cases.demo import files
from app.cases.demo.past import draw
from app.cases.demo.profile import Facts
from app.formkit.catalogue import Catalogue, Item

Answers = dict[str, dict[str, Any]]

# What a provider says of itself is the same in all its filings.
_OF_THE_PROVIDER = ("A", "B02", "B03", "B04", "B05", "B06")


def sheet(
    catalogue: Catalogue, facts: Facts, *groups: str, instead: Mapping[str, str] | None = None
) -> Answers:
    """Answers to the items of the groups whose codes begin so; `instead` are texts of a poor filing."""
    found: Answers = {}
    for item in catalogue.items.values():
        if not item.group.startswith(groups) or item.type == "file" or not _asked(item, found):
            continue
        answer = _answer(item, facts)
        if instead and item.id in instead:
            answer = {"value": instead[item.id]}
        if answer is not None:
            found[item.id] = answer
    return found


def _asked(item: Item, found: Answers) -> bool:
    """Whether what the item depends on was answered so; items of another form are taken to be."""
    return all(
        other.startswith("a.") != item.id.startswith("a.") or found.get(other, {}).get("value") in wanted
        for other, wanted in item.depends_on
    )


def _answer(item: Item, facts: Facts) -> dict[str, Any] | None:
    variant = _variant(item, facts)
    if variant.get("skip"):
        return None
    if "na" in variant:
        return {"value": None, "na": True, "na_reason": variant["na"].format_map(facts)}
    answer = {"value": _value(item, variant, facts)}
    for part in ("note", "as_of"):
        if part in variant:
            answer[part] = variant[part].format_map(facts)
    return answer


def _variant(item: Item, facts: Facts) -> dict[str, Any]:
    """One of the item's variants: of those written for such facts if there are any, else of the general ones."""
    try:
        written = files.wording()[item.id]
    except KeyError:
        raise LookupError(f"there is no wording for {item.id}") from None
    variants = [each if isinstance(each, dict) else {"value": each} for each in written]
    general = [each for each in variants if "when" not in each]
    fitting = [each for each in variants if "when" in each and _fits(each["when"], facts)] or general
    if not fitting:
        raise LookupError(f"no wording for {item.id} fits {facts['name']}")
    anchor = facts["provider"] if item.group in _OF_THE_PROVIDER else facts["name"]
    return fitting[draw(f"{anchor}/{item.id}", len(fitting))]


def _fits(when: Mapping[str, Any], facts: Facts) -> bool:
    return all(
        facts.get(name) in (wanted if isinstance(wanted, list) else [wanted]) for name, wanted in when.items()
    )


def _value(item: Item, variant: Mapping[str, Any], facts: Facts) -> Any:
    if "from" in variant:
        given = facts[variant["from"]]
    elif "values" in variant:
        given = variant["values"]
    elif "rows" in variant:
        given = [[cell.format_map(facts) for cell in row] for row in variant["rows"]]
    else:
        return str(variant["value"]).format_map(facts)
    if item.type != "table":
        return list(given)
    return [{column.id: cell for column, cell in zip(item.columns, row, strict=True)} for row in given]
