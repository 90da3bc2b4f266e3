"""What the rules ask for, provision by provision: where it is carried out, and what is not carried out yet."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from app.cases import editions, evidence
from app.cases.evidence import Evidence, Misread
from app.law import articles, readings
from app.law.articles import Article, Citation, CitationError, Provision
from app.law.text import Text

State = Literal["carried", "part", "later", "missing", "itself"]
"""`carried`: a node does it. `part`: a node does part of it. `later`: a procedure to come will. `missing`:
neither. `itself`: a purpose, a definition or an effect, which nobody has to carry out."""

DUTIES = frozenset({"order", "prohibition", "power"})
_FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Plan:
    """The procedure that will carry out a provision, and which part where others are carried out already."""

    process: str
    name: Text
    part: Text | None = None


@dataclass(frozen=True, slots=True)
class Plans:
    """What stands in coverage.toml: provisions by citation, and the procedures that are not there yet."""

    later: Mapping[str, Plan]
    part: Mapping[str, Plan]
    procedures: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found in a folder: citations, what could not be read, and the procedures with a diagram."""

    found: tuple[Evidence, ...]
    misread: tuple[Misread, ...]
    shipped: frozenset[str]


@dataclass(frozen=True, slots=True)
class Covered:
    """A provision with what cites exactly it. What cites its article as a whole stands with the article."""

    provision: Provision
    evidence: tuple[Evidence, ...]
    state: State
    tested: bool
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that cites the rules, and what is wrong: `faults` is empty when nothing is."""

    covered: tuple[Covered, ...]
    whole: Mapping[int, tuple[Evidence, ...]]
    readings: Mapping[str, tuple[Evidence, ...]]
    practice: tuple[Evidence, ...]
    faults: tuple[Misread, ...]
    counts: Mapping[str, Mapping[str, int]]

    def not_yet(self) -> list[Covered]:
        """What no node carries out, or only in part."""
        return [each for each in self.covered if each.state in {"part", "later", "missing"}]

    def of(self, article: Article) -> list[Covered]:
        """The provisions of an article."""
        return [each for each in self.covered if each.provision in article.provisions]


def collect(root: Path) -> Sources:
    """What a project's folder cites: its diagrams and forms, its code, and its tests if they are there."""
    files = editions.read_folder(root)
    places = [*evidence.of_edition(files), *evidence.of_code(root), *evidence.of_tests(root)]
    return Sources(
        found=tuple(dict.fromkeys(each for each in places if isinstance(each, Evidence))),
        misread=tuple(each for each in places if isinstance(each, Misread)),
        shipped=frozenset(Path(path).stem for path in files if path.endswith(".bpmn")),
    )


def report(sources: Sources, plans: Plans | None = None) -> Report:
    """What of the rules is carried out there, and what is wrong; `plans` are those of coverage.toml."""
    found, plans = sources.found, plans or planned()
    covered = tuple(_covered(provision, found, plans) for provision in articles.provisions())
    has_tests = any(each.kind == "test" for each in found)
    return Report(
        covered=covered,
        whole={article.number: _whole(article, found) for article in articles.articles()},
        readings={
            each.id: tuple(one for one in found if str(one.citation) == each.id)
            for each in readings.readings()
        },
        practice=tuple(each for each in found if each.citation.kind == "practice"),
        faults=(
            *sources.misread,
            *_plan_faults(plans, sources.shipped),
            *(fault for each in covered for fault in _faults(each, plans, has_tests)),
        ),
        counts=_counts(found),
    )


def planned(file: Path = _FILE) -> Plans:
    """What coverage.toml says; KeyError where it names a procedure that it does not describe."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    names = {name: Text(each["ja"], each["en"]) for name, each in rows["procedures"].items()}
    return Plans(
        later={cited: Plan(process, names[process]) for cited, process in rows["later"].items()},
        part={
            each["provision"]: Plan(each["process"], names[each["process"]], Text(each["ja"], each["en"]))
            for each in rows.get("part", ())
        },
        procedures=names,
    )


def _covered(provision: Provision, found: tuple[Evidence, ...], plans: Plans) -> Covered:
    cited = str(provision.citation)
    carried = any(each.kind == "node" for each in _carrying(provision, found))
    state: State = "itself"
    if carried:
        state = "part" if cited in plans.part else "carried"
    elif cited in plans.later:
        state = "later"
    elif provision.kind in DUTIES:
        state = "missing"
    return Covered(
        provision,
        tuple(each for each in found if _is(provision, each.citation)),
        state,
        tested=any(each.kind == "test" for each in _carrying(provision, found)),
        plan=plans.later.get(cited) or plans.part.get(cited),
    )


def _carrying(provision: Provision, found: tuple[Evidence, ...]) -> Iterator[Evidence]:
    return (each for each in found if provision.carried_by(each.citation))


def _is(provision: Provision, cited: Citation) -> bool:
    own = provision.citation
    if (own.kind, own.article, own.item) != (cited.kind, cited.article, cited.item):
        return False
    return own.paragraph == provision.paragraph_of(cited)


def _whole(article: Article, found: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """What cites an article of several paragraphs without saying which."""
    if article.provisions[0].only_paragraph:
        return ()
    named = Citation("article", article.number)
    return tuple(each for each in found if str(each.citation) == str(named))


def _counts(found: tuple[Evidence, ...]) -> dict[str, dict[str, int]]:
    kinds = ("article", "supplement", "reading", "practice")
    counted = Counter((each.kind, each.citation.kind) for each in found)
    return {
        of: {kind: counted[(of, kind)] for kind in kinds}  # type: ignore[index] # the keys are these literals
        for of in ("node", "field", "function", "test")
    }


def _plan_faults(plans: Plans, shipped: frozenset[str]) -> Iterator[Misread]:
    for process in plans.procedures:
        if process in shipped:
            yield _fault(
                f"procedures: {process}",
                "この手続の工程図はできています。一覧から除き、残る条項の行先を改めてください。",
                "This procedure has its diagram. Take it off the list, with what it now carries out.",
            )
    known = {str(provision.citation) for provision in articles.provisions()}
    for cited in (*plans.later, *plans.part):
        try:
            named = articles.citations(cited)
        except CitationError as error:
            yield Misread(f"{_FILE.name}: {cited}", error.text)
            continue
        if len(named) != 1 or cited not in known:
            yield _fault(
                cited,
                f"「{cited}」という条項は規程にありません。",
                f"“{cited}” is no provision of the rules.",
            )


def _faults(covered: Covered, plans: Plans, has_tests: bool) -> Iterator[Misread]:
    cited = str(covered.provision.citation)
    carried = covered.state in {"carried", "part"}
    if covered.state == "missing":
        yield Misread(
            cited,
            Text(
                "実施する工程がありません。工程に根拠として書くか、coverage.toml に予定の手続を書いてください。",
                "No node carries this out. Cite it in a node, or name the procedure to come in coverage.toml.",
            ),
        )
    if carried and cited in plans.later:
        yield _fault(
            cited,
            "実施する工程があります。later から除いてください。",
            "A node carries this out. Take it off `later`.",
        )
    if not carried and cited in plans.part:
        yield _fault(
            cited,
            "実施する工程がありません。part ではなく later に書いてください。",
            "No node carries this out. It belongs under `later`, not `part`.",
        )
    if carried and has_tests and not covered.tested and covered.provision.kind in DUTIES:
        yield Misread(
            cited,
            Text(
                "工程はありますが、この条項を挙げる試験がありません。article か refusal の印を付けてください。",
                "A node carries this out, but no test cites it. Mark one with article or refusal.",
            ),
        )


def _fault(place: str, ja: str, en: str) -> Misread:
    return Misread(f"{_FILE.name}: {place}", Text(ja, en))


def as_data(found: Report) -> dict[str, Any]:
    """The report as plain data, for `nintei law coverage --json`."""
    return {
        "schema": "nintei-coverage/1",
        "counts": found.counts,
        "provisions": [_provision(each) for each in found.covered],
        "whole_articles": {f"第{number}条": _places(each) for number, each in found.whole.items() if each},
        "readings": {id_: _places(each) for id_, each in found.readings.items()},
        "practice": [
            {"place": each.place, "name": _said(each.name), "reason": each.citation.reason}
            for each in found.practice
        ],
        "faults": [{"place": each.place, "text": _said(each.text)} for each in found.faults],
    }


def _provision(each: Covered) -> dict[str, Any]:
    plan = each.plan
    return {
        "citation": str(each.provision.citation),
        "kind": each.provision.kind,
        "binds": list(each.provision.binds),
        "text": _said(each.provision.text),
        "state": each.state,
        "tested": each.tested,
        "process_to_come": plan.process if plan else None,
        "still_open": _said(plan.part) if plan and plan.part else None,
        "evidence": _places(each.evidence),
    }


def _places(found: tuple[Evidence, ...]) -> dict[str, list[dict[str, str]]]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for each in found:
        said = {"place": each.place, "ja": each.name.ja, "en": each.name.en}
        marked = {"refusal": each.refusal, "basis": each.basis}
        row = {name: value for name, value in (said | marked).items() if value}
        grouped.setdefault(each.kind, []).append(row)
    return grouped


def _said(text: Text) -> dict[str, str]:
    return {"ja": text.ja, "en": text.en}
