"""When a meeting of the committee can be held (第6条第2項, 第7条): after the declarations, before opinions are due."""

from datetime import datetime

from app.law.text import Ground, Text


def meeting_grounds(
    starts_at: datetime, now: datetime, declare_at: datetime, due_at: datetime
) -> list[Ground]:
    """What stands against the hour of a meeting with an item whose declarations and opinions are due then."""
    if starts_at <= now:
        words = Text("会議は、これから来る日時にしてください。", "Choose a time to come for the meeting.")
        return [Ground("hearing_dates", "", "design", words, "held_on")]
    if starts_at <= declare_at:
        words = Text(
            "会議は、申告の期限より後にしてください。申告していない委員は、資料を読むことも出席することもできません。",
            "Hold the meeting after the declarations are due: who has not declared can neither read nor attend.",
        )
        return [Ground("hearing_dates", "", "design", words, "held_on")]
    if starts_at >= due_at:
        words = Text(
            "意見の期限は、会議の開始より後にしてください。期限が来ると、会議の前でも意見の聴取は締め切られます。",
            "Let opinions be due after the meeting begins: the hearing closes at the due time, meeting or not.",
        )
        return [Ground("hearing_dates", "", "design", words, "due_on")]
    return []
