"""`nintei law …`: what the rules ask for and where it is carried out."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.config import ROOT

if TYPE_CHECKING:
    from app.cases.coverage import Covered, Report
    from app.cases.evidence import Evidence

STATES = {
    "carried": "実施 carried out",
    "part": "一部実施 in part",
    "later": "まだ実施していない not yet carried out",
    "missing": "実施も予定もない neither carried out nor planned",
    "itself": "",
}
KINDS = {
    "order": "義務 order",
    "prohibition": "禁止 prohibition",
    "power": "権限 power",
    "definition": "定義 definition",
    "effect": "効果 effect",
    "none": "―",
}
PLACES = {
    "node": "工程図 nodes",
    "function": "法令 code",
    "field": "様式 fields",
    "test": "試験 tests",
}


@click.group()
def law() -> None:
    """What the rules ask for and where it is carried out."""


@law.command()
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=ROOT,
    help="Folder that holds processes/, forms/, app/ and tests/.",
)
def coverage(as_json: bool, root: Path) -> None:
    """List what carries out each provision, and what is not carried out yet.

    Exit status 1 if a citation names nothing, or if a provision is neither carried out nor planned.
    """
    from app.cases import coverage as judged

    found = judged.report(judged.collect(root))
    if as_json:
        click.echo(json.dumps(judged.as_data(found), ensure_ascii=False, indent=2))
    else:
        for line in _lines(found):
            click.echo(line)
    if found.faults:
        raise SystemExit(1)


def _lines(found: "Report") -> Iterator[str]:
    from app.law import articles

    yield "# 規程の実施状況 / Coverage of the operating rules"
    for article in articles.articles():
        yield ""
        yield f"## 第{article.number}条 {article.heading.ja} / {article.heading.en}"
        yield from _places(found.whole[article.number])
        for each in found.of(article):
            yield from _provision(each)
    yield ""
    yield "## 附則 / Supplementary provision"
    yield from _provision(found.covered[-1])
    yield ""
    yield "## 解釈 / Readings (AMB)"
    for id_, cited in found.readings.items():
        if cited:
            yield f"- {id_}"
            yield from _places(cited)
    unused = [id_ for id_, cited in found.readings.items() if not cited]
    yield f"- 引用なし / cited nowhere: {', '.join(unused) or '―'}"
    yield ""
    yield "## 運用 / Steps that the rules do not know"
    for step in found.practice:
        yield f"- {step.place}  {step.name.ja}（{step.citation.reason}）/ {step.name.en}"
    yield from _summary(found)


def _summary(found: "Report") -> Iterator[str]:
    yield ""
    yield "## まだ実施していない / Not yet carried out"
    for each in found.not_yet():
        plan = each.plan
        said = f"- {each.provision.citation} [{KINDS[each.provision.kind]}] {each.provision.text.ja}"
        said += f" / {each.provision.text.en}"
        if plan and plan.part:
            said += f" — 残り: {plan.part.ja} / still open: {plan.part.en}"
        yield said + (f" → {plan.process} {plan.name.ja} / {plan.name.en}" if plan else "")
    yield ""
    yield "## 引用の数 / Citations by kind"
    yield f"{'':<16}  条項 articles  附則 supplement  AMB  運用 practice"
    for kind, counted in found.counts.items():
        article, supplement, reading, practice = counted.values()
        yield f"{PLACES[kind]:<16}  {article:>13}  {supplement:>15}  {reading:>3}  {practice:>13}"
    states = [each.state for each in found.covered if each.state != "itself"]
    counted_states = ", ".join(
        f"{label}: {states.count(state)}" for state, label in STATES.items() if label and state in states
    )
    yield f"条項 / provisions: {counted_states}"
    yield ""
    yield f"## 誤り / Faults: {len(found.faults)}"
    for fault in found.faults:
        yield f"- {fault.place}: {fault.text.ja} / {fault.text.en}"


def _provision(each: "Covered") -> Iterator[str]:
    state = STATES[each.state] + (f" → {each.plan.process}" if each.plan else "")
    said = f"{each.provision.text.ja} / {each.provision.text.en}"
    kind = KINDS[each.provision.kind]
    yield f"- {each.provision.citation} [{kind}] {said}" + (f" — {state}" if state else "")
    yield from _places(each.evidence)


def _places(cited: "tuple[Evidence, ...]") -> Iterator[str]:
    for kind, label in PLACES.items():
        own = [each for each in cited if each.kind == kind]
        if own:
            yield f"    {label} ({len(own)})"
        for each in own:
            name = f"  {each.name.ja} / {each.name.en}" if each.name.ja else ""
            mark = f"  {each.refusal} {each.basis}" if each.refusal else ""
            yield f"      {each.place}{name}{mark}"
