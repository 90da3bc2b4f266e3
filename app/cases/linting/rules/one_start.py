"""Each level begins at one plain start event: a procedure is begun by a person, a call or a deadline's case."""

from collections.abc import Iterator

from app.cases.linting import graph
from app.cases.linting.finding import Found
from app.cases.linting.proposal import Proposal
from app.law.text import Text


def findings(proposal: Proposal) -> Iterator[Found]:
    """Levels with none or several, and starts that wait for something."""
    for path, diagram in proposal.diagrams.items():
        for level in graph.levels(diagram):
            starts = graph.starts(diagram, level)
            if len(starts) != 1:
                yield Found(
                    path,
                    starts[1].id if len(starts) > 1 else level,
                    Text(
                        "開始イベントを1つだけ置いてください（サブプロセスの中にも1つ）。",
                        "Draw exactly one start event here, and one inside each subprocess.",
                    ),
                )
            for start in starts:
                if start.event or diagram.entering(start.id):
                    yield Found(
                        path,
                        start.id,
                        Text(
                            "開始イベントには、メッセージやタイマーを付けず、流れも入れないでください。"
                            "待つ場合は、直後に中間受信イベントを置きます。",
                            "A start event has no message, no timer and no flow into it. "
                            "To wait, put an intermediate catch event behind it.",
                        ),
                    )
