"""The settled report as a file of the case: made from the outbox, the same bytes each time, filed once."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.issuing import FONTS
from app.cases.visits import fact_check, found, held, letters, settled
from app.cases.visits.reporting import SUMMARY
from app.law import visits as law
from app.law import wording as law_wording
from app.outbox.drain import Handler
from app.registry import visit_report_pdf as pdf
from app.store.blobs import Blobs
from app.store.models.cases import Case, Document
from app.store.models.people import Provider, User
from app.store.models.services import Service
from app.store.models.visits import Evidence, Visit, VisitLetter, VisitReport
from app.store.session import Database

KIND = "visit_report"
STATES = {"open": "所見とする", "fixed": "その場で是正された", "withdrawn": "取り消した"}
KINDS = {"wrong": "事実と違う", "differs": "見方が違う", "adds": "補足"}
CHECKED = {
    "agreed": "事業者は、違う所はないと回答した。",
    "objects": "事業者は、所見ごとに記した指摘をした。",
    "silent": "事業者の回答はなかった。同意とはみなしていない。",
}


def handler(db: Database, blobs: Blobs) -> Handler:
    """The outbox handler «visit_report»; told twice, it files once."""

    def file(key: str, payload: dict[str, Any]) -> None:
        with db.read() as session:
            report = session.get_one(VisitReport, payload["report_id"])
            visit = session.get_one(Visit, report.visit_id)
            content = pdf.render(data(session, visit, report), FONTS)
            last = payload.get("letter_id")
            number = _addendum(session, visit, last) if last is not None else 0
        added = f"_追補{number}" if number else ""
        name = f"現地調査報告書_{visit.number}_v{report.version}{added}.pdf"
        with db.step() as session:
            if session.scalar(
                select(Document.id).where(
                    Document.case_id == visit.case_id, Document.kind == KIND, Document.name == name
                )
            ):
                return
            session.add(
                Document(
                    case_id=visit.case_id,
                    kind=KIND,
                    name=name,
                    sha256=blobs.put_own(content),
                    size=len(content),
                    type="application/pdf",
                    added_at=clock.now(),
                )
            )

    return file


def data(session: Session, visit: Visit, report: VisitReport) -> pdf.ReportData:
    """What a version says, with the objections that any version met."""
    case = session.get_one(Case, visit.case_id)
    checks = [check for _, check in found.reports(session, visit) if check is not None]
    last = checks[-1] if checks else None
    said = _objections(session, visit)
    return pdf.ReportData(
        number=visit.number,
        version=report.version,
        dated=clock.date_in_japan(report.written_at),
        title="現地調査報告書",
        facts=_head(session, visit, report, case),
        summary=report.summary,
        checks=_checks(report),
        findings=_findings(session, visit, report, said),
        about_summary=said.get(SUMMARY, []),
        check=CHECKED[last.result] + (f"\n{last.text}" if last.text else "") if last is not None else "",
        settled="\n".join(each.reason for each in settled.by_version(session, visit).values() if each.reason),
        addenda=[_said(row) for row in _attached(session, visit)],
        hash=report.hash,
    )


def _attached(session: Session, visit: Visit) -> list[VisitLetter]:
    return [row for row in letters.of_visit(session, visit) if row.treatment == "attach"]


def _addendum(session: Session, visit: Visit, letter_id: int) -> int:
    """Which addendum the letter is, counted from 1."""
    return [row.id for row in _attached(session, visit)].index(letter_id) + 1


def _said(row: VisitLetter) -> str:
    """An answer that came late, in words: how it came, what it says, and what a person decided."""
    words = [f"{letters.REPLIES[row.about][row.reply].ja}{fact_check.posted(row)}"]
    words += [f"{each['key']}　{KINDS.get(each['kind'], '')}。{each['words']}" for each in row.objections]
    return "\n".join(each for each in (*words, row.text, f"扱いの理由：{row.treatment_text}") if each)


def _objections(session: Session, visit: Visit) -> dict[str, list[str]]:
    """What was objected to each finding in any version, with what came of it."""
    came = settled.by_version(session, visit)
    said: dict[str, list[str]] = {}
    for version, check in found.reports(session, visit):
        outcomes = came[version.version].outcomes if version.version in came else {}
        for number, row in enumerate(check.objections if check is not None else [], 1):
            words = f"{KINDS.get(row['kind'], '')}。{row['words']}"
            if number in outcomes:
                words += f"\n検討の結果：{outcomes[number].result.ja}。{outcomes[number].reason}"
            said.setdefault(row["key"], []).append(words)
    return said


def _head(session: Session, visit: Visit, report: VisitReport, case: Case) -> list[tuple[str, str]]:
    days = held.days(session, visit)
    last = days[-1] if days else None
    writer = session.get_one(User, report.written_by).name
    return [
        ("番号", f"{visit.number}（第{report.version}版）"),
        ("根拠", law.BASES[visit.basis].ja),  # type: ignore[index] # the database takes no other basis
        ("事業者", session.get_one(Provider, case.provider_id).name),
        ("サービス", session.get_one(Service, case.service_id).name),
        ("行った日", _days(days)),
        *_off_day(days),
        ("場所", visit.site),
        ("必要な理由", visit.necessity),
        ("調査員", "、".join(user.name for _, user in found.team(session, visit))),
        ("初めの打合せ", last.opening if last is not None else ""),
        ("終わりの打合せ", last.closing if last is not None else ""),
        ("見方が分かれた点", (last.differing if last is not None else "") or "なし"),
        ("作成", f"{writer}（{clock.date_in_japan(report.written_at):%Y-%m-%d}）"),
    ]


def _days(days: list[held.Held]) -> str:
    """The days on which the visit was held, wholly or in part."""
    return "、".join(law_wording.dated(each.day).ja + ("（一部）" if each.part else "") for each in days)


def _off_day(days: list[held.Held]) -> list[tuple[str, str]]:
    reasons = [each.reason for each in days if each.reason]
    return [("約束の日と違う理由", "\n".join(reasons))] if reasons else []


def _checks(report: VisitReport) -> list[pdf.Row]:
    questions = {item.key: item.text.ja for item in law.checklist()}
    results = {each.key: each.text.ja for each in law.results()}
    return [
        pdf.Row(
            questions.get(row["key"], row.get("text", row["key"]))
            + ("" if row["asked"] else "\n（依頼した範囲の外で確かめたもの）"),
            results.get(row["result"], "未確認") + ("\n（紙から転記）" if row.get("paper") else ""),
            row["note"],
        )
        for row in report.checks
    ]


def _findings(
    session: Session, visit: Visit, report: VisitReport, said: dict[str, list[str]]
) -> list[pdf.Finding]:
    grades = {grade.key: grade.text.ja for grade in law.grades()}
    names = {
        each.id: each.caption or each.name
        for each in session.scalars(select(Evidence).where(Evidence.visit_id == visit.id))
    }
    return [
        pdf.Finding(
            row["key"],
            grades.get(row["grade"], row["grade"]),
            row["criterion"]
            + ("（依頼した範囲の外）" if row.get("outside") else "")
            + ("（紙から転記）" if row.get("paper") else ""),
            row["statement"],
            STATES.get(row["state"], row["state"]),
            row["state"] == "withdrawn",
            row["reason"],
            [names[each] for each in row["evidence"] if each in names],
            said.get(row["key"], []),
        )
        for row in report.findings
    ]
