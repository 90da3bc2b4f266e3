"""Whether a set of diagrams and forms can be put in force; each finding is a sentence for its author."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.engine import Diagram, DiagramRefused, Node, build, read
from app.law import articles, roles
from app.law.text import Text

FORM = re.compile(r"^forms/(?P<process>[a-z][a-z0-9_]*)/(?P<task>[a-z][a-z0-9_]*)\.form$")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong in a file, and at which node where it is one node's matter."""

    path: str
    node: str
    text: Text

    def __str__(self) -> str:
        return f"{self.path}{f' [{self.node}]' if self.node else ''}: {self.text.en}"


def lint(files: Mapping[str, bytes]) -> list[Finding]:
    """Findings over files by path (`processes/….bpmn`, `forms/…/….form`), in the order of the paths."""
    diagrams, found = {}, []
    for path, xml in sorted(files.items()):
        if not path.endswith(".bpmn"):
            continue
        try:
            diagrams[path] = read(xml)
        except DiagramRefused as error:
            found.append(Finding(path, "", error.text))
    for path, diagram in diagrams.items():
        found += _diagram(path, diagram, {each.process_id for each in diagrams.values()})
    found += _pairs(diagrams, files)
    if not found:
        found += _together({path: files[path] for path in diagrams})
    return found


def _together(diagrams: Mapping[str, bytes]) -> Iterator[Finding]:
    """What only shows when all diagrams are loaded as one edition."""
    try:
        build(diagrams)
    except DiagramRefused as error:
        yield Finding("processes", "", error.text)


def _diagram(path: str, diagram: Diagram, processes: set[str]) -> Iterator[Finding]:
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
        yield from _node(path, node, processes)


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


def _node(path: str, node: Node, processes: set[str]) -> Iterator[Finding]:
    if node.guidance and not node.guidance_en:
        yield Finding(
            path,
            node.id,
            Text(
                "案内文の英語を guidance_en に書いてください。",
                "Write the guidance in English too, as guidance_en.",
            ),
        )
    if (node.lane or node.kind == "userTask") and roles.role_of_lane(node.lane) is None:
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
    if node.kind == "callActivity" and node.called not in processes:
        yield Finding(
            path,
            node.id,
            Text(
                f"呼び出す工程「{node.called}」がありません。",
                f"There is no process “{node.called}” to call.",
            ),
        )


def _pairs(diagrams: Mapping[str, Diagram], files: Mapping[str, bytes]) -> Iterator[Finding]:
    """Every human step has its form, and every form its human step."""
    wanted = {
        f"forms/{diagram.process_id}/{node.id}.form": (path, node.id)
        for path, diagram in diagrams.items()
        for node in diagram.user_tasks()
    }
    for form, (path, node) in wanted.items():
        if form not in files:
            yield Finding(
                path,
                node,
                Text(f"様式がありません。{form} を作ってください。", f"It has no form. Make {form}."),
            )
    for path in sorted(files):
        if path.endswith(".form") and (path not in wanted or not FORM.match(path)):
            yield Finding(
                path,
                "",
                Text(
                    "この様式を使う人の作業がありません。名前を forms/<工程>/<作業>.form にしてください。",
                    "No human step uses this form. Name it forms/<process>/<task>.form.",
                ),
            )
