"""Reading one component of a form definition: typed access that refuses what the profile does not know."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import re2

from app.formkit.errors import FormDefinitionError
from app.formkit.profile import ATTRIBUTES, EMPTY, PROPERTIES, Limits, Option
from app.law.text import Text

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_SHAPES: Mapping[str, Literal["", "email", "phone"]] = {"email": "email", "phone": "phone"}
_LIMITS = {"required", "minLength", "maxLength", "min", "max", "pattern", "patternErrorMessage"}
MAX_PATTERN = 200


class Part:
    """One component. `name` is what refusals call it: its key, or its type where it has none."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, Mapping):
            raise FormDefinitionError(
                Text("部品はオブジェクトで書いてください。", "Write each component as an object.")
            )
        self.data: Mapping[str, Any] = data
        self.type = str(data.get("type", ""))
        self.name = str(data.get("key") or data.get("path") or data.get("id") or self.type)
        if self.type not in ATTRIBUTES:
            raise self.refuse(
                f"種類「{self.type}」は使えません。使える種類: {'、'.join(ATTRIBUTES)}",
                f"the type {self.type!r} cannot be used. Use one of: {', '.join(ATTRIBUTES)}",
            )
        self._refuse_unknown(data, ATTRIBUTES[self.type], "属性", "attribute")
        self.properties = self._properties()
        for attribute in ("label", "description", "dateLabel", "timeLabel"):
            self._refuse_template(attribute)

    def refuse(self, ja: str, en: str) -> FormDefinitionError:
        """The refusal to raise, with the component's key in front."""
        return FormDefinitionError(Text(f"部品「{self.name}」: {ja}", f"Component {self.name!r}: {en}"))

    def _refuse_unknown(
        self, given: Mapping[str, Any], known: frozenset[str] | set[str], ja: str, en: str
    ) -> None:
        for key in given:
            if key not in known:
                raise self.refuse(
                    f"{ja}「{key}」は使えません。消すか、使えるもの（{'、'.join(sorted(known))}）に直してください",
                    f"the {en} {key!r} cannot be used. Remove it or use one of: {', '.join(sorted(known))}",
                )

    def _properties(self) -> Mapping[str, str]:
        kind = {"group": "box", "dynamiclist": "box"}.get(self.type, self.type)
        known = PROPERTIES.get(kind, PROPERTIES["input"])
        given = self.data.get("properties") or {}
        self._refuse_unknown(given, known, "プロパティ", "property")
        return {key: str(value) for key, value in given.items()}

    def _refuse_template(self, attribute: str) -> None:
        value = self.data.get(attribute)
        if value is not None and (not isinstance(value, str) or value.startswith("=") or "{{" in value):
            raise self.refuse(
                f"{attribute} には式やテンプレートを書けません。文字だけにしてください",
                f"{attribute} must be plain words, not an expression or a template",
            )

    def words(self, attribute: str, english: str) -> Text:
        """A text with the English from `properties`; the Japanese stands in where it is missing."""
        ja = str(self.data.get(attribute) or "").strip()
        return Text(ja, self.properties.get(english, "").strip() or ja)

    def property_words(self, name: str) -> Text:
        """A pair of properties `name`, `name_en`."""
        ja = self.properties.get(name, "").strip()
        return Text(ja, self.properties.get(f"{name}_en", "").strip() or ja)

    def label(self) -> Text:
        """The label, which every field must have."""
        label = self.words("dateLabel" if self.data.get("dateLabel") else "label", "label_en")
        if not label.ja and self.data.get("timeLabel"):
            label = self.words("timeLabel", "label_en")
        if not label.ja:
            raise self.refuse("ラベルがありません。label を書いてください", "it has no label. Give it one")
        return label

    def identifier(self, attribute: str = "key") -> str:
        """A key or path of the allowed shape."""
        key = self.data.get(attribute)
        if not isinstance(key, str) or not KEY.fullmatch(key):
            raise self.refuse(
                f"{attribute} は英字で始まる英数字と _ だけ（64字まで）で書いてください",
                f"{attribute} must begin with a letter and hold only letters, digits and _ (up to 64)",
            )
        return key

    def flag(self, attribute: str) -> bool:
        """A boolean attribute; an expression is refused."""
        value = self.data.get(attribute, False)
        if not isinstance(value, bool):
            raise self.refuse(
                f"{attribute} は true か false で書いてください", f"write {attribute} as true or false"
            )
        return value

    def property_flag(self, name: str) -> bool:
        """A property that is "true" or "false"."""
        value = self.properties.get(name, "false").lower()
        if value not in ("true", "false"):
            raise self.refuse(f"{name} は true か false で書いてください", f"write {name} as true or false")
        return value == "true"

    def whole(self, source: Mapping[str, Any], attribute: str, default: int = 0) -> int:
        """A whole number from 0 up."""
        value = source.get(attribute, default)
        if isinstance(value, str) and value.isdecimal():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse(
                f"{attribute} は0以上の整数で書いてください", f"write {attribute} as a whole number from 0 up"
            )
        return value

    def decimal(self, source: Mapping[str, Any], attribute: str) -> Decimal | None:
        """A number, or None where it is not given."""
        value = source.get(attribute)
        if value is None or value == "":
            return None
        try:
            return Decimal(str(value))
        except InvalidOperation as error:
            raise self.refuse(
                f"{attribute} は数で書いてください", f"write {attribute} as a number"
            ) from error

    def validation(self) -> Mapping[str, Any]:
        """The `validate` object, with only what is understood."""
        given = self.data.get("validate") or {}
        self._refuse_unknown(given, _LIMITS | {"validationType"}, "validate の", "validate key")
        return dict(given)

    def limits(self) -> Limits:
        """Lengths, range, pattern and shape."""
        given = self.validation()
        message = str(given.get("patternErrorMessage") or "")
        shape = given.get("validationType") or ""
        if shape not in ("", "email", "phone", "custom"):
            raise self.refuse(
                f"validationType「{shape}」は使えません", f"the validationType {shape!r} cannot be used"
            )
        return Limits(
            min_length=self.whole(given, "minLength"),
            max_length=self.whole(given, "maxLength"),
            minimum=self.decimal(given, "min"),
            maximum=self.decimal(given, "max"),
            pattern=self.pattern(given.get("pattern") or ""),
            pattern_message=Text(message, self.properties.get("pattern_message_en") or message)
            if message
            else EMPTY,
            shape=_SHAPES.get(shape, ""),
        )

    def pattern(self, pattern: object) -> str:
        """A regular expression that RE2 takes (no back-references, no look-around)."""
        try:
            if not isinstance(pattern, str) or len(pattern) > MAX_PATTERN:
                raise re2.error("too long")
            re2.compile(pattern)
        except re2.error as error:
            raise self.refuse(
                f"pattern を使えません（{error}）。{MAX_PATTERN}字までのRE2の式で書いてください",
                f"the pattern cannot be used ({error}). Write RE2 of up to {MAX_PATTERN} characters",
            ) from error
        return pattern

    def options(self) -> tuple[Option, ...]:
        """The fixed choices; each value once."""
        options = []
        for entry in self.data.get("values") or []:
            if not isinstance(entry, Mapping) or entry.get("value") in (None, "") or not entry.get("label"):
                raise self.refuse(
                    "選択肢には value と label が要ります", "each choice needs a value and a label"
                )
            label = str(entry["label"])
            options.append(Option(str(entry["value"]), Text(label, str(entry.get("label_en") or label))))
        if len({option.value for option in options}) != len(options):
            raise self.refuse("選択肢の value が重なっています", "two choices have the same value")
        return tuple(options)
