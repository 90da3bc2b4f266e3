"""Between what a browser posts and what was typed, as JSON that a draft can keep.

`typed` mirrors the answers: {key: text | [texts] | true | {…} | [{…}] | [uploads]}, with every field of the
form present and nothing interpreted, so that an invalid entry is shown again exactly as it was.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Protocol

from werkzeug.datastructures import FileStorage, MultiDict

from app.formkit import sheetpost, values, wording
from app.formkit.catalogue import Catalogue
from app.formkit.profile import DisclosureSpec, FieldSpec, GroupSpec, ListSpec, Node, Upload
from app.law.text import Text
from app.store.blobs import Blob, UploadRefused

BESIDE = ("_note", "_note_version", "_question")
"""What a member writes on the page of the opinion beside it, so that no button of the page loses any of it."""

TRANSPORT = frozenset(
    {
        "csrf_token",
        "draft_version",
        "work_item_version",
        "_version",
        "_papers",
        "_own_words",
        "_action",
        "_section",
        "_add",
        "_remove",
        "_fit_rest",
        "_other_case",
        "_other_case_asked",
        *BESIDE,
    }
)
"""Names that a page may post beside its form's fields: they carry the request, never an answer."""

RESERVED = TRANSPORT
"""Names that no component may have."""

ROW = "_row"
"""Posted with every row of a list, so that a row of empty tick boxes still counts as a row."""


class StoreUpload(Protocol):
    """Keeps an uploaded file: `app.store.blobs.Blobs.put`."""

    def __call__(self, stream: IO[bytes], name: str, *, allowed: frozenset[str], limit: int) -> Blob: ...


class Posted:
    """One request's form data, remembering which names were asked for."""

    def __init__(
        self,
        form: MultiDict[str, Any],
        files: MultiDict[str, FileStorage] | None,
        known: Mapping[str, Mapping[str, Any]],
        store: StoreUpload | None,
    ) -> None:
        self.form = form
        self.files: MultiDict[str, FileStorage] = MultiDict() if files is None else files
        self.known = known
        self.store = store
        self.names: set[str] = set(TRANSPORT)
        self.upload_errors: dict[str, list[Text]] = {}

    def one(self, name: str) -> str:
        """The text posted under a name, or ""."""
        self.names.add(name)
        return values.tidy(self.form.get(name, ""))

    def many(self, name: str) -> list[str]:
        """Every text posted under a name, without empty ones."""
        self.names.add(name)
        return [values.tidy(value) for value in self.form.getlist(name) if value]

    def ticked(self, name: str) -> bool:
        """Whether a tick box was posted."""
        return bool(self.one(name))

    def rows(self, name: str) -> list[int]:
        """The row numbers posted under a list's name, in order."""
        shape = re.compile(re.escape(name) + r"-(\d{1,4})-")
        return sorted({int(found[1]) for key in (*self.form, *self.files) if (found := shape.match(key))})

    def uploads(self, name: str, upload: Upload) -> list[dict[str, Any]]:
        """Kept uploads (only those the draft already has) and new ones, stored at once."""
        self.names.add(name)
        kept = [dict(self.known[sha]) for sha in self.many(f"{name}-keep") if sha in self.known]
        for file in self.files.getlist(name):
            if not file.filename:
                continue
            try:
                if self.store is None:
                    raise UploadRefused(wording.NO_UPLOAD)
                blob = self.store(file.stream, file.filename, allowed=upload.kinds, limit=upload.limit)
            except UploadRefused as refused:
                self.upload_errors.setdefault(name, []).append(refused.text)
            else:
                fresh = blob.as_json()
                if not upload.multiple:
                    kept.clear()
                kept = [*(one for one in kept if one["sha256"] != fresh["sha256"]), fresh]
        return kept

    def unknown(self) -> tuple[str, ...]:
        """Posted names that nothing asked for, sorted."""
        return tuple(sorted({*self.form, *self.files} - self.names))


def known_uploads(answers: object) -> dict[str, Mapping[str, Any]]:
    """Every stored upload anywhere in a draft, by its hash."""
    found: dict[str, Mapping[str, Any]] = {}
    if isinstance(answers, Mapping):
        if isinstance(answers.get("sha256"), str):
            return {answers["sha256"]: answers}
        for value in answers.values():
            found |= known_uploads(value)
    elif isinstance(answers, list | tuple):
        for value in answers:
            found |= known_uploads(value)
    return found


def decode(nodes: Iterable[Node], posted: Posted, prefix: str = "") -> dict[str, Any]:
    """What was typed into the nodes of a scope, by key; disclosure sheets are read apart."""
    typed: dict[str, Any] = {}
    for node in nodes:
        if isinstance(node, GroupSpec):
            inner = decode(node.components, posted, f"{prefix}{node.key}-" if node.key else prefix)
            typed |= {node.key: inner} if node.key else inner
        elif isinstance(node, ListSpec):
            typed[node.key] = _decode_rows(node, posted, f"{prefix}{node.key}")
        elif isinstance(node, FieldSpec) and not node.readonly:
            typed |= _decode_field(node, posted, f"{prefix}{node.key}")
    return typed


def _decode_rows(node: ListSpec, posted: Posted, name: str) -> list[dict[str, Any]]:
    rows = []
    for index in posted.rows(name):
        posted.names.add(f"{name}-{index}-{ROW}")
        rows.append(decode(node.components, posted, f"{name}-{index}-"))
    return rows


def _decode_field(spec: FieldSpec, posted: Posted, name: str) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    if spec.kind == "checkbox":
        typed[spec.key] = posted.ticked(name)
    elif spec.kind == "checklist":
        typed[spec.key] = posted.many(name)
    elif spec.upload is not None:
        typed[spec.key] = posted.uploads(name, spec.upload)
    else:
        typed[spec.key] = posted.one(name)
    if spec.na_allowed:
        typed[f"{spec.key}_na"] = posted.ticked(f"{name}_na")
        typed[f"{spec.key}_na_reason"] = posted.one(f"{name}_na_reason")
    return typed


def encode(nodes: Iterable[Node], typed: Mapping[str, Any]) -> MultiDict[str, Any]:
    """What WTForms reads for one scope: the typed values by key. Uploads travel as they are."""
    data: MultiDict[str, Any] = MultiDict()
    for spec in scope_fields(nodes):
        value = typed.get(spec.key)
        if spec.upload is not None:
            data.add(spec.key, [value] if isinstance(value, Mapping) else list(value or []))
        elif isinstance(value, list | tuple):
            data.setlist(spec.key, [values.tidy(one) for one in value])
        elif value is True:
            data.add(spec.key, "true")
        elif value is not None and value is not False:
            data.add(spec.key, values.tidy(value))
        if spec.na_allowed:
            if typed.get(f"{spec.key}_na"):
                data.add(f"{spec.key}_na", "true")
            data.add(f"{spec.key}_na_reason", values.tidy(typed.get(f"{spec.key}_na_reason")))
    return data


def scope_fields(nodes: Iterable[Node]) -> Iterator[FieldSpec]:
    """The fields whose values stand in this very scope."""
    for node in nodes:
        if isinstance(node, FieldSpec) and not node.readonly:
            yield node
        elif isinstance(node, GroupSpec) and not node.key:
            yield from scope_fields(node.components)


def as_posted(
    nodes: Iterable[Node],
    answers: Mapping[str, Any],
    catalogues: Mapping[str, Catalogue],
    prefix: str = "",
) -> MultiDict[str, Any]:
    """JSON answers as a browser would have posted them, unknown names kept so that they are refused.

    For answers that come from outside (the HTTP API): an upload becomes the request to keep one that the
    draft already has.
    """
    data: MultiDict[str, Any] = MultiDict()
    by_key = {node.key: node for node in _keyed(nodes)}
    for key, value in answers.items():
        node = by_key.get(key)
        name = f"{prefix}{key}"
        if isinstance(node, GroupSpec) and isinstance(value, Mapping):
            data.update(as_posted(node.components, value, catalogues, f"{name}-"))
        elif isinstance(node, ListSpec) and _are_rows(value):
            for index, row in enumerate(value):
                data.add(f"{name}-{index}-{ROW}", "1")
                data.update(as_posted(node.components, row, catalogues, f"{name}-{index}-"))
        elif isinstance(node, DisclosureSpec) and isinstance(value, Mapping):
            data.update(sheetpost.as_posted(name, value, catalogues[node.catalogue].items))
        elif isinstance(node, FieldSpec) and node.upload is not None:
            data.setlist(f"{name}-keep", list(known_uploads(value)))
        elif isinstance(value, list) and isinstance(node, FieldSpec) and node.kind == "checklist":
            data.setlist(name, [values.tidy(one) for one in value])
        elif isinstance(value, list | Mapping):
            data.add(f"{name}[]", "")  # a shape that no field has: refused under this name
        elif value is not None and value is not False:
            data.add(name, "true" if value is True else values.tidy(value))
    return data


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


def _keyed(nodes: Iterable[Node]) -> Iterator[FieldSpec | GroupSpec | ListSpec | DisclosureSpec]:
    for node in nodes:
        if isinstance(node, GroupSpec) and not node.key:
            yield from _keyed(node.components)
        elif isinstance(node, FieldSpec | GroupSpec | ListSpec | DisclosureSpec):
            yield node
