"""The catalogue as the registry reads it: titles and types, without the form behind them."""

from typing import Any

from app.formkit import Catalogue


def of(catalogue: Catalogue) -> dict[str, Any]:
    """The catalogue in the plain shape of `app.registry.entry`."""
    return {
        "version": catalogue.version,
        "groups": [
            {"code": group.code, "title_ja": group.title.ja, "title_en": group.title.en}
            for group in catalogue.groups
        ],
        "items": [
            {
                "id": item.id,
                "group": item.group,
                "title_ja": item.title.ja,
                "title_en": item.title.en,
                "type": item.type,
                "visibility": item.visibility,
                "unit": item.unit.ja,
                "unit_en": item.unit.en,
                "columns": [
                    {"id": column.id, "title_ja": column.title.ja, "title_en": column.title.en}
                    for column in item.columns
                ],
                "choices": [{"value": option.value, "label_en": option.label.en} for option in item.choices],
                "depends_on": [[other, list(wanted)] for other, wanted in item.depends_on],
            }
            for item in catalogue.items.values()
        ],
    }
