"""第7条: appointing members and inspectors, and that an appointment opens nothing once it is over."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.accounts import api_tokens
from app.accounts.refused import RefusedError
from app.accounts.viewers import viewer_of
from app.cases import appointing, appointments, confirming, enrolling, standing_interests, terms
from app.cases.appointments import Wanted
from app.cases.errors import Refused, Unknown
from app.cases.runtime import Runtime
from app.store.models.appointments import Appointment, AppointmentEvent, StandingInterest
from app.store.models.cases import Case
from app.store.models.committee import Hearing, Seat
from app.store.models.kept import WrittenOnceError
from app.store.models.people import User
from app.store.models.procedures import Message, OutboxRow
from app.store.reading import register
from app.store.viewer import Viewer
from tests.people import People, people
from tests.walk import Walk

TODAY = date(2026, 11, 24)
UNTIL = date(2026, 12, 31)


@pytest.fixture
def who(runtime: Runtime) -> People:
    return people(runtime)


def wanted(post: str = "member", since: date = TODAY, until: date = UNTIL, **more: object) -> Wanted:
    return Wanted(post, since, until, **more)  # type: ignore[arg-type] # each test names what it changes


def appointed(runtime: Runtime, who: People, name: str = "stranger", **more: object) -> int:
    return appointments.appoint(runtime, who["secretariat"], who[name].user_id, wanted(**more))  # type: ignore[arg-type] # as above


def roles(runtime: Runtime, viewer: Viewer) -> frozenset[str]:
    with runtime.db.read() as session:
        found = viewer_of(session, viewer.user_id, clock.today())
        assert found is not None
        return found.roles


def events(runtime: Runtime, user_id: int) -> list[str]:
    with runtime.db.read() as session:
        return list(
            session.scalars(
                select(AppointmentEvent.kind)
                .where(AppointmentEvent.user_id == user_id)
                .order_by(AppointmentEvent.id)
            )
        )


def mailed(runtime: Runtime, to: str) -> list[str]:
    with runtime.db.read() as session:
        rows = session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id))
        return [payload["subject"] for payload in rows if payload.get("to") == to]


def midnight_after(day: date) -> datetime:
    return clock.start_of(day + timedelta(days=1))


def test_an_appointment_gives_its_roles_from_its_first_to_its_last_day(both: Runtime) -> None:
    who = people(both)
    appointed(both, who, since=TODAY + timedelta(days=1))
    assert roles(both, who["stranger"]) == frozenset()
    clock.fix(midnight_after(TODAY))
    assert roles(both, who["stranger"]) == {"member"}
    clock.fix(midnight_after(UNTIL) - timedelta(seconds=1))
    assert roles(both, who["stranger"]) == {"member"}
    clock.fix(midnight_after(UNTIL))
    assert roles(both, who["stranger"]) == frozenset()


def test_a_token_of_the_api_gives_no_role_after_the_last_day(both: Runtime) -> None:
    who = people(both)
    appointed(both, who)
    with both.db.step() as session:
        secret = api_tokens.create(
            session, who["stranger"].user_id, name="x", scopes=("work:read",), days=365
        )
    clock.fix(midnight_after(UNTIL) - timedelta(seconds=1))
    held = api_tokens.bearer(both.db, secret, clock.today(), demo=True)
    assert held is not None
    assert held.viewer.roles == {"member"}
    clock.fix(midnight_after(UNTIL))
    held = api_tokens.bearer(both.db, secret, clock.today(), demo=True)
    assert held is not None
    assert held.viewer.roles == frozenset()


@pytest.mark.parametrize("post", ["member", "chair", "acting", "alternate"])
@pytest.mark.refusal("X21", basis="design", article="第7条")
def test_staff_of_the_body_is_not_appointed_to_the_committee(
    runtime: Runtime, who: People, post: str
) -> None:
    reviewer = who["second_reviewer"].user_id
    rank = 2 if post == "acting" else 0
    with pytest.raises(Refused) as refused:
        appointments.appoint(runtime, who["secretariat"], reviewer, wanted(post, acting_order=rank))
    assert [ground.refusal for ground in refused.value.grounds] == ["X21"]
    assert events(runtime, reviewer) == []


def test_staff_of_the_body_may_inspect(runtime: Runtime, who: People) -> None:
    appointments.appoint(runtime, who["secretariat"], who["second_reviewer"].user_id, wanted("inspector"))
    assert roles(runtime, who["second_reviewer"]) == {"reviewer", "inspector"}


@pytest.mark.parametrize("name", ["decider", "operator", "member1", "applicant", "chair"])
def test_only_the_secretariat_keeps_the_register(runtime: Runtime, who: People, name: str) -> None:
    user_id, number = who["stranger"].user_id, appointed(runtime, who)
    with pytest.raises(Unknown):
        appointments.appoint(runtime, who[name], user_id, wanted("inspector"))
    with pytest.raises(Unknown):
        appointments.change(runtime, who[name], number, wanted())
    with pytest.raises(Unknown):
        appointments.end(runtime, who[name], number, TODAY, "理由")
    with pytest.raises(Unknown):
        enrolling.enter(runtime, who[name], "new@example.jp", "新しい人", wanted())
    with pytest.raises(Unknown):
        standing_interests.add(runtime, who[name], user_id, kind="employment", name="会社")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"until": TODAY - timedelta(days=1)}, "until"),
        ({"since": date(2020, 1, 1), "until": date(2020, 12, 31)}, "until"),
        ({"post": "president"}, "post"),
        ({"post": "chair"}, "post"),
        ({"post": "acting"}, "acting_order"),
        ({"organisation_number": "1234567890123"}, "organisation_number"),
        ({"organisation": "あ" * 201}, "organisation"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    runtime: Runtime, who: People, more: dict[str, object], field: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        appointed(runtime, who, **more)
    assert refused.value.field == field
    assert events(runtime, who["stranger"].user_id) == []


def test_there_is_one_chair_at_a_time(both: Runtime) -> None:
    who = people(both)
    with both.db.read() as session:
        until = session.scalars(select(Appointment.until).where(Appointment.post == "chair")).one()
    with pytest.raises(RefusedError, match="is a chair"):
        appointed(both, who, post="chair", since=until, until=until)
    next_day = until + timedelta(days=1)
    appointed(both, who, post="chair", since=next_day, until=next_day)


def test_terms_of_one_post_do_not_overlap(runtime: Runtime, who: People) -> None:
    number = appointed(runtime, who)
    with pytest.raises(RefusedError, match="overlaps"):
        appointed(runtime, who, since=UNTIL, until=UNTIL)
    appointed(runtime, who, post="inspector")
    later = UNTIL + timedelta(days=1)
    second = appointed(runtime, who, since=later, until=later)
    with pytest.raises(RefusedError, match="overlaps"):
        appointments.change(runtime, who["secretariat"], number, wanted(until=later))
    appointments.end(runtime, who["secretariat"], second, later, "延ばすため")
    appointments.change(runtime, who["secretariat"], number, wanted(until=later))


def test_after_an_early_end_the_post_is_free_from_that_day(runtime: Runtime, who: People) -> None:
    with runtime.db.read() as session:
        chair = session.scalars(select(Appointment.id).where(Appointment.post == "chair")).one()
    appointments.end(runtime, who["secretariat"], chair, TODAY, "辞任")
    appointed(runtime, who, post="chair")
    assert roles(runtime, who["chair"]) == frozenset()
    assert roles(runtime, who["stranger"]) == {"member", "chair"}


def test_what_should_be_looked_at_again_is_said(runtime: Runtime, who: People) -> None:
    appointed(runtime, who, post="inspector")
    new = wanted("acting", acting_order=1)
    appointments.appoint(runtime, who["secretariat"], who["stranger"].user_id, new)
    with runtime.db.read() as session:
        said = [text.en for text in appointing.warnings(session, who["stranger"].user_id, new)]
    assert len(said) == 3
    assert "same rank" in said[0]
    assert "acts for a provider" in said[1]
    assert "inspector" in said[2]


def test_a_change_keeps_what_was_before_on_record(runtime: Runtime, who: People) -> None:
    number = appointed(runtime, who, organisation="元の大学")
    appointments.change(runtime, who["secretariat"], number, wanted(organisation="次の大学"))
    appointments.change(runtime, who["secretariat"], number, wanted(organisation="次の大学"))
    with runtime.db.read() as session:
        found = session.scalars(select(AppointmentEvent).where(AppointmentEvent.kind == "changed")).one()
        assert found.data == {"organisation": ["元の大学", "次の大学"]}
        assert found.by_id == who["secretariat"].user_id


def test_the_record_of_the_register_is_written_once(runtime: Runtime, who: People) -> None:
    appointed(runtime, who)
    with pytest.raises(WrittenOnceError), runtime.db.step() as session:
        session.scalars(select(AppointmentEvent)).first().reason = "違う"  # type: ignore[union-attr] # there is one


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), UNTIL + timedelta(days=1)])
def test_an_appointment_ends_on_a_day_of_what_is_left(runtime: Runtime, who: People, day: date) -> None:
    number = appointed(runtime, who)
    with pytest.raises(RefusedError):
        appointments.end(runtime, who["secretariat"], number, day, "理由")
    with pytest.raises(RefusedError, match="reason"):
        appointments.end(runtime, who["secretariat"], number, TODAY, " ")
    assert roles(runtime, who["stranger"]) == {"member"}
    appointments.end(runtime, who["secretariat"], number, TODAY, "辞任")
    with pytest.raises(RefusedError):
        appointments.end(runtime, who["secretariat"], number, TODAY, "もう一度")


def seated(runtime: Runtime, who: People, name: str, *, state: str = "open") -> tuple[int, int]:
    """A seat in a hearing of a case, declared and clear: its id and the case's."""
    case_id, user_id = Walk.open(runtime, who).case().id, who[name].user_id
    with runtime.db.step() as session:
        hearing = Hearing(
            number=f"聴-{name}",
            case_id=case_id,
            round=1,
            method="circulation",
            rule_set="1",
            presiding_id=user_id,
            state=state,
            opened_at=clock.now(),
            opened_by=user_id,
            declare_by=clock.now(),
            due_at=clock.now() + timedelta(days=90),
        )
        session.add(hearing)
        session.flush()
        seat = Seat(
            hearing_id=hearing.id,
            case_id=case_id,
            user_id=user_id,
            state="eligible",
            added_at=clock.now(),
            added_by=user_id,
            changed_at=clock.now(),
        )
        session.add(seat)
        session.flush()
        return seat.id, case_id


def seat_state(runtime: Runtime, seat_id: int) -> str:
    with runtime.db.read() as session:
        return session.get_one(Seat, seat_id).state


def only_appointment(runtime: Runtime, viewer: Viewer) -> int:
    with runtime.db.read() as session:
        return session.scalars(select(Appointment.id).where(Appointment.user_id == viewer.user_id)).one()


def test_ending_an_appointment_today_ends_sessions_and_seats_at_once(both: Runtime) -> None:
    who = people(both)
    seat_id, case_id = seated(both, who, "member1")
    appointments.end(both, who["secretariat"], only_appointment(both, who["member1"]), TODAY, "辞任")
    assert seat_state(both, seat_id) == "expired"
    assert roles(both, who["member1"]) == frozenset()  # presiding gives nothing to who has left
    with both.db.read() as session:
        assert session.get_one(User, who["member1"].user_id).epoch == 1
        sent = session.scalars(select(Message).where(Message.name == "seat.ended")).one()
        assert (sent.key, sent.sender_case_id) == (str(seat_id), case_id)
        assert session.get_one(Case, case_id).event_seq > 0


def test_a_seat_ends_with_the_day_on_which_the_term_is_over(runtime: Runtime, who: People) -> None:
    appointed(runtime, who)
    seat_id, _case = seated(runtime, who, "stranger")
    clock.fix(midnight_after(UNTIL) - timedelta(seconds=1))
    assert terms.carry_out(runtime)
    assert seat_state(runtime, seat_id) == "eligible"
    clock.fix(midnight_after(UNTIL))
    assert terms.carry_out(runtime)
    assert terms.carry_out(runtime)
    assert seat_state(runtime, seat_id) == "expired"
    assert events(runtime, who["stranger"].user_id)[-1] == "expired"
    assert events(runtime, who["stranger"].user_id).count("expired") == 1


def test_a_chair_who_stays_a_member_hands_the_hearing_over(runtime: Runtime, who: People) -> None:
    chair = who["chair"]
    appointments.appoint(runtime, who["secretariat"], chair.user_id, wanted())
    seat_id, case_id = seated(runtime, who, "chair")
    with runtime.db.step() as session:
        hearing = session.scalars(select(Hearing)).one()
        session.add(
            Seat(
                hearing_id=hearing.id,
                case_id=case_id,
                user_id=who["acting"].user_id,
                state="eligible",
                added_at=clock.now(),
                added_by=chair.user_id,
                changed_at=clock.now(),
            )
        )
        number = session.scalars(
            select(Appointment.id).where(Appointment.user_id == chair.user_id, Appointment.post == "chair")
        ).one()
    appointments.end(runtime, who["secretariat"], number, TODAY, "委員に戻る")
    assert seat_state(runtime, seat_id) == "eligible"
    with runtime.db.read() as session:
        assert session.scalars(select(Hearing.presiding_id)).one() == who["acting"].user_id
    assert roles(runtime, chair) == {"member"}


def test_a_seat_in_a_closed_hearing_stays_as_it_was(runtime: Runtime, who: People) -> None:
    appointed(runtime, who)
    seat_id, _case = seated(runtime, who, "stranger", state="closed")
    clock.fix(midnight_after(UNTIL))
    assert terms.carry_out(runtime)
    assert seat_state(runtime, seat_id) == "eligible"


def test_who_is_appointed_again_keeps_seat_and_session(runtime: Runtime, who: People) -> None:
    appointed(runtime, who)
    later = UNTIL + timedelta(days=1)
    appointed(runtime, who, since=later, until=later + timedelta(days=365))
    seat_id, _case = seated(runtime, who, "stranger")
    with runtime.db.read() as session:
        before = session.get_one(User, who["stranger"].user_id).epoch
    clock.fix(clock.start_of(later))
    assert terms.carry_out(runtime)
    assert seat_state(runtime, seat_id) == "eligible"
    with runtime.db.read() as session:
        assert session.get_one(User, who["stranger"].user_id).epoch == before


def test_who_is_appointed_without_a_second_factor_signs_in_anew(runtime: Runtime, who: People) -> None:
    with runtime.db.step() as session:
        session.get_one(User, who["colleague"].user_id).totp_secret = "A" * 16
    for name, epoch in (("stranger", 1), ("colleague", 0)):
        appointed(runtime, who, name)
        with runtime.db.read() as session:
            assert session.get_one(User, who[name].user_id).epoch == epoch


def test_a_term_that_ends_is_told_once_at_each_stage(runtime: Runtime, who: People) -> None:
    until = TODAY + timedelta(days=100)
    appointed(runtime, who, until=until)
    for before, told in ((61, 0), (60, 1), (30, 1), (14, 2), (13, 2), (0, 3)):
        clock.fix(clock.start_of(until - timedelta(days=before)))
        assert terms.carry_out(runtime)
        assert terms.carry_out(runtime)
        assert len(mailed(runtime, "stranger@example.jp")) == told, before
    clock.fix(midnight_after(until))
    assert terms.carry_out(runtime)
    assert len(mailed(runtime, "stranger@example.jp")) == 3


def test_after_a_standstill_only_the_last_stage_is_told(runtime: Runtime, who: People) -> None:
    until = TODAY + timedelta(days=100)
    appointed(runtime, who, until=until)
    clock.fix(clock.start_of(until))
    terms.carry_out(runtime)
    assert len(mailed(runtime, "stranger@example.jp")) == 1


def test_the_secretariat_is_told_too_with_the_open_hearings_that_each_may_see(
    runtime: Runtime, who: People
) -> None:
    """運用: once at each stage, whatever days the worker missed."""
    seated(runtime, who, "member1")
    with runtime.db.read() as session:
        until = session.scalars(
            select(Appointment.until).where(Appointment.user_id == who["member1"].user_id)
        ).one()

    def told(to: str) -> list[str]:
        with runtime.db.read() as session:
            rows = session.scalars(select(OutboxRow.payload).order_by(OutboxRow.id)).all()
        return [
            each["body"] for each in rows if each.get("to") == to and "member1さんの任期" in each["subject"]
        ]

    for before, times in ((61, 0), (60, 1), (20, 1), (13, 2), (0, 3)):
        clock.fix(clock.start_of(until - timedelta(days=before)))
        assert terms.carry_out(runtime)
        assert terms.carry_out(runtime)
        assert len(told("secretariat@example.jp")) == times, before
    assert all("審議中の議案の席：1件" in body for body in told("secretariat@example.jp"))
    assert told("decider@example.jp") == []
    with runtime.db.step() as session:
        seat = session.scalars(select(Seat)).one()
        session.add(
            Seat(
                hearing_id=seat.hearing_id,
                case_id=seat.case_id,
                user_id=who["second_secretariat"].user_id,
                state="excluded",
                added_at=clock.now(),
                added_by=seat.user_id,
                changed_at=clock.now(),
            )
        )
    with runtime.db.read() as session:
        shut = viewer_of(session, who["second_secretariat"].user_id, clock.today())
        free = viewer_of(session, who["secretariat"].user_id, clock.today())
        assert shut is not None
        assert free is not None
        member = who["member1"].user_id
        assert (register.running(session, free, member), register.running(session, shut, member)) == (1, 0)
        assert register.sits_in(session, shut, member) == []


def test_the_yearly_update_is_asked_for_until_it_is_made(runtime: Runtime, who: People) -> None:
    appointed(runtime, who, until=TODAY + timedelta(days=3 * 365))

    def due() -> date:
        with runtime.db.read() as session:
            found = register.update_due_of(session, who["stranger"], clock.today())
            assert found is not None
            return found

    first = due()
    assert TODAY + timedelta(days=364) <= first <= TODAY + timedelta(days=366)
    for before, told in ((31, 0), (30, 1), (0, 2), (-14, 3), (-40, 3)):
        clock.fix(clock.start_of(first - timedelta(days=before)))
        terms.carry_out(runtime)
        assert len(mailed(runtime, "stranger@example.jp")) == told, before
    member = Viewer(who["stranger"].user_id, "x", frozenset({"member"}))
    confirming.confirm(runtime, member, "新しい大学", "")
    assert due() > clock.today()
    terms.carry_out(runtime)
    assert len(mailed(runtime, "stranger@example.jp")) == 3
    with runtime.db.read() as session:
        row = session.scalars(select(Appointment).where(Appointment.user_id == member.user_id)).one()
        assert (row.organisation, row.confirmed_on) == ("新しい大学", clock.today())


def test_nobody_updates_after_the_term(runtime: Runtime, who: People) -> None:
    appointed(runtime, who)
    clock.fix(midnight_after(UNTIL))
    with pytest.raises(Unknown):
        confirming.confirm(runtime, who["stranger"], "大学", "")


def test_a_tie_is_told_by_oneself_or_the_secretariat_and_ends_in_a_new_row(both: Runtime) -> None:
    who = people(both)
    member = who["member1"]
    number = standing_interests.add(
        both, member, member.user_id, kind="employment", name="株式会社　アオゾラ", since=date(2020, 4, 1)
    )
    standing_interests.add(both, who["secretariat"], member.user_id, kind="other", name="別の会社")
    with pytest.raises(Unknown):
        standing_interests.add(both, who["member2"], member.user_id, kind="other", name="会社")
    with pytest.raises(Unknown):
        standing_interests.end(both, who["member2"], number, TODAY)
    ended = standing_interests.end(both, member, number, TODAY)
    with pytest.raises(RefusedError):
        standing_interests.end(both, member, number, TODAY)
    with pytest.raises(RefusedError):
        standing_interests.end(both, member, ended, TODAY)
    with both.db.read() as session:
        before, after = session.get_one(StandingInterest, number), session.get_one(StandingInterest, ended)
        assert (before.until, after.until, after.replaces_id) == (None, TODAY, number)
        assert before.name_key == after.name_key != ""
        found = register.person(session, who["secretariat"], member.user_id, TODAY)
        assert found is not None
        assert {(tie.name, tie.until) for tie in found.ties} == {
            ("株式会社　アオゾラ", TODAY),
            ("別の会社", None),
        }


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "case_role", "name": "会社"}, "kind"),
        ({"kind": "employment", "name": "　"}, "name"),
        ({"kind": "employment", "name": "会社", "number": "123"}, "corporate_number"),
        ({"kind": "other", "name": "会社名", "since": TODAY, "until": date(2020, 1, 1)}, "until"),
    ],
)
def test_a_tie_that_cannot_be_is_refused(
    runtime: Runtime, who: People, told: dict[str, object], field: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        standing_interests.add(runtime, who["member1"], who["member1"].user_id, **told)  # type: ignore[arg-type] # each case names its own
    assert refused.value.field == field


def test_somebody_without_an_account_is_appointed_and_invited(runtime: Runtime, who: People) -> None:
    entered = enrolling.enter(runtime, who["secretariat"], "New@Example.jp", "新しい 委員", wanted())
    assert entered.invited
    assert len(mailed(runtime, "new@example.jp")) == 1
    with runtime.db.read() as session:
        assert viewer_of(session, entered.user_id, TODAY) is None
    enrolling.invite_again(runtime, who["secretariat"], entered.user_id)
    assert len(mailed(runtime, "new@example.jp")) == 2
    again = enrolling.enter(runtime, who["secretariat"], "new@example.jp", "", wanted("inspector"))
    assert again.user_id == entered.user_id
    known = enrolling.enter(runtime, who["secretariat"], "stranger@example.jp", "", wanted())
    assert (known.user_id, known.invited) == (who["stranger"].user_id, False)
    with pytest.raises(RefusedError) as refused:
        enrolling.enter(runtime, who["secretariat"], "nobody@example.jp", "", wanted())
    assert refused.value.field == "name"


def test_the_register_is_read_by_secretariat_and_deciders_and_each_reads_their_own(
    runtime: Runtime, who: People
) -> None:
    user_id = who["member1"].user_id
    with runtime.db.read() as session:
        for name in ("secretariat", "decider"):
            assert len(register.listed(session, who[name], TODAY)) == 9
            assert register.person(session, who[name], user_id, TODAY) is not None
        for name in ("operator", "reviewer", "applicant", "member2", "chair"):
            assert register.listed(session, who[name], TODAY) == []
            assert register.person(session, who[name], user_id, TODAY) is None
        assert register.person(session, who["member1"], user_id, TODAY) is not None
        assert register.person(session, who["secretariat"], who["applicant"].user_id, TODAY) is None


def test_the_list_is_narrowed_by_post_state_and_words(runtime: Runtime, who: People) -> None:
    appointed(runtime, who, expertise=("個人情報保護",), until=TODAY + timedelta(days=20))
    with runtime.db.read() as session:

        def found(**more: str) -> list[str]:
            return [row.name for row in register.listed(session, who["secretariat"], TODAY, **more)]

        assert found(post="chair") == ["chair"]
        assert found(post="inspector") == ["inspector", "second_inspector"]
        assert found(state="ending") == ["stranger"]
        assert found(q="個人情報") == ["stranger"]
        assert found(state="ended") == []
        assert found()[:2] == ["chair", "acting"]
    clock.fix(midnight_after(TODAY + timedelta(days=20)))
    with runtime.db.read() as session:
        names = [
            row.name for row in register.listed(session, who["secretariat"], clock.today(), state="ended")
        ]
        assert names == ["stranger"]
