"""The facts of a case that law and screens ask for, read in one place."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.store.models.cases import Assessment, Correction, Fee, Filing, ItemValue


def latest_filing(session: Session, case_id: int) -> Filing | None:
    """The newest revision of what was filed."""
    return session.scalar(
        select(Filing).where(Filing.case_id == case_id).order_by(Filing.revision.desc()).limit(1)
    )


def item_answers(
    session: Session, filing_id: int, visibility: str | None = None
) -> dict[str, dict[str, Any]]:
    """The item values of a filing as form answers, by item id."""
    query = select(ItemValue).where(ItemValue.filing_id == filing_id)
    if visibility is not None:
        query = query.where(ItemValue.visibility == visibility)
    return {
        row.item_id: {
            "value": row.value,
            "na": row.not_applicable,
            "na_reason": row.reason if row.not_applicable else "",
            "as_of": row.as_of.isoformat() if row.as_of else None,
            **({"note": row.reason} if row.reason and not row.not_applicable else {}),
        }
        for row in session.scalars(query)
    }


def assessments(session: Session, case_id: int) -> dict[str, Assessment]:
    """The reviewer's findings by item."""
    return {
        row.item_id: row for row in session.scalars(select(Assessment).where(Assessment.case_id == case_id))
    }


def fee(session: Session, case_id: int) -> Fee | None:
    """The assessment fee of a case, once it is invoiced."""
    return session.scalar(select(Fee).where(Fee.case_id == case_id))


@dataclass(frozen=True, slots=True)
class OpenCorrection:
    """The latest request for correction and whether it was answered."""

    row: Correction
    answered: bool


def correction(session: Session, case_id: int) -> OpenCorrection | None:
    """The latest request for correction of a case."""
    row = session.scalar(
        select(Correction).where(Correction.case_id == case_id).order_by(Correction.id.desc()).limit(1)
    )
    return OpenCorrection(row, row.answered_at is not None) if row is not None else None


def store_items(
    session: Session, filing: Filing, answers: dict[str, dict[str, Any]], visibility: dict[str, str]
) -> None:
    """Write the item values of a filing; items that the catalogue does not know are not stored."""
    rows = [
        {
            "filing_id": filing.id,
            "item_id": item_id,
            "value": given.get("value"),
            "not_applicable": bool(given.get("na")),
            "reason": given.get("na_reason" if given.get("na") else "note") or "",
            "as_of": date.fromisoformat(given["as_of"]) if given.get("as_of") else None,
            "visibility": visibility[item_id],
        }
        for item_id, given in answers.items()
        if item_id in visibility
    ]
    if rows:
        session.execute(insert(ItemValue), rows)
