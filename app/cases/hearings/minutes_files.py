"""The PDF of approved minutes, made from the outbox and filed with the case; no party reads it (第20条第1項)."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.hearings import confirmations, minutes
from app.cases.hearings.minutes import PROSE
from app.cases.issuing import FONTS, ISSUER
from app.law.text import Text
from app.outbox.drain import Handler
from app.registry.minutes_pdf import MinutesData, Section, render_minutes
from app.store.blobs import Blobs
from app.store.models.cases import Document
from app.store.models.committee import Hearing, Minutes
from app.store.models.people import User
from app.store.session import Database

KIND = "minutes"
TITLES: dict[str, Text] = {
    "summary": Text("議事の要旨", "Summary"),
    "discussion": Text("質疑と討議", "Discussion"),
    "report": Text("報告事項・次回", "Reports and next meeting"),
}


def handler(db: Database, blobs: Blobs) -> Handler:
    """The outbox handler «minutes»: files the PDF with the case; told twice, it files once."""

    def file(key: str, payload: dict[str, Any]) -> None:
        with db.read() as session:
            row = session.get_one(Minutes, payload["minutes_id"])
            if row.document_id is not None:
                return
            content = render_minutes(_data(session, row), FONTS)
            hearing = session.get_one(Hearing, row.hearing_id)
            case_id, name = hearing.case_id, _name(hearing, row)
        sha256 = blobs.put_own(content)
        with db.step() as session:
            row = session.get_one(Minutes, payload["minutes_id"], with_for_update=True)
            if row.document_id is not None:
                return
            document = Document(
                case_id=case_id,
                kind=KIND,
                name=name,
                sha256=sha256,
                size=len(content),
                type="application/pdf",
                party_may_read=False,
                added_at=clock.now(),
            )
            session.add(document)
            session.flush()
            row.document_id = document.id

    return file


def _name(hearing: Hearing, row: Minutes) -> str:
    if row.addendum:
        return f"議事録追記_{hearing.number}_第{row.addendum}号.pdf"
    return f"議事録_{hearing.number}_第{row.version}版.pdf"


def _data(session: Session, row: Minutes) -> MinutesData:
    hearing = session.get_one(Hearing, row.hearing_id)
    if row.approved_at is None:
        raise LookupError(f"the minutes of {hearing.number} are not approved")
    sections = [
        Section(
            Text(part["title"]["ja"], part["title"]["en"]),
            [Text(line["ja"], line["en"]) for line in part["lines"]],
        )
        for part in row.record["sections"]
    ]
    prose = [
        Section(TITLES[key], [Text(row.sections[key], row.sections[key])], record=False)
        for key in PROSE
        if row.sections.get(key)
    ]
    people = {
        number: name
        for number, name in session.execute(
            select(User.id, User.name).where(User.id.in_([row.written_by, row.approved_by]))
        )
    }
    told = minutes.confirmed(session, row)
    writer, presiding = people.get(row.written_by, ""), people.get(row.approved_by or 0, "")
    return MinutesData(
        hearing.number,
        row.version,
        clock.date_in_japan(row.approved_at),
        ISSUER,
        [*sections, *prose, *([Section(confirmations.TITLE, told)] if told else [])],
        [
            Text(f"作成：{writer}", f"Written by {writer}"),
            Text(f"議長として承認：{presiding}", f"Approved by {presiding}, presiding"),
        ],
        row.addendum,
    )
