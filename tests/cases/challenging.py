"""An applicant challenges people in tests."""

from sqlalchemy import select

from app.cases.challenges import filing
from app.cases.challenges.filing import Given
from app.cases.runtime import Runtime
from app.store.models.challenges import ChallengeJudgement
from tests.heard import Sitting
from tests.walk import Walk

REASON = "顧問契約がある合言葉。"
UPHELD = {
    "effect": "excluded",
    "kinds": ["business"],
    "opinion_effect": "struck",
    "reason": "顧問契約を確かめた。",
}
NONE = {"effect": "none", "reason": "人違いだった。"}


def file(walk: Walk, who: str, reason: str = REASON, *, kind: str = "business", by: str = "applicant") -> str:
    """The applicant challenges a person; the number of the receipt. What that sets in motion is done."""
    given = Given(walk.people[who].user_id, kind, reason)
    number = filing.file(walk.runtime, walk.people[by], walk.case_no, given)
    walk.settle()
    return number


def challenge(sitting: Sitting, who: str, reason: str = REASON) -> Sitting:
    """The same in a hearing."""
    file(sitting.walk, who, reason)
    return sitting


def results(runtime: Runtime) -> list[str]:
    """What was judged, in order."""
    with runtime.db.read() as session:
        return list(session.scalars(select(ChallengeJudgement.effect).order_by(ChallengeJudgement.at)))
