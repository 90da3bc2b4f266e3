"""What stands against asking, forwarding or answering a member's question."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from app.law import wording
from app.law.text import Ground, Text

MOST = 4000
_CALLED = "委員|先生|さん|様|氏"
_OF_ONESELF = re.compile(
    "私(?!立|有|法|用|道|費|鉄|物|書|見|設|企業|募|的)|わたし|わたくし|当職|小職|本職|弊社|弊所|当社|当事務所|本学"
)
"""How people speak of themselves; 私立, 私法 and the like are no such words."""
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


def doubts(text: str) -> list[Text]:
    """What may tell who asks though it names nobody: to be looked at before a question goes out, never a refusal."""
    found = dict.fromkeys(_OF_ONESELF.findall(unicodedata.normalize("NFKC", text)))
    if not found:
        return []
    ja, en = "、".join(f"「{each}」" for each in found), ", ".join(f"“{each}”" for each in found)
    return [
        Text(
            f"質問した委員の立場がわかるかもしれない言葉（{ja}）があります。だれの質問かわからない文か、確かめてください。",
            f"These words may tell who asks: {en}. Make sure that nobody can tell whose question it is.",
        )
    ]


def _tells(folded: str, name: str, email: str) -> bool:
    whole = _folded(name)
    parts = [_folded(part) for part in re.split(r"\s+", unicodedata.normalize("NFKC", name)) if part]
    if (len(whole) > 1 and whole in folded) or _folded(email) in folded:
        return True
    return any(re.search(rf"{_alone(part)}(?:{_CALLED})", folded) is not None for part in parts)


def _alone(part: str) -> str:
    """A pattern for a part of a name; one character is one only where no other stands before it, unlike in 森林."""
    return re.escape(part) if len(part) > 1 else rf"(?<![一-龠々]){re.escape(part)}"


def _folded(text: str) -> str:
    """Comparable: one width, one case, no spaces and nothing invisible."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for mark in plain if not mark.isspace() and unicodedata.category(mark) != "Cf")
