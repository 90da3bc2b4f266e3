"""Committee members and inspectors hold their roles for a term, and by nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, update

from app import clock
from app.accounts import totp, users
from app.accounts.refused import RefusedError
from app.accounts.viewers import viewer_of
from app.cases.runtime import Runtime
from app.law.roles import BY_POST
from app.store.models.appointments import Appointment
from app.store.models.committee import Hearing
from app.store.models.people import User, UserRole
from app.store.models.procedures import WorkItem
from app.store.reading.candidates import candidates
from app.store.reading.members import stranded
from app.store.viewer import Viewer
from tests.people import people
from tests.walk import Walk
from tests.web.site import site
from tests.web.work_site import Browser

DAY = timedelta(days=1)
TODAY = date(2026, 11, 24)


def appointed(runtime: Runtime, post: str = "member", **own: Any) -> int:
    """The id of a new user with a term of one month around today."""
    with runtime.db.step() as session:
        found = User(
            email=f"{post}@example.jp",
            name=post,
            password_hash="!",
            verified_at=clock.now(),
            created_at=clock.now(),
        )
        session.add(found)
        session.flush()
        term = {"since": TODAY - 15 * DAY, "until": TODAY + 15 * DAY} | own
        session.add(
            Appointment(user_id=found.id, post=post, created_at=clock.now(), created_by=found.id, **term)
        )
        return found.id


def view(runtime: Runtime, user_id: int, today: date = TODAY) -> Viewer:
    with runtime.db.read() as session:
        found = viewer_of(session, user_id, today)
    assert found is not None
    return found


@pytest.mark.parametrize("post", BY_POST)
def test_a_post_gives_its_roles_and_its_holder_is_not_staff(both: Runtime, post: str) -> None:
    found = view(both, appointed(both, post))
    assert found.roles == BY_POST[post]
    assert not found.staff


def test_a_term_counts_from_its_first_to_its_last_day(both: Runtime) -> None:
    user_id = appointed(both, since=TODAY, until=TODAY + DAY)
    held = [bool(view(both, user_id, TODAY + days * DAY).roles) for days in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_a_term_that_is_ended_gives_nothing_from_that_day_on(both: Runtime) -> None:
    user_id = appointed(both, ended_on=TODAY)
    assert view(both, user_id, TODAY - DAY).roles == {"member"}
    assert view(both, user_id, TODAY).roles == frozenset()


def test_two_terms_and_a_granted_role_add_up_in_one_statement(runtime: Runtime) -> None:
    user_id = appointed(runtime, "chair")
    with runtime.db.step() as session:
        session.add_all(
            [
                Appointment(
                    user_id=user_id,
                    post="inspector",
                    since=TODAY,
                    until=TODAY,
                    created_at=clock.now(),
                    created_by=user_id,
                ),
                UserRole(user_id=user_id, role="reviewer"),
            ]
        )
    statements: list[str] = []
    event.listen(runtime.db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    found = view(runtime, user_id)
    assert len([text for text in statements if not text.startswith("BEGIN")]) == 1
    assert found.roles == {"member", "chair", "inspector", "reviewer"}
    assert found.staff


def test_a_row_of_granted_roles_makes_nobody_a_member(both: Runtime) -> None:
    nobody = people(both)["fee_clerk"]
    with both.db.step() as session:
        session.add_all(
            UserRole(user_id=nobody.user_id, role=role) for role in ("member", "chair", "inspector")
        )
    assert view(both, nobody.user_id).roles == {"fee_clerk"}


@pytest.mark.parametrize("role", ["member", "chair", "inspector"])
def test_such_a_role_is_not_granted_but_entered_in_the_register(runtime: Runtime, role: str) -> None:
    user_id = appointed(runtime)
    with runtime.db.step() as session:
        found = session.get_one(User, user_id)
        with pytest.raises(RefusedError, match="/register"):
            users.grant(session, found, role)


@pytest.mark.parametrize("post", ["member", "chair", "acting", "alternate"])
@pytest.mark.refusal("X21", basis="design", article="第7条")
def test_a_member_of_the_committee_is_given_no_role_of_the_body(both: Runtime, post: str) -> None:
    user_id = appointed(both, post)
    with both.db.step() as session:
        found = session.get_one(User, user_id)
        with pytest.raises(RefusedError, match="sit as experts"):
            users.grant(session, found, "reviewer")
    assert "reviewer" not in view(both, user_id).roles


def test_who_is_to_be_a_member_is_given_none_either_and_who_was_one_may_be(runtime: Runtime) -> None:
    coming = appointed(runtime, since=TODAY + DAY, until=TODAY + 9 * DAY)
    gone = appointed(runtime, "acting", until=TODAY, ended_on=TODAY)
    with runtime.db.step() as session:
        with pytest.raises(RefusedError, match="sit as experts"):
            users.grant(session, session.get_one(User, coming), "decider")
        users.grant(session, session.get_one(User, gone), "decider")


def test_an_inspector_may_hold_a_role_of_the_body(runtime: Runtime) -> None:
    user_id = appointed(runtime, "inspector")
    with runtime.db.step() as session:
        users.grant(session, session.get_one(User, user_id), "reviewer")
    assert view(runtime, user_id).roles == {"inspector", "reviewer"}


@pytest.mark.parametrize("state", ["open", "closed", "minutes", "delivered", "abandoned"])
def test_whoever_presides_over_a_running_hearing_acts_as_chair(both: Runtime, state: str) -> None:
    case_id, user_id = Walk.open(both).case().id, appointed(both)
    with both.db.step() as session:
        session.add(
            Hearing(
                number="聴-1",
                case_id=case_id,
                round=1,
                method="circulation",
                rule_set="1",
                presiding_id=user_id,
                state=state,
                opened_at=clock.now(),
                opened_by=user_id,
                declare_by=clock.now(),
                due_at=clock.now(),
            )
        )
    running = state not in ("delivered", "abandoned")
    assert view(both, user_id).is_("chair") is running


def test_members_need_the_second_factor_too(runtime: Runtime) -> None:
    user_id = appointed(runtime)
    with runtime.db.read() as session:
        assert totp.is_missing(session, session.get_one(User, user_id), demo=False)


@pytest.mark.parametrize("who", ["member1", "chair", "acting", "inspector"])
def test_they_come_to_their_inbox_and_not_to_the_bodys_cases(runtime: Runtime, who: str) -> None:
    browser = Browser(site(runtime), people(runtime)[who])
    assert browser.open("/inbox").status == 200
    assert browser.open("/cases").status == 403
    assert "/cases" not in {link.get("href") for link in browser.open("/inbox").page.select("nav a")}


def test_the_people_of_tests_hold_what_their_rows_say(both: Runtime) -> None:
    made = people(both)
    for viewer in made.by_role.values():
        assert view(both, viewer.user_id).roles == viewer.roles


def test_a_step_of_the_chair_can_be_given_to_those_whose_term_runs(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    item = walk.item("judge_bar")
    with both.db.step() as session:
        session.execute(update(WorkItem).where(WorkItem.id == item.id).values(role="chair"))
        assert [each.name for each in candidates(session, [item.id])[item.id]] == ["acting", "chair"]
        session.execute(update(Appointment).where(Appointment.post == "acting").values(ended_on=TODAY))
        assert [each.name for each in candidates(session, [item.id])[item.id]] == ["chair"]


def test_a_bound_step_is_stranded_when_the_term_is_over(both: Runtime) -> None:
    walk = Walk.open(both).until("judge_bar")
    chair = walk.people["chair"].user_id
    with both.db.step() as session:
        bound = {"role": "chair", "bound": True, "assignee_id": chair}
        session.execute(update(WorkItem).where(WorkItem.id == walk.item("judge_bar").id).values(bound))
        assert stranded(session) == []
        session.execute(
            update(Appointment)
            .where(Appointment.user_id == chair)
            .values(until=TODAY - DAY, since=TODAY - DAY)
        )
        assert [each.cause for each in stranded(session)] == ["role"]
