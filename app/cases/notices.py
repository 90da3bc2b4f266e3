"""Notices to the party: written in the step, mailed from the outbox, or printed for the post."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import facts, letters, unmet
from app.cases.parts import Parts
from app.cases.visits import wording as visit_wording
from app.engine import ActContext
from app.law import wording
from app.law.text import Text
from app.outbox import queue
from app.store.models.cases import Case, Decision, Notice
from app.store.models.certificates import Certificate, Term
from app.store.models.people import Membership, Provider, User
from app.store.models.services import Service


def send(parts: Parts, context: ActContext, kind: str) -> None:
    """Write a notice of a kind to the party of the step's case, and ask the outbox to send it."""
    if context.case is None:
        raise LookupError("a notice needs a case")
    more = unmet.told(parts.forms, context.session, context.case)
    write(context.session, parts.settings.base_url, context.case, kind, more)


def write(
    session: Session, base_url: str, case: Case, kind: str, more: Mapping[str, Text] | None = None
) -> None:
    """The row of the notice and a mail to each member of the provider, in the caller's transaction.

    `more` are facts that the case alone does not tell.
    """
    if kind == "rejected":
        decided = session.scalar(select(Decision.result).where(Decision.case_id == case.id))
        kind = decided if decided in {"not_certified", "refused"} else "not_certified"
    letter, subject, body = letters.fill(kind, _facts(session, base_url, case) | dict(more or {}))
    members = session.execute(
        select(User.id, User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.provider_id == case.provider_id,
            Membership.since <= clock.today(),
            (Membership.until.is_(None)) | (Membership.until >= clock.today()),
        )
        .order_by(User.id)
    ).all()
    notice = Notice(
        case_id=case.id,
        kind=kind,
        article=letter.article,
        channel="mail" if members else "post",
        subject=subject.ja,
        body=body.ja,
        body_en=body.en,
        written_at=clock.now(),
    )
    session.add(notice)
    session.flush()
    for number, address in members:
        queue.put(
            session,
            "mail",
            f"notice:{notice.id}:{number}",
            {
                "to": address,
                "subject": subject.ja,
                "body": f"{body.ja}\n\n{base_url}/applications/{case.case_no}\n\n----\n{subject.en}\n\n{body.en}\n",
                "notice_id": notice.id,
            },
        )


def _facts(session: Session, base_url: str, case: Case) -> dict[str, Text]:
    service = session.get(Service, case.service_id)
    provider = session.get(Provider, case.provider_id)
    found = {
        "case_no": _same(case.case_no),
        "arrival_no": _same(case.arrival_no or ""),
        "service": _same(service.name if service else ""),
        "provider": _same(provider.name if provider else ""),
        "filed_on": _day(case.filed_on),
    }
    fee = facts.fee(session, case.id)
    if fee is not None:
        found |= {
            "invoice_no": _same(fee.invoice_no),
            "amount": _same(f"{fee.amount:,}"),
            "due_on": _day(fee.due_on),
        }
    asked = facts.correction(session, case.id)
    if asked is not None and not asked.answered:
        found |= {"request": _same(asked.row.request), "due_on": _day(asked.row.due_on)}
    return found | visit_wording.facts(session, case.id) | _decision(session, base_url, case)


def _decision(session: Session, base_url: str, case: Case) -> dict[str, Text]:
    made = session.scalar(select(Decision).where(Decision.case_id == case.id))
    if made is None:
        return {}
    found = {"decided_on": _day(made.decided_on), "reasons": _same(made.reasons), "unmet": _same("")}
    row = session.execute(
        select(Certificate.no, Term.valid_until)
        .join(Term, Term.certificate_no == Certificate.no)
        .where(Certificate.case_id == case.id)
    ).first()
    if row is not None:
        found |= {
            "certificate_no": _same(row.no),
            "valid_until": _day(row.valid_until),
            "registry": _same(f"{base_url}/registry/{row.no}"),
        }
    return found


def _same(text: str) -> Text:
    return Text(text, text)


def _day(day: date | None) -> Text:
    return wording.day(day) if day is not None else Text("", "")
