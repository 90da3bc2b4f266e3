"""What the forms of hearings show beside their fields: choices, and what a person has to go by."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases import submissions
from app.cases.hearings import (
    convening,
    interests,
    lookup,
    meeting_requests,
    opinions,
    read_before,
    renewing,
    shortfall,
    tallies,
    treatment,
)
from app.cases.runtime import Runtime
from app.law import committee, wording
from app.law.appointment import COMMITTEE_POSTS, POSTS
from app.law.interests import RESULTS, kind, kinds
from app.law.text import Text
from app.store import standing
from app.store.models.appointments import Appointment
from app.store.models.cases import Case
from app.store.models.committee import Closing, Declaration, Hearing
from app.store.models.people import Provider, User
from app.store.models.procedures import WorkItem
from app.store.models.services import Service

Choices = list[dict[str, str]]
MEETING_ASKED = Text(
    "会議を求める申出があり、持回りをやめました。会議を招集してください。集まった意見は封をしたままです。",
    "A meeting was asked for and the circulation has stopped. Call a meeting. What was given stays sealed.",
)


def convene(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    """The members in office with what stands against each, the meetings to come, and whether one is asked for."""
    asked = meeting_requests.of_case(session, case.id)
    return {
        "members": _members(session, case),
        "meetings": _meetings(session),
        "meeting_wanted": bool(asked),
        "meeting_asked": _asked_for(asked[-1][1].at) if asked else "",
    }


def interest_kinds(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    """The kinds of interest that a person can name."""
    return {
        "interest_kinds": [
            {"value": each.key, "label": each.text.ja, "label_en": each.text.en}
            for each in kinds()
            if not each.automatic
        ]
    }


def topics(runtime: Runtime, session: Session, case: Case) -> dict[str, Any]:
    """What an opinion can be on, besides the whole: the groups of the disclosed items."""
    catalogue = runtime.forms.get(session, case.edition_id).catalogue()
    return {
        "topics_of": [
            {"value": item.id, "label": item.title.ja, "label_en": item.title.en}
            for item in catalogue.items.values()
            if item.visibility == "public"
        ]
    }


def first_convening(session: Session, item: WorkItem) -> dict[str, Any]:
    """The days by rule, and why the decider wants to hear the committee."""
    today = clock.today()
    wanted = submissions.latest(session, item.case_id or 0, "consider_hearing")
    asked = meeting_requests.count(session, item.case_id or 0)
    return {
        **({"method": "room"} if asked else {}),
        "reason": wanted.get("hear_reason") or "",
        "meeting": convening.NEW,
        "declare_by": clock.date_in_japan(committee.declare_by(today)).isoformat(),
        "due_on": clock.date_in_japan(committee.opinion_due(today)).isoformat(),
    }


def declaration_sheet(session: Session, item: WorkItem) -> dict[str, Any]:
    """All that a member learns of a case before the declaration."""
    case = session.get_one(Case, item.case_id)
    provider = session.get_one(Provider, case.provider_id)
    no = provider.corporate_number
    name = Text(provider.name, provider.name)
    return {
        "applicant": Text(f"{name.ja}（法人番号 {no}）", f"{name.en} (corporate number {no})")
        if no
        else name,
        "service": session.get_one(Service, case.service_id).name,
        "group": "\n".join(interests.group(session, case)) or "－",
    }


def to_judge(session: Session, item: WorkItem) -> dict[str, Any]:
    """A declaration with the hints as they stood."""
    seat = lookup.seat_of(session, item)
    declared = opinions.declaration(session, seat)
    told = {"member": _name(session, seat.user_id), **read_before.shown(session, item.case_id, seat.user_id)}
    return told if declared is None else {**told, "declared": _said(declared), "hints": _hints(declared)}


def renewed(session: Session, item: WorkItem) -> dict[str, Any]:
    """A declaration made again beside the one before it."""
    seat = lookup.seat_of(session, item)
    declared, before = opinions.declaration(session, seat), renewing.earlier(session, seat)
    if declared is None or before is None:
        return {"member": _name(session, seat.user_id)}
    is_open = session.get_one(Hearing, seat.hearing_id).state == "open"
    return {
        "member": _name(session, seat.user_id),
        "before": _lines(wording.moment(before.at), _said(before)),
        "declared": _lines(wording.moment(declared.at), _said(declared)),
        "hints": _hints(declared),
        "given": "締切り前。" if is_open else "締切り後。席には戻らず、記録だけが残る。",
    }


def reported(session: Session, item: WorkItem) -> dict[str, Any]:
    """What was reported of a member late, and whether there is an opinion to judge the effect on."""
    seat = lookup.seat_of(session, item)
    told = lookup.challenged(session, seat)
    row = opinions.last(session, seat)
    hearing = session.get_one(Hearing, seat.hearing_id)
    state = Text("意見はまだない。", "No opinion yet.")
    if row is not None:
        state = Text(f"第{row.version}版の意見がある。", f"Version {row.version} of an opinion was given.")
    before, after = Text("締切り前。", "Before the closing."), Text("締切り後。", "After the closing.")
    closed = before if hearing.state == "open" else after
    return {
        "member": _name(session, seat.user_id),
        "reported": told.reason if told is not None else "",
        "given": Text(f"{closed.ja}{state.ja}", f"{closed.en} {state.en}"),
        "kinds": told.data["kinds"] if told is not None else [],
        **read_before.shown(session, item.case_id, seat.user_id),
    }


def last_opinion(session: Session, item: WorkItem) -> dict[str, Any]:
    """The newest version of one's own opinion, to start from."""
    row = opinions.last(session, lookup.seat_of(session, item))
    if row is None:
        return {}
    return {"verdict": row.verdict, "reason": row.reason, "conditions": row.conditions, "topics": row.topics}


def tally(session: Session, item: WorkItem) -> dict[str, Any]:
    """The count of the last round in words, or why it could not be convened."""
    hearing = lookup.latest(session, item.case_id or 0)
    asked = submissions.latest(session, item.case_id or 0, "convene")
    if asked.get("next") == "cannot":
        why = asked.get("cannot_reason") or ""
        return {"found": _lines(Text("招集できません。", "It cannot be convened."), Text(why, why))}
    if hearing is not None and meeting_requests.stopped(session, hearing):
        return {"found": MEETING_ASKED}
    if hearing is None or session.get(Closing, hearing.id) is None:
        return {}
    told = [tallies.tally(session, hearing).explanation, *shortfall.lines(session, hearing)]
    return {"found": _lines(*told)}


def opinion_delivered(session: Session, item: WorkItem) -> dict[str, Any]:
    """The committee's opinion, for whoever decides."""
    told = treatment.words(session, session.get_one(Case, item.case_id))
    return {"committee": _lines(*told)} if told else {}


def _lines(*texts: Text) -> Text:
    return Text(*("\n".join(filter(None, said)) for said in zip(*((t.ja, t.en) for t in texts), strict=True)))


def _said(declared: Declaration) -> Text:
    named = [kind(key).text for key in declared.kinds]
    kinds_told = Text("、".join(text.ja for text in named), ", ".join(text.en for text in named))
    own = Text(declared.text, declared.text)
    return _lines(RESULTS[declared.result], kinds_told, own)  # type: ignore[index] # stored from the form's choices


def _hints(declared: Declaration) -> Text:
    if not declared.hints:
        return Text("なし", "none")
    return _lines(
        *(
            Text(f"{said.ja}：{hint['ja']}", f"{said.en}: {hint.get('en') or hint['ja']}")
            for hint in declared.hints
            for said in (_STRENGTH[hint["strength"]],)
        )
    )


def _members(session: Session, case: Case) -> Choices:
    rows = session.execute(
        select(User, Appointment)
        .join(Appointment, Appointment.user_id == User.id)
        .where(Appointment.post.in_(COMMITTEE_POSTS), standing.runs(clock.today()), User.active.is_(True))
        .order_by(Appointment.post, Appointment.acting_order, User.id)
    ).all()
    found: dict[int, dict[str, str]] = {}
    for user, post in rows:
        if user.id in found:
            continue
        shown = POSTS[post.post]
        against = convening.unseatable(session, case, user.id)
        hints = interests.hints(session, case, user.id)
        ja, en = f"{user.name}（{shown.ja}）", f"{user.name} ({shown.en})"
        if against:
            ja, en = f"{ja} ×{against[0].text.ja}", f"{en} ×{against[0].text.en}"
        elif hints:
            strong = hints[0].strength == "strong"
            ja += f" {'▲強い手掛かりあり' if strong else '△手掛かりあり'}：{hints[0].text.ja}"
            en += f" {'▲ strong hint' if strong else '△ hint'}: {hints[0].text.en}"
        found[user.id] = {"value": str(user.id), "label": ja, "label_en": en}
    return list(found.values())


def doubtful(session: Session, case: Case) -> list[Text]:
    """The members in office against whose sitting on a case something stands, or of whom there is a hint."""
    listed = (Text(each["label"], each["label_en"]) for each in _members(session, case))
    return [words for words in listed if any(mark in words.ja for mark in "×▲△")]


def _meetings(session: Session) -> Choices:
    new = {"value": convening.NEW, "label": "新しい会議", "label_en": "A new meeting"}
    listed = []
    for row in convening.planned(session):
        at = wording.moment(row.starts_at)
        listed.append(
            {
                "value": str(row.id),
                "label": f"第{row.number}回（{at.ja}）",
                "label_en": f"Meeting {row.number} ({at.en})",
            }
        )
    return [new, *listed]


def _asked_for(at: datetime) -> Text:
    when = wording.moment(at)
    return Text(f"{when.ja}　{MEETING_ASKED.ja}", f"{when.en}: {MEETING_ASKED.en}")


def _name(session: Session, user_id: int) -> str:
    return session.execute(select(User.name).where(User.id == user_id)).scalar_one()


_STRENGTH = {"strong": Text("強", "strong"), "weak": Text("弱", "weak")}
