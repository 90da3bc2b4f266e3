"""An expression names only values that a step before it provides."""

from collections.abc import Iterator

from app.cases.linting.finding import Found
from app.cases.linting.naming import Named, named
from app.cases.linting.proposal import Proposal
from app.cases.linting.provided import provided
from app.cases.linting.upstream import Upstream, upstream
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Names of nothing, of values that their step does not give, and of steps that come later."""
    before: dict[str, dict[str, Upstream]] = {
        path: upstream(diagram) for path, diagram in proposal.diagrams.items()
    }
    for each in named(proposal):
        if each.root != "input":
            text = _fault(proposal, each, before[each.path][each.expression.at])
            if text is not None:
                yield Found(each.path, each.expression.element, text)


def _fault(proposal: Proposal, each: Named, before: Upstream) -> Text | None:
    node = each.diagram.nodes.get(each.root)
    where = f"（{each.expression.what}）"
    if node is None:
        return Text(
            f"式{where}の「{each.name}」という値はありません。文字なら引用符で囲み、値なら 作業のid.項目 と書いてください。",
            f"There is no value “{each.name}” ({each.expression.what}). Put a text into quotation marks; "
            "write a value as step.field.",
        )
    given = provided(proposal, each.diagram, node)
    if given is None:
        return None
    if not given or (each.rest and not any(_fits(each.rest, name) for name in given)):
        listed = "、".join(sorted(given)) or "なし"
        return Text(
            f"式{where}の「{each.name}」を、「{node.id}」は渡しません（渡す値：{listed}）。"
            "様式の項目なら routing を付け、処理や呼出しなら出力の名前を、メッセージなら receives を確かめてください。",
            f"“{node.id}” does not give “{each.name}” ({each.expression.what}); it gives: "
            f"{', '.join(sorted(given)) or 'nothing'}. Mark the form's field as routing, or check the outputs "
            "of the act or call, or what the message event receives.",
        )
    if each.root not in before.may:
        return Text(
            f"式{where}の「{each.name}」は、ここより前に通る要素の値ではありません。先に通る作業の値を使ってください。",
            f"“{each.name}” ({each.expression.what}) comes from a step that is not before this place. "
            "Use a value of a step that is passed earlier.",
        )
    return None


def _fits(wanted: str, given: str) -> bool:
    return wanted == given or wanted.startswith(given + ".") or given.startswith(wanted + ".")
