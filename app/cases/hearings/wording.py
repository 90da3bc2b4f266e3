"""The words of the minutes for what the tables keep as keys, and instants as a letter tells them (JST)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app import clock
from app.law import interests, wording
from app.law.text import Text

METHODS: dict[str, Text] = {
    "room": Text("対面", "in one room"),
    "online": Text("オンライン", "online"),
    "hybrid": Text("対面とオンラインの併用", "in one room and online"),
    "circulation": Text("持回り（書面）", "by circulation"),
}
EVENTS: dict[str, Text] = {
    "in": Text("入室", "in"),
    "out": Text("退室", "out"),
    "absent": Text("欠席の届出", "notice of absence"),
}
ENDINGS: dict[str, Text] = {
    "excluded": Text("除斥", "excluded"),
    "challenged": Text("利害関係を確認中", "interest being looked into"),
    "recused": Text("回避", "withdrew"),
    "struck": Text("除斥（後に判明し、意見を抹消）", "excluded later, opinion struck"),
    "expired": Text("任期満了", "term ended"),
    "staff": Text("認定機関の職員になった", "joined the certification body"),
    "invited": Text("申告なし", "did not declare"),
    "judging": Text("利害関係の判断中", "interest being judged"),
}
TOLD: dict[str, Text] = {
    **ENDINGS,
    "stands": Text("除斥（後に判明し、意見は影響がないとして残す）", "excluded later, the opinion stands"),
}
"""Of a struck seat the minutes tell whether its opinion stands."""
CHALLENGED: dict[str, Text] = {
    "struck": Text(
        "忌避（申立てに理由があると判断。意見は数えない）", "challenged, upheld; no opinion counts"
    ),
    "stands": Text(
        "忌避（申立てに理由があると判断。意見は影響がないとして残す）",
        "challenged, upheld; the opinion stands",
    ),
}
"""Of one that ended by a challenge, 忌避 and not 除斥."""
QUESTION_STATES: dict[str, Text] = {
    "asked": Text("取次ぎ前", "not forwarded yet"),
    "sent": Text("回答待ち", "waiting for the answer"),
    "answered": Text("回答あり", "answered"),
    "declined": Text("取り次がない", "not forwarded"),
    "unanswered": Text("未回答", "unanswered"),
}
KINDS: dict[str, Text] = {each.key: each.text for each in interests.kinds()}
NONE = Text("なし", "none")
Lines = list[Text]


@dataclass(frozen=True, slots=True)
class Keyed(Text):
    """A line that is found again by its key, whatever its label: `value` is what it says, `people` whom it names."""

    key: str
    value: Text
    people: tuple[str, ...] = ()


_DAYS = "月火水木金土日"


def word(words: Mapping[str, Text], key: str) -> Text:
    """The words of a key; the key itself where a later edition brought a new one."""
    return words.get(key, Text(key, key))


def instant(at: datetime) -> Text:
    """An instant in Japan, with the day of the week."""
    there = at.astimezone(clock.JST)
    day = wording.day(there.date())
    return Text(
        f"{day.ja}（{_DAYS[there.weekday()]}）{there:%H:%M}", f"{there:%a} {day.en} {there:%H:%M} JST"
    )


def names(of: Iterable[str]) -> Text:
    """Names in one line; «none» without any."""
    listed = [name for name in of if name]
    return Text("、".join(listed), ", ".join(listed)) if listed else Text("なし", "none")


def kinds(of: Iterable[str]) -> Text:
    """Kinds of interest in words, each once."""
    told = [word(KINDS, key) for key in dict.fromkeys(of)]
    return Text("、".join(each.ja for each in told), ", ".join(each.en for each in told))


def line(ja: str, en: str, value: Text | str, key: str = "", people: Iterable[str] = ()) -> Text:
    """A line of the minutes: what is told, and what it is; with a key where something looks for it."""
    value = Text(value, value) if isinstance(value, str) else value
    told = Text(f"{ja}：{value.ja}", f"{en}: {value.en}")
    return Keyed(told.ja, told.en, key, value, tuple(people)) if key else told
