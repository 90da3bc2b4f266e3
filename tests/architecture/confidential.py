"""A case with something to keep secret in each of its steps, and every address that it has."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any
from urllib.parse import quote

from sqlalchemy import func, select, update
from werkzeug.routing import Rule

from app.law import roles
from app.store.models.cases import Case, Document
from app.store.models.certificates import Certificate
from app.store.models.committee import Hearing
from app.store.models.people import Provider
from app.store.models.procedures import Event, Submission, WorkItem
from app.store.models.visits import Visit
from app.store.viewer import Viewer
from tests import answers, seated
from tests.architecture.conftest import Answer, Served
from tests.walk import Walk

PROVIDER = "秘密堂株式会社"
SERVICE = "秘匿検査チャット"
FORM_A = "甲号窓口の花岡"
FORM_B = "乙号の回答は公表前"
PAPER_WORD = "secret-paper-5"
PAPER = b"%PDF-1.4\n%secret-paper-5\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPER_NAME = "items-a.registry_certificate-value"
HEARING = "委員会に聴く理由の覚え書き五"
NOTES = {
    "check_completeness": ("note", "形式審査の覚え書き一"),
    "match_payment": ("payer", "ヒミツノハライコミ"),
    "judge_bar": ("reason", "取消しとの照合の覚え書き二"),
    "summarise_review": ("summary", "審査の取りまとめの覚え書き三"),
    "decide": ("note", "決定の覚え書き四"),
}
# What an address may ask for, and what stands for a number that nothing has. These belong to a case or its
# party; whatever else an address asks for is everybody's.
UNKNOWN: dict[str, str] = {
    "case_no": "A2026-9999",
    "hearing_no": "H2026-9999",
    "sha256": "0" * 64,
    **dict.fromkeys(
        ("item_id", "document_id", "provider_id", "membership_id", "token_id", "seat_id"), "999999"
    ),
    "number": "V2026-9999",
    "receipt_no": "S-999999",
}
OF_PROVIDERS = {"provider_id", "membership_id", "token_id"}
FREE: dict[str, list[str]] = {
    "secret": ["x"],
    "lang": ["en"],
    "filename": ["dist/app.css"],
    "kind": ["csv", "xlsx"],
    "process_id": ["application"],
    # A meeting shows of its agenda what the viewer may see.
    "meeting_no": ["1"],
    "upload": ["0f6c2e1a-0000-4000-8000-000000000001"],
    "evidence_id": ["1"],
    # Tokens belong to their person and to no case.
    "api_token_id": ["999999"],
    # People of the register and what it says of them belong to no case; they carry no word of one.
    **{name: ["1"] for name in ("user_id", "appointment_id", "interest_id")},
    # Operators open these by number, as a case or not: what they show holds nothing of a case.
    **{
        name: ["1"]
        for name in (
            "mail_id",
            "incident_id",
            "message_id",
            "row_id",
            "instance_id",
            "migration_id",
            "task_id",
        )
    },
}
# Of a finished step others of its role, who come late to it, learn its name and that it is over; its files and
# whatever else belongs to the case stay closed.
STAYS_CLOSED = {"tasks.file"}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the case, and beside it the same with numbers that nothing has."""

    rule: Rule
    method: str
    path: str
    unknown: str
    item_id: int | None

    def is_bound(self, viewer: Viewer | None) -> bool:
        """Whether it belongs to a case or its party. The secretariat keeps the accounts of providers."""
        own = UNKNOWN.keys()
        if viewer is not None and viewer.is_("secretariat"):
            own = own - OF_PROVIDERS
        return bool(own & self.rule.arguments)


@dataclass(slots=True)
class Secret:
    """A case, what it is called at every address, and what nobody outside may read."""

    served: Served
    walk: Walk
    arguments: dict[str, list[str]]
    finished: dict[int, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def addresses(self, method: str = "GET") -> Iterator[Address]:
        """Every address that takes a method, filled with each number of the case."""
        for rule in self.served.rules():
            if method in (rule.methods or ()):
                yield from self._filled(rule, method)

    def _filled(self, rule: Rule, method: str) -> Iterator[Address]:
        names = sorted(rule.arguments)
        unnamed = [name for name in names if name not in self.arguments]
        assert not unnamed, f"{rule.rule}: say in `secret` or FREE what stands for {unnamed}"
        for values in product(*(self.arguments[name] for name in names)):
            given = dict(zip(names, values, strict=True))
            unknown = {**given, **{name: UNKNOWN[name] for name in names if name in UNKNOWN}}
            item_id = int(given["item_id"]) if "item_id" in given else None
            yield Address(rule, method, written_out(rule, given), written_out(rule, unknown), item_id)

    def is_over(self, address: Address, viewer: Viewer | None) -> bool:
        """Whether it is the page of a finished step that waited for the viewer's role."""
        role = self.finished.get(address.item_id or 0)
        late = viewer is not None and role in viewer.roles
        return late and address.rule.endpoint not in STAYS_CLOSED

    def leaked(self, answer: Answer, words: list[str] | None = None) -> list[str]:
        """The words of the case that stand in an answer, in whatever way they are written."""
        body = answer.body + answer.to.encode()
        wanted = self.words if words is None else words
        return [word for word in wanted if any(each in body for each in ways_to_write(word))]

    def state(self) -> tuple[Any, ...]:
        """What a change would change: the stage, the steps, the events, the submissions."""
        case = self.walk.case()
        with self.served.runtime.db.read() as session:
            steps = session.execute(
                select(WorkItem.id, WorkItem.state, WorkItem.assignee_id)
                .where(WorkItem.case_id == case.id)
                .order_by(WorkItem.id)
            ).all()
            tables = (Event, Submission, Case)
            counts = [session.scalar(select(func.count()).select_from(table)) for table in tables]
        return case.stage, case.result, [tuple(row) for row in steps], counts


@cache
def ways_to_write(word: str) -> frozenset[bytes]:
    """How a word may stand in a page, in JSON and in an address."""
    return frozenset({word.encode(), json.dumps(word)[1:-1].encode(), quote(word).encode()})


def written_out(rule: Rule, given: dict[str, str]) -> str:
    """The path of a rule with its arguments."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda match: quote(given[match[1]]), rule.rule)


def walked(served: Served, until: str = "decide") -> Walk:
    """An application with something to keep secret in each of its steps, up to the decision or a step before it."""
    with served.runtime.db.step() as session:
        session.execute(
            update(Provider).where(Provider.id == served.people.provider_id).values(name=PROVIDER)
        )
    walk = Walk.open(served.runtime, served.people, service=SERVICE, url="https://himitsu.example.jp/")
    walk.do(
        "fill_form_a", _replaced(walk, "fill_form_a", "a.contact_person", FORM_A), files={PAPER_NAME: PAPER}
    )
    walk.do("fill_form_b", _replaced(walk, "fill_form_b", _first_longtext(walk), FORM_B))
    while until not in walk.waiting():
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


def secret(served: Served, walk: Walk) -> Secret:
    """The case with all its numbers as they are now."""
    case = walk.case()
    with served.runtime.db.read() as session:
        items = session.scalars(select(WorkItem).where(WorkItem.case_id == case.id)).all()
        documents = session.scalars(select(Document).where(Document.case_id == case.id)).all()
        visit = session.scalar(select(Visit.number).where(Visit.case_id == case.id))
        numbers = session.scalars(select(Certificate.no).where(Certificate.case_id == case.id)).all()
    assert items
    assert documents
    return Secret(
        served,
        walk,
        {
            "case_no": [walk.case_no],
            "hearing_no": heard(served, walk),
            "item_id": [str(each.id) for each in items],
            "document_id": [str(each.id) for each in documents],
            "sha256": [documents[0].sha256],
            "provider_id": [str(case.provider_id)],
            "membership_id": ["1"],
            "token_id": ["1"],
            "seat_id": ["1"],
            "receipt_no": ["S-000001"],
            "number": [visit or "V2026-0001"],
            "no": list(numbers) or ["0001-2611"],
            **FREE,
        },
        {each.id: each.role for each in items if each.state != "open" and each.role not in roles.PARTY},
    )


def readable(found: Secret, viewer: Viewer) -> set[str]:
    """The words of the case that a person reads at its addresses and in the sections and tabs they lead to."""
    browser, seen = found.served.browser(viewer), set()
    waiting, known = [address.path for address in found.addresses()], set()
    while waiting:
        path = waiting.pop()
        if path in known:
            continue
        known.add(path)
        answer = found.served.ask(browser, path)
        assert answer.status < 500 or path == "/readyz", path
        seen.update(found.leaked(answer))
        plain = path.partition("?")[0]
        if found.walk.case_no in plain:
            text = answer.body.decode(errors="ignore").replace("(this page)", path).replace("&amp;", "&")
            links = re.findall(rf'href="({re.escape(plain)}\?(?!lang)[^"#]+)', text)
            waiting += [link for link in links if "lang=" not in link]
    return seen


def heard(served: Served, walk: Walk) -> list[str]:
    """The numbers of the hearings on the case; where there is none, one is put in by hand with a seat that is shut."""
    numbers = (
        select(Hearing.number).join(Case, Case.id == Hearing.case_id).where(Case.case_no == walk.case_no)
    )
    with served.runtime.db.read() as session:
        found = list(session.scalars(numbers))
    if found:
        return found
    people = served.people
    hearing_id = seated.hearing(
        served.runtime, walk.case_no, state="abandoned", rule_set="2026-07-01", reason=HEARING
    )
    seated.seat(served.runtime, hearing_id, people["chair"])
    seated.seat(served.runtime, hearing_id, people["member1"], "excluded")
    return heard(served, walk)


def _replaced(walk: Walk, node: str, item: str, value: Any) -> dict[str, Any]:
    """The usual answers of a form with one item's value changed."""
    items = dict(answers.usual(walk, node).given["items"])
    assert item in items
    items[item] = {**items[item], "value": value}
    return {"items": items}


def _first_longtext(walk: Walk) -> str:
    """The first item of form B whose answer is a text of many words."""
    with walk.runtime.db.read() as session:
        catalogue = walk.runtime.forms.get(session, walk.case().edition_id).catalogue()
    usual = answers.usual(walk, "fill_form_b").given["items"]
    return next(id_ for id_ in usual if catalogue.items[id_].type == "longtext")
