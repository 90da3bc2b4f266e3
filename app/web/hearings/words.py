"""The committee's states and answers in words; a mark never stands without its word."""

from dataclasses import dataclass

from app.law.text import Text
from app.store.reading.board import Row

METHODS = {
    "room": Text("対面", "In a room"),
    "online": Text("オンライン", "Online"),
    "hybrid": Text("対面とオンライン", "In a room and online"),
    "circulation": Text("書面", "By circulation"),
}
VERDICTS = {
    "fit": Text("○ 適", "○ Fit"),
    "unfit": Text("× 否", "× Not fit"),
    "conditional": Text("△ 条件付", "△ Fit with conditions"),
    "hold": Text("－ 保留", "－ Hold"),
}
OUTCOMES = VERDICTS | {
    "tie": Text("可否同数", "Tie"),
    "split": Text("両論併記", "Both views"),
    "below_quorum": Text("定足数不足", "Below quorum"),
}
SEATS = {
    "invited": Text("申告待ち", "To declare"),
    "judging": Text("利害関係の判断待ち", "Interest being judged"),
    "eligible": Text("利害関係なし", "No interest"),
    "excluded": Text("除斥", "Excluded"),
    "challenged": Text("忌避の判断待ち", "Challenged"),
    "recused": Text("回避", "Recused"),
    "struck": Text("除斥（意見を抹消）", "Excluded, opinion struck"),
    "expired": Text("任期終了", "Term ended"),
}
QUESTIONS = {
    "asked": Text("事務局で確認中", "With the secretariat"),
    "sent": Text("申請者に送付済み", "Sent to the applicant"),
    "answered": Text("回答あり", "Answered"),
    "declined": Text("送らない", "Not sent"),
    "unanswered": Text("未回答のまま締切", "Unanswered at the closing"),
}
_COLUMNS = (
    ("declaring", Text("申告待ち", "Declarations")),
    ("open", Text("審議中", "Under discussion")),
    ("closed", Text("締切", "Closed")),
    ("minutes", Text("議事録", "Minutes")),
    ("delivered", Text("提出済み", "Delivered")),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board."""

    key: str
    title: Text
    rows: list[Row]


def columns(rows: list[Row]) -> list[Column]:
    """The hearings by where they stand; one that still waits for declarations stands first."""
    found: dict[str, list[Row]] = {key: [] for key, _ in _COLUMNS}
    for row in rows:
        found[column_of(row)].append(row)
    return [Column(key, title, found[key]) for key, title in _COLUMNS]


def column_of(row: Row) -> str:
    """The column of a hearing; one that ended without an opinion stands with the delivered ones."""
    if row.state == "open":
        return "declaring" if row.declared < row.asked else "open"
    return "delivered" if row.state == "abandoned" else row.state
