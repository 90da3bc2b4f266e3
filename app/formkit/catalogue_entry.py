"""Reading one item of a disclosure catalogue, refusing bad data with a sentence that names the item."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

import re2

from app.formkit import durations
from app.formkit.catalogue import Column, Criterion, Item, ItemType
from app.formkit.checks import CHECKS, WITH_OTHER
from app.formkit.errors import CatalogueError
from app.formkit.profile import EMPTY, Option, Visibility
from app.law.text import Text

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_CHECK_NAMES = {"corporate_number_check_digit": "corporate_number"}
_KNOWN = frozenset(
    {"id", "group", "title_ja", "title_en", "required", "type", "help", "help_en", "visibility", "source"}
    | {"withholdable", "choices", "choices_en", "columns", "rows", "unit", "unit_en", "max_length", "pattern"}
    | {
        "check",
        "min",
        "max",
        "must_be",
        "na",
        "prefill",
        "depends_on",
        "criterion",
        "match",
        "official_no",
        "basis",
    }
    | {"seen_at"}
)
_NUMERIC = ("number", "percent", "money")


class ItemReader:
    """One item; `before` are the items above it, the only ones it may depend on."""

    def __init__(self, entry: Any, codes: list[str], before: Mapping[str, Item]) -> None:
        self.entry: Mapping[str, Any] = entry if isinstance(entry, Mapping) else {}
        self.id = str(self.entry.get("id") or "?")
        self.codes = codes
        self.before = before

    def refuse(self, ja: str, en: str) -> CatalogueError:
        return CatalogueError(Text(f"項目 {self.id}: {ja}", f"Item {self.id}: {en}"))

    def item(self) -> Item:
        self._refuse_shape()
        get = self.entry.get
        kind: ItemType = self.entry["type"]
        help_ja = str(get("help") or "")
        unit = str(get("unit") or "")
        required = get("required") == "required"
        item = Item(
            id=self.id,
            group=self.entry["group"],
            title=Text(str(self.entry["title_ja"]), str(self.entry["title_en"])),
            type=kind,
            required=required,
            help=Text(help_ja, str(get("help_en") or help_ja)),
            visibility=self.entry["visibility"],
            withholdable=get("withholdable") is True,
            choices=self._choices(),
            columns=self._columns(),
            rows=tuple(self._words("rows")),
            unit=Text(unit, str(get("unit_en") or unit)) if unit else EMPTY,
            max_length=self._length(),
            pattern=self._pattern(),
            check=self._check(),
            minimum=self._decimal("min"),
            maximum=self._decimal("max"),
            must_be=get("must_be") if isinstance(get("must_be"), bool) else None,
            na_allowed=required and get("na", True) is True and get("must_be") is None,
            prefill=get("prefill", True) is True,
            depends_on=self._depends(),
            criterion=self._criterion(),
            match=str(get("match") or ""),
            official_no=get("official_no") if isinstance(get("official_no"), int) else None,
            source=str(get("source") or ""),
            basis=str(get("basis") or ""),
            seen_at=str(get("seen_at") or ""),
        )
        self._refuse_gaps(item)
        return item

    def _refuse_shape(self) -> None:
        if not _ID.fullmatch(self.id):
            raise self.refuse("id は「b.head_office」の形で書いてください", "write ids like 'b.head_office'")
        if self.id in self.before:
            raise self.refuse("id が重なっています", "the id is used twice")
        if unknown := sorted(str(key) for key in set(self.entry) - _KNOWN):
            raise self.refuse(f"「{unknown[0]}」は使えません", f"{unknown[0]!r} cannot be used")
        for key, allowed in (
            ("type", get_args(ItemType)),
            ("group", tuple(self.codes)),
            ("required", ("required", "optional")),
            ("visibility", get_args(Visibility)),
        ):
            if self.entry.get(key) not in allowed:
                raise self.refuse(
                    f"{key} は {'、'.join(allowed)} のどれかです",
                    f"{key} must be one of {', '.join(allowed)}",
                )
        if not self.entry.get("title_ja") or not self.entry.get("title_en"):
            raise self.refuse("title_ja と title_en を書いてください", "give title_ja and title_en")

    def _refuse_gaps(self, item: Item) -> None:
        if (item.type in ("choice", "multichoice")) != bool(item.choices):
            raise self.refuse(
                "choices は choice と multichoice に、必ず書いてください",
                "choices belong to choice and multichoice, and must be there",
            )
        if (item.type == "table") != bool(item.columns):
            raise self.refuse(
                "columns は table に、必ず書いてください", "columns belong to a table, and must be there"
            )
        if item.rows and (item.type != "table" or len(set(item.rows)) != len(item.rows)):
            raise self.refuse(
                "rows は table だけで、重なりなく書いてください", "rows belong to a table, each once"
            )
        if item.must_be is not None and item.type != "boolean":
            raise self.refuse("must_be は boolean だけです", "must_be belongs to a boolean")

    def _words(self, key: str) -> list[str]:
        value = self.entry.get(key) or []
        if not isinstance(value, list) or any(
            isinstance(one, dict | list) or one in (None, "") for one in value
        ):
            raise self.refuse(f"{key} は文字の一覧で書いてください", f"write {key} as a list of words")
        return [str(one) for one in value]

    def _choices(self) -> tuple[Option, ...]:
        ja, en = self._words("choices"), self._words("choices_en")
        if len(set(ja)) != len(ja) or (en and len(en) != len(ja)):
            raise self.refuse(
                "choices は重なりなく、choices_en は同じ数だけ書いてください",
                "write each choice once and as many choices_en",
            )
        return tuple(Option(a, Text(a, b)) for a, b in zip(ja, en or ja, strict=True))

    def _columns(self) -> tuple[Column, ...]:
        columns = []
        for entry in self.entry.get("columns") or []:
            data = entry if isinstance(entry, Mapping) else {"title_ja": entry}
            ja = str(data.get("title_ja") or "")
            columns.append(Column(str(data.get("id") or ja), Text(ja, str(data.get("title_en") or ja))))
        if any(not column.id for column in columns) or len({column.id for column in columns}) != len(columns):
            raise self.refuse("columns は重なりなく書いてください", "write each column once")
        return tuple(columns)

    def _length(self) -> int:
        value = self.entry.get("max_length", 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 20000:
            raise self.refuse("max_length は20000までの整数です", "max_length is a whole number up to 20000")
        return value

    def _decimal(self, key: str) -> Decimal | None:
        value = self.entry.get(key)
        if value is None:
            return None
        try:
            if self.entry["type"] not in _NUMERIC:
                raise InvalidOperation
            return Decimal(str(value))
        except InvalidOperation as error:
            raise self.refuse(
                f"{key} は数の項目に数で書いてください", f"{key} is a number on a number item"
            ) from error

    def _pattern(self) -> str:
        pattern = str(self.entry.get("pattern") or "")
        try:
            re2.compile(pattern[:500])
        except re2.error as error:
            raise self.refuse(
                f"pattern を使えません（{error}）", f"the pattern cannot be used ({error})"
            ) from error
        return pattern

    def _check(self) -> str:
        name = str(self.entry.get("check") or "")
        name = _CHECK_NAMES.get(name, name)
        if name and (name not in CHECKS or name in WITH_OTHER):
            raise self.refuse(f"確認「{name}」はありません", f"there is no check {name!r}")
        return name

    def _depends(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        given = self.entry.get("depends_on") or {}
        if not isinstance(given, Mapping):
            raise self.refuse(
                "depends_on は「項目: [値]」で書いてください", "write depends_on as 'item: [values]'"
            )
        found = []
        for other, wanted in given.items():
            target = self.before.get(str(other))
            known = {option.value for option in target.choices} if target else set()
            if not isinstance(wanted, list) or not wanted or not {str(one) for one in wanted} <= known:
                raise self.refuse(
                    f"depends_on の {other} は、これより前にある選択の項目とその選択肢にしてください",
                    f"depends_on {other} must name a choice item above it and its choices",
                )
            found.append((str(other), tuple(str(one) for one in wanted)))
        return tuple(found)

    def _criterion(self) -> Criterion | None:
        given = self.entry.get("criterion")
        if given is None:
            return None
        op, value = (given.get("op"), given.get("value")) if isinstance(given, Mapping) else (None, None)
        kind = self.entry["type"]
        fits = (
            (op in (">=", "<=") and kind in _NUMERIC and isinstance(value, int | float))
            or (op in (">=", "<=") and kind == "duration" and durations.days(value) is not None)
            or (
                op in ("in", "not_in")
                and isinstance(value, list)
                and set(value) <= set(self._words("choices"))
            )
        )
        if not fits:
            raise self.refuse(
                "criterion は op（>=、<=、in、not_in）と、種類に合う value で書いてください",
                "write the criterion with op (>=, <=, in, not_in) and a value of the item's type",
            )
        assert op is not None
        return Criterion(op, tuple(value) if isinstance(value, list) else value, str(given.get("note") or ""))
