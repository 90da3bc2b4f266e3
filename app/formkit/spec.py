"""A compiled form: immutable, made once per edition, bound once per page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from app.formkit.binding import Unbound
from app.formkit.bound import FORM, BoundForm, Request
from app.formkit.catalogue import Catalogue, Item
from app.formkit.posted import StoreUpload, as_posted
from app.formkit.profile import DisclosureSpec, FieldSpec, GroupSpec, ListSpec, Node
from app.law.text import Text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a long form that is bound and validated alone; `id` is "form" or a group code."""

    id: str
    title: Text
    mode: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FormSpec:
    """`nodes` is the layout, `fields` the same flat; `sections` is empty for a form of one page."""

    id: str
    title: Text
    properties: Mapping[str, str] = field(repr=False)
    nodes: tuple[Node, ...] = field(repr=False)
    fields: tuple[FieldSpec, ...] = field(repr=False)
    disclosures: tuple[DisclosureSpec, ...] = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    context_names: tuple[str, ...]
    catalogues: Mapping[str, Catalogue] = field(repr=False)
    scopes: Unbound = field(repr=False)

    def names(self) -> frozenset[str]:
        """The keys of the answers at the top of the form."""
        return frozenset(_top_keys(self.nodes))

    def routing_names(self) -> frozenset[str]:
        """The paths of the values that the engine receives (`decision`, `address.city`)."""
        return frozenset(spec.path for spec in self.fields if spec.routing)

    @property
    def has_uploads(self) -> bool:
        """Whether any part takes files."""
        return any(spec.upload for spec in self.fields) or any(
            item.type == "file"
            for node in self.disclosures
            if node.mode == "fill"
            for item in self.sheet_items(node, None)
        )

    def sheet_items(self, node: DisclosureSpec, section: str | None) -> tuple[Item, ...]:
        """The items of a disclosure on a page: all, or those of one group; none on the page "form"."""
        catalogue = self.catalogues[node.catalogue]
        groups = catalogue.select(node.groups)
        return catalogue.items_of(group for group in groups if section in (None, group.code))

    def missing_english(self) -> tuple[str, ...]:
        """Paths whose label or help has no English, for the linter."""
        return tuple(_missing_english(self.nodes)) + (() if self.title.en else (self.id,))

    def as_posted(self, answers: Mapping[str, Any]) -> MultiDict[str, Any]:
        """JSON answers from outside (HTTP API) as a browser would post them: bind these as `posted`,
        so that unknown names are refused and uploads must be ones that the draft already has."""
        return as_posted(self.nodes, answers, self.catalogues)

    def bind(
        self,
        *,
        answers: Mapping[str, Any] | None = None,
        posted: MultiDict[str, Any] | None = None,
        files: MultiDict[str, FileStorage] | None = None,
        context: Mapping[str, Any] | None = None,
        language: str = "ja",
        section: str | None = None,
        store_upload: StoreUpload | None = None,
    ) -> BoundForm:
        """Bind to trusted answers (a draft's `typed()`, or `answers()`) and to what a page posted.

        `context` gives the names that conditions may use (form property `context`), choices of fields with
        `valuesKey`, values of read-only fields, and under a catalogue's name what was disclosed elsewhere.
        `section` binds one section; the answers of the others are kept.
        """
        if section is not None and section not in {known.id for known in self.sections}:
            raise LookupError(section)
        request = Request(answers or {}, posted, files, context or {}, language, section, store_upload)
        return BoundForm(self, request)


def _top_keys(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, GroupSpec) and not node.key:
            yield from _top_keys(node.components)
        elif isinstance(node, FieldSpec | GroupSpec | ListSpec | DisclosureSpec):
            yield node.key
            if isinstance(node, FieldSpec) and node.na_allowed:
                yield from (f"{node.key}_na", f"{node.key}_na_reason")


def _missing_english(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        for name in ("label", "help", "when", "text", "prefix", "unit"):
            text: Text | None = getattr(node, name, None)
            if text is not None and text.ja and text.ja == text.en and not text.ja.isascii():
                yield f"{getattr(node, 'path', '') or 'text'}.{name}"
        for option in getattr(node, "options", ()):
            if option.label.ja == option.label.en and not option.label.ja.isascii():
                yield f"{getattr(node, 'path', '')}.values.{option.value}"
        if isinstance(node, GroupSpec | ListSpec):
            yield from _missing_english(node.components)


def sections_of(
    nodes: tuple[Node, ...],
    disclosures: tuple[DisclosureSpec, ...],
    catalogues: Mapping[str, Catalogue],
    title: Text,
) -> tuple[Section, ...]:
    """The sections of a form that holds a sheet to be worked on; none for others."""
    working = [node for node in disclosures if node.mode != "show"]
    if not working:
        return ()
    found = (
        [Section(FORM, title)]
        if any(True for _ in _top_keys(tuple(n for n in nodes if n not in working)))
        else []
    )
    for node in working:
        for group in catalogues[node.catalogue].select(node.groups):
            found.append(Section(group.code, group.title, node.mode))
    return tuple(found)
