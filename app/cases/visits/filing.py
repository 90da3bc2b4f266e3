"""The settled report as a file of the case: made from the outbox, the same bytes each time, filed once."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.issuing import FONTS
from app.cases.visits import fact_check, found, held, leading, letters, settled
from app.cases.visits.reporting import SUMMARY
from app.law import visits as law
from app.law import wording as law_wording
from app.law.text import Text
from app.outbox.drain import Handler
from app.registry import visit_report_pdf as pdf
from app.store.blobs import Blobs
from app.store.models.cases import Case, Document
from app.store.models.people import Provider, User
from app.store.models.services import Service
from app.store.models.visits import Evidence, FactCheck, Visit, VisitLetter, VisitReport
from app.store.session import Database

KIND = "visit_report"
TITLE = Text("現地調査報告書", "Report on a site visit")
STATES = {
    "open": Text("所見とする", "stands"),
    "fixed": Text("その場で是正された", "corrected on the spot"),
    "withdrawn": Text("取り消した", "withdrawn"),
}
KINDS = {
    "wrong": Text("事実と違う", "The facts are wrong"),
    "differs": Text("見方が違う", "Our view differs"),
    "adds": Text("補足", "An addition"),
}
NO_KIND = Text("", "")
CHECKED = {
    "agreed": Text("事業者は、違う所はないと回答した。", "The provider answered that nothing differs."),
    "objects": Text(
        "事業者は、所見ごとに記した指摘をした。",
        "The provider objected; the objections stand with the findings.",
    ),
    "silent": Text(
        "事業者の回答はなかった。同意とはみなしていない。",
        "The provider did not answer. That is not taken for consent.",
    ),
}
OUTSIDE = Text("（依頼した範囲の外）", " (outside of what was asked for)")
SEEN_OUTSIDE = Text("\n（依頼した範囲の外で確かめたもの）", "\n(looked at outside of what was asked for)")
PAPER = Text("（紙から転記）", " (copied from paper)")


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
        title=TITLE,
        facts=_head(session, visit, report, case),
        summary=report.summary,
        checks=_checks(report),
        findings=_findings(session, visit, report, said),
        about_summary=said.get(SUMMARY, []),
        check=_checked(last),
        settled="\n".join(each.reason for each in settled.by_version(session, visit).values() if each.reason),
        addenda=[_said(row) for row in _attached(session, visit)],
        hash=report.hash,
    )


def _as_noted(report: VisitReport) -> list[tuple[Text, Text]]:
    """Said of a later version: its items and meetings were noted on the spot and are not rewritten afterwards."""
    if report.version == 1:
        return []
    words = Text(
        "確かめた項目と打合せは、現地での記録のままです。事実確認による訂正は、概要と所見に記しています。",
        "Items and meetings stand as noted on the spot; the summary and the findings tell what was corrected since.",
    )
    return [(Text("記録について", "On the records"), words)]


def _checked(last: FactCheck | None) -> Text:
    if last is None:
        return Text("", "")
    known = CHECKED[last.result]
    return Text(known.ja + (f"\n{last.text}" if last.text else ""), known.en)


def _attached(session: Session, visit: Visit) -> list[VisitLetter]:
    return [row for row in letters.of_visit(session, visit) if row.treatment == "attach"]


def _addendum(session: Session, visit: Visit, letter_id: int) -> int:
    """Which addendum the letter is, counted from 1."""
    return [row.id for row in _attached(session, visit)].index(letter_id) + 1


def _said(row: VisitLetter) -> Text:
    """An answer that came late, in words: how it came, what it says, and what a person decided."""
    words = [f"{letters.REPLIES[row.about][row.reply].ja}{fact_check.posted(row)}"]
    words += [f"{each['key']}　{_kind(each).ja}。{each['words']}" for each in row.objections]
    kinds = [f"{each['key']}: {_kind(each).en}" for each in row.objections]
    came = Text("郵送", "by post") if row.channel == "post" else Text("画面", "in the portal")
    return Text(
        "\n".join(each for each in (*words, row.text, f"扱いの理由：{row.treatment_text}") if each),
        "; ".join(
            [
                f"{letters.REPLIES[row.about][row.reply].en}, received {came.en} on {row.received_on:%Y-%m-%d}",
                *kinds,
            ]
        ),
    )


def _kind(objection: dict[str, Any]) -> Text:
    return KINDS.get(objection["kind"], NO_KIND)


def _objections(session: Session, visit: Visit) -> dict[str, list[Text]]:
    """What was objected to each finding in any version, with what came of it."""
    came = settled.by_version(session, visit)
    said: dict[str, list[Text]] = {}
    for version, check in found.reports(session, visit):
        outcomes = came[version.version].outcomes if version.version in came else {}
        for number, row in enumerate(check.objections if check is not None else [], 1):
            words, known = f"{_kind(row).ja}。{row['words']}", _kind(row).en
            if number in outcomes:
                result = outcomes[number].result
                words += f"\n検討の結果：{result.ja}。{outcomes[number].reason}"
                known += f". Settled: {result.en}"
            said.setdefault(row["key"], []).append(Text(words, known))
    return said


def _head(session: Session, visit: Visit, report: VisitReport, case: Case) -> list[tuple[Text, Text]]:
    days = held.days(session, visit)
    last = days[-1] if days else None
    writer = session.get_one(User, report.written_by).name
    return [
        (
            Text("番号", "Number"),
            Text(f"{visit.number}（第{report.version}版）", f"{visit.number} (version {report.version})"),
        ),
        (Text("根拠", "Basis"), law.BASES[visit.basis]),  # type: ignore[index] # the database takes no other basis
        (Text("事業者", "Provider"), _same(session.get_one(Provider, case.provider_id).name)),
        (Text("サービス", "Service"), _same(session.get_one(Service, case.service_id).name)),
        (Text("行った日", "Held on"), _days(days)),
        *_off_day(days),
        (Text("場所", "Site"), _same(visit.site)),
        (Text("必要な理由", "Why it was needed"), _same(visit.necessity)),
        (
            Text("調査員", "Inspectors"),
            _same("、".join(user.name for _, user in found.team(session, visit))),
        ),
        *_handed_over(session, visit),
        *_as_noted(report),
        (Text("初めの打合せ", "Opening meeting"), _same(last.opening if last is not None else "")),
        (Text("終わりの打合せ", "Closing meeting"), _same(last.closing if last is not None else "")),
        (
            Text("見方が分かれた点", "Where views differed"),
            _same(last.differing) if last is not None and last.differing else Text("なし", "None"),
        ),
        (
            Text("作成", "Written by"),
            _same(f"{writer}　{law_wording.dated(clock.date_in_japan(report.written_at)).ja}"),
        ),
    ]


def _same(words: str) -> Text:
    """What somebody wrote, or a name: it stands once."""
    return Text(words, words)


def _handed_over(session: Session, visit: Visit) -> list[tuple[Text, Text]]:
    """Each change of the lead: from whom to whom, when and why."""
    rows = [
        Text(
            f"{before}から{after}へ（{event.legal_date:%Y-%m-%d}）　{event.reason}",
            f"From {before} to {after} ({event.legal_date:%Y-%m-%d}): {event.reason}",
        )
        for event, before, after in leading.changes(session, visit)
    ]
    told = Text("\n".join(row.ja for row in rows), "\n".join(row.en for row in rows))
    return [(Text("主任の交替", "Change of the lead"), told)] if rows else []


def _days(days: list[held.Held]) -> Text:
    """The days on which the visit was held, wholly or in part."""
    said = [(law_wording.dated(each.day), each.part) for each in days]
    return Text(
        "、".join(day.ja + ("（一部）" if part else "") for day, part in said),
        ", ".join(day.en + (" (in part)" if part else "") for day, part in said),
    )


def _off_day(days: list[held.Held]) -> list[tuple[Text, Text]]:
    reasons = [each.reason for each in days if each.reason]
    return (
        [(Text("約束の日と違う理由", "Why on another day than agreed"), _same("\n".join(reasons)))]
        if reasons
        else []
    )


def _checks(report: VisitReport) -> list[pdf.Row]:
    questions = {item.key: item.text for item in law.checklist()}
    results = {each.key: each.text for each in law.results()}
    return [
        pdf.Row(
            _marked(
                questions.get(row["key"], _same(row.get("text", row["key"]))),
                SEEN_OUTSIDE if not row["asked"] else None,
            ),
            _marked(
                results.get(row["result"], Text("未確認", "Not confirmed")),
                Text(f"\n{PAPER.ja}", PAPER.en) if row.get("paper") else None,
            ),
            row["note"],
        )
        for row in report.checks
    ]


def _marked(said: Text, *marks: Text | None) -> Text:
    """Words with what is remarked on them."""
    on = [mark for mark in marks if mark is not None]
    return Text(said.ja + "".join(mark.ja for mark in on), said.en + "".join(mark.en for mark in on))


def _findings(
    session: Session, visit: Visit, report: VisitReport, said: dict[str, list[Text]]
) -> list[pdf.Finding]:
    grades = {grade.key: grade.text for grade in law.grades()}
    names = {
        each.id: each.caption or each.name
        for each in session.scalars(select(Evidence).where(Evidence.visit_id == visit.id))
    }
    return [
        pdf.Finding(
            row["key"],
            grades.get(row["grade"], _same(row["grade"])),
            _marked(
                _same(row["criterion"]),
                OUTSIDE if row.get("outside") else None,
                PAPER if row.get("paper") else None,
            ),
            row["statement"],
            STATES.get(row["state"], _same(row["state"])),
            row["state"] == "withdrawn",
            row["reason"],
            [names[each] for each in row["evidence"] if each in names],
            said.get(row["key"], []),
        )
        for row in report.findings
    ]
