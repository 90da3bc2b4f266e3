"""Hints on inspectors are looked for again while they can read: an interest may enter the record after «none» (第7条).

A strong hint that no declaration and no judgement has had before it shuts the case to the inspector, as it shuts a
seat, until a decider has judged.
"""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app import engine
from app.cases.hearings import interests, read_before
from app.cases.visits import found, leading, mails, ties
from app.cases.visits.changing import MESSAGE
from app.law.interests import Hint
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.procedures import Message, WorkItem
from app.store.models.visits import Visit, VisitMember
from app.store.reading.visible import filed_lately

PROCESS = ties.LATE
CAUSE = "register"
TO_CHANGE = ("requested", "agreed")
"""States of a visit in which the loss of its lead takes it back to its reviewer by itself."""

PAUSED = (
    Text("現地調査の資料を閉じました", "The papers of a site visit are closed"),
    Text(
        "申請者との利害関係をうかがわせる新しい記録があります。認定責任者が判断するまで、現地調査の資料は開けません。",
        "Something new in the record hints at an interest. Until a decider has judged it, the papers of the visit "
        "stay shut.",
    ),
)
OPENED = (
    Text("現地調査の資料を再び開きました", "The papers of the site visit are open again"),
    Text(
        "利害関係に当たらないと判断されました。続けてください。",
        "It was judged to be no interest. Please go on.",
    ),
)
OUT = (
    Text("現地調査から外れました", "You take no further part in a site visit"),
    Text(
        "利害関係があると判断されたため、現地調査から外れました。資料をお持ちの場合は事務局にお返しください。",
        "An interest was found, so you take no further part in the visit. Please return what papers you hold.",
    ),
)
TOLD = {
    "paused": (
        Text("調査員の一人を停止しました", "An inspector is paused"),
        Text(
            "新しい手掛かりのため、現地調査の調査員の一人に案件を閉じました。認定責任者の判断を待っています。",
            "Something new came to light, and the case is shut to an inspector of a visit. A decider will judge.",
        ),
    ),
    "clear": (
        Text("停止した調査員が戻りました", "A paused inspector is back"),
        Text("利害関係に当たらないと判断されました。", "It was judged to be no interest."),
    ),
    "excluded": (
        Text("調査員の一人が外れました", "An inspector is out"),
        Text(
            "利害関係があると判断され、現地調査の調査員の一人が外れました。調査を続けられるかを確かめてください。",
            "An interest was found, and an inspector of a visit is out. Please see whether the visit can go on.",
        ),
    ),
    "lead_writing": (
        Text("現地調査の主任が外れました", "The lead of a site visit is out"),
        Text(
            "利害関係があると判断され、主任が外れました。記録は確定しているため、調査はそのまま続きます。"
            "次のページで、主任を引き継ぐ調査員を選んでください。",
            "An interest was found and the lead is out. The record is closed and the visit goes on: choose on this "
            "page which inspector takes over as lead.",
        ),
    ),
    "lead": (
        Text("現地調査の主任が外れました", "The lead of a site visit is out"),
        Text(
            "利害関係があると判断され、主任が外れました。受入れの回答の扱いに戻しますので、計画を作り直してください。",
            "An interest was found and the lead is out. The visit comes back to you to be planned anew.",
        ),
    ),
}


def of_case(session: Session, base_url: str, case: Case) -> int:
    """Look again at the inspectors who can read the case, which is locked; how many were paused."""
    rows = session.scalars(
        select(VisitMember)
        .join(Visit, Visit.id == VisitMember.visit_id)
        .join(Case, Case.id == Visit.case_id)
        .where(VisitMember.case_id == case.id, VisitMember.state == "clear", _reading())
        .order_by(VisitMember.id)
    ).all()
    return sum(_look(session, base_url, case, member) for member in rows)


def cases(session: Session, user_id: int | None = None) -> list[int]:
    """The cases in which an inspector, or this one, can read."""
    query = (
        select(VisitMember.case_id)
        .distinct()
        .join(Visit, Visit.id == VisitMember.visit_id)
        .join(Case, Case.id == Visit.case_id)
        .where(VisitMember.state == "clear", _reading())
        .order_by(VisitMember.case_id)
    )
    if user_id is not None:
        query = query.where(VisitMember.user_id == user_id)
    return list(session.scalars(query))


def _reading() -> ColumnElement[bool]:
    """While the visit is under way, and as long as its record is read afterwards."""
    return or_(Visit.state.not_in(found.OVER), filed_lately())


def new_hints(session: Session, case: Case, member: VisitMember) -> tuple[Hint, ...]:
    """The strong hints that were neither beside the declaration nor before a decider."""
    rows = [*member.hints, *(hint for row in ties.judgements(session, member) for hint in row.hints)]
    known = {row["key"] for row in rows if row["strength"] == "strong"}
    now = interests.hints(session, case, member.user_id)
    return tuple(hint for hint in now if hint.strength == "strong" and hint.key not in known)


def of_item(session: Session, item: WorkItem) -> VisitMember:
    """The inspector whom a step of the late judgement is about; LookupError where there is none."""
    payload = session.scalar(
        select(Message.payload).where(
            Message.starts == PROCESS, Message.receiver_instance_id == item.instance_id
        )
    )
    if payload is None:
        raise LookupError(f"work item {item.id} is about no inspector")
    return session.get_one(VisitMember, payload["member_id"])


def carry_out(session: Session, base_url: str, case: Case, member: VisitMember) -> None:
    """Follow a late judgement: the inspector and who plans are told; without its lead the visit is planned again."""
    visit = session.get_one(Visit, member.visit_id)
    if member.state not in {"clear", "excluded"} or visit.state in {"declined", "cancelled"}:
        return
    tag = uuid4().hex[:12]
    own = OPENED if member.state == "clear" else OUT
    mails.tell(session, [member.user_id], f"tie:{member.id}:{tag}", *own, f"{base_url}/", case_id=None)
    if visit.state in found.OVER:
        return
    lost = member.state == "excluded" and member.lead
    lead = "lead_writing" if visit.state in leading.WRITING else "lead"
    _tell_planner(session, base_url, case, visit, lead if lost else member.state, tag)
    if lost and visit.state in TO_CHANGE:
        history.append(
            session,
            case,
            "visit_changed",
            node="site_inspection",
            # Why is for those who read the judgement: this event is told wherever the case's events are.
            reason="主任が行けなくなったため、予定を見直す。",
            data={"visit": visit.number},
        )
        # While the provider has not answered yet the message waits, and takes the visit back once it has.
        engine.send(session, case, MESSAGE, visit.number, {})


def shown(session: Session, item: WorkItem) -> dict[str, Any]:
    """What the decider has to go by, and what the inspector had opened."""
    member = of_item(session, item)
    return ties.to_judge(session, member) | read_before.shown(session, item.case_id, member.user_id)


def _look(session: Session, base_url: str, case: Case, member: VisitMember) -> bool:
    fresh = new_hints(session, case, member)
    if not fresh:
        return False
    name = f"{PROCESS}:{member.id}"
    before = session.scalar(select(func.count()).select_from(Message).where(Message.once.like(f"{name}:%")))
    again = f"{name}:{(before or 0) + 1}"
    engine.request_start(
        session, case, PROCESS, {"case_no": case.case_no, "member_id": member.id}, once=again
    )
    pause(session, base_url, case, member, fresh, again)
    return True


def pause(
    session: Session, base_url: str, case: Case, member: VisitMember, fresh: Sequence[Hint], tag: str
) -> None:
    """Shut the case to an inspector until it is judged; `tag` makes the mails those of this time."""
    member.hints = [*member.hints, *interests.noted(tuple(fresh))]
    member.state = "paused"
    history.append(
        session,
        case,
        "interest_reopened",
        node=PROCESS,
        article="第7条",
        reason="\n".join(hint.text.ja for hint in fresh),
        data={"inspector": member.id},
    )
    mails.tell(session, [member.user_id], tag, *PAUSED, f"{base_url}/", case_id=None)
    _tell_planner(session, base_url, case, session.get_one(Visit, member.visit_id), "paused", tag)


def _tell_planner(session: Session, base_url: str, case: Case, visit: Visit, kind: str, tag: str) -> None:
    people = leading.planners(session, case.id)
    address = leading.page(base_url, visit) if kind == "lead_writing" else f"{base_url}/visits/{visit.number}"
    mails.tell_planners(
        session, people, f"tie_{kind}:{visit.id}:{tag}", *TOLD[kind], address, case_id=case.id
    )
