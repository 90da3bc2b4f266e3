"""第7条・第20条: the ways around the pages: other methods and headers, numbers, logs, rows at rest, links in mails.

What happens in a case moves no page of who is shut out of it; what a member thinks stands in that member's own rows
and nowhere else; and reading changes nothing.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app import clock
from app.accounts import substitutions
from app.accounts.refused import RefusedError
from app.cases import answering, claiming
from app.cases.errors import CaseError, Unknown
from app.cases.hearings import concerns
from app.cli import main
from app.store import migrate
from app.store.base import Base
from app.store.models.people import Substitution, User
from app.store.models.procedures import Access, Mail, OutboxRow, ParkedPost
from tests.architecture.committee_secret import CAST, EMPLOYED, SEALED, TAKING_PART, Heard, heard, sealed
from tests.architecture.confidential import Address, ways_to_write
from tests.architecture.conftest import Answer, Served

pytestmark = pytest.mark.slow

OPINIONS = ("opinion", "conditions", "topic", "draft", "note")
RESTING: dict[str, set[str]] = {
    "opinion": {"opinion", "conditions", "topic"},
    "submission": {"opinion", "conditions", "topic"},
    "draft": {"draft"},
    "parked_post": {"draft"},
    "member_note": {"note"},
}
"""Which words of a member may stand in which table; the pages of none of them show another's before the closing."""
ASKING: dict[str, dict[str, str]] = {
    "HEAD": {},
    "OPTIONS": {},
    "PUT": {},
    "PATCH": {},
    "DELETE": {},
    "Range": {"Range": "bytes=0-9"},
    "If-None-Match": {"If-None-Match": "*"},
    "If-Modified-Since": {"If-Modified-Since": "Tue, 24 Nov 2026 03:00:00 GMT"},
    "Accept": {"Accept": "application/json"},
    "X-Requested-With": {"X-Requested-With": "fetch"},
}
"""Ways of asking beside a plain GET: a method, or a GET with headers."""
TYPED = {
    "reason": "試す",
    "text": "試す",
    "result": "none",
    "verdict": "fit",
    "kinds": "business",
    "choice": "approve",
    "user_id": "1",
    "action": "submit",
}
COUNTING = {"scrape.metrics", "health.readyz", "health.healthz", "accounts.tokens"}
"""What an operator counts of the whole installation, cases or not; and when one's own token was used last."""

SHUT_OUT = (
    "excluded",
    "term_ended",
    "never_seated",
    "excluded_decider",
    "struck_secretariat",
    "excluded_operator",
    "excluded_inspector",
    EMPLOYED,
)
"""Whom an interest, or no part, shuts out for good, in every role."""

interested = pytest.mark.refusal("X20", basis="law", article="第7条")
no_part = pytest.mark.refusal("X71", basis="inference", article="第20条第1項")
before_closing = pytest.mark.article("第6条第2項")


class Log(logging.Handler):
    """Everything that is logged, at every level."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(scope="module")
def log(served: Served) -> Iterator[Log]:
    found, root = Log(), logging.getLogger()
    was = root.level
    root.addHandler(found)
    root.setLevel(logging.DEBUG)
    # The database's own log shows rows at this level; who runs the site must ask for it by name.
    logging.getLogger("sqlalchemy").setLevel(logging.WARNING)
    yield found
    root.removeHandler(found)
    root.setLevel(was)


@pytest.fixture(scope="module")
def before(served: Served, log: Log) -> Heard:
    found = heard(served)
    member = found.people["member1"]
    again = found.own["member1"][-1]
    with served.runtime.db.step() as session:
        fields = [["reason", sealed("draft", member)]]
        session.add(
            ParkedPost(id="p" * 43, user_id=member.user_id, work_item_id=again, fields=fields, at=clock.now())
        )
    return found


@interested
@no_part
@pytest.mark.parametrize(
    "who", ["excluded", "excluded_decider", "struck_secretariat", "recused_reviewer", "excluded_inspector"]
)
def test_no_other_way_of_asking_tells_of_the_case(before: Heard, who: str) -> None:
    viewer, found = before.people[who], before.found
    browser = before.served.browser(viewer)
    state, wrong = found.state(), []
    for address in one_of_each(before, who):
        for way, headers in ASKING.items():
            method = way if way.isupper() else "GET"
            pair = [asked(before, browser, path, method, headers) for path in (address.path, address.unknown)]
            if pair[0] != pair[1] or found.leaked(pair[0]):
                wrong.append((way, address.path, pair[0].status, pair[1].status))
    for address in one_of_each(before, who, "POST"):
        pair = [
            before.served.ask(before.served.browser(viewer), path, "POST", dict(TYPED))
            for path in (address.path, address.unknown)
        ]
        if pair[0] != pair[1] or found.leaked(pair[0]):
            wrong.append(("typed", address.path, pair[0].status, pair[1].status))
    assert wrong == []
    assert found.state() == state


@interested
@no_part
def test_an_answer_to_a_shut_number_is_as_long_as_to_an_unknown_one(before: Heard) -> None:
    """Written with as many characters, so that not even the echo of the address differs."""
    browser = before.served.browser(before.people["excluded_decider"])
    case_no, hearing_no = before.found.walk.case_no, before.hearing_no
    for there, nowhere in (
        (f"/cases/{case_no}", f"/cases/{case_no[:-4]}9999"),
        (f"/hearings/{hearing_no}", f"/hearings/{hearing_no[:-6]}9999-9"),
        (f"/committee/{hearing_no}", f"/committee/{hearing_no[:-6]}9999-9"),
        (f"/api/v1/cases/{case_no}", f"/api/v1/cases/{case_no[:-4]}9999"),
    ):
        pair = [browser.get(path) for path in (there, nowhere)]
        assert [each.status_code for each in pair] == [404, 404], there
        headers = [
            {k: v for k, v in each.headers.items() if k not in {"Date", "Set-Cookie"}} for each in pair
        ]
        assert headers[0] == headers[1], there
        assert len(pair[0].data) == len(pair[1].data) == int(headers[0]["Content-Length"])
        assert browser.head(there).headers["Content-Length"] == headers[0]["Content-Length"]


@no_part
def test_no_answer_about_a_case_may_be_kept_by_a_cache(before: Heard) -> None:
    kept = []
    for who in ("member1", "chair", "secretariat", "excluded"):
        viewer = before.people.get(who) or before.served.people[who]
        browser = before.served.browser(viewer)
        for address in before.addresses(who):
            if address.rule.endpoint == "static":
                continue
            answer = before.served.ask(browser, address.path)
            control = answer.headers.get("Cache-Control", "")
            if address.is_bound(viewer) and ("no-store" not in control or "ETag" in answer.headers):
                kept.append((who, address.path, control))
            if before.found.leaked(answer) and "no-store" not in control:
                kept.append((who, address.path, control))
    assert kept == []


@before_closing
def test_what_a_member_thinks_stands_in_no_row_but_the_members_own(before: Heard) -> None:
    """Not in events, messages, incidents, mails, what waits to be sent, or the state of a procedure."""
    found: dict[str, set[str]] = {}
    with before.served.runtime.db.engine.connect() as connection:
        for name, table in Base.metadata.tables.items():
            text = " ".join(plain(value) for row in connection.execute(select(table)) for value in row)
            kinds = {kind for kind in OPINIONS if SEALED[kind] in text}
            if kinds:
                found[name] = kinds
    assert {name for name in found if name not in RESTING} == set()
    assert {name: kinds - RESTING[name] for name, kinds in found.items()} == {name: set() for name in found}
    assert {"opinion", "draft", "parked_post", "member_note"} <= set(found)  # or there was nothing to find


@before_closing
def test_verifying_the_history_prints_no_word(before: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NINTEI_DATA", str(before.served.runtime.settings.data))
    monkeypatch.setenv("NINTEI_DATABASE_URL", "")
    monkeypatch.setenv("NINTEI_SECRET_KEY", before.served.runtime.settings.secret_key)
    monkeypatch.setattr("app.cli.migrating.schema.current", lambda url: migrate.head())
    said = CliRunner().invoke(main, ["events", "verify"])
    assert "broken chains: 0" in said.output
    assert before.found.leaked(Answer(0, said.output.encode(), "", [])) == []


@pytest.mark.article("第20条第1項")
@pytest.mark.parametrize("who", ["member1", "chair"])
def test_opening_every_link_changes_nothing_but_the_record_of_it(before: Heard, who: str) -> None:
    """As a mail scanner or a browser does that fetches ahead (case 35)."""
    browser = before.served.browser(before.people[who])
    known: set[str] = set()
    waiting = [address.path for address in before.addresses(who)]
    state = rows_at_rest(before)
    while waiting:
        path = waiting.pop()
        if path in known or len(known) > 900:
            continue
        known.add(path)
        answer = browser.get(path, headers={"Purpose": "prefetch", "Sec-Purpose": "prefetch"})
        if answer.mimetype == "text/html" and path.count("?") == 0:
            links = re.findall(r'(?:href|src|action)="(/[^"#]*)"', answer.text)
            waiting += [link.replace("&amp;", "&") for link in links if "/sign-out" not in link]
    assert rows_at_rest(before) == state


@no_part
def test_a_link_in_a_mail_carries_no_power_and_the_mail_no_word(before: Heard) -> None:
    """A forwarded mail: who is not signed in is asked to, another member finds nothing (case 36)."""
    people = [viewer for name, viewer in before.people.items() if name in CAST or name in TAKING_PART]
    addresses = {viewer.user_id for viewer in people}
    texts = mailed(before, addresses)
    assert texts
    assert [
        word
        for word in before.found.words
        if any(each in text.encode() for text in texts for each in ways_to_write(word))
    ] == []
    others = {
        who: before.served.browser(before.people[who])
        for who in ("never_seated", "excluded", "excluded_decider")
    }
    links = {link for text in texts for link in re.findall(r"https?://[^/\s]+(/[^\s。）)]*)", text)}
    assert links
    state = rows_at_rest(before)
    for link in sorted(links):
        nobody = before.served.ask(before.served.browser(None), link)
        assert nobody.refused or nobody.status == 200, link
        assert before.found.leaked(nobody) == []
        for who, browser in others.items():
            other = before.served.ask(browser, link)
            assert before.found.leaked(other) == [], (who, link)
    assert rows_at_rest(before) == state


@pytest.mark.refusal("X20", basis="law", article="第7条")
def test_nobody_stands_in_for_a_member(before: Heard) -> None:
    """A seat is its person's: an absence gives it to no colleague, in no way (case 4)."""
    served, member = before.served, before.people["member1"]
    item = before.own["member1"][-1]
    other, secretariat = before.people["member2"], served.people["secretariat"]
    with served.runtime.db.step() as session, pytest.raises(RefusedError):
        substitutions.appoint(
            session,
            absent_id=member.user_id,
            substitute_id=secretariat.user_id,
            since=clock.today(),
            until=clock.today(),
        )
    stand_ins = [other, secretariat, before.people["chair"], served.people["decider"]]
    with served.runtime.db.step() as session:
        session.add_all(
            Substitution(
                absent_id=member.user_id,
                substitute_id=each.user_id,
                since=clock.today() - timedelta(days=1),
                until=clock.today() + timedelta(days=9),
                reason="",
            )
            for each in stand_ins
        )
    post = before.sitting.walk.post_to(before.sitting.item("member1", "give_opinion"), {"verdict": "fit"})
    for each in stand_ins:
        for act in (answering.answer, answering.save_draft):
            with pytest.raises(Unknown):
                act(served.runtime, each, item, post)
        with pytest.raises(CaseError):
            claiming.claim(served.runtime, each, item)
        with pytest.raises(CaseError):
            claiming.assign(served.runtime, secretariat, item, each.user_id, "不在のため")
        page = served.ask(served.browser(each), f"/tasks/{item}")
        assert page.status == 404
    assert len(before.sitting.opinions("member1")) == 1


@interested
@no_part
def test_what_happens_in_the_case_moves_no_page_of_who_is_shut_out(before: Heard) -> None:
    """No count, badge, total or hour: every list is the same byte for byte after the case went on."""
    lists = {who: pages(before, who) for who in SHUT_OUT}
    sitting = before.sitting
    for name in TAKING_PART:
        sitting.give(name, "conditional", reason="改めた意見", conditions="改めた条件")
    with before.served.runtime.db.read() as session:
        seen = [each.token for each in concerns.of(session, sitting.hearing())]
    sitting.close(acknowledged=seen)
    sitting.write_minutes()
    assert sitting.hearing().state != "open"
    moved = [
        (who, path, first_difference(was, now))
        for who in SHUT_OUT
        for path, now in pages(before, who).items()
        if (was := lists[who][path]) != now
    ]
    assert moved == []


@interested
@before_closing
def test_the_log_tells_no_word_of_the_case(before: Heard, log: Log) -> None:
    """Runs last: all that was logged from the filing to the closing, at every level."""
    assert log.lines
    text = "\n".join(log.lines).encode()
    assert [word for word in before.found.words if any(each in text for each in ways_to_write(word))] == []


def one_of_each(before: Heard, who: str, method: str = "GET") -> Iterator[Address]:
    """One address of the case by every rule, but for the person's own declaration and its receipt."""
    seen: set[str] = set()
    viewer = before.people[who]
    own, receipt = before.declaration(who), before.receipt(who)
    for address in before.addresses(who, method):
        is_own = (own is not None and address.item_id == own) or (
            receipt and receipt in address.path.split("/")
        )
        if address.is_bound(viewer) and address.rule.rule not in seen and not is_own:
            seen.add(address.rule.rule)
            yield address


def asked(before: Heard, browser: Any, path: str, method: str, headers: dict[str, str]) -> Answer:
    """The answer to a way of asking."""
    browser.environ_base.update(
        {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    )
    try:
        return before.served.ask(browser, path, method)
    finally:
        for name in headers:
            browser.environ_base.pop(f"HTTP_{name.upper().replace('-', '_')}", None)


def pages(before: Heard, who: str) -> dict[str, tuple[int, bytes]]:
    """Every list as the person sees it."""
    browser, found = before.served.browser(before.people[who]), {}
    for address in before.addresses(who):
        if address.rule.arguments or address.rule.endpoint in COUNTING:
            continue
        for query in ("", "?q=秘匿", "?tab=done", "?tab=group", "?state=done", "?open=0"):
            answer = before.served.ask(browser, address.path + query)
            found[address.path + query] = (answer.status, answer.body)
    return found


def rows_at_rest(before: Heard) -> dict[str, int]:
    """Every table but the record of reading, as a number that changes with any row."""
    with before.served.runtime.db.engine.connect() as connection:
        return {
            name: hash(tuple(sorted(repr(row) for row in connection.execute(select(table)))))
            for name, table in Base.metadata.tables.items()
            if name != Access.__tablename__
        }


def first_difference(was: tuple[int, bytes], now: tuple[int, bytes]) -> tuple[str, str]:
    """The first lines in which two answers differ."""
    lines = [[*each[1].decode(errors="replace").splitlines(), str(each[0])] for each in (was, now)]
    return next(((a, b) for a, b in zip(*lines, strict=False) if a != b), ("", "shorter or longer"))


def plain(value: object) -> str:
    """A value as text; what was pressed together is unfolded."""
    if not isinstance(value, bytes):
        return str(value)
    try:
        return zlib.decompress(value).decode(errors="replace")
    except zlib.error:
        return value.decode(errors="replace")


def mailed(before: Heard, users: set[int]) -> list[str]:
    """Every mail to these people, sent or waiting."""
    with before.served.runtime.db.read() as session:
        to = set(session.scalars(select(User.email).where(User.id.in_(users))))
        sent = [
            f"{subject}\n{body}"
            for subject, body in session.execute(select(Mail.subject, Mail.body).where(Mail.to.in_(to)))
        ]
        waiting = session.scalars(select(OutboxRow.payload).where(OutboxRow.kind == "mail")).all()
    return sent + [f"{each.get('subject')}\n{each.get('body')}" for each in waiting if each.get("to") in to]
