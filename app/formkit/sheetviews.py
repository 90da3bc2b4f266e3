"""Disclosure items as drawn in each of the three modes: filled, assessed, shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.formkit import durations, items, values
from app.formkit.answering import Problem, readable
from app.formkit.controls import Attached, Choice, attached, endings, fitting
from app.formkit.drawn import Drawn, SheetItem
from app.formkit.sheetpost import UPLOAD
from app.formkit.verdicts import VERDICTS
from app.law.text import Text


@dataclass(slots=True)
class FilledItem(Drawn):
    """An item to fill in; `given` is what was typed."""

    base: SheetItem
    given: Mapping[str, Any]
    problems: list[Problem] = field(default_factory=list)

    def anchor(self, part: str) -> str:
        """The id that an error about a part jumps to."""
        if part != "value":
            return f"{self.id}-{part}"
        return {
            "choice": f"{self.id}-value-0",
            "multichoice": f"{self.id}-value-0",
            "boolean": f"{self.id}-value-0",
            "duration": f"{self.id}-value-n",
            "table": f"{self.id}-value",
        }.get(self.item.type, f"{self.id}-value")

    def described_by(self) -> str:
        """Ids for aria-describedby of the value."""
        parts = [f"{self.id}-help"] if self.help or self.when or self.item.max_length else []
        return " ".join([*parts, *([f"{self.id}-error"] if self.messages("value") else [])])

    @property
    def raw(self) -> Any:
        return self.given.get("value")

    @property
    def value(self) -> str:
        """What stands in a single control."""
        return str(self.raw).lower() if isinstance(self.raw, bool) else values.tidy(self.raw)

    @property
    def span(self) -> tuple[str, str]:
        """(number, unit) of a duration."""
        if isinstance(self.raw, Mapping):
            return values.tidy(self.raw.get("n")), values.tidy(self.raw.get("unit"))
        found = durations.spoken(values.tidy(self.raw))
        return durations.parts(found) or (values.tidy(self.raw), "")

    @property
    def units(self) -> list[Choice]:
        """The units of a duration."""
        return [
            Choice(code, text.in_(self.language), "", code == self.span[1])
            for code, (_iso, text, _days) in durations.UNITS.items()
        ]

    @property
    def options(self) -> list[Choice]:
        """The choices; a boolean has はい and いいえ."""
        if self.item.type == "boolean":
            pairs = [("true", items.YES), ("false", items.NO)]
        else:
            pairs = [(option.value, option.label) for option in self.item.choices]
        chosen = self.raw if isinstance(self.raw, list) else [self.value]
        return [
            Choice(value, label.in_(self.language), f"{self.id}-value-{index}", value in chosen)
            for index, (value, label) in enumerate(pairs)
        ]

    @property
    def rows(self) -> list[list[str]]:
        """Cells of a table: the fixed rows, or what was typed and at least one empty row."""
        given = [row for row in self.raw if isinstance(row, Mapping)] if isinstance(self.raw, list) else []
        columns = self.item.columns
        if self.item.rows:
            by_name = {values.tidy(row.get(columns[0].id)): row for row in given}
            given = [{**by_name.get(name, {}), columns[0].id: name} for name in self.item.rows]
        return [[values.tidy(row.get(column.id)) for column in columns] for row in given or [{}]]

    @property
    def columns(self) -> list[str]:
        return [column.title.in_(self.language) for column in self.item.columns]

    @property
    def may_add(self) -> bool:
        return not self.item.rows and len(self.rows) < items.MAX_TABLE_ROWS

    @property
    def files(self) -> list[Attached]:
        """Files that are already attached."""
        given = self.raw if isinstance(self.raw, list) else []
        uploads = [one for one in given if isinstance(one, Mapping) and one.get("sha256")]
        return attached(uploads, f"{self.id}-value", self.base.uploads_at)

    @property
    def accept(self) -> str:
        """The endings of files that are taken."""
        return endings(UPLOAD.kinds)

    @property
    def limit_mb(self) -> int:
        return UPLOAD.limit // 1048576

    @property
    def input_type(self) -> str:
        """The `type` of a single input."""
        kind = self.item.type if self.item.type in ("url", "email", "tel", "date", "month") else "text"
        return fitting(kind, self.value)

    @property
    def as_of_type(self) -> str:
        """The `type` of the as-of input."""
        return fitting("date", self.part("as_of"))

    @property
    def na(self) -> bool:
        return bool(self.given.get("na")) and self.item.na_allowed

    def part(self, name: str) -> str:
        """What was typed into na_reason, as_of or note."""
        return values.tidy(self.given.get(name))


class _Read(Drawn):
    """Says a disclosed answer in words."""

    disclosed: Mapping[str, Any]

    def words_of(self, answer: Mapping[str, Any]) -> str:
        """The value, or 該当なし with its reason."""
        if answer.get("na"):
            label = Text("該当なし", "Not applicable").in_(self.language)
            return f"{label}（{answer.get('na_reason', '')}）"
        return items.words(self.item, readable(self.item, answer), self.language)

    @property
    def words(self) -> str:
        return self.words_of(self.disclosed)

    @property
    def table(self) -> list[list[str]]:
        """The rows of a table answer."""
        if self.item.type != "table" or self.disclosed.get("na"):
            return []
        rows = readable(self.item, self.disclosed) or []
        return [[row.get(column.id, "") for column in self.item.columns] for row in rows]

    @property
    def note(self) -> str:
        """The provider's remark."""
        return values.tidy(self.disclosed.get("note"))

    @property
    def as_of(self) -> str:
        return values.tidy(self.disclosed.get("as_of"))

    @property
    def columns(self) -> list[str]:
        return [column.title.in_(self.language) for column in self.item.columns]

    @property
    def files(self) -> list[Attached]:
        """The files of a file answer."""
        if self.item.type != "file" or self.disclosed.get("na"):
            return []
        return attached(readable(self.item, self.disclosed) or (), self.id, self.base.uploads_at)

    @property
    def link(self) -> str:
        """The address of a url item, "" where it is none that may be linked."""
        value = readable(self.item, self.disclosed)
        is_web = (
            self.item.type == "url" and isinstance(value, str) and value.startswith(("https://", "http://"))
        )
        return value if is_web else ""


@dataclass(slots=True)
class AssessedItem(_Read):
    """An item to assess: what was disclosed, what it must meet, and the verdict so far."""

    base: SheetItem
    given: Mapping[str, Any]
    disclosed: Mapping[str, Any]
    before: Mapping[str, Any] | None
    to_assess: bool
    problems: list[Problem] = field(default_factory=list)

    def anchor(self, part: str) -> str:
        """The id that an error about a part jumps to."""
        return f"{self.id}-verdict-0" if part == "value" else f"{self.id}-{part}"

    @property
    def judged(self) -> bool:
        """Whether there is a verdict."""
        return bool(self.given.get("verdict"))

    @property
    def changed(self) -> bool:
        """Whether the answer differs from the one before; False where there was none."""
        return self.before is not None and self.words_of(self.before) != self.words

    @property
    def before_words(self) -> str:
        return self.words_of(self.before) if self.before is not None else ""

    @property
    def criterion(self) -> str:
        """The requirement in words, "" where there is none."""
        text = items.criterion_words(self.item)
        return text.in_(self.language) if text else ""

    @property
    def meets(self) -> bool | None:
        """Whether the value meets the requirement, None where that cannot be said."""
        return items.meets(self.item, readable(self.item, self.disclosed))

    @property
    def verdicts(self) -> list[Choice]:
        return [
            Choice(
                code, text.in_(self.language), f"{self.id}-verdict-{index}", self.given.get("verdict") == code
            )
            for index, (code, text) in enumerate(VERDICTS.items())
        ]

    def part(self, name: str) -> str:
        """What the reviewer typed as note or evidence."""
        return values.tidy(self.given.get(name))


@dataclass(slots=True)
class ShownItem(_Read):
    """An item to read. A withheld item carries no answer at all."""

    base: SheetItem
    disclosed: Mapping[str, Any]
    withheld: bool
    problems: list[Problem] = field(default_factory=list)
