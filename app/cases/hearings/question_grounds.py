"""What stands against asking, forwarding or answering a member's question."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from app.law import wording
from app.law.text import Ground, Text

MOST = 4000
_CALLED = "委員|先生|さん|様|氏"
CLOSED = Ground(
    "hearing_closed",
    "",
    "design",
    Text(
        "この意見の聴取は締め切られたため、質問できません。",
        "This hearing is closed, so no question can be asked.",
    ),
)
ENDED = Ground(
    "question_ended",
    "",
    "design",
    Text(
        "この質問は、意見の聴取の締切りなどにより終わっています。受信箱で次の作業を選んでください。",
        "This question has ended, with the closing of the hearing or otherwise. Go on with your next step.",
    ),
)
EMPTY = Ground(
    "question_empty",
    "",
    "design",
    Text("質問の文を書いてください。", "Write the question."),
    "text",
)
LONG = Ground(
    "question_long",
    "",
    "design",
    Text(f"質問は{MOST}文字以内で書いてください。", f"Write the question in at most {MOST} characters."),
    "text",
)


def against_asking(text: str) -> list[Ground]:
    """An empty or overlong question, or one that cannot be stored."""
    if not text or "\x00" in text:
        return [EMPTY]
    return [LONG] if len(text) > MOST else []


def against_due(due: date, today: date, last: date) -> list[Ground]:
    """The answer is due after today and not after the day on which opinions are due."""
    if today < due <= last:
        return []
    day = wording.day(last)
    return [
        Ground(
            "question_due",
            "",
            "design",
            Text(
                f"回答の期限は、明日から意見の期限（{day.ja}）までの日にしてください。",
                f"The answer must be due from tomorrow on and by {day.en}, when opinions are due.",
            ),
            "due_on",
        )
    ]


def against_names(text: str, seated: Iterable[tuple[str, str]]) -> list[Ground]:
    """A member's full name, family name with a title, or e-mail address in what the applicant is to read."""
    folded = _folded(text)
    if not any(_tells(folded, name, email) for name, email in seated):
        return []
    return [
        Ground(
            "question_names_member",
            "",
            "design",
            Text(
                "申請者に送る文に委員の氏名又は連絡先が入っています。質問した委員がわからない文にしてください。",
                "The text for the applicant tells a member's name or address. Take out whatever tells who asked.",
            ),
            "text",
        )
    ]


def _tells(folded: str, name: str, email: str) -> bool:
    whole = _folded(name)
    parts = [_folded(part) for part in re.split(r"\s+", unicodedata.normalize("NFKC", name)) if part]
    if (len(whole) > 1 and whole in folded) or _folded(email) in folded:
        return True
    return any(
        len(part) > 1 and re.search(rf"{re.escape(part)}(?:{_CALLED})", folded) is not None for part in parts
    )


def _folded(text: str) -> str:
    """Comparable: one width, one case, no spaces and nothing invisible."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in plain if not mark.isspace() and unicodedata.category(mark) != "Cf")
