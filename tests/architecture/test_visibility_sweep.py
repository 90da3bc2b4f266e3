"""Who has no part in a case gets no byte of it at any address, and the answer that an unknown number gets.

A new address with an argument that this sweep does not know fails it: say in `secret` what to put there, and
whether it is `BOUND` to a case.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, select, update
from werkzeug.routing import Rule

from app.store.models.cases import Case, Document
from app.store.models.certificates import Certificate
from app.store.models.people import Provider
from app.store.models.procedures import Event, Submission, WorkItem
from app.store.viewer import Viewer
from tests import answers
from tests.architecture.conftest import Answer, Served
from tests.walk import Walk

PROVIDER = "秘密堂株式会社"
SERVICE = "秘匿検査チャット"
FORM_A = "甲号窓口の花岡"
FORM_B = "乙号の回答は公表前"
NOTES = {
    "check_completeness": ("note", "形式審査の覚え書き一"),
    "match_payment": ("payer", "ヒミツノハライコミ"),
    "judge_bar": ("reason", "取消しとの照合の覚え書き二"),
    "summarise_review": ("summary", "審査の取りまとめの覚え書き三"),
    "decide": ("note", "決定の覚え書き四"),
}
PAPER = b"%PDF-1.4\n%secret-paper-5\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPER_NAME = "items-a.registry_certificate-value"

# Who has no part in a case that waits for its decision. Deciders see every case (第20条).
OUTSIDERS = (
    "stranger",
    "second_secretariat",
    "second_reviewer",
    "entry_checker",
    "publisher",
    "operator",
)
# What an address may ask for. Of these, `BOUND` belong to a case or its party; the rest is everybody's.
BOUND = ("case_no", "item_id", "document_id", "provider_id", "membership_id", "token_id")
UNKNOWN: dict[str, str] = {
    "case_no": "A2026-9999",
    "no": "9999-2611",
    "sha256": "0" * 64,
    **dict.fromkeys(("item_id", "document_id", "provider_id", "membership_id", "token_id"), "999999"),
}
FREE: dict[str, list[str]] = {
    "secret": ["x"],
    "lang": ["en"],
    "filename": ["dist/app.css"],
    **{name: ["1"] for name in ("mail_id", "incident_id", "message_id", "row_id")},
}


@dataclass(slots=True)
class Secret:
    """A case, what it is called at every address, and what nobody outside may read."""

    served: Served
    walk: Walk
    arguments: dict[str, list[str]]
    words: list[str] = field(default_factory=list)

    def rules(self, method: str) -> Iterator[Rule]:
        """The addresses that take a method."""
        for rule in self.served.app.url_map.iter_rules():
            if method in (rule.methods or ()):
                yield rule

    def filled(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """The addresses of this case under a rule, and beside each the same with unknown numbers."""
        names = sorted(rule.arguments)
        unnamed = [name for name in names if name not in self.arguments]
        assert not unnamed, f"{rule.rule}: say in secret() what stands for {unnamed}"
        for values in product(*(self.arguments[name] for name in names)):
            given = dict(zip(names, values, strict=True))
            yield (
                address(rule, given),
                address(rule, {**given, **{n: UNKNOWN[n] for n in names if n in UNKNOWN}}),
            )

    def leaked(self, answer: Answer, words: list[str] | None = None) -> list[str]:
        """The words of the case that stand in an answer, in whatever way they are written."""
        body = answer.body + answer.to.encode()
        return [
            word
            for word in (self.words if words is None else words)
            if any(each in body for each in written(word))
        ]


def written(word: str) -> set[bytes]:
    """How a word may stand in a page, in JSON and in an address."""
    return {word.encode(), json.dumps(word)[1:-1].encode(), quote(word).encode()}


def address(rule: Rule, given: dict[str, str]) -> str:
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: quote(given[match[1]]), rule.rule)


def bound(rule: Rule, who: str) -> bool:
    """Whether an address belongs to a case or its party. The secretariat keeps the accounts of providers."""
    own = {"case_no", "item_id", "document_id"} if who == "second_secretariat" else set(BOUND)
    return bool(own & rule.arguments)


def walked(served: Served) -> Walk:
    """An application with something to keep secret in each of its steps, up to the decision."""
    with served.runtime.db.step() as session:
        session.execute(
            update(Provider).where(Provider.id == served.people.provider_id).values(name=PROVIDER)
        )
    walk = Walk.open(served.runtime, served.people, service=SERVICE, url="https://himitsu.example.jp/")
    walk.do(
        "fill_form_a", replaced(walk, "fill_form_a", "a.contact_person", FORM_A), files={PAPER_NAME: PAPER}
    )
    walk.do("fill_form_b", replaced(walk, "fill_form_b", first_longtext(walk), FORM_B))
    while "decide" not in walk.waiting():
        step(walk)
    return walk


def step(walk: Walk) -> None:
    """The next step with its usual answers and its note."""
    node = next(iter(walk.waiting()))
    given = dict(answers.usual(walk, node).given)
    if node in NOTES:
        name, words = NOTES[node]
        given[name] = words
    walk.do(node, given)


def replaced(walk: Walk, node: str, item: str, value: Any) -> dict[str, Any]:
    """The usual answers of a form with one item's value changed."""
    items = dict(answers.usual(walk, node).given["items"])
    assert item in items
    items[item] = {**items[item], "value": value}
    return {"items": items}


def first_longtext(walk: Walk) -> str:
    """The first item of form B whose answer is a text of many words."""
    with walk.runtime.db.read() as session:
        catalogue = walk.runtime.forms.get(session, walk.case().edition_id).catalogue()
    usual = answers.usual(walk, "fill_form_b").given["items"]
    return next(id_ for id_ in usual if catalogue.items[id_].type == "longtext")


def secret(served: Served, walk: Walk) -> Secret:
    """The case with all its numbers as they are now."""
    case = walk.case()
    with served.runtime.db.read() as session:
        items = session.scalars(
            select(WorkItem.id).where(WorkItem.case_id == case.id).order_by(WorkItem.id)
        ).all()
        documents = session.scalars(select(Document).where(Document.case_id == case.id)).all()
        numbers = session.scalars(select(Certificate.no).where(Certificate.case_id == case.id)).all()
    assert items
    assert documents
    return Secret(
        served,
        walk,
        {
            "case_no": [walk.case_no],
            # A step of the party, one of the review, and the one that waits.
            "item_id": [str(items[at]) for at in (0, len(items) // 2, -1)],
            "document_id": [str(documents[0].id), str(documents[-1].id)],
            "sha256": [documents[0].sha256],
            "provider_id": [str(case.provider_id)],
            "membership_id": ["1"],
            "token_id": ["1"],
            "no": list(numbers) or ["0001-2611"],
            **FREE,
        },
    )


@pytest.fixture(scope="module")
def undecided(served: Served) -> Secret:
    found = secret(served, walked(served))
    notes = [words for node, (_, words) in NOTES.items() if node != "decide"]
    found.words = [SERVICE, PROVIDER, FORM_A, FORM_B, *notes, "secret-paper-5", PAPER_NAME]
    arrival = found.walk.case().arrival_no
    assert arrival is not None
    found.words.append(arrival)
    return found


@pytest.mark.refusal("X71", basis="inference", article="第20条第1項")
@pytest.mark.parametrize("who", [*OUTSIDERS, "nobody"])
def test_who_has_no_part_in_a_case_reads_no_byte_of_it(undecided: Secret, who: str) -> None:
    served, viewer = undecided.served, outsider(undecided, who)
    leaks, let_in, told_apart = [], [], []
    browser = served.browser(viewer)
    for rule in undecided.rules("GET"):
        for path, unknown in undecided.filled(rule):
            answer = served.ask(browser, path)
            if undecided.leaked(answer, hidden(undecided, rule, who)):
                leaks.append((path, undecided.leaked(answer)))
            if bound(rule, who):
                other = served.ask(browser, unknown)
                if not answer.refused:
                    let_in.append((path, answer.status))
                elif (answer.status, answer.to, answer.body) != (other.status, other.to, other.body):
                    told_apart.append((path, answer.status, other.status))
    assert leaks == []
    assert let_in == []
    assert told_apart == []


@pytest.mark.refusal("X71", basis="inference", article="第20条第1項")
@pytest.mark.parametrize("who", [*OUTSIDERS, "nobody"])
def test_no_list_or_search_shows_the_case_to_who_has_no_part_in_it(undecided: Secret, who: str) -> None:
    served, viewer = undecided.served, outsider(undecided, who)
    leaks = []
    for rule in undecided.rules("GET"):
        if rule.arguments:
            continue
        for query in (
            "",
            "?q=秘匿検査",
            "?q=秘密堂",
            "?tab=group",
            "?tab=done",
            f"?q={undecided.walk.case_no}",
        ):
            answer = served.ask(served.browser(viewer), quote(f"{rule.rule}{query}", safe="/?=&"))
            shown = undecided.leaked(answer, hidden(undecided, rule, who))
            if query != f"?q={undecided.walk.case_no}":
                shown += undecided.leaked(answer, [undecided.walk.case_no])
            if shown:
                leaks.append((rule.rule + query, shown))
    assert leaks == []


@pytest.mark.refusal("X71", basis="inference", article="第20条第1項")
@pytest.mark.parametrize("who", [*OUTSIDERS, "nobody"])
def test_who_has_no_part_in_a_case_changes_nothing_of_it(undecided: Secret, who: str) -> None:
    served, viewer = undecided.served, outsider(undecided, who)
    before = state(undecided)
    let_in, told_apart, leaks = [], [], []
    for rule in undecided.rules("POST"):
        if not bound(rule, who):
            continue
        for path, unknown in undecided.filled(rule):
            answer = served.ask(served.browser(viewer), path, "POST")
            other = served.ask(served.browser(viewer), unknown, "POST")
            if not answer.refused:
                let_in.append((path, answer.status))
            elif (answer.status, answer.to, answer.body) != (other.status, other.to, other.body):
                told_apart.append((path, answer.status, other.status))
            if undecided.leaked(answer):
                leaks.append((path, undecided.leaked(answer)))
    assert (let_in, told_apart, leaks) == ([], [], [])
    assert state(undecided) == before


@pytest.mark.article("第20条第1項")
def test_who_has_a_part_in_the_case_reads_it(undecided: Secret) -> None:
    """Otherwise the sweep would find nothing because there is nothing to find."""
    seen = {who: readable(undecided, undecided.served.people[who]) for who in ("applicant", "decider")}
    assert {SERVICE, FORM_A, FORM_B, "secret-paper-5"} <= seen["applicant"] & seen["decider"]
    assert set(undecided.words) - seen["decider"] - {PAPER_NAME} == set()
    internal = {words for node, (_, words) in NOTES.items() if node not in {"decide", "match_payment"}}
    assert internal & seen["applicant"] == set()


def test_reading_a_case_writes_nothing_but_who_read_it(undecided: Secret) -> None:
    served = undecided.served
    wrote = []
    for who in ("applicant", "decider", "reviewer"):
        for rule in undecided.rules("GET"):
            for path, _ in undecided.filled(rule):
                answer = served.ask(served.browser(served.people[who]), path)
                if set(answer.written) - {"access", "begin"}:
                    wrote.append((who, path, answer.written))
    assert wrote == []


@pytest.mark.refusal("X37", basis="inference", article="第11条第1項第2号")
def test_what_is_published_of_a_case_is_all_that_the_public_reads(undecided: Secret) -> None:
    """Runs last: it decides and publishes the case."""
    while undecided.walk.waiting():
        step(undecided.walk)
    assert undecided.walk.case().result == "certified"
    published = secret(undecided.served, undecided.walk)
    arrival = undecided.walk.case().arrival_no
    assert arrival is not None
    published.words = [FORM_A, *(words for _, words in NOTES.values()), "secret-paper-5", PAPER_NAME, arrival]
    served, leaks, let_in, seen = published.served, [], [], set()
    for who in ("stranger", "second_reviewer", "operator", "nobody"):
        browser = served.browser(outsider(published, who))
        for rule in published.rules("GET"):
            for path, _ in published.filled(rule):
                answer = served.ask(browser, path)
                seen |= set(published.leaked(answer, [SERVICE, PROVIDER, FORM_B]))
                if published.leaked(answer, [*published.words, published.walk.case_no]):
                    leaks.append((who, path, published.leaked(answer)))
                if bound(rule, who) and not answer.refused:
                    let_in.append((who, path, answer.status))
    assert (leaks, let_in) == ([], [])
    assert seen == {SERVICE, PROVIDER, FORM_B}


def outsider(found: Secret, who: str) -> Viewer | None:
    return None if who == "nobody" else found.served.people[who]


def hidden(found: Secret, rule: Rule, who: str) -> list[str]:
    """The words that must not stand at an address; the secretariat finds providers, to file and to invite."""
    if rule.endpoint in {"applications.new_posted", "accounts.members"} and who == "second_secretariat":
        return [word for word in found.words if word != PROVIDER]
    return found.words


def readable(found: Secret, viewer: Viewer) -> set[str]:
    """The words of the case that a person reads somewhere."""
    seen: set[str] = set()
    for rule in found.rules("GET"):
        for path, _ in found.filled(rule):
            answer = found.served.ask(found.served.browser(viewer), path)
            assert answer.status < 500 or path == "/readyz", path
            seen.update(found.leaked(answer))
    return seen


def state(found: Secret) -> tuple[Any, ...]:
    """What a change would change: the steps, the events, the submissions, the stage."""
    case = found.walk.case()
    with found.served.runtime.db.read() as session:
        steps = session.execute(
            select(WorkItem.id, WorkItem.state, WorkItem.assignee_id)
            .where(WorkItem.case_id == case.id)
            .order_by(WorkItem.id)
        ).all()
        counts = [
            session.scalar(select(func.count()).select_from(table)) for table in (Event, Submission, Case)
        ]
    return case.stage, case.result, [tuple(row) for row in steps], counts
