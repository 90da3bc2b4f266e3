"""A form bound to answers or to a request: validated, read, and kept as it was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from werkzeug.datastructures import FileStorage, MultiDict

from app.formkit import checks, rows, sheetpost, values, wording
from app.formkit.binding import Binder, Outer
from app.formkit.posted import Posted, StoreUpload, decode, known_uploads
from app.formkit.profile import DisclosureSpec
from app.formkit.sheets import SHEETS, AssessSheet, Sheet, fit_rest
from app.formkit.views import BoundField, BoundGroup, BoundList, BoundPart
from app.law.text import Text

if TYPE_CHECKING:
    from app.formkit.spec import FormSpec

FORM = "form"
"""The section of everything outside disclosure sheets."""


class FormError(NamedTuple):
    """One line of the error summary: whose, what, and the html id to jump to."""

    label: str
    message: Text
    id: str


@dataclass(frozen=True, slots=True)
class Request:
    """What a form is bound to; see `FormSpec.bind`."""

    answers: Mapping[str, Any]
    posted: MultiDict[str, Any] | None
    files: MultiDict[str, FileStorage] | None
    context: Mapping[str, Any]
    language: str
    section: str | None
    store_upload: StoreUpload | None


class BoundForm:
    """One form on one page. Visibility is decided when it is bound, so before any validation."""

    def __init__(self, spec: "FormSpec", request: Request) -> None:
        self.spec = spec
        self.language = request.language
        self.section = request.section
        self.context = request.context
        self.unknown_names: tuple[str, ...] = ()
        self.errors: list[FormError] = []
        self._upload_errors: Mapping[str, list[Text]] = {}
        self._kept: Mapping[str, Any] = request.answers
        typed = rows.complete(spec.nodes, request.answers) | {
            node.key: request.answers.get(node.key) for node in spec.disclosures
        }
        self.is_row_action = False
        if request.posted is not None:
            reader = Posted(
                request.posted, request.files, known_uploads(request.answers), request.store_upload
            )
            typed |= self._read(reader)
            self.is_row_action = rows.apply(spec, typed, reader)
            self.unknown_names = reader.unknown()
            self._upload_errors = reader.upload_errors
        self.sheets = self._sheets(typed)
        if request.posted is not None and request.posted.get("_fit_rest"):
            self._fit_rest(typed, str(request.posted["_fit_rest"]))
        self._typed = typed
        binder = Binder(spec.scopes, request.context, request.language, self.sheets)
        outer = {name: request.context.get(name) for name in spec.context_names}
        self._all_parts, scope = binder.bind(spec.nodes, typed, Outer(outer, {}))
        self._values = scope.own

    def _read(self, reader: Posted) -> dict[str, Any]:
        """What this page posted, over what was typed on other pages."""
        typed: dict[str, Any] = {}
        if self.section in (None, FORM):
            typed |= decode(self.spec.nodes, reader)
        for node in self.spec.disclosures:
            items = self.spec.sheet_items(node, self.section)
            before = self._kept.get(node.key)
            kept = dict(before) if isinstance(before, Mapping) else {}
            if node.mode == "fill":
                kept |= sheetpost.decode_fill(node.key, items, reader)
            elif node.mode == "assess":
                kept |= sheetpost.decode_assess(node.key, items, reader)
            typed[node.key] = kept
        return typed

    def _sheets(self, typed: Mapping[str, Any]) -> dict[str, Sheet]:
        return {node.key: self._sheet(node, typed.get(node.key)) for node in self.spec.disclosures}

    def _sheet(self, node: DisclosureSpec, given: Any) -> Sheet:
        known = {item.id for item in self.spec.sheet_items(node, None)}
        entries = given if isinstance(given, Mapping) else {}
        kept = {key: value for key, value in entries.items() if key in known and isinstance(value, Mapping)}
        section = None if node.mode == "show" and self.section == FORM else self.section
        return SHEETS[node.mode](
            node, self.spec.catalogues[node.catalogue], kept, self.context, self.language, section
        )

    def _fit_rest(self, typed: dict[str, Any], section: str) -> None:
        for key, sheet in self.sheets.items():
            if isinstance(sheet, AssessSheet) and self.section in (None, section):
                given = typed[key] = fit_rest(sheet, section)
                self.sheets[key] = self._sheet(sheet.spec, given)
                self.is_row_action = True

    @property
    def parts(self) -> list[BoundPart]:
        """What the page draws: everything, or the one section."""
        if self.section is None:
            return self._all_parts
        if self.section == FORM:
            return [
                part for part in self._all_parts if not isinstance(part, Sheet) or part.spec.mode == "show"
            ]
        return [sheet for sheet in self.sheets.values() if sheet.sections]

    @property
    def has_uploads(self) -> bool:
        """Whether the HTML form needs enctype multipart/form-data."""
        return self.spec.has_uploads

    @property
    def refused_uploads(self) -> list[Text]:
        """Why files of this post were not taken, known before any validation."""
        return [text for texts in self._upload_errors.values() for text in texts]

    def validate(self) -> bool:
        """Check what the page shows; complaints go to the fields and to `errors`, in order."""
        self.errors = [FormError(name, wording.unknown_name(name), "") for name in self.unknown_names]
        for part in _walk(self.parts):
            if isinstance(part, BoundField):
                self._check_field(part)
            elif isinstance(part, BoundList):
                self._check_list(part)
            elif isinstance(part, Sheet) and part.shown:
                self.errors += [
                    FormError(label.in_(self.language), text, html_id)
                    for label, text, html_id in part.validate(self._upload_errors)
                ]
        return not self.errors

    def _check_field(self, part: BoundField) -> None:
        if not part.shown or part.answer is None:
            return
        part.errors = list(self._upload_errors.get(part.name, []))
        if part.blank_row:
            pass
        elif part.na is not None and part.na.ticked:
            self._check_na(part)
        elif not part.errors and not part.answer.validate(part.form):
            part.errors += part.answer.errors
        elif part.spec.check and part.answer.data not in (None, ""):
            complaint = checks.complaint(part.spec.check, part.answer.data, part.around)
            part.errors += [complaint] if complaint else []
        self.errors += [FormError(part.told, text, part.anchor) for text in part.errors]

    def _check_na(self, part: BoundField) -> None:
        if part.na is None or part.answer is None:
            return
        reason = part.na.reason.strip()
        part.na.errors = [] if reason else [wording.NA_REASON]
        if len(reason) > 1000:
            part.na.errors.append(wording.too_long(1000, len(reason)))
        self.errors += [FormError(part.label, text, part.na.reason_id) for text in part.na.errors]
        if not values.is_empty(part.answer.data) or part.answer.process_errors:
            part.errors.append(wording.NA_AND_VALUE)

    def _check_list(self, part: BoundList) -> None:
        part.errors = []
        filled = sum(not row.blank for row in part.rows)
        if part.shown and filled < part.spec.min_rows:
            part.errors.append(wording.rows_missing(part.spec.min_rows))
        if part.shown and filled > part.spec.max_rows:
            part.errors.append(wording.rows_over(part.spec.max_rows))
        self.errors += [FormError(part.label, text, part.anchor) for text in part.errors]

    def answers(self) -> dict[str, Any]:
        """What is kept: the shown fields' values, ready for JSON; hidden ones are left out."""
        return rows.collect(self._all_parts)

    def routing(self) -> dict[str, Any]:
        """The values that the engine receives; a routing field that is hidden or empty is None."""
        return rows.routing(self.spec.nodes, self._values)

    def typed(self) -> dict[str, Any]:
        """What was typed on every page, valid or not; `bind(answers=typed)` shows it again."""
        return self._typed | {
            key: sheet.typed() for key, sheet in self.sheets.items() if sheet.spec.mode != "show"
        }


def _walk(parts: list[BoundPart]) -> Iterator[BoundPart]:
    """Every part in page order; rows that are blank are only marked."""
    for part in parts:
        yield part
        if isinstance(part, BoundGroup):
            yield from _walk(part.parts)
        elif isinstance(part, BoundList):
            for number, row in enumerate(part.rows, start=1):
                for inner in _walk(row.parts):
                    if isinstance(inner, BoundField):
                        inner.blank_row, inner.row = row.blank, number
                    yield inner
