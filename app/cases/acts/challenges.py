"""第7条: the acts of a challenge by the applicant."""

from typing import Any

from app.cases import submissions
from app.cases.challenges import judging
from app.cases.errors import Refused
from app.cases.hearings import challenged, overdue
from app.cases.parts import Parts
from app.engine import ActContext
from app.law import refusals
from app.store.models.challenges import Challenge


def dates(parts: Parts, context: ActContext) -> dict[str, Any]:
    """By when it is to be judged: the same for everybody, whether the person is seated or not."""
    return overdue.dates()


def carry_out(parts: Parts, context: ActContext, challenge_id: int) -> dict[str, Any]:
    """Follow what was judged; refused where no judgement is on record (X20)."""
    if context.case is None:
        raise LookupError("a challenge needs a case")
    row = context.session.get_one(Challenge, challenge_id)
    if row.case_id != context.case.id:
        raise LookupError(challenge_id)
    if challenged.judgement(context.session, row) is None:
        raise Refused([_not_judged()])
    given = submissions.of_item(context.session, context.work_item_id)
    judging.carry_out(context.session, parts.settings.base_url, context.case, row, given)
    return {}


def _not_judged() -> Any:
    return refusals.ground(
        "X20",
        "判断が記録されていません。様式から提出してください。",
        "No judgement is on record. Submit it by its form.",
        part=1,
    )
