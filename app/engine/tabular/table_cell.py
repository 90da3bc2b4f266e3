"""Every cell is FEEL and calls only functions that exist."""

from collections.abc import Iterator

from app import feel
from app.engine.faults import Fault
from app.law.text import Text


def faults(rules: feel.DecisionTable, decision_id: str) -> Iterator[Fault]:
    """Cells that cannot be evaluated, by row and column; row 0 is the head."""
    for at, column in enumerate(rules.inputs, 1):
        if not column.expression:
            yield _fault(
                decision_id,
                f"見出しの入力{at}",
                f"head, input {at}",
                "式がありません。何を調べるかをFEELで書いてください。",
                "Write the expression that it looks at.",
            )
    for cell in feel.cells(rules):
        try:
            unknown = sorted(feel.functions_used(cell.text, unary=cell.unary) - feel.FUNCTION_NAMES)
            problem = f"There is no function «{unknown[0]}»." if unknown else ""
        except feel.FeelError as error:
            problem = str(error)
        if problem:
            ja, en = _place(cell)
            yield _fault(
                decision_id,
                ja,
                en,
                f"「{cell.text}」を読めません（{problem}）。",
                f"“{cell.text}”: {problem}",
            )


def _place(cell: feel.Cell) -> tuple[str, str]:
    side = "入力" if cell.kind in ("input", "allowed", "test") else "出力"
    en = "input" if side == "入力" else "output"
    row = (f"{cell.row}行目の", f"rule {cell.row}, ") if cell.row else ("見出しの", "head, ")
    return f"{row[0]}{side}{cell.column}", f"{row[1]}{en} {cell.column}"


def _fault(decision_id: str, place_ja: str, place_en: str, ja: str, en: str) -> Fault:
    return Fault(
        "table_cell",
        decision_id,
        Text(
            f"判定表「{decision_id}」の{place_ja}を直してください。{ja}",
            f"Decision table “{decision_id}”: correct {place_en}. {en}",
        ),
    )
