"""A circulation and the meeting that one member can ask for instead (第6条第2項, 第7条, AMB-36)."""

from datetime import datetime

from app.law.committee import RuleSet
from app.law.hearing import reading_grounds
from app.law.text import Ground, Text

CIRCULATION = "circulation"


def meeting_request_grounds(
    rules: RuleSet,
    *,
    method: str,
    seat_state: str,
    declared: bool,
    open: bool,
    now: datetime,
    due_at: datetime,
    reason: str,
) -> list[Ground]:
    """What stands against one member's asking for a meeting: any eligible one may, while opinions are awaited."""
    if method != CIRCULATION or rules.word("circulation_objection") != "meeting":
        words = Text(
            "会議を求められるのは、持回り（書面）で意見を聴いている間です。",
            "A meeting can be asked for only where opinions are taken by circulation.",
        )
        return [Ground("no_circulation", "", "design", words)]
    shut = reading_grounds(seat_state, declared=declared)
    if shut:
        return shut
    if not open or now > due_at:
        words = Text(
            "意見の聴取は終わっています。会議を求めることはできません。事務局に知らせてください。",
            "The hearing is over, so no meeting can be asked for. Tell the secretariat.",
        )
        return [Ground("hearing_closed", "", "design", words)]
    if not reason.strip():
        words = Text("会議を求める理由を書いてください。", "Write why you ask for a meeting.")
        return [Ground("meeting_request_reason", "", "design", words, "reason")]
    return []
