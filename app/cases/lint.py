"""Whether diagrams and forms can be put in force and read by people; a finding is a sentence for their author.

What keeps an edition from running is `editions.findings`; here come the names, languages and citations.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.cases import editions
from app.engine import Diagram, DiagramRefused, Node, read
from app.law import articles, roles
from app.law.text import Text


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in a file (or in the whole edition), and at which node where it is one node's matter."""

    path: str
    node: str
    text: Text

    def __str__(self) -> str:
        place = self.path + (f" [{self.node}]" if self.node else "")
        return f"{place}: {self.text.en}" if place else self.text.en


def lint(files: Mapping[str, str], operations: set[str] | None = None) -> list[Finding]:
    """Findings over the files of an edition, by path; `operations` are the acts that exist."""
    found: list[Finding] = []
    refused = False
    for path, text in sorted(files.items()):
        if not path.endswith(".bpmn"):
            continue
        try:
            found += _diagram(path, read(text.encode()))
        except DiagramRefused as error:
            found.append(Finding(path, "", error.text))
            refused = True
    if not refused:
        found += [Finding("", "", text) for text in editions.findings(files, operations)]
    return found


def _diagram(path: str, diagram: Diagram) -> Iterator[Finding]:
    if path != f"processes/{diagram.process_id}.bpmn":
        yield Finding(
            path,
            "",
            Text(
                f"ファイル名を工程のid（{diagram.process_id}.bpmn）に合わせてください。",
                f"Name the file after its process: {diagram.process_id}.bpmn.",
            ),
        )
    yield from _named(path, "", diagram.name, diagram.name_en)
    yield from _cited(path, "", diagram.citation)
    for node in diagram.nodes.values():
        yield from _named(path, node.id, node.name, node.name_en)
        yield from _cited(path, node.id, node.citation)
        yield from _node(path, node)


def _named(path: str, node: str, name: str, name_en: str) -> Iterator[Finding]:
    if not name:
        yield Finding(path, node, Text("日本語の名前を付けてください。", "Give it a Japanese name."))
    if not name_en:
        yield Finding(
            path,
            node,
            Text(
                "英語の名前を spiffworkflow:properties の name_en に書いてください。",
                "Write its English name as name_en in spiffworkflow:properties.",
            ),
        )


def _cited(path: str, node: str, citation: str) -> Iterator[Finding]:
    if not citation:
        yield Finding(
            path,
            node,
            Text(
                "documentation の1行目に根拠（第6条第2項、AMB-8、運用（理由））を書いてください。",
                "Begin its documentation with what it rests on: 第6条第2項, AMB-8 or 運用（reason）.",
            ),
        )
        return
    try:
        cited = articles.citations(citation)
    except articles.CitationError as error:
        yield Finding(path, node, error.text)
        return
    for each in cited:
        if not articles.exists(each):
            yield Finding(
                path,
                node,
                Text(
                    f"「{each}」は規程にないか、運用の理由が書かれていません。",
                    f"“{each}” names nothing in the rules, or 運用 stands without its reason.",
                ),
            )


def _node(path: str, node: Node) -> Iterator[Finding]:
    if node.guidance and not node.guidance_en:
        yield Finding(
            path,
            node.id,
            Text(
                "案内文の英語を guidance_en に書いてください。",
                "Write the guidance in English too, as guidance_en.",
            ),
        )
    if node.lane and node.kind != "userTask" and roles.role_of_lane(node.lane) is None:
        names = "、".join(role.lane for role in roles.ROLES)
        yield Finding(
            path,
            node.id,
            Text(
                f"レーン「{node.lane}」は役割の名前ではありません。次のどれかに置いてください：{names}",
                f"The lane “{node.lane}” is no role. Put the node into one of: {names}",
            ),
        )
    if node.kind == "serviceTask" and not node.operation:
        yield Finding(
            path,
            node.id,
            Text(
                "処理の名前（serviceTaskOperator の id）を書いてください。",
                "Name the act that it runs: the id of its serviceTaskOperator.",
            ),
        )
