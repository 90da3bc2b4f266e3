"""第7条・第20条: whoever an interest shuts out, or who was never let in, learns nothing of a case before the committee.

At every address, in every list, search and mail there is no byte of it, and each of its numbers answers as one that
nothing has. Whoever takes part reads it, but no opinion of anybody else before the hearing is closed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from statistics import median
from time import thread_time
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from app import clock
from app.store.models.committee import Seat
from app.store.models.procedures import Access, Incident, Instance, Message
from app.store.viewer import Viewer
from tests.architecture.committee_secret import CAST, EMPLOYED, SEALED, WORDS, Heard, heard, mails, sealed
from tests.architecture.confidential import FORM_A, FORM_B, PAPER_WORD, PROVIDER, SERVICE, Address, readable
from tests.architecture.conftest import Answer, Served

pytestmark = pytest.mark.slow

SHUT_OUT = (*CAST, EMPLOYED)
QUERIES = ("", "?q=秘匿検査", "?q=合言葉")
TABS = {
    "inbox.index": ("?tab=mine", "?tab=group", "?tab=done", "?tab=done&q=秘匿検査"),
    "work.index": ("?state=open", "?state=mine", "?state=group", "?state=done"),
    "cases.index": ("?open=0", "?open=1"),
}
"""Lists that show more than one thing."""
# Here the secretariat finds a provider, to file for it or to keep its members.
PROVIDERS = {"applications.new_posted", "accounts.members"}
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
TODAY = "Tue, 24 Nov 2026 03:00:00 GMT"
SHEET = {SERVICE, PROVIDER}
"""What a declaration is made on."""
MEETING = {WORDS["place"], WORDS["url"]}

everybody_shut_out = pytest.mark.parametrize("who", SHUT_OUT)
interested = pytest.mark.refusal("X20", basis="law", article="第7条")
undeclared = pytest.mark.refusal("X20", basis="design", article="第7条")
no_part = pytest.mark.refusal("X71", basis="inference", article="第20条第1項")


@pytest.fixture(scope="module")
def before(served_by_both: Served) -> Heard:
    return heard(served_by_both)


@interested
@undeclared
@no_part
@everybody_shut_out
def test_who_is_shut_out_reads_no_byte_at_any_address(before: Heard, who: str) -> None:
    found, viewer = before.found, before.people[who]
    browser = before.served.browser(viewer)
    unknown = Unknown(before, viewer)
    leaks, told_apart, failed = [], [], []
    for address in before.addresses(who):
        answer = before.served.ask(browser, address.path)
        bound = address.is_bound(viewer) and not is_own(before, address, who)
        if bound and alike(answer, unknown.answer(address.unknown)):
            continue  # an answer without a word of it
        if bound:
            told_apart.append((address.path, answer.status))
        if answer.status >= 500 and address.path != "/readyz":
            failed.append((address.path, answer.status))
        shown = found.leaked(answer, hidden(before, address, who))
        if found.walk.case_no not in address.path:
            shown += found.leaked(answer, [found.walk.case_no])
        if shown:
            leaks.append((address.path, shown))
        if is_own(before, address, who):
            before.served.ask(browser, "/committee")  # hears there what one's own step has to say
    assert (leaks, told_apart, failed) == ([], [], [])


@interested
@undeclared
@no_part
@everybody_shut_out
def test_who_is_shut_out_finds_it_in_no_list_or_search(before: Heard, who: str) -> None:
    found = before.found
    browser = before.served.browser(before.people[who])
    numbers = [found.walk.case_no, before.hearing_no]
    if who == "undeclared" or who == "undeclared_decider" or who == "judging":
        numbers.remove(before.hearing_no)  # under this number their own seat waits
    leaks = []
    for address in before.addresses(who):
        if address.rule.arguments:
            continue
        queries = QUERIES + TABS.get(address.rule.endpoint, ())
        for query in (*queries, f"?q={found.walk.case_no}", f"?case={found.walk.case_no}"):
            answer = before.served.ask(browser, quote(address.path + query, safe="/?=&"))
            shown = found.leaked(answer, hidden(before, address, who))
            shown += found.leaked(answer, numbers if query in queries else [])
            if shown:
                leaks.append((address.path + query, shown))
    assert leaks == []


@interested
@undeclared
@no_part
@everybody_shut_out
def test_who_is_shut_out_changes_nothing(before: Heard, who: str) -> None:
    found, viewer = before.found, before.people[who]
    state = found.state()
    unknown = Unknown(before, viewer)
    leaks, told_apart = [], []
    for method in CHANGING:
        for address in before.addresses(who, method):
            if not address.is_bound(viewer) or is_own(before, address, who):
                continue
            answer = before.served.ask(before.served.browser(viewer), address.path, method)
            if not alike(answer, unknown.answer(address.unknown, method)):
                told_apart.append((method, address.path, answer.status))
                leaks.append((method, address.path, found.leaked(answer)))
    many = {"item": found.arguments["item_id"]}
    taken = before.served.ask(before.served.browser(viewer), "/inbox/claim", "POST", many)
    none = {"item": ["999999"] * len(many["item"])}
    assert alike(taken, before.served.ask(before.served.browser(viewer), "/inbox/claim", "POST", none))
    assert (leaks, told_apart) == ([], [])
    assert found.state() == state


@interested
@undeclared
@everybody_shut_out
def test_no_mail_tells_who_is_shut_out_of_the_case(before: Heard, who: str) -> None:
    sent = Answer(200, mails(before.served, before.people[who]), "", [])
    assert before.found.leaked(sent, [*before.found.words, before.found.walk.case_no]) == []


@interested
@no_part
@pytest.mark.parametrize("who", ["excluded", "struck", "recused_reviewer", "excluded_decider"])
def test_a_file_held_by_its_address_is_gone_in_pieces_and_from_caches_too(before: Heard, who: str) -> None:
    """Whoever read it before asks again for a part of it, whether it has changed, or only for its headers."""
    browser = before.served.browser(before.people[who])
    item = before.found.arguments["item_id"][0]
    sha256 = before.found.arguments["sha256"][0]
    for number in before.found.arguments["document_id"]:
        for path, nowhere in (
            (f"/documents/{number}", "/documents/999999"),
            (f"/tasks/{item}/files/{sha256}", f"/tasks/999999/files/{sha256}"),
        ):
            for asked in ({"Range": "bytes=0-9"}, {"If-None-Match": "*"}, {"If-Modified-Since": TODAY}):
                answer, other = (browser.get(each, headers=asked) for each in (path, nowhere))
                assert (answer.status_code, other.status_code) == (404, 404)
                assert before.found.leaked(Answer(404, answer.data, "", [])) == []
            answer, other = browser.head(path), browser.head(nowhere)
            assert answer.status_code == other.status_code == 404
            assert "Content-Disposition" not in answer.headers


@interested
@no_part
@pytest.mark.parametrize("way", ["/cases/{case_no}", "/documents/{document_id}", "/tasks/{item_id}"])
def test_the_time_of_the_answer_tells_nothing(before: Heard, way: str) -> None:
    browser = before.served.browser(before.people["excluded_decider"])
    there = way.format(**{name: values[0] for name, values in before.found.arguments.items()})
    nowhere = way.format(case_no="A2026-9999", document_id="999999", item_id="999999")
    took: dict[str, list[float]] = {there: [], nowhere: []}
    for _ in range(100):
        for path, times in took.items():
            # Of the processor, in the thread of the request: what others do on the machine does not count.
            began = thread_time()
            browser.get(path)
            times.append(thread_time() - began)
    assert abs(median(took[there]) - median(took[nowhere])) < 0.005


@interested
def test_an_operator_with_an_interest_handles_no_procedure_of_the_case(before: Heard) -> None:
    served, case_no = before.served, before.found.walk.case_no
    case_id = before.found.walk.case().id
    with served.runtime.db.step() as session:
        instances = session.scalars(select(Instance.id).where(Instance.case_id == case_id)).all()
        incident = Incident(
            case_id=case_id, instance_id=instances[0], what="timer", error="E", at=clock.now()
        )
        message = Message(
            name="hearing.closed", key=case_no, payload={}, sender_case_id=case_id, sent_at=clock.now()
        )
        session.add_all([incident, message])
    shut, free = before.people["excluded_operator"], served.people["operator"]
    for path in ("/desk", f"/instances/?case={case_no}&to=1"):
        assert case_no in served.ask(served.browser(free), path).body.decode()
    assert case_no not in served.ask(served.browser(shut), "/desk").body.decode()
    browser = served.browser(shut)
    listed = served.ask(browser, f"/instances/?case={case_no}&to=1")
    unknown = served.ask(browser, "/instances/?case=A2026-9999&to=1")
    assert listed.body.replace(case_no.encode(), b"") == unknown.body.replace(b"A2026-9999", b"")
    for number in instances:
        assert served.ask(served.browser(free), f"/instances/{number}").status == 200
        for method, rest in (("GET", ""), ("POST", "/cancel"), ("POST", "/move"), ("POST", "/resume")):
            there, nowhere = (f"/instances/{each}{rest}" for each in (number, 999999))
            answer = served.ask(served.browser(shut), there, method, {"reason": "試す"})
            assert answer.status == 404
            assert alike(answer, served.ask(served.browser(shut), nowhere, method, {"reason": "試す"}))
    path = f"/desk/incidents/{incident.id}/resolve"
    assert served.ask(browser, path, "POST", {"reason": "試す"}).status == 303
    with served.runtime.db.read() as session:
        assert session.get_one(Incident, incident.id).resolved_at is None


@pytest.mark.article("第7条")
def test_who_takes_part_reads_the_case(before: Heard) -> None:
    """Otherwise the sweep would find nothing because there is nothing to find."""
    for who in ("member1", "chair"):
        assert {PAPER_WORD, WORDS["minutes_file"]} - readable(before.found, before.people[who]) == set(), who


@pytest.mark.article("第7条")
def test_what_a_visit_and_a_draft_keep_answers_whoever_may_read_it(before: Heard) -> None:
    """Each of these addresses is shut to the others above because of who they are."""
    number, evidence = (before.found.arguments[name][0] for name in ("number", "evidence_id"))
    here, upload = f"/visits/{number}", uuid4()
    for who, path, word in (
        ("inspector", f"{here}/evidence/{evidence}", WORDS["photo"]),
        ("inspector", f"{here}/evidence/{evidence}/small", WORDS["small_photo"]),
        ("inspector", f"{here}/state", ""),
        ("inspector", f"{here}/uploads/{upload}", ""),
        ("member1", f"/committee/{before.hearing_no}/minutes", WORDS["minutes"]),
    ):
        answer = before.served.ask(before.served.browser(before.people[who]), path)
        assert (path, answer.status, word in answer.body.decode(errors="replace")) == (path, 200, True)


@pytest.mark.article("第7条")
@pytest.mark.parametrize(
    "way", ["ops", "bring", "uploads/0d6cb7f2-54e5-4c1b-8f0b-1f1f4a6a9f10", "evidence/{evidence_id}/small"]
)
@pytest.mark.parametrize(
    "who", ["asked_inspector", "judging_inspector", "paused_inspector", "excluded_inspector"]
)
def test_what_an_inspector_sends_is_unknown_where_the_visit_is_shut(
    before: Heard, way: str, who: str
) -> None:
    path = way.format(evidence_id=before.found.arguments["evidence_id"][0])
    statuses = {}
    for name in (who, "inspector"):
        sent: dict[str, Any] = {"json": {"ops": [], "sha256": "0" * 64}}
        if way == "bring":
            sent = {"data": {"file": (BytesIO(b"{}"), "a.json")}}
        made = before.served.browser(before.people[name]).open(
            f"/visits/{before.found.arguments['number'][0]}/{path}",
            method="GET" if "evidence" in way else "POST",
            headers={"X-Requested-With": "visit"},
            **({} if "evidence" in way else sent),
        )
        statuses[name] = made.status_code
    assert statuses[who] == 404
    assert statuses["inspector"] != 404


@pytest.mark.article("第7条")
@pytest.mark.parametrize("who", ["excluded_decider", "undeclared_decider"])
def test_it_is_the_seat_that_hides_the_case(before: Heard, who: str) -> None:
    viewer = before.people[who]
    assert readable(before.found, viewer) - SHEET - MEETING == set()
    with moved(before, viewer, "eligible"):
        seen = readable(before.found, viewer)
    assert {SERVICE, PROVIDER, FORM_A, FORM_B, PAPER_WORD} - seen == set()


@pytest.mark.article("第6条第2項")
@pytest.mark.parametrize(
    "who",
    ["member1", "chair", "secretariat", "decider", "second_decider", "fee_clerk", "operator", "applicant"],
)
def test_nobody_reads_another_persons_opinion_before_the_closing(before: Heard, who: str) -> None:
    viewer = before.people.get(who, before.served.people.by_role.get(who))
    assert viewer is not None
    may_read = {"declaration"} if who in {"secretariat", "decider", "second_decider"} else set()
    others = [each for name, each in before.people.items() if name != who]
    words = [sealed(kind, each) for kind in SEALED if kind not in may_read for each in others]
    before.found.words, kept = words, before.found.words
    try:
        assert readable(before.found, viewer) == set()
    finally:
        before.found.words = kept


@pytest.mark.article("第20条第1項")
def test_reading_a_file_is_on_record_and_being_refused_is_not(before: Heard) -> None:
    served, number = before.served, before.found.arguments["document_id"][0]
    for who, wanted in (("member1", 1), ("chair", 1), ("excluded", 0), ("never_seated", 0)):
        viewer = before.people[who]
        already = read_by(served, viewer)
        served.ask(served.browser(viewer), f"/documents/{number}")
        assert len(read_by(served, viewer)) - len(already) == wanted, who
    assert read_by(served, before.people["member1"])[-1] == f"document {number}"


class Unknown:
    """What a person hears at numbers that nothing has: each address is asked once, in a browser of its own."""

    def __init__(self, before: Heard, viewer: Viewer) -> None:
        self._before, self._viewer = before, viewer
        self._heard: dict[tuple[str, str], Answer] = {}

    def answer(self, path: str, method: str = "GET") -> Answer:
        """The answer there, which holds no word of the case."""
        if (method, path) not in self._heard:
            served = self._before.served
            answer = served.ask(served.browser(self._viewer), path, method)
            found = self._before.found
            assert found.leaked(answer, [*found.words, found.walk.case_no]) == [], path
            self._heard[method, path] = answer
        return self._heard[method, path]


@contextmanager
def moved(before: Heard, viewer: Viewer, state: str) -> Iterator[None]:
    """The person's seat is in another state for a while."""
    own = Seat.user_id == viewer.user_id
    with before.served.runtime.db.step() as session:
        was = session.scalars(select(Seat.state).where(own)).one()
        session.execute(update(Seat).where(own).values(state=state))
    yield
    with before.served.runtime.db.step() as session:
        session.execute(update(Seat).where(own).values(state=was))


def read_by(served: Served, viewer: Viewer) -> list[str]:
    with served.runtime.db.read() as session:
        return list(session.scalars(select(Access.what).where(Access.user_id == viewer.user_id)))


def alike(answer: Answer, other: Answer) -> bool:
    """Whether nothing tells two answers apart: status, headers, where they lead, each byte."""
    return (answer.status, answer.headers, answer.to, answer.body) == (
        other.status,
        other.headers,
        other.to,
        other.body,
    )


def is_own(before: Heard, address: Address, who: str) -> bool:
    """Whether it is where the person declares, or declared, an interest: the step, the seat's page, its receipt."""
    part = CAST.get(who)
    if address.rule.endpoint == "committee.receipt":
        return address.path.endswith(before.receipt(who) or "?")
    if address.rule.endpoint.startswith("committee.") and "hearing_no" in address.rule.arguments:
        return part is not None and part.post != "inspector" and part.state in {"invited", "judging"}
    return address.item_id is not None and address.item_id == before.declaration(who)


def hidden(before: Heard, address: Address, who: str) -> list[str]:
    """The words that must not stand at an address."""
    words = before.found.words
    if address.rule.endpoint.startswith("hearings."):
        # A meeting is of the committee, whatever stands on its agenda: who runs it knows where it is held.
        words = [word for word in words if word not in MEETING]
    if address.rule.endpoint in PROVIDERS and "secretariat" in before.people[who].roles:
        return [word for word in words if word != PROVIDER]
    if is_own(before, address, who) and "undeclared" in who:
        return [word for word in words if word not in SHEET]
    return words
