"""The completeness check (第4条第1項): «complete» only where nothing is missing."""

from datetime import date
from typing import Any

from app.cases.checks.context import CheckContext
from app.law import filing
from app.law.text import Ground, Text

FORM, PROOF, OTHERS = "form_ok", "proof_ok", "others_ok"


def findings(answers: dict[str, Any], filed_on: date) -> list[Ground]:
    """What the checker found to stand against the documents (X5–X7)."""
    return filing.document_grounds(
        filing.Filing(
            filed_on=filed_on,
            form_present=answers.get(FORM) == "yes",
            proof_present=answers.get(PROOF) == "yes",
            others_present=answers.get(OTHERS) == "yes",
            in_japanese=answers.get("japanese_ok") == "yes",
            name_matches_proof=answers.get("name_matches") == "yes",
            address_matches_proof=answers.get("address_matches") == "yes",
        )
    )


def check_completeness(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """«Complete» is refused while a document is missing, not in Japanese or differs (X5–X7)."""
    found = findings(answers, context.case.filed_on or context.today)
    if answers["result"] == "complete":
        return found
    if not found:
        return [
            Ground(
                "nothing_to_correct",
                "",
                "design",
                Text(
                    "不備が記録されていないため、補正を求められません。どの点が足りないかを選んでください。",
                    "Nothing is marked as missing, so no correction can be asked. Mark what is missing.",
                ),
                "result",
            )
        ]
    return due_in_future(context, answers)


def due_in_future(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """A due date that lies today or earlier gives no time to answer (our own design)."""
    if date.fromisoformat(answers["correction_due"]) > context.today:
        return []
    return [
        Ground(
            "correction_due",
            "",
            "design",
            Text(
                "補正の期限は、明日以降の日にしてください。",
                "Set the due date of the correction after today.",
            ),
            "correction_due",
        )
    ]
