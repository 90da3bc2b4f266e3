"""Where in JSON answers something stands: JSON pointers (RFC 6901) for complaints, and names a form has not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.formkit.profile import DisclosureSpec, FieldSpec, GroupSpec, ListSpec, Node
from app.formkit.spec import FormSpec

FILLED = ("value", "na", "na_reason", "as_of", "note")
ASSESSED = ("verdict", "note", "evidence")


def pointer(spec: FormSpec, html_id: str) -> str:
    """The place in the answers of what a page shows under an html id; "" for the form as a whole."""
    return "".join(f"/{part}" for part in _place(spec.nodes, html_id.replace("--", ".").split("-")))


def _place(nodes: Iterable[Node], parts: list[str]) -> list[str]:
    """The keys along the way; what follows a field in an id (a choice, a hint) is no place."""
    node = next((each for each in keyed(nodes) if each.key == parts[0]), None) if parts else None
    if node is None:
        base = parts[0].removesuffix("_na_reason").removesuffix("_na") if parts else ""
        known = any(isinstance(each, FieldSpec) and each.key == base for each in keyed(nodes))
        return parts[:1] if known else []
    if isinstance(node, GroupSpec):
        return [node.key, *_place(node.components, parts[1:])]
    if isinstance(node, ListSpec):
        row = [part for part in parts[1:2] if part.isdecimal()]
        return [node.key, *row, *(_place(node.components, parts[2:]) if row else [])]
    if isinstance(node, DisclosureSpec):
        item = parts[1:2]
        return [node.key, *item, *(part for part in parts[2:3] if part in {*FILLED, *ASSESSED})]
    return [node.key]


def keyed(nodes: Iterable[Node]) -> Iterator[FieldSpec | GroupSpec | ListSpec | DisclosureSpec]:
    """The nodes that have a place of their own in the answers of a scope."""
    for node in nodes:
        if isinstance(node, GroupSpec) and not node.key:
            yield from keyed(node.components)
        elif isinstance(node, FieldSpec | GroupSpec | ListSpec | DisclosureSpec):
            yield node


def strangers(spec: FormSpec, answers: Mapping[str, Any]) -> list[str]:
    """Pointers of names that the form does not ask for, and of values of another shape than its parts."""
    return list(_strangers(spec, spec.nodes, answers, ""))


def _strangers(spec: FormSpec, nodes: Iterable[Node], answers: Mapping[str, Any], at: str) -> Iterator[str]:
    known: dict[str, Any] = {}
    for node in keyed(nodes):
        if isinstance(node, FieldSpec):
            if node.readonly:
                continue
            if node.na_allowed:
                known |= {f"{node.key}_na": None, f"{node.key}_na_reason": None}
        if not (isinstance(node, DisclosureSpec) and node.mode == "show"):
            known[node.key] = node
    for key, value in answers.items():
        here = f"{at}/{_escaped(key)}"
        if key not in known:
            yield here
        elif value is not None:
            yield from _inside(spec, known[key], value, here)


def _inside(spec: FormSpec, node: Node | None, value: Any, here: str) -> Iterator[str]:
    if isinstance(node, GroupSpec):
        if isinstance(value, Mapping):
            yield from _strangers(spec, node.components, value, here)
        else:
            yield here
    elif isinstance(node, ListSpec):
        if not isinstance(value, list):
            yield here
            return
        for index, row in enumerate(value):
            if isinstance(row, Mapping):
                yield from _strangers(spec, node.components, row, f"{here}/{index}")
            else:
                yield f"{here}/{index}"
    elif isinstance(node, DisclosureSpec):
        yield from _in_sheet(spec, node, value, here)
    elif isinstance(node, FieldSpec) and node.upload is None and node.kind != "checklist":
        if isinstance(value, list | Mapping):
            yield here
    elif node is None and isinstance(value, list | Mapping):
        yield here


def _in_sheet(spec: FormSpec, node: DisclosureSpec, value: Any, here: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield here
        return
    items = {item.id: item for item in spec.sheet_items(node, None)}
    for item_id, given in value.items():
        place = f"{here}/{_escaped(item_id)}"
        item = items.get(item_id)
        if item is None or not isinstance(given, Mapping):
            yield place
            continue
        parts = set(ASSESSED)
        if node.mode == "fill":
            parts = {part for part in FILLED if part != "note" or item.takes_note}
        yield from (f"{place}/{_escaped(part)}" for part in given if part not in parts)


def _escaped(key: str) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
