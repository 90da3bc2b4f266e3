"""The lead's own steps when the lead can no longer go on: another inspector of the team takes them over (運用).

Nobody gets them who could not have been named for the visit: an appointment that runs, no interest, no part in the
decision or the committee. Where nobody of the team is left, one more inspector is named, and declares first.
"""

from dataclasses import dataclass

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app import clock, engine
from app.accounts.viewers import viewer_of
from app.cases import reasons, rights
from app.cases.errors import NOT_YOURS, CaseError, NotYours
from app.cases.runtime import Runtime
from app.cases.visits import access, found, mails, team
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case
from app.store.models.people import User
from app.store.models.procedures import Event, OutboxRow, WorkItem
from app.store.models.visits import Visit, VisitMember
from app.store.viewer import Viewer

STEPS = ("record_visit", "write_report", "settle_objections")
KIND = "lead_handed_over"
WRITING = ("recorded", "reported", "checked")
"""States after the closing of the record, in which a visit is not planned again."""
DECLARATION = "team_declaration"
WITHOUT_REASON = Text(
    "理由を書いてください。報告書と記録に残ります。", "Give a reason. The report and the record tell it."
)
GOES_ON = Text(
    "主任は続けられるため、引き継ぐものはありません。",
    "The lead can go on, so there is nothing to hand over.",
)
NOT_FOR_THEM = Text(
    "この人は主任にできません。この調査で利害関係がないと申告した、任期中の調査員で、決定にも委員会にもかかわらない人を選んでください。",
    "This person cannot lead. Choose an inspector of this visit with a running appointment who declared no interest "
    "and takes no part in the decision or the committee.",
)
NOT_ADDED = Text(
    "この人は調査員に加えられません。一覧から選んでください。",
    "This person cannot join. Choose from the list.",
)
TOO_EARLY = Text(
    "記録を確定する前は、「調査員・場所・日を変える」から計画を作り直してください。",
    "Before the record is closed, plan the visit again: change inspectors, site or day.",
)
ASKED_ALREADY = Text(
    "加えた調査員の申告か判断を待っています。",
    "An inspector who was added has still to declare or be judged.",
)
LEADS = (
    Text("現地調査の主任をお願いします", "Please lead a site visit"),
    Text(
        "主任が続けられなくなったため、主任を引き継いでいただくことになりました。待っている作業があります。",
        "The lead can no longer go on, and you lead the visit from now on. Something waits for you.",
    ),
)
GONE = (
    Text("現地調査の主任の作業が止まっています", "The work of a visit's lead has stopped"),
    Text(
        "主任が作業を続けられません（任期の終わり、アカウントの停止、利害関係など）。"
        "次のページで、主任を引き継ぐ調査員を選んでください。",
        "The lead can no longer go on (term, account or interest). Choose on this page who takes over.",
    ),
)


@dataclass(frozen=True, slots=True)
class Stopped:
    """A visit whose lead can no longer go on: who may take over, who may be added first, and who has still to declare.

    `planned_again`: its record is not closed, so that the plan itself can be changed.
    """

    person: str
    steps: list[Text]
    candidates: list[tuple[int, str]]
    newcomers: list[tuple[int, str]]
    declaring: list[str]
    planned_again: bool


def stands_in(session: Session, case: Case, named: int) -> int | None:
    """Who leads the visit at the moment at which a step of the lead is made; None where there is no visit."""
    visit = found.under_way(session, case.id)
    lead = _lead(session, visit) if visit is not None else None
    return lead.user_id if lead is not None else named if visit is not None else None


def stopped(session: Session, visit: Visit) -> Stopped | None:
    """What of a visit waits for a lead who cannot go on; None where all is well."""
    items = _waiting(session, visit.case_id)
    lead = _lead(session, visit)
    if not items or visit.state in found.OVER or (lead is not None and _able(session, visit, lead)):
        return None
    able = {user.id: user.name for user, _ in team.candidates(session, visit)}
    members = found.members(session, visit)
    going = {each.user_id for each in members if each.state != "replaced"}
    waiting = [each.user_id for each in members if each.state in ("asked", "judging")]
    names = _names(session, [*waiting, *([lead.user_id] if lead is not None else [])])
    writing = visit.state in WRITING
    return Stopped(
        names.get(lead.user_id, "") if lead is not None else "",
        [Text(item.name, item.name_en or item.name) for item in items],
        [(each.user_id, able[each.user_id]) for each in members if _takes_over(session, each, able, items)],
        [(number, name) for number, name in able.items() if number not in going] if writing else [],
        [names[number] for number in waiting],
        not writing,
    )


def hand_over(runtime: Runtime, viewer: Viewer, number: str, user_id: int, reason: str) -> None:
    """Another inspector of the team leads from now on and gets the steps that wait for the lead.

    Reviewers of the case may. Raises Unknown or NotYours for others, CaseError without a reason, where the lead can
    go on, and for anybody who could not have been named.
    """

    def work(session: Session) -> None:
        visit, case = _locked(session, viewer, number, reason)
        members = {each.user_id: each for each in found.members(session, visit)}
        able = {user.id: user.name for user, _ in team.candidates(session, visit)}
        items = _waiting(session, visit.case_id)
        chosen = members.get(user_id)
        if chosen is None or not _takes_over(session, chosen, able, items):
            raise CaseError(NOT_FOR_THEM)
        before = [each.user_id for each in members.values() if each.lead]
        for each in members.values():
            each.lead = each is chosen
        session.flush()
        session.execute(
            update(WorkItem)
            .where(WorkItem.id.in_([item.id for item in items]))
            .values(assignee_id=user_id)
            .execution_options(synchronize_session=False)
        )
        history.append(
            session,
            case,
            "lead_handed_over",
            actor_id=viewer.user_id,
            node="site_inspection",
            reason=reasons.whole(reason),
            data={"visit": number, "from": before[0] if before else None, "to": user_id},
        )
        key = f"visit_lead:{visit.id}:{case.event_seq}"
        mails.tell(
            session, [user_id], key, *LEADS, f"{runtime.settings.base_url}/visits/{number}", case_id=case.id
        )

    runtime.step(work)
    runtime.wake()


def add(runtime: Runtime, viewer: Viewer, number: str, user_id: int, reason: str) -> None:
    """Name one more inspector after the record is closed; the person declares before anything opens.

    Raises as `hand_over`, and CaseError before the closing of the record or while somebody has still to declare.
    """

    def work(session: Session) -> None:
        visit, case = _locked(session, viewer, number, reason)
        told = stopped(session, visit)
        if told is None or told.planned_again:
            raise CaseError(TOO_EARLY)
        if told.declaring:
            raise CaseError(ASKED_ALREADY)
        if user_id not in {each for each, _ in told.newcomers}:
            raise CaseError(NOT_ADDED)
        known = next((each for each in found.members(session, visit) if each.user_id == user_id), None)
        if known is None:
            session.add(VisitMember(visit_id=visit.id, case_id=case.id, user_id=user_id, state="asked"))
        else:
            known.state = "asked"
        session.flush()
        history.append(
            session,
            case,
            "inspector_added",
            actor_id=viewer.user_id,
            node="site_inspection",
            reason=reasons.whole(reason),
            data={"visit": number},
        )
        once = f"{DECLARATION}:{visit.id}:{case.event_seq}"
        engine.request_start(session, case, DECLARATION, {"case_no": case.case_no}, once=once)

    runtime.step(work)
    runtime.wake()


def tell(session: Session, base_url: str, case: Case) -> bool:
    """Write to whoever planned the visit that its lead is gone, once for a step and a lead; the case is locked."""
    visit = found.under_way(session, case.id)
    lead = _lead(session, visit) if visit is not None else None
    if visit is None or lead is None or stopped(session, visit) is None:
        return False
    last = max(item.id for item in _waiting(session, case.id))
    key = f"visit_lead_gone:{visit.id}:{last}:{lead.user_id}"
    if session.scalar(select(exists().where(OutboxRow.key.startswith(f"{key}:", autoescape=True)))):
        return False
    mails.tell_planners(
        session, planners(session, case.id), key, *GONE, page(base_url, visit), case_id=case.id
    )
    return True


def tell_declared(session: Session, base_url: str, visit: Visit, tag: str) -> None:
    """After the record is closed, a declaration is one for a new lead: whoever planned the visit goes on from it."""
    if visit.state not in WRITING:
        return
    subject = Text("加えた調査員の申告が終わりました", "The inspector who was added has declared")
    body = Text(
        "利害関係のない人には、主任を引き継げます。引き継げる人がいないときは、別の調査員を加えてください。",
        "Whoever has no interest can take over as lead. If nobody can, add another inspector.",
    )
    key = f"visit_joined:{visit.id}:{tag}"
    people = planners(session, visit.case_id)
    mails.tell_planners(session, people, key, subject, body, page(base_url, visit), case_id=visit.case_id)


def planners(session: Session, case_id: int) -> set[int]:
    """Whoever planned the visits of a case, or judged the provider's answer to them."""
    planned = select(WorkItem.done_by).where(
        WorkItem.case_id == case_id,
        WorkItem.node.in_(("plan_visit", "judge_reply")),
        WorkItem.done_by.is_not(None),
    )
    return {each for each in session.scalars(planned) if each is not None}


def page(base_url: str, visit: Visit) -> str:
    """Where the lead is handed over."""
    return f"{base_url}/visits/{visit.number}#lead"


def changes(session: Session, visit: Visit) -> list[tuple[Event, str, str]]:
    """Every change of the lead by hand, the oldest first, with the names of who led before and after."""
    rows = [
        row
        for row in session.scalars(
            select(Event).where(Event.case_id == visit.case_id, Event.kind == KIND).order_by(Event.seq)
        )
        if row.data["visit"] == visit.number
    ]
    names = _names(session, [row.data[side] for row in rows for side in ("from", "to")])
    return [(row, names.get(row.data["from"], ""), names.get(row.data["to"], "")) for row in rows]


def _locked(session: Session, viewer: Viewer, number: str, reason: str) -> tuple[Visit, Case]:
    visit, _ = access.readable(session, viewer, number)
    if not viewer.is_("reviewer"):
        raise NotYours(NOT_YOURS)
    case = session.get_one(Case, visit.case_id, with_for_update=True, populate_existing=True)
    session.refresh(visit)
    if not reason.strip():
        raise CaseError(WITHOUT_REASON)
    if stopped(session, visit) is None:
        raise CaseError(GOES_ON)
    return visit, case


def _takes_over(session: Session, member: VisitMember, able: dict[int, str], items: list[WorkItem]) -> bool:
    if member.lead or member.state != "clear" or member.user_id not in able:
        return False
    person = viewer_of(session, member.user_id, clock.today())
    return person is not None and all(rights.may_do(session, person, item) for item in items)


def _able(session: Session, visit: Visit, lead: VisitMember) -> bool:
    return lead.state == "clear" and lead.user_id in {user.id for user, _ in team.candidates(session, visit)}


def _lead(session: Session, visit: Visit) -> VisitMember | None:
    return next((each for each in found.members(session, visit) if each.lead), None)


def _names(session: Session, of: list[int]) -> dict[int, str]:
    rows = session.execute(select(User.id, User.name).where(User.id.in_(of)))
    return {number: name for number, name in rows}


def _waiting(session: Session, case_id: int) -> list[WorkItem]:
    return list(
        session.scalars(
            select(WorkItem)
            .where(
                WorkItem.case_id == case_id,
                WorkItem.node.in_(STEPS),
                WorkItem.state == "open",
                WorkItem.bound,
            )
            .order_by(WorkItem.id)
        )
    )
