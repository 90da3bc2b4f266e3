"""第8条 and 第6条第1項 at the reviewer's desk."""

from typing import Any

from sqlalchemy import select

from app.cases import facts
from app.cases.checks.completeness import due_in_future
from app.cases.checks.context import CheckContext
from app.law import eligibility, fees
from app.law.text import Ground, Text
from app.store.models.cases import Suspect


def judge_bar(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """«Barred» needs a revocation inside the window; the very same service cannot be waved through (X22)."""
    case = context.case
    rows = {
        row.certificate_no: row
        for row in context.session.scalars(select(Suspect).where(Suspect.case_id == case.id))
    }
    if answers["barred"] == "yes":
        row = rows.get(answers.get("certificate_no") or "")
        if row is None or case.filed_on is None or not eligibility.is_barred(row.revoked_on, case.filed_on):
            return [
                Ground(
                    "bar_without_revocation",
                    "第8条",
                    "inference",
                    Text(
                        "第8条の期間内に取り消された認定が選ばれていません。手掛かりにある認定を選んでください。",
                        "No certification revoked within the window of Art. 8 is chosen. Choose one from the hints.",
                    ),
                    "certificate_no",
                )
            ]
        return []
    same = [row for row in rows.values() if "service" in row.hints]
    revocations = [eligibility.Revocation(row.revoked_on, row.certificate_no) for row in same]
    return eligibility.bar_grounds(case.filed_on or context.today, revocations)


def assess_items(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """No review before the fee is paid (X9); a request for correction needs something to correct."""
    fee = facts.fee(context.session, context.case.id)
    found = fees.review_grounds(paid=fee is not None and fee.paid_on is not None)
    if answers["next"] != "correct":
        return found
    if all(given.get("verdict") == "fit" for given in answers["items"].values()):
        found.append(
            Ground(
                "nothing_to_correct",
                "",
                "design",
                Text(
                    "すべて適とした項目の補正は求められません。否または要確認の項目を記録してください。",
                    "Every item is judged fit; mark what is unfit or unclear before asking for correction.",
                ),
                "next",
            )
        )
    return [*found, *due_in_future(context, answers)]
