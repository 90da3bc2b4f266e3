"""Nothing typed is lost on pages that belong to no step: what comes after the session ended waits for its author."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment
from app.store.models.committee import Seat
from app.store.models.procedures import ParkedPage
from tests.heard import Sitting
from tests.web.site import site
from tests.web.test_committee_walk import HALF_A_DAY, parked_at
from tests.web.work_site import Browser, Shown

WORDS = "書きかけの理由。\r\n二行目。"
ONE_LINE = "書きかけの理由"


@dataclass(frozen=True, slots=True)
class Written:
    """A form of a page: who writes, where it stands, which it is, and what is typed."""

    name: str
    page: str
    form: str
    typed: dict[str, str]


def appointment(sitting: Sitting, name: str) -> int:
    with sitting.walk.runtime.db.read() as session:
        query = select(Appointment.id).where(Appointment.user_id == sitting.walk.people[name].user_id)
        return session.scalars(query).first() or 0


def seat(sitting: Sitting, name: str) -> int:
    with sitting.walk.runtime.db.read() as session:
        return session.scalars(select(Seat.id).where(Seat.user_id == sitting.walk.people[name].user_id)).one()


def room(sitting: Sitting) -> str:
    return f"/committee/{sitting.hearing().number}"


def office(sitting: Sitting) -> str:
    return f"/hearings/{sitting.hearing().number}"


def user(sitting: Sitting, name: str) -> int:
    return sitting.walk.people[name].user_id


FORMS: dict[str, Callable[[Sitting], Written]] = {
    "close": lambda s: Written("chair", f"{room(s)}/chair", "section.nt-card form", {"reason": WORDS}),
    "recuse": lambda s: Written("member1", f"{room(s)}/recuse", "main form", {"reason": WORDS}),
    "ask for a meeting": lambda s: Written("member1", f"{room(s)}/meeting", "main form", {"reason": WORDS}),
    "report": lambda s: Written(
        "secretariat",
        office(s),
        f"form[action$='/seats/{seat(s, 'member1')}/report']",
        {"reason": WORDS, "kinds": "employment"},
    ),
    "strike": lambda s: Written(
        "decider", office(s), f"form[action$='/seats/{seat(s, 'member2')}/strike']", {"reason": WORDS}
    ),
    "add": lambda s: Written(
        "secretariat",
        office(s),
        "form[action$='/members']",
        {"reason": ONE_LINE, "user": str(user(s, "member3"))},
    ),
    "appoint": lambda s: Written(
        "secretariat",
        f"/register/{user(s, 'member1')}/appoint",
        "main form",
        {"since": "2028-11-24", "until": "2029-11-23", "expertise": ONE_LINE},
    ),
    "change": lambda s: Written(
        "secretariat",
        f"/register/terms/{appointment(s, 'member1')}",
        "main form",
        {"organisation": ONE_LINE},
    ),
    "end": lambda s: Written(
        "secretariat",
        f"/register/terms/{appointment(s, 'member1')}/end",
        "main form",
        {"reason": WORDS, "first_day_without": "2027-01-01"},
    ),
    "new": lambda s: Written(
        "secretariat", "/register/new", "main form", {"email": "new@example.jp", "name": ONE_LINE}
    ),
    "interest": lambda s: Written(
        "member1",
        f"/register/{user(s, 'member1')}/interests",
        "main form",
        {"name": ONE_LINE, "text": WORDS},
    ),
    "own": lambda s: Written("member1", "/register/me", "main form", {"organisation": ONE_LINE}),
}


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    return site(runtime)


@pytest.fixture
def sitting(runtime: Runtime) -> Sitting:
    return Sitting.declared(runtime, ("chair", "member1", "member2"))


def typed(shown: Shown, written: Written) -> dict[str, str]:
    """What stands in the fields, line breaks as the browser shows them."""
    fields = shown.fields(written.form)
    return {name: fields.get(name, "").replace("\r\n", "\n").removeprefix("\n") for name in written.typed}


def expected(written: Written) -> dict[str, str]:
    return {name: text.replace("\r\n", "\n") for name, text in written.typed.items()}


def send(at: Browser, shown: Shown, written: Written) -> Shown:
    fields = shown.fields(written.form)
    for name, text in written.typed.items():
        fields.setlist(name, [text])
    return at.send(str(shown.form(written.form).get("action") or written.page), fields)


@pytest.mark.parametrize("which", FORMS)
def test_a_post_after_the_session_comes_back_to_its_author_only(
    app: Flask, sitting: Sitting, which: str
) -> None:
    written = FORMS[which](sitting)
    author = sitting.viewer(written.name)
    at = Browser(app, author)
    shown = at.open(written.page)
    assert typed(shown, written) != expected(written)
    at.sign_in(author, seconds_ago=HALF_A_DAY)
    sent = send(at, shown, written)
    assert "/sign-in" in sent.location
    back = parked_at(sent.location)

    at.sign_in(sitting.viewer("member2" if written.name != "member2" else "member1"))
    other = at.open(back)
    assert ONE_LINE not in other.html

    at.sign_in(author)
    again = at.open(back)
    assert typed(again, written) == expected(written)
    assert "サインインが切れる前に送られた内容" in again.text
    assert typed(at.open(written.page), written) != expected(written)


@pytest.mark.parametrize("which", ["close", "recuse", "own"])
def test_a_page_that_has_gone_stale_loses_nothing(app: Flask, sitting: Sitting, which: str) -> None:
    written = FORMS[which](sitting)
    at = Browser(app, sitting.viewer(written.name))
    shown = at.open(written.page)
    at.client.delete_cookie("nintei")
    at.sign_in(sitting.viewer(written.name))
    sent = send(at, shown, written)
    again = at.open(sent.location)
    assert typed(again, written) == expected(written)


def test_what_another_persons_page_sends_is_not_kept(app: Flask, sitting: Sitting, runtime: Runtime) -> None:
    written = FORMS["recuse"](sitting)
    at = Browser(app, sitting.viewer("member1"))
    shown = at.open(written.page)
    at.client.delete_cookie("nintei")
    at.sign_in(sitting.viewer("member2"))
    assert send(at, shown, written).status == 400
    with runtime.db.read() as session:
        assert session.scalars(select(ParkedPage.id)).all() == []


def test_it_waits_for_a_day(app: Flask, sitting: Sitting, runtime: Runtime) -> None:
    written = FORMS["recuse"](sitting)
    author = sitting.viewer(written.name)
    at = Browser(app, author)
    shown = at.open(written.page)
    at.sign_in(author, seconds_ago=HALF_A_DAY)
    back = parked_at(send(at, shown, written).location)
    at.sign_in(author)
    assert typed(at.open(back), written) == expected(written)
    with runtime.db.step() as session:
        session.execute(update(ParkedPage).values(at=clock.real_now() - timedelta(hours=25)))
    assert typed(at.open(back), written) == {"reason": ""}


def test_a_refused_strike_keeps_what_was_typed(app: Flask, sitting: Sitting) -> None:
    written = FORMS["strike"](sitting)
    at = Browser(app, sitting.viewer("decider"))
    blank = Written("decider", written.page, written.form, {"reason": "　", "kinds": "employment"})
    refused = send(at, at.open(written.page), blank)
    assert refused.status == 422
    assert typed(refused, blank)["kinds"] == "employment"
    assert refused.form(written.form).find_parent("details", open=True) is not None


@pytest.mark.parametrize(
    ("name", "path", "form", "given", "leads_to"),
    [
        ("member1", "/committee/{no}/meeting", "main form", {"reason": " "}, "#reason"),
        ("secretariat", "/register/new", "main form", {"email": "", "since": ""}, "#email"),
    ],
)
def test_a_refused_form_says_so_first_and_leads_to_its_field(
    app: Flask, sitting: Sitting, name: str, path: str, form: str, given: dict[str, str], leads_to: str
) -> None:
    written = Written(name, path.format(no=sitting.hearing().number), form, given)
    at = Browser(app, sitting.viewer(name))
    shown = at.open(written.page)
    assert not (shown.page.title or shown.page).get_text().startswith("エラー：")
    refused = send(at, shown, written)
    assert refused.status == 422
    title = refused.page.title
    assert title is not None
    assert title.get_text().startswith("エラー：")
    summary = refused.page.select_one("main .nt-error-summary[tabindex='-1'][autofocus]")
    assert summary is not None
    assert summary.select_one(f"a[href='{leads_to}']") is not None
    assert refused.page.select_one(leads_to) is not None
