"""What a template draws: the parts of a bound form with names, ids, words and what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from app.formkit import richtext
from app.formkit.controls import Attached, Choice, NotApplicable, attached, endings, fitting, html_id
from app.formkit.fields import Answer
from app.formkit.profile import FieldSpec, GroupSpec, ListSpec, Option, TextSpec, Upload
from app.formkit.scripted import NOTHING_HIDES, Hiding
from app.law.text import Text


@dataclass(slots=True)
class BoundField:
    """A field with its WTForms field; `shown` is what its condition says now."""

    spec: FieldSpec
    name: str
    language: str
    shown: bool
    answer: Answer | None
    choices: tuple[Option, ...] = ()
    na: NotApplicable | None = None
    given: Any = None
    """The value of a read-only field, from the context."""
    hiding: Hiding = NOTHING_HIDES
    form: Any = None
    around: Mapping[str, Any] = field(default_factory=dict)
    """The values of its scope, for checks against another field."""
    errors: list[Text] = field(default_factory=list)
    blank_row: bool = False
    row: int = 0
    """In which row of a list it stands, from 1; 0 outside of lists."""
    uploads_at: str = ""

    drawn_as = "field"

    @property
    def kind(self) -> str:
        """The component type, "output" where the person may only read, "carried" where the page posts it back."""
        return "output" if self.spec.readonly else "carried" if self.spec.carried else self.spec.kind

    @property
    def id(self) -> str:
        """Id of the control, or of the first choice's common part."""
        return html_id(self.name)

    @property
    def anchor(self) -> str:
        """Where the error summary jumps to: the control, or the first choice."""
        return f"{self.id}-0" if self.spec.kind in ("radio", "checklist") else self.id

    @property
    def label(self) -> str:
        return self.spec.label.in_(self.language)

    @property
    def help(self) -> str:
        return self.spec.help.in_(self.language)

    @property
    def when(self) -> str:
        return self.spec.when.in_(self.language)

    @property
    def told(self) -> str:
        """Its label, with the row in which it stands, for a list of errors."""
        row = Text(f"（{self.row}行目）", f" (row {self.row})") if self.row else Text("", "")
        return f"{self.label}{row.in_(self.language)}"

    @property
    def prefix(self) -> str:
        return self.spec.prefix.in_(self.language)

    @property
    def unit(self) -> str:
        return self.spec.unit.in_(self.language)

    @property
    def typed(self) -> list[Any]:
        """What was typed, as the list that the browser sends."""
        return list(self.answer.raw_data or []) if self.answer is not None else []

    @property
    def value(self) -> str:
        """What stands in the control."""
        return str(self.typed[0]) if self.typed else ""

    @property
    def ticked(self) -> bool:
        return self.answer is not None and bool(self.answer.data)

    @property
    def files(self) -> list[Attached]:
        """Files that are already attached."""
        return attached(self.typed[0] if self.typed and self.spec.upload else (), self.id, self.uploads_at)

    @property
    def accept(self) -> str:
        """The endings of files that are taken."""
        return endings(self.spec.upload.kinds) if self.spec.upload else ""

    @property
    def upload(self) -> Upload | None:
        return self.spec.upload

    @property
    def options(self) -> list[Choice]:
        """The choices with ids and what is chosen."""
        return [
            Choice(
                option.value,
                option.label.in_(self.language),
                f"{self.id}-{index}",
                option.value in self.typed,
            )
            for index, option in enumerate(self.choices)
        ]

    @property
    def input_type(self) -> str:
        """The `type` of the HTML input."""
        if self.spec.kind == "datetime":
            return fitting(
                {"datetime": "datetime-local"}.get(self.spec.subtype, self.spec.subtype), self.value
            )
        return {"email": "email", "phone": "tel"}.get(self.spec.limits.shape, "text")

    @property
    def output(self) -> str:
        """A read-only value in words."""
        labels = {option.value: option.label.in_(self.language) for option in self.choices}
        given = self.given if isinstance(self.given, list) else [self.given]
        told = [one.in_(self.language) if isinstance(one, Text) else one for one in given]
        return "、".join(labels.get(str(one), str(one)) for one in told if one not in (None, ""))

    @property
    def carried(self) -> str:
        """A value that is posted back unchanged, in words; those for an empty one stand in the help."""
        return (
            next((each.label for each in self.options if each.value == self.value), self.value) or self.help
        )

    @property
    def messages(self) -> list[str]:
        """The complaints, in the page's language."""
        return [error.in_(self.language) for error in self.errors]

    @property
    def na_messages(self) -> list[str]:
        """The complaints about the reason of 該当なし."""
        return [error.in_(self.language) for error in self.na.errors] if self.na else []

    def described_by(self) -> str:
        """Ids for aria-describedby."""
        parts = [f"{self.id}-help"] if self.help or self.when or self.spec.limits.max_length else []
        return " ".join([*parts, *([f"{self.id}-error"] if self.errors else [])])


@dataclass(slots=True)
class BoundGroup:
    """A fieldset."""

    spec: GroupSpec
    language: str
    shown: bool
    parts: list["BoundPart"]
    name: str
    hiding: Hiding = NOTHING_HIDES

    drawn_as = "group"

    @property
    def label(self) -> str:
        return self.spec.label.in_(self.language)

    @property
    def help(self) -> str:
        return self.spec.help.in_(self.language)

    @property
    def when(self) -> str:
        return self.spec.when.in_(self.language)


@dataclass(slots=True)
class BoundRow:
    """One row of a list. `name` is what its "remove" button posts; `blank` rows count as not there."""

    name: str
    parts: list["BoundPart"]
    blank: bool
    values: dict[str, Any]


@dataclass(slots=True)
class BoundList:
    """Repeatable rows with "add" and "remove" buttons that work without JavaScript."""

    spec: ListSpec
    language: str
    shown: bool
    name: str
    rows: list[BoundRow]
    hiding: Hiding = NOTHING_HIDES
    errors: list[Text] = field(default_factory=list)

    drawn_as = "list"

    @property
    def id(self) -> str:
        return html_id(self.name)

    @property
    def anchor(self) -> str:
        """The error summary jumps to the fieldset."""
        return self.id

    @property
    def label(self) -> str:
        return self.spec.label.in_(self.language)

    @property
    def help(self) -> str:
        return self.spec.help.in_(self.language)

    @property
    def when(self) -> str:
        return self.spec.when.in_(self.language)

    @property
    def messages(self) -> list[str]:
        return [error.in_(self.language) for error in self.errors]

    @property
    def may_add(self) -> bool:
        return not self.spec.fixed and len(self.rows) < self.spec.max_rows


@dataclass(frozen=True)
class BoundText:
    """Words or a line between fields."""

    spec: TextSpec | None
    language: str
    shown: bool
    hiding: Hiding = NOTHING_HIDES

    @property
    def drawn_as(self) -> str:
        return "text" if self.spec else "separator"

    @cached_property
    def html(self) -> Markup:
        return richtext.as_html(self.spec.text.in_(self.language) if self.spec else "")


BoundPart = Any
"""BoundField, BoundGroup, BoundList, BoundText or a sheet of disclosure items."""
