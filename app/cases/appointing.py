"""Whether somebody may be appointed (第7条; terms and posts are our own design), and what to look at again."""

from typing import TYPE_CHECKING

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.memberships import holds
from app.accounts.refused import RefusedError
from app.cases import numbers
from app.cases.errors import Refused
from app.law import corporate_number, refusals
from app.law.appointment import COMMITTEE_POSTS, POSTS, Term
from app.law.roles import STAFF
from app.law.text import Text
from app.store import standing
from app.store.models.appointments import Appointment
from app.store.models.people import Membership, User, UserRole

if TYPE_CHECKING:
    from app.cases.appointments import Wanted

TOO_LONG = Text("200文字以内で入力してください。", "Use at most 200 characters.")


def check(session: Session, user_id: int, wanted: "Wanted", *, but: int | None = None) -> None:
    """Raises RefusedError for what cannot be, Refused under X21 for staff of the body in a post of the committee.

    `but` is the appointment that is being changed.
    """
    _entries(wanted)
    if wanted.post in COMMITTEE_POSTS and is_staff(session, user_id):
        words = (
            "認定機関の役割を持つ人は、有識者として委員に加えられません。",
            "Whoever holds a role of the certification body does not sit in the committee as an expert.",
        )
        raise Refused([refusals.ground("X21", *words, field="post")])
    numbers.take(session, "appointment")  # its lock: of two appointments at once the later one sees the other
    for row, name in _overlapping(session, wanted, but):
        if row.user_id == user_id:
            raise RefusedError(
                Text(
                    f"同じ職（{POSTS[row.post].ja}）の任期と重なっています。先の任期を終えるか、日を変えてください。",
                    f"This overlaps a term of the same post ({POSTS[row.post].en}). End that one or change the days.",
                ),
                "since",
            )
        if wanted.post == "chair":
            raise RefusedError(
                Text(
                    f"この期間にはすでに委員長（{name}）がいます。委員長は一人です。",
                    f"There is a chair ({name}) in this time already; the committee has one.",
                ),
                "post",
            )


def warnings(session: Session, user_id: int, wanted: "Wanted") -> list[Text]:
    """What stands in nobody's way and should be looked at: it is shown once the appointment is made."""
    found = []
    others = [row for row, _name in _overlapping(session, wanted, None) if row.user_id != user_id]
    if wanted.post == "acting" and wanted.acting_order in {row.acting_order for row in others}:
        found.append(
            Text(
                "同じ順位の委員長代理がほかにいます。順位を分けてください。",
                "Another acting chair has the same rank. Give them different ones.",
            )
        )
    today = clock.today()
    if session.scalar(select(exists().where(Membership.user_id == user_id, holds(today)))):
        found.append(
            Text(
                "この人は事業者の担当者でもあります。その事業者の案件では利害関係者になります。",
                "This person also acts for a provider and has an interest in its cases.",
            )
        )
    posts = set(
        session.scalars(select(Appointment.post).where(Appointment.user_id == user_id, standing.runs(today)))
    )
    if "inspector" in posts and posts & set(COMMITTEE_POSTS):
        found.append(
            Text(
                "委員と調査員を兼ねています。同じ案件では両方を務められません。",
                "This person is both in the committee and an inspector, and cannot be both in one case.",
            )
        )
    return found


def is_staff(session: Session, user_id: int) -> bool:
    """Whether somebody holds a role of the certification body (X21)."""
    held = select(UserRole.role).where(UserRole.user_id == user_id, UserRole.role.in_(sorted(STAFF)))
    return session.scalar(held.limit(1)) is not None


def _entries(wanted: "Wanted") -> None:
    if wanted.post not in POSTS:
        raise RefusedError(Text("職を選んでください。", "Choose a post."), "post")
    if wanted.until < wanted.since:
        raise RefusedError(
            Text("末日を初日以後にしてください。", "The last day must not be before the first."), "until"
        )
    number = corporate_number.plain(wanted.organisation_number)
    if number and not corporate_number.is_valid(number):
        raise RefusedError(
            Text("法人番号が正しくありません（13桁）。", "This is not a corporate number (13 digits)."),
            "organisation_number",
        )
    for name in ("organisation", "qualification"):
        if len(getattr(wanted, name)) > 200:
            raise RefusedError(TOO_LONG, name)
    if wanted.post == "acting" and wanted.acting_order < 1:
        raise RefusedError(
            Text("委員長代理の順位を1以上で入力してください。", "Give the acting chair a rank from 1."),
            "acting_order",
        )


def _overlapping(session: Session, wanted: "Wanted", but: int | None) -> list[tuple[Appointment, str]]:
    rows = session.execute(
        select(Appointment, User.name)
        .join(User, User.id == Appointment.user_id)
        .where(
            Appointment.post == wanted.post, Appointment.since <= wanted.until, Appointment.id != (but or 0)
        )
        .order_by(Appointment.id)
    )
    return [(row, name) for row, name in rows if term_of(row).last_day >= max(row.since, wanted.since)]


def term_of(row: Appointment) -> Term:
    """The days of an appointment for the law."""
    return Term(row.since, row.until, row.ended_on, row.confirmed_on)
