"""The blueprint, and the words that its pages share."""

from typing import Any

from flask import Blueprint

from app.cases.hearings.wording import METHODS
from app.cases.views.papers import MARKS
from app.law.acknowledgement import SHOWN
from app.law.committee import OUTCOMES, VERDICTS
from app.law.visits import grades
from app.web.committee import words

blueprint = Blueprint("committee", __name__)


@blueprint.context_processor
def shared() -> dict[str, Any]:
    """The words; also for a page of the room that answers at a step's own address."""
    return {
        "verdict_words": VERDICTS,
        "verdict_marks": MARKS,
        "outcome_words": OUTCOMES,
        "methods": METHODS,
        "open_words": SHOWN,
        "grade_words": {grade.key: grade.text for grade in grades()},
        "short_time": words.short_time,
        "standing_words": words.standing,
        "seat_words": words.seat,
        "hearing_words": words.hearing,
    }
