"""A form definition (form-js JSON) read into the nodes of the profile."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from app.formkit import checks, conditions, richtext
from app.formkit.errors import FormDefinitionError
from app.formkit.parts import Part
from app.formkit.posted import RESERVED
from app.formkit.profile import (
    EMPTY,
    MAX_ROWS,
    ROUTABLE,
    UPLOAD_LIMIT,
    DisclosureSpec,
    FieldSpec,
    GroupSpec,
    Kind,
    ListSpec,
    Mode,
    Node,
    SeparatorSpec,
    TextSpec,
    Upload,
    Visibility,
)
from app.law.text import Text
from app.store.blobs import KINDS

_SUBTYPES = ("date", "datetime", "time")


class Scope:
    """Where names live: the form itself, an object group or a row. Names may look outwards, not forwards."""

    def __init__(self, path: str, visible: Iterable[str], in_list: bool) -> None:
        self.path = path
        self.visible = set(visible)
        self.keys: set[str] = set()
        self.in_list = in_list

    def claim(self, part: Part, *keys: str) -> None:
        """Take keys; each may stand once in a scope and may not be a transport name."""
        for key in keys:
            if key in RESERVED:
                raise part.refuse(
                    f"キー「{key}」は予約されています。別の名前にしてください",
                    f"the key {key!r} is reserved. Choose another name",
                )
            if key in self.keys:
                raise part.refuse(
                    f"キー「{key}」が重なっています。別の名前にしてください",
                    f"the key {key!r} is used twice. Choose another name",
                )
            self.keys.add(key)
            self.visible.add(key)


def read_nodes(components: object, scope: Scope) -> tuple[Node, ...]:
    """The nodes of one scope, in order."""
    if not isinstance(components, list):
        raise FormDefinitionError(
            Text("components は部品の一覧で書いてください。", "Write components as a list of components.")
        )
    return tuple(_read(Part(component), scope) for component in components)


def _read(part: Part, scope: Scope) -> Node:
    hide = _condition(part, scope)
    if part.type == "text":
        return TextSpec(_paragraphs(part), hide)
    if part.type == "separator":
        return SeparatorSpec(hide)
    if part.type == "group":
        return _group(part, scope, hide)
    if part.type == "dynamiclist":
        return _list(part, scope, hide)
    if part.type == "disclosure":
        return _disclosure(part, scope, hide)
    return _field(part, scope, hide)


def _condition(part: Part, scope: Scope) -> str:
    given: Mapping[str, Any] = part.data.get("conditional") or {}
    if set(given) - {"hide"}:
        raise part.refuse("条件は hide だけ使えます", "only the condition hide can be used")
    if not given.get("hide"):
        return ""
    text = conditions.read(part.name, given["hide"])
    for name in sorted(conditions.names(text) - scope.visible):
        raise part.refuse(
            f"条件が「{name}」を使っていますが、これより前にその項目がありません。"
            "項目を前に置くか、様式の properties.context に書いてください",
            f"its condition uses {name!r}, which is no field before it. "
            "Place that field first or list the name in the form's properties.context",
        )
    return text


def _paragraphs(part: Part) -> Text:
    ja = str(part.data.get("text") or "")
    text = Text(ja, part.properties.get("text_en") or ja)
    for words in (text.ja, text.en):
        if bad := richtext.refused_part(words):
            raise part.refuse(
                f"文中の「{bad}」は使えません。段落、箇条書き、太字だけで書いてください",
                f"{bad!r} cannot be used in a text. Write paragraphs, lists and bold only",
            )
    return text


def _box_words(part: Part) -> dict[str, Text]:
    return {
        "label": part.words("label", "label_en"),
        "help": part.words("description", "help_en"),
        "when": part.property_words("when"),
    }


def _group(part: Part, scope: Scope, hide: str) -> GroupSpec:
    words = _box_words(part)
    if not part.data.get("path"):
        return GroupSpec(
            "", "", components=read_nodes(part.data.get("components"), scope), hide=hide, **words
        )
    key = part.identifier("path")
    scope.claim(part, key)
    inner = Scope(f"{scope.path}{key}.", scope.visible, scope.in_list)
    components = read_nodes(part.data.get("components"), inner)
    return GroupSpec(key, f"{scope.path}{key}", components=components, hide=hide, **words)


def _list(part: Part, scope: Scope, hide: str) -> ListSpec:
    if scope.in_list:
        raise part.refuse("一覧の中に一覧は置けません", "a list cannot stand inside a list")
    key = part.identifier("path")
    words = _box_words(part)
    if not words["label"].ja:
        raise part.refuse("ラベルがありません。label を書いてください", "it has no label. Give it one")
    scope.claim(part, key)
    components = read_nodes(
        part.data.get("components"), Scope(f"{scope.path}{key}[].", scope.visible, in_list=True)
    )
    maximum = part.whole(part.properties, "max_rows", MAX_ROWS)
    minimum = part.whole(part.properties, "min_rows")
    if part.validation().get("required"):
        minimum = max(minimum, 1)
    if not 0 < maximum <= MAX_ROWS * 4 or minimum > maximum:
        raise part.refuse(
            f"max_rows は1から{MAX_ROWS * 4}まで、min_rows はそれ以下にしてください",
            f"max_rows must be from 1 to {MAX_ROWS * 4} and min_rows not above it",
        )
    return ListSpec(
        key,
        f"{scope.path}{key}",
        components=components,
        hide=hide,
        min_rows=minimum,
        max_rows=maximum,
        start_rows=max(minimum, part.whole(part.data, "defaultRepetitions", 1)),
        fixed="allowAddRemove" in part.data and not part.flag("allowAddRemove"),
        stays=_stays(part, components),
        **words,
    )


def _stays(part: Part, components: tuple[Node, ...]) -> str:
    key = part.properties.get("stays", "")
    if key and key not in {node.key for node in components if isinstance(node, FieldSpec)}:
        raise part.refuse(
            "stays は行の欄の key にしてください", "stays must be the key of a field of the row"
        )
    return key


def _disclosure(part: Part, scope: Scope, hide: str) -> DisclosureSpec:
    if scope.path:
        raise part.refuse(
            "disclosure は様式の一番上に置いてください", "a disclosure must stand at the top of the form"
        )
    key = part.identifier()
    scope.claim(part, key)
    mode = part.properties.get("mode", "fill")
    if mode not in get_args(Mode):
        raise part.refuse("mode は fill、assess、show のどれかです", "mode is fill, assess or show")
    groups = part.properties.get("groups", "*").replace("[", "").replace("]", "").replace('"', "")
    return DisclosureSpec(
        key,
        key,
        catalogue=part.properties.get("catalogue", "disclosure"),
        groups=tuple(group.strip() for group in groups.split(",") if group.strip()),
        mode=mode,  # type: ignore[arg-type]  # one of the Mode literals, just checked
        only=tuple(_only(part)),
        hide=hide,
        **_box_words(part),
    )


def _only(part: Part) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`a.kind=新規,更新; a.other=…`: items and the choices that are left of theirs."""
    for clause in filter(None, part.properties.get("only", "").split(";")):
        item, equals, values = clause.partition("=")
        choices = tuple(value.strip() for value in values.split(",") if value.strip())
        if not (equals and item.strip() and choices):
            raise part.refuse(
                "only は「項目=選択肢,選択肢」の形です", "only is written as 'item=choice,choice'"
            )
        yield item.strip(), choices


def _field(part: Part, scope: Scope, hide: str) -> FieldSpec:
    kind: Kind = part.type  # type: ignore[assignment]  # the profile's other types were read before
    key = part.identifier()
    na_allowed = part.property_flag("na_allowed")
    scope.claim(part, key, *([f"{key}_na", f"{key}_na_reason"] if na_allowed else []))
    visibility = part.properties.get("visibility", "review_only")
    if visibility not in get_args(Visibility):
        raise part.refuse(
            "visibility は public、review_only、secret のどれかです",
            "visibility is public, review_only or secret",
        )
    routing = part.property_flag("routing")
    if routing and (kind not in ROUTABLE or scope.in_list):
        raise part.refuse(
            "この部品の値は工程に渡せません（routing）。一つの値を持つ部品だけが使えます",
            "its value cannot go to the process (routing). Only components with a single value can",
        )
    return FieldSpec(
        kind,
        key,
        f"{scope.path}{key}",
        label=part.label(),
        help=part.words("description", "help_en"),
        required=bool(part.validation().get("required")),
        limits=part.limits(),
        hide=hide,
        when=part.property_words("when"),
        routing=routing,
        visibility=visibility,  # type: ignore[arg-type]  # one of the Visibility literals, just checked
        na_allowed=na_allowed,
        check=checks.read(part, scope.visible),
        default=part.data.get("defaultValue"),
        readonly=part.flag("readonly") or part.flag("disabled"),
        carried=_carried(part, kind),
        **_details(part, kind),
    )


def _carried(part: Part, kind: Kind) -> bool:
    carried = part.property_flag("carried")
    if carried and kind not in ("textfield", "select"):
        raise part.refuse(
            "carried は textfield か select だけに付けられます", "only a textfield or a select can be carried"
        )
    return carried


def _details(part: Part, kind: Kind) -> dict[str, Any]:
    details: dict[str, Any] = {}
    appearance: Mapping[str, Any] = part.data.get("appearance") or {}
    for ours, theirs in (("prefix", "prefixAdorner"), ("unit", "suffixAdorner")):
        ja = str(appearance.get(theirs) or "")
        details[ours] = Text(ja, part.properties.get(f"{ours}_en") or ja) if ja else EMPTY
    if kind in ("select", "radio", "checklist"):
        details |= {"options": part.options(), "options_from": str(part.data.get("valuesKey") or "")}
        if bool(details["options"]) == bool(details["options_from"]):
            raise part.refuse(
                "選択肢は values か valuesKey のどちらか一つで書いてください",
                "give the choices by values or by valuesKey, one of the two",
            )
    elif kind == "number" and part.data.get("decimalDigits") is not None:
        details["decimals"] = part.whole(part.data, "decimalDigits")
    elif kind == "datetime":
        details["subtype"] = part.data.get("subtype") or "date"
        if details["subtype"] not in _SUBTYPES:
            raise part.refuse(
                "subtype は date、datetime、time のどれかです", "subtype is date, datetime or time"
            )
    elif kind == "filepicker":
        details["upload"] = _upload(part)
    return details


def _upload(part: Part) -> Upload:
    accept = [kind.strip().lstrip(".").lower() for kind in str(part.data.get("accept") or "").split(",")]
    kinds = {"jpeg" if kind == "jpg" else kind for kind in accept if kind} or set(KINDS)
    if unknown := sorted(kinds - set(KINDS)):
        raise part.refuse(
            f"ファイルの種類「{unknown[0]}」は使えません。使える種類: {'、'.join(sorted(KINDS))}",
            f"the file type {unknown[0]!r} cannot be used. Use: {', '.join(sorted(KINDS))}",
        )
    megabytes = part.whole(part.properties, "max_mb")
    return Upload(frozenset(kinds), megabytes * 1024 * 1024 or UPLOAD_LIMIT, part.flag("multiple"))


def flatten(nodes: Iterable[Node]) -> Iterator[FieldSpec]:
    """Every field with a value, in order, out of groups and lists."""
    for node in nodes:
        if isinstance(node, FieldSpec):
            yield node
        elif isinstance(node, GroupSpec | ListSpec):
            yield from flatten(node.components)
