"""A form definition (form-js JSON) compiled to a `FormSpec`, or refused with a sentence that says why."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from app.formkit.binding import unbound_scopes
from app.formkit.catalogue import Catalogue
from app.formkit.errors import FormDefinitionError
from app.formkit.profile import DisclosureSpec, GroupSpec, Node
from app.formkit.reading import Scope, flatten, read_nodes
from app.formkit.spec import FormSpec, sections_of
from app.law.text import Text

_ID = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TOP = {"type", "id", "components", "properties", "schemaVersion", "exporter", "executionPlatform"} | {
    "executionPlatformVersion",
    "versionTag",
    "$schema",
}


def compile_form(
    definition: Mapping[str, Any], catalogues: Mapping[str, Catalogue] = MappingProxyType({})
) -> FormSpec:
    """Compile a form; `catalogues` are the ones of the same edition, by name."""
    form_id = str(definition.get("id") or "")
    if not _ID.fullmatch(form_id):
        raise FormDefinitionError(
            Text(
                f"様式の id「{form_id}」は「<工程>.<タスク>」の形（例: application.decide）にしてください。",
                f"Write the form's id {form_id!r} as '<process>.<task>', for example application.decide.",
            )
        )
    if unknown := sorted(set(definition) - _TOP):
        raise FormDefinitionError(
            Text(
                f"様式 {form_id} の「{unknown[0]}」は使えません。消してください。",
                f"Form {form_id}: {unknown[0]!r} cannot be used. Remove it.",
            )
        )
    properties = {key: str(value) for key, value in (definition.get("properties") or {}).items()}
    context_names = _context_names(form_id, properties)
    nodes = read_nodes(definition.get("components"), Scope("", context_names, in_list=False))
    disclosures = tuple(_disclosures(nodes))
    _refuse_sheets(disclosures, catalogues)
    catalogues = {**catalogues, **dict(_narrowed(disclosures, catalogues))}
    title = Text(
        properties.get("title", form_id), properties.get("title_en", properties.get("title", form_id))
    )
    return FormSpec(
        id=form_id,
        title=title,
        properties=MappingProxyType(properties),
        nodes=nodes,
        fields=tuple(flatten(nodes)),
        disclosures=disclosures,
        sections=sections_of(nodes, disclosures, catalogues, title),
        context_names=context_names,
        catalogues=MappingProxyType(dict(catalogues)),
        scopes=MappingProxyType(unbound_scopes(nodes)),
    )


def _context_names(form_id: str, properties: Mapping[str, str]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in properties.get("context", "").split(",") if name.strip())
    for name in names:
        if not _NAME.fullmatch(name):
            raise FormDefinitionError(
                Text(
                    f"様式 {form_id} の properties.context は名前を「,」で区切って書いてください。",
                    f"Form {form_id}: write properties.context as names separated by commas.",
                )
            )
    return names


def _disclosures(nodes: Iterable[Node]) -> Iterator[DisclosureSpec]:
    for node in nodes:
        if isinstance(node, DisclosureSpec):
            yield node
        elif isinstance(node, GroupSpec):
            yield from _disclosures(node.components)


def _narrowed(
    disclosures: Iterable[DisclosureSpec], catalogues: Mapping[str, Catalogue]
) -> Iterator[tuple[str, Catalogue]]:
    for node in disclosures:
        if node.only:
            try:
                yield node.catalogue, catalogues[node.catalogue].narrowed(dict(node.only))
            except KeyError as error:
                raise FormDefinitionError(
                    Text(
                        f"部品「{node.key}」: only の「{error.args[0]}」は項目表にありません。",
                        f"Component {node.key!r}: the catalogue does not have {error.args[0]!r}, named in only.",
                    )
                ) from None


def _refuse_sheets(disclosures: Iterable[DisclosureSpec], catalogues: Mapping[str, Catalogue]) -> None:
    seen: set[str] = set()
    for node in disclosures:
        catalogue = catalogues.get(node.catalogue)
        if catalogue is None:
            raise FormDefinitionError(
                Text(
                    f"部品「{node.key}」: 項目表「{node.catalogue}」がこの版にありません。",
                    f"Component {node.key!r}: there is no catalogue {node.catalogue!r} in this edition.",
                )
            )
        groups = {group.code for group in catalogue.select(node.groups)}
        if not groups or (node.mode != "show" and groups & seen):
            raise FormDefinitionError(
                Text(
                    f"部品「{node.key}」: groups に合うグループがないか、ほかの部品と重なっています。",
                    f"Component {node.key!r}: its groups match nothing or are taken by another component.",
                )
            )
        seen |= groups if node.mode != "show" else set()
