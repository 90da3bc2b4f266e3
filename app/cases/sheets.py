"""The disclosure sheet of a waiting step as a whole: taken from a spreadsheet or from another filing, or written out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import answering, contexts, drafts, facts, rights
from app.cases.errors import UNKNOWN, Unknown
from app.cases.runtime import Runtime
from app.engine import NotReady
from app.formkit import Catalogue
from app.formkit.prefill import Prefilled, prefill
from app.formkit.profile import DisclosureSpec
from app.formkit.spreadsheet import Imported, export_csv, export_xlsx, import_spreadsheet
from app.law import roles
from app.law.text import Text
from app.store.models.cases import Case, Filing
from app.store.models.procedures import WorkItem
from app.store.models.services import Service
from app.store.viewer import Viewer

CLOSED = Text(
    "この作業はすでに完了しているため、取り込めませんでした。受信箱か申請の画面から開き直してください。",
    "This step is already done, so nothing was taken over. Start again from your list.",
)
EXPORTS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", export_xlsx),
    "csv": ("text/csv; charset=utf-8", export_csv),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Another filing of the same provider, to start from."""

    case_no: str
    service: str
    filed_on: date


@dataclass(frozen=True, slots=True)
class _Sheet:
    item: WorkItem
    node: DisclosureSpec
    catalogue: Catalogue
    typed: dict[str, Any]
    version: int


def exported(runtime: Runtime, viewer: Viewer, item_id: int, kind: str) -> tuple[bytes, str]:
    """The sheet as it stands as an xlsx or csv file, and its type; `kind` is a key of EXPORTS."""
    type_, write = EXPORTS[kind]
    with runtime.db.read() as session:
        sheet = _open(runtime, session, viewer, item_id)
    typed = sheet.typed.get(sheet.node.key) or {}
    return write(sheet.catalogue, sheet.node.groups, typed, viewer.language), type_


def take_in(runtime: Runtime, viewer: Viewer, item_id: int, data: bytes) -> Imported:
    """Take the good rows of a spreadsheet into the draft; raises SpreadsheetRefused if it is no such table."""

    def take(session: Session) -> Imported:
        sheet = _open(runtime, session, viewer, item_id)
        typed = sheet.typed.get(sheet.node.key) or {}
        found = import_spreadsheet(data, sheet.catalogue, sheet.node.groups, typed)
        if found.taken:
            _store(session, viewer, sheet, found.answers)
        return found

    return runtime.step(take)


def take_over(runtime: Runtime, viewer: Viewer, item_id: int, case_no: str) -> Prefilled:
    """Take answers of another filing of the same provider over what nobody has answered yet."""

    def take(session: Session) -> Prefilled:
        sheet = _open(runtime, session, viewer, item_id)
        chosen = session.execute(_sources(sheet.item).where(Case.case_no == case_no)).first()
        filed = facts.latest_filing(session, chosen[0]) if chosen is not None else None
        if filed is None:
            raise Unknown(UNKNOWN)
        known = {item.id for item in sheet.catalogue.items_of(sheet.catalogue.select(sheet.node.groups))}
        source = {key: value for key, value in facts.item_answers(session, filed.id).items() if key in known}
        found = prefill(sheet.catalogue, sheet.node.groups, sheet.typed.get(sheet.node.key) or {}, source)
        if found.taken:
            _store(session, viewer, sheet, found.answers)
        return found

    return runtime.step(take)


def sources(session: Session, item: WorkItem) -> list[Source]:
    """The filings that an applicant's sheet can start from, the newest first."""
    if item.role not in roles.PARTY or item.provider_id is None:
        return []
    rows = session.execute(_sources(item).order_by(Case.id.desc()).limit(50))
    return [Source(case_no, service, filed_on) for _id, case_no, service, filed_on in rows]


def _sources(item: WorkItem) -> Any:
    if item.role not in roles.PARTY or item.provider_id is None:
        raise Unknown(UNKNOWN)
    return (
        select(Case.id, Case.case_no, Service.name, Case.filed_on)
        .join(Service, Service.id == Case.service_id)
        .join(Filing, (Filing.case_id == Case.id) & (Filing.revision == 1))
        .where(Case.provider_id == item.provider_id, Case.id != item.case_id)
    )


def _open(runtime: Runtime, session: Session, viewer: Viewer, item_id: int) -> _Sheet:
    item = rights.load(session, viewer, item_id)
    if item.state != "open":
        raise NotReady(CLOSED)
    spec = runtime.forms.get(session, answering.edition_of(session, item)).form(item.process_id, item.node)
    node = next((each for each in spec.disclosures if each.mode == "fill"), None)
    if node is None:
        raise Unknown(UNKNOWN)
    typed, version, draft = drafts.load(session, item.id)
    if draft is None:
        typed = contexts.initial(session, item)
    return _Sheet(item, node, spec.catalogues[node.catalogue], typed, version)


def _store(session: Session, viewer: Viewer, sheet: _Sheet, answers: dict[str, Any]) -> None:
    drafts.save(session, viewer, sheet.item.id, sheet.typed | {sheet.node.key: answers}, sheet.version)
