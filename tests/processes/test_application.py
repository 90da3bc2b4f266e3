"""認定の申請: the whole path and its branches, by step names."""

from app.cases.runtime import Runtime
from tests.walk import Walk


def test_a_filing_goes_from_the_portal_to_the_registry(both: Runtime) -> None:
    walk = Walk.open(both).finish()
    case = walk.case()
    assert (case.result, case.stage) == ("certified", "published")
    assert walk.done == [
        "fill_form_a",
        "fill_form_b",
        "attach_documents",
        "confirm_filing",
        "check_completeness",
        "match_payment",
        "judge_bar",
        "assess_items",
        "summarise_review",
        "decide",
        "dispatch_certificate",
        "confirm_publication",
    ]
