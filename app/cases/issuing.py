"""The certificate and the mark as files (第6条第5項): made from the outbox, the same bytes each time."""

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.config import ROOT
from app.outbox.drain import Handler
from app.registry.certificate_pdf import CertificateData, render_certificate
from app.registry.mark import mark_svg
from app.store.blobs import Blobs
from app.store.models.cases import Document, Filing
from app.store.models.certificates import Certificate, Term
from app.store.models.people import Provider
from app.store.models.services import Service
from app.store.session import Database

FONTS: Path = ROOT / "app" / "web" / "static" / "dist" / "fonts"
ISSUER = "クラウドサービス情報開示認定機関　一般社団法人日本クラウド産業協会"


def handler(db: Database, blobs: Blobs, base_url: str) -> Handler:
    """The outbox handler «certificate»: files the PDF and the mark with the case; told twice, it files once."""

    def issue(key: str, payload: dict[str, Any]) -> None:
        with db.read() as session:
            case_id, data = _read(session, payload["certificate_no"], base_url)
        made = {
            "certificate": (f"認定証_{data.number}.pdf", render_certificate(data, FONTS), "application/pdf"),
            "mark": (f"認定マーク_{data.number}.svg", mark_svg(data.number).encode(), "image/svg+xml"),
        }
        with db.step() as session:
            filed = set(
                session.scalars(
                    select(Document.kind).where(Document.case_id == case_id, Document.kind.in_(made))
                )
            )
            for kind in sorted(made.keys() - filed):
                name, content, type_ = made[kind]
                session.add(
                    Document(
                        case_id=case_id,
                        kind=kind,
                        name=name,
                        sha256=blobs.put_own(content),
                        size=len(content),
                        type=type_,
                        added_at=clock.now(),
                    )
                )

    return issue


def _read(session: Session, no: str, base_url: str) -> tuple[int, CertificateData]:
    row = session.execute(
        select(Term, Service.name, Provider.name)
        .join(Certificate, Certificate.no == Term.certificate_no)
        .join(Service, Service.id == Certificate.service_id)
        .join(Provider, Provider.id == Certificate.provider_id)
        .where(Certificate.no == no)
        .order_by(Term.number.desc())
    ).first()
    if row is None:
        raise LookupError(no)
    term, service, provider = row
    guideline = session.scalar(
        select(Filing.guideline_version).where(Filing.case_id == term.case_id).order_by(Filing.id.desc())
    )
    return term.case_id, CertificateData(
        number=no,
        service=service,
        provider=provider,
        certified_on=term.certified_on,
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        issuer=ISSUER,
        base_url=base_url,
        guideline=guideline or "",
    )
