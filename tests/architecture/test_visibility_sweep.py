"""Who has no part in a case gets no byte of it at any address, and the answer that an unknown number gets.

A new address with an argument that the sweep does not know fails it: say in `confidential` what stands for it,
and whether it belongs to a case.
"""

from urllib.parse import quote

import pytest

from app.store.viewer import Viewer
from tests.architecture.confidential import (
    FORM_A,
    FORM_B,
    NOTES,
    PAPER_NAME,
    PAPER_WORD,
    PROVIDER,
    SERVICE,
    Address,
    Secret,
    readable,
    secret,
    step,
    walked,
)
from tests.architecture.conftest import Served

pytestmark = pytest.mark.slow

# Who has no part in a case that waits for its decision. Deciders see every case (第20条).
OUTSIDERS = (
    "stranger",
    "second_secretariat",
    "second_reviewer",
    "entry_checker",
    "publisher",
    "operator",
    "member1",
    "chair",
    "inspector",
    "nobody",
)
LISTS = ("", "?q=秘匿検査", "?tab=group", "?tab=done")
# Here the secretariat finds a provider, to file for it or to keep its members.
PROVIDERS = {"applications.new_posted", "accounts.members"}

everyone_outside = pytest.mark.parametrize("who", OUTSIDERS)
reads_what_is_not_theirs = pytest.mark.refusal("X71", basis="inference", article="第20条第1項")


@pytest.fixture(scope="module")
def undecided(served: Served) -> Secret:
    found = secret(served, walked(served))
    notes = [words for node, (_, words) in NOTES.items() if node != "decide"]
    found.words = [SERVICE, PROVIDER, FORM_A, FORM_B, *notes, PAPER_WORD, PAPER_NAME]
    arrival = found.walk.case().arrival_no
    assert arrival is not None
    found.words.append(arrival)
    return found


@reads_what_is_not_theirs
@everyone_outside
def test_who_has_no_part_in_a_case_reads_no_byte_of_it(undecided: Secret, who: str) -> None:
    served, viewer = undecided.served, outsider(undecided, who)
    browser = served.browser(viewer)
    leaks, let_in, told_apart = [], [], []
    for address in undecided.addresses():
        answer = served.ask(browser, address.path)
        shown = undecided.leaked(answer, hidden(undecided, address, who))
        if shown:
            leaks.append((address.path, shown))
        if not address.is_bound(viewer) or undecided.is_over(address, viewer):
            continue
        other = served.ask(browser, address.unknown)
        if not answer.refused:
            let_in.append((address.path, answer.status))
        elif (answer.status, answer.to, answer.body) != (other.status, other.to, other.body):
            told_apart.append((address.path, answer.status, other.status))
    assert leaks == []
    assert let_in == []
    assert told_apart == []


@reads_what_is_not_theirs
@everyone_outside
def test_no_list_or_search_shows_the_case_to_who_has_no_part_in_it(undecided: Secret, who: str) -> None:
    browser = undecided.served.browser(outsider(undecided, who))
    leaks = []
    for address in undecided.addresses():
        if address.rule.arguments:
            continue
        for query in (*LISTS, f"?q={undecided.walk.case_no}"):
            answer = undecided.served.ask(browser, quote(address.path + query, safe="/?=&"))
            shown = undecided.leaked(answer, hidden(undecided, address, who))
            if query in LISTS:
                shown += undecided.leaked(answer, [undecided.walk.case_no])
            if shown:
                leaks.append((address.path + query, shown))
    assert leaks == []


@reads_what_is_not_theirs
@everyone_outside
def test_who_has_no_part_in_a_case_changes_nothing_of_it(undecided: Secret, who: str) -> None:
    served, viewer = undecided.served, outsider(undecided, who)
    before = undecided.state()
    let_in, told_apart, leaks = [], [], []
    for address in undecided.addresses("POST"):
        if not address.is_bound(viewer):
            continue
        answer = served.ask(served.browser(viewer), address.path, "POST")
        if undecided.leaked(answer):
            leaks.append((address.path, undecided.leaked(answer)))
        if undecided.is_over(address, viewer) and answer.status in {303, 403, 404, 409, 422}:
            continue  # two people did one step: the later one is told, and gets the words back
        other = served.ask(served.browser(viewer), address.unknown, "POST")
        if not answer.refused:
            let_in.append((address.path, answer.status))
        elif (answer.status, answer.to, answer.body) != (other.status, other.to, other.body):
            told_apart.append((address.path, answer.status, other.status))
    assert (let_in, told_apart, leaks) == ([], [], [])
    assert undecided.state() == before


@pytest.mark.article("第20条第1項")
def test_who_has_a_part_in_the_case_reads_it(undecided: Secret) -> None:
    """Otherwise the sweep would find nothing because there is nothing to find."""
    seen = {who: readable(undecided, undecided.served.people[who]) for who in ("applicant", "decider")}
    for who, read in seen.items():
        assert {SERVICE, FORM_A, FORM_B, PAPER_WORD} - read == set(), who
    assert {NOTES["judge_bar"][1], NOTES["summarise_review"][1]} - seen["decider"] == set()
    internal = {words for node, (_, words) in NOTES.items() if node != "decide"}
    assert internal & seen["applicant"] == set()


def test_reading_a_case_writes_nothing_but_who_read_it(undecided: Secret) -> None:
    served, wrote = undecided.served, []
    for who in ("applicant", "decider", "reviewer"):
        browser = served.browser(served.people[who])
        for address in undecided.addresses():
            answer = served.ask(browser, address.path)
            if set(answer.written) - {"access", "begin immediate"}:
                wrote.append((who, address.path, answer.written))
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
    published.words = [FORM_A, *(words for _, words in NOTES.values()), PAPER_WORD, PAPER_NAME, arrival]
    served, leaks, let_in, seen = published.served, [], [], set()
    for who in ("stranger", "second_reviewer", "operator", "nobody"):
        viewer = outsider(published, who)
        browser = served.browser(viewer)
        for address in published.addresses():
            answer = served.ask(browser, address.path)
            seen |= set(published.leaked(answer, [SERVICE, PROVIDER, FORM_B]))
            shown = published.leaked(answer, [*published.words, published.walk.case_no])
            if shown:
                leaks.append((who, address.path, shown))
            if address.is_bound(viewer) and not published.is_over(address, viewer) and not answer.refused:
                let_in.append((who, address.path, answer.status))
    assert (leaks, let_in) == ([], [])
    assert seen == {SERVICE, PROVIDER, FORM_B}


def outsider(found: Secret, who: str) -> Viewer | None:
    return None if who == "nobody" else found.served.people[who]


def hidden(found: Secret, address: Address, who: str) -> list[str]:
    """The words that must not stand at an address."""
    if address.rule.endpoint in PROVIDERS and who == "second_secretariat":
        return [word for word in found.words if word != PROVIDER]
    return found.words
