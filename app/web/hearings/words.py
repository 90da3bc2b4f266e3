"""The committee's states and answers in words; a mark never stands without its word."""

from dataclasses import dataclass

from app.cases.views.papers import MARKS
from app.law.committee import OUTCOMES as LAW_OUTCOMES
from app.law.committee import VERDICTS as LAW
from app.law.text import Text
from app.store.reading.board import Row

VERDICTS = {key: Text(f"{MARKS[key]} {said.ja}", f"{MARKS[key]} {said.en}") for key, said in LAW.items()}
OUTCOMES = LAW_OUTCOMES | VERDICTS
NAMED = {
    "opinion": Text("意見", "Opinion"),
    "question": Text("質問", "Question"),
    "reason": Text("聴く理由", "Reason for hearing"),
}
"""Where another applicant may be named."""
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
