"""What the passing of days does to appointments: notices before a term ends, the yearly update, the end itself.

`carry_out` may run as often as one likes: what was done for a day stands in `appointment_event`.
"""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.mails import Letter, Postbox
from app.accounts.viewers import viewer_of
from app.cases import appointments, leaving, standing_in
from app.cases.appointing import term_of
from app.cases.runtime import Runtime
from app.law import wording
from app.law.appointment import POSTS, UPDATE_FROM, update_due
from app.law.text import Text
from app.outbox import queue
from app.outbox.failure import describe
from app.store.models.appointments import Appointment, AppointmentEvent
from app.store.models.people import User, UserRole
from app.store.reading import register

log = logging.getLogger("nintei.terms")

BEFORE_END = (60, 14, 0)
"""Days before the last day of a term at which its person and the secretariat are told."""
AROUND_UPDATE = (UPDATE_FROM, 0, -14)
"""Days before the yearly update is due at which its person is reminded; it may be made from the first on."""
OWN_PAGE = "/register/me"

ENDING = Letter(
    Text("任期の終わりのお知らせ", "Your term is ending"),
    Text(
        "{post}の任期は{day}までです。翌日からは、認定システムの委員・調査員のページは開けなくなります。\n\n{link}",
        "Your term as {post_en} ends on {day_en}. From the next day on the pages of members and inspectors in "
        "Nintei no longer open.\n\n{link}",
    ),
)
ENDING_OFFICE = Letter(
    Text("{name}さんの任期の終わり", "The term of {name} is ending"),
    Text(
        "{name}さん（{post}）の任期は{day}までです。翌日からは、席のある議案からも外れます。\n"
        "審議中の議案の席：{count}件{seats}\n再任するか、委員を加えるかを確かめてください。\n\n{link}",
        "The term of {name} ({post_en}) ends on {day_en}. From the next day on their seats end too.\n"
        "Seats in open hearings: {count}{seats_en}\nAppoint them again, or add a member where one is needed.\n\n{link}",
    ),
)
UPDATE = Letter(
    Text("年次更新のお願い", "Your yearly update is due"),
    Text(
        "所属と利害関係の届出を{day}までに確かめてください。変わりがなければ、そのまま確認できます。\n\n{link}",
        "Please confirm your affiliation and your standing interests by {day_en}. If nothing has changed, this "
        "takes one step.\n\n{link}",
    ),
)


def carry_out(runtime: Runtime) -> bool:
    """Do what today's date asks for; False where something failed and should be tried again."""
    with runtime.db.read() as session:
        rows = session.scalars(select(Appointment).order_by(Appointment.id)).all()
        over = set(
            session.scalars(select(AppointmentEvent.appointment_id).where(AppointmentEvent.kind == "expired"))
        )
    today, well = clock.today(), True
    for row in rows:
        if row.id in over:
            continue
        try:
            if term_of(row).last_day < today:
                _expire(runtime, row.id, row.user_id)
            elif row.since <= today:
                _tell(runtime, row.id)
        except Exception as error:  # one person's trouble must not keep the others' terms from ending
            log.error("appointment %d: %s", row.id, describe(error))
            well = False
    return well


def next_day(session: Session) -> datetime | None:
    """The first midnight ahead at which there is something to do, so that a leap of the clock stops there."""
    ahead = set()
    for row in session.scalars(select(Appointment)):
        term = term_of(row)
        ahead.add(term.last_day + timedelta(days=1))
        for _what, day, stages in _dates(row):
            ahead |= {
                day - timedelta(days=stage) for stage in stages if term.runs_on(day - timedelta(days=stage))
            }
    return min((clock.start_of(day) for day in ahead if day > clock.today()), default=None)


def _expire(runtime: Runtime, appointment_id: int, user_id: int) -> None:
    def work(session: Session) -> None:
        leaving.lock_cases(session, user_id)
        appointments.held(session, appointment_id)
        if not _told(session, appointment_id, "expired"):
            appointments.note(session, user_id, "expired", appointment_id=appointment_id)
            leaving.leave(session, user_id, appointment_id)

    runtime.step(work)
    standing_in.everywhere(runtime)


def _tell(runtime: Runtime, appointment_id: int) -> None:
    with runtime.db.read() as session:
        wanted = list(_due(session, session.get_one(Appointment, appointment_id)))
    if not wanted:
        return

    def work(session: Session) -> None:
        row = appointments.held(session, appointment_id)
        user = session.get_one(User, row.user_id)
        post = Postbox(queue.put, runtime.settings.base_url)
        for what, stage, day in _due(session, row):
            said, key = wording.day(day), f"{what}/{appointment_id}/{stage}/{day.isoformat()}"
            post.send(
                session,
                f"term/{key}",
                user.email,
                ENDING if what == "end" else UPDATE,
                OWN_PAGE,
                post=POSTS[row.post].ja,
                post_en=POSTS[row.post].en,
                day=said.ja,
                day_en=said.en,
            )
            if what == "end":
                _tell_office(session, post, row, user, key, day)
            appointments.note(session, row.user_id, "noticed", appointment_id=row.id, data={"notice": key})

    runtime.step(work)


def _tell_office(
    session: Session, post: Postbox, row: Appointment, person: User, key: str, day: date
) -> None:
    """The secretariat learns it too, each with how many seats in open hearings no interest shuts to the reader, by number where the case is open to them."""
    said = wording.day(day)
    readers = session.scalars(
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role == "secretariat", User.active, User.id != person.id)
        .order_by(User.id)
    )
    for reader in readers.all():
        viewer = viewer_of(session, reader, clock.today())
        if viewer is None:
            continue
        numbers = register.sits_in(session, viewer, person.id)
        post.send(
            session,
            f"term/{key}/{reader}",
            session.get_one(User, reader).email,
            ENDING_OFFICE,
            f"/register/{person.id}",
            name=person.name,
            post=POSTS[row.post].ja,
            post_en=POSTS[row.post].en,
            day=said.ja,
            day_en=said.en,
            count=str(register.running(session, viewer, person.id)),
            seats=f"（{'、'.join(numbers)}）" if numbers else "",
            seats_en=f" ({', '.join(numbers)})" if numbers else "",
        )


def _due(session: Session, row: Appointment) -> Iterator[tuple[str, int, date]]:
    """What is to be mailed today: of the stages that have come the last one, unless it was mailed before."""
    today = clock.today()
    told = {
        event.data.get("notice")
        for event in session.scalars(
            select(AppointmentEvent).where(
                AppointmentEvent.appointment_id == row.id, AppointmentEvent.kind == "noticed"
            )
        )
    }
    for what, day, stages in _dates(row):
        come = [stage for stage in stages if (day - today).days <= stage]
        if come and f"{what}/{row.id}/{come[-1]}/{day.isoformat()}" not in told:
            yield what, come[-1], day


def _dates(row: Appointment) -> Iterator[tuple[str, date, tuple[int, ...]]]:
    """What is told around which day, and how many days before it."""
    term = term_of(row)
    yield "end", term.last_day, BEFORE_END
    yearly = update_due(term)
    if yearly is not None:
        yield "update", yearly, AROUND_UPDATE


def _told(session: Session, appointment_id: int, kind: str) -> bool:
    found = select(AppointmentEvent.id).where(
        AppointmentEvent.appointment_id == appointment_id, AppointmentEvent.kind == kind
    )
    return session.scalar(found.limit(1)) is not None
