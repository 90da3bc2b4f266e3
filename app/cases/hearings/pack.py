"""The papers of a hearing in reading order, and a hash of their state: an opinion names the one it was given on."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases import facts
from app.law import wording
from app.law.text import Text
from app.store.base import dumps
from app.store.models.cases import Assessment, Document
from app.store.models.committee import Closing, Hearing, Question
from app.store.models.procedures import Submission
from app.store.models.visits import Visit, VisitReport

INTERNAL = ("certificate", "mark", "minutes")
"""Kinds of document that are no papers of a hearing."""


@dataclass(frozen=True, slots=True)
class PackItem:
    """One of the papers. `kind`: filing, document, review, visit or question; `ref` is the id of its row.

    `state` changes whenever the paper does; `unchecked`: a report whose facts the provider has not checked yet.
    """

    kind: str
    ref: int
    title: Text
    state: str
    unchecked: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """The papers as they are now; `version` is the SHA-256 over them."""

    version: str
    items: tuple[PackItem, ...]


def pack_of(session: Session, hearing: Hearing) -> Pack:
    """The papers of a hearing: the filing, its documents, the findings of the review, visits, answers."""
    items = (
        *_filing(session, hearing),
        *_documents(session, hearing),
        *_review(session, hearing),
        *_visits(session, hearing),
        *_answers(session, hearing),
    )
    listed = dumps([[each.kind, each.ref, each.state] for each in items])
    return Pack(hashlib.sha256(listed.encode()).hexdigest(), items)


def kept(pack: Pack) -> dict[str, Any]:
    """A pack as it is kept with a closing."""
    items = [
        {"kind": each.kind, "ref": each.ref, "ja": each.title.ja, "en": each.title.en, "state": each.state}
        for each in pack.items
    ]
    return {"version": pack.version, "items": items}


def of_closing(session: Session, hearing: Hearing) -> Pack:
    """The papers as they were when the hearing was closed, and as they are now where that was not kept."""
    row = session.get(Closing, hearing.id)
    if row is None or not row.papers:
        return pack_of(session, hearing)
    items = (
        PackItem(each["kind"], each["ref"], Text(each["ja"], each["en"]), each["state"])
        for each in row.papers["items"]
    )
    return Pack(row.papers["version"], tuple(items))


def _filing(session: Session, hearing: Hearing) -> list[PackItem]:
    filed = facts.latest_filing(session, hearing.case_id)
    if filed is None:
        return []
    title = Text(f"開示内容（第{filed.revision}版）", f"Disclosure (revision {filed.revision})")
    return [PackItem("filing", filed.id, title, str(filed.revision))]


def _documents(session: Session, hearing: Hearing) -> list[PackItem]:
    rows = session.scalars(
        select(Document)
        .where(Document.case_id == hearing.case_id, Document.kind.not_in(INTERNAL))
        .order_by(Document.id)
    )
    return [PackItem("document", row.id, Text(row.name, row.name), row.sha256) for row in rows]


def _review(session: Session, hearing: Hearing) -> list[PackItem]:
    summary = session.scalar(
        select(Submission)
        .where(Submission.case_id == hearing.case_id, Submission.node == "summarise_review")
        .order_by(Submission.id.desc())
        .limit(1)
    )
    if summary is None:
        return []
    found = session.execute(
        select(Assessment.item_id, Assessment.verdict, Assessment.note)
        .where(Assessment.case_id == hearing.case_id)
        .order_by(Assessment.item_id)
    )
    state = hashlib.sha256(dumps([list(row) for row in found]).encode()).hexdigest()
    return [PackItem("review", summary.id, Text("審査所見", "Findings of the review"), state)]


def _visits(session: Session, hearing: Hearing) -> list[PackItem]:
    rows = session.execute(
        select(Visit, VisitReport)
        .join(VisitReport, VisitReport.visit_id == Visit.id)
        .where(Visit.case_id == hearing.case_id)
        .order_by(Visit.id, VisitReport.version)
    )
    newest = {visit.id: (visit, report) for visit, report in rows}
    return [_report(visit, report) for visit, report in newest.values()]


def _report(visit: Visit, report: VisitReport) -> PackItem:
    checked = visit.state in CHECKED
    mark = Text("", "") if checked else Text("【事実確認前】", " [facts not checked]")
    title = Text(
        f"現地調査報告（{visit.number}、第{report.version}版）{mark.ja}",
        f"Site visit report ({visit.number}, version {report.version}){mark.en}",
    )
    return PackItem("visit", report.id, title, f"{report.hash}:{checked}", unchecked=not checked)


CHECKED = ("checked", "returned")
"""States of a visit in which the provider has checked the facts of its report."""


def _answers(session: Session, hearing: Hearing) -> list[PackItem]:
    rows = session.scalars(
        select(Question)
        .where(Question.hearing_id == hearing.id, Question.state == "answered")
        .order_by(Question.id)
    )
    return [
        PackItem("question", row.id, _asked(row), hashlib.sha256(row.answer.encode()).hexdigest())
        for row in rows
    ]


def _asked(row: Question) -> Text:
    said = wording.listed([row.sent_text.replace("\n", " ")[:40]])
    return Text(f"質問と回答：{said.ja}", f"Question and answer: {said.en}")
