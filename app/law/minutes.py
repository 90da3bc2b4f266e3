"""The minutes of the committee (第6条第2項, 第7条): members confirm, who presides approves."""

from datetime import date

from app.law.text import Ground, Text
from app.law.wording import dated


def early_grounds(waiting: int, today: date, due_on: date | None, reason: str) -> list[Ground]:
    """What stands against approving now: before members' answers are due, and with some missing, it needs a reason.

    No answer is never taken for consent, so nothing here becomes true by waiting but the approval itself.
    """
    if not waiting or due_on is None or today > due_on or reason.strip():
        return []
    due = dated(due_on)
    words = Text(
        f"委員{waiting}名の確認を待っています（期限は{due.ja}）。期限の前に承認するときは、理由を書いてください。",
        f"{waiting} members have not answered (due {due.en}). Write a reason to approve before that.",
    )
    return [Ground("minutes_early", "", "design", words, "early_reason")]
