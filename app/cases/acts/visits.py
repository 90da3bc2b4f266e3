"""第6条第3項・第15条第2項・第3項: what the diagrams of a site visit have done. The law is asked once more here."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from app import clock
from app.cases import deadlines, notices, submissions
from app.cases.errors import Refused
from app.cases.hearings import moves, overdue
from app.cases.parts import Parts
from app.cases.visits import (
    asked,
    changing,
    charging,
    closing,
    fact_check,
    found,
    leading,
    letters,
    mails,
    pausing,
    planning,
    reporting,
    request,
    settled,
    team,
    ties,
)
from app.cases.visits import wording as visit_wording
from app.engine import ActContext
from app.law import service_targets
from app.law import visits as law
from app.law import wording as law_wording
from app.law.text import Text
from app.store import history
from app.store.models.cases import Case, Deadline
from app.store.models.visits import Visit, VisitLetter, VisitMember


def begin(parts: Parts, context: ActContext, basis: str) -> dict[str, Any]:
    """A visit is being planned on a basis: 6_3, or 15_2 after an insufficient answer (X56)."""
    case = _case(context)
    against = planning.grounds(context.session, case, basis)
    if against:
        raise Refused(against)
    return {"number": planning.begin(context.session, case, basis, _actor(context)).number}


def plan(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Write the plan and name the team, if nothing stands against either."""
    session, case, visit = _open(context)
    answers = submissions.latest(session, case.id, "plan_visit")
    named = [int(each) for each in answers["team"]]
    against = [
        *planning.grounds(session, case, visit.basis),
        *team.grounds(session, visit, named, int(answers["lead"])),
        *law.offered_grounds([date.fromisoformat(row["day"]) for row in answers["dates"]], clock.today()),
    ]
    if against:
        raise Refused(against)
    # What asked for a change is met by the new plan.
    moves.drop(session, changing.MESSAGE, visit.number)
    planning.write(session, visit, answers)
    return {}


def ask_team(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Ask those who have not declared yet; whoever did so for this visit is not asked again."""
    session, _, visit = _open(context)
    candidates = team.asked(session, visit)
    due_on = service_targets.due_on("tie_declaration", clock.today())
    mails.tell(
        session,
        candidates,
        f"visit_asked:{visit.id}:{context.work_item_id or f'started-{context.instance_id}'}",
        Text("利害関係の申告のお願い（現地調査）", "Please declare your interests (site visit)"),
        Text(
            f"現地調査の調査員の候補になりました。{law_wording.dated(due_on).ja}までに、利害関係の有無を申告してください。",
            f"You are to go on a site visit. Please declare your interests by {law_wording.dated(due_on).en}.",
        ),
        f"{parts.settings.base_url}/",
        case_id=None,
    )
    return {
        "team": candidates,
        "declare_until": due_on.isoformat(),
        "close_on": (due_on + timedelta(days=1)).isoformat(),
    }


def weigh_team(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Whether a decider has to judge an inspector's interest before the team is settled, and until when."""
    session, _, visit = _open(context)
    return {"judge": "yes" if ties.waiting(session, visit) is not None else "no", **overdue.dates()}


def tie_dates(parts: Parts, context: ActContext) -> dict[str, Any]:
    """By when a tie that came to light is to be judged."""
    return overdue.dates()


def carry_out_tie(parts: Parts, context: ActContext, member_id: int) -> dict[str, Any]:
    """Follow what was judged of a tie that came to light; the form's record has written it."""
    case, member = _case(context), context.session.get_one(VisitMember, member_id, populate_existing=True)
    if member.case_id != case.id:
        raise LookupError(member_id)
    pausing.carry_out(context.session, parts.settings.base_url, case, member)
    return {}


def settle_team(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Who goes: those without an interest; without the lead the visit is planned again."""
    session, _, visit = _open(context)
    ready, lead = team.settle(session, visit)
    leading.tell_declared(session, parts.settings.base_url, visit, str(context.instance_id))
    return {"ready": "yes" if ready else "no", "lead": lead}


def ask(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Ask to be received: the cost is told first where there is one (第15条第3項), then the letter goes out."""
    session, case, visit = _open(context)
    planned = submissions.latest(session, case.id, "plan_visit")
    told = charging.last_notice(session, visit)
    if planned.get("charge") == "yes" and (told is None or told.amount != int(planned["cost"])):
        breakdown = planned.get("cost_breakdown") or ""
        charging.notice(session, visit, int(planned["cost"]), breakdown, visit.created_by)
    elif planned.get("charge") == "no" and told is not None and told.amount:
        charging.notice(session, visit, 0, "", visit.created_by)
    dates = request.dates(visit, clock.today())
    until = {"visit_answer_by": law_wording.dated(date.fromisoformat(dates["judge_on"]))}
    notices.write(session, parts.settings.base_url, case, f"visit_request_{visit.basis}", until)
    _note(context, visit, "visit_requested", answer_by=dates["judge_on"])
    return dates


def agree(parts: Parts, context: ActContext) -> dict[str, Any]:
    """The day is settled; the provider and the team are told."""
    session, _, visit = _open(context)
    found_on = request.agreed(visit)
    on = visit_wording.day(visit.agreed_on, visit.agreed_time)
    notices.send(parts, context, "visit_agreed")
    _note(context, visit, "visit_day_set", on=found_on["visit_on"], time=visit.agreed_time)
    mails.tell(
        session,
        [member.user_id for member in found.members(session, visit, "clear")],
        f"visit_agreed:{visit.id}:{context.work_item_id}",
        Text(f"現地調査の日が決まりました（{visit.number}）", f"Site visit {visit.number}: the day is set"),
        Text(
            f"{on.ja}に行います。持ち物と確かめることは画面で見られます。",
            f"It takes place on {on.en}. The plan is on its page.",
        ),
        f"{parts.settings.base_url}/visits/{visit.number}",
        case_id=visit.case_id,
    )
    return found_on


def remind(parts: Parts, context: ActContext) -> dict[str, Any]:
    """On the day before: the provider and the team, unless the day has passed already."""
    session, _, visit = _open(context)
    if visit.agreed_on is None or visit.agreed_on < clock.today():
        return {}
    on = visit_wording.day(visit.agreed_on, visit.agreed_time)
    notices.send(parts, context, "visit_tomorrow")
    mails.tell(
        session,
        [member.user_id for member in found.members(session, visit, "clear")],
        f"visit_tomorrow:{visit.id}:{uuid4().hex[:12]}",
        Text(f"まもなく現地調査です（{visit.number}）", f"Your site visit {visit.number} is near"),
        Text(
            f"{on.ja}に行います。出かける前に記録の画面を開いておくと、電波の届かない所でも使えます。",
            f"It is on {on.en}. Open its page before you leave, so that you can use it without a connection.",
        ),
        f"{parts.settings.base_url}/visits/{visit.number}",
        case_id=visit.case_id,
    )
    return {}


def report(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Issue the next version of the report."""
    session, case, visit = _open(context)
    answers = submissions.latest(session, case.id, "write_report")
    return {"version": reporting.issue(session, visit, answers, _actor(context)).version}


def ask_facts(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Send the newest version to the provider, with the day by which to check it."""
    session, case, visit = _open(context)
    due_on, why = fact_check.due(session, visit, case.id, clock.today())
    deadlines.meet(session, case, "fact_check", clock.today())
    if why is None:
        deadlines.set_target(session, case, "fact_check", due_on, "fact_check_due", clock.today())
    else:
        session.add(
            Deadline(
                case_id=case.id,
                kind="fact_check",
                due_on=due_on,
                article=service_targets.target("fact_check_due").see,
                explanation=why.text.ja,
                explanation_en=why.text.en,
            )
        )
        session.flush()
    notices.send(parts, context, "visit_facts")
    last = found.report(session, visit)
    version = last.version if last is not None else 0
    _note(
        context, visit, "visit_report_sent", version=version, until=due_on.isoformat(), more_time=why is None
    )
    return {"due_on": due_on.isoformat(), "judge_on": fact_check.after(due_on).isoformat()}


def take_letter(parts: Parts, context: ActContext) -> dict[str, Any]:
    """An answer that came by post stands for the step's answer, objections included."""
    session, case, visit = _open(context)
    deadlines.meet(session, case, "fact_check", clock.today())
    return {"reply": letters.take(session, visit)}


def tell_settled(parts: Parts, context: ActContext) -> dict[str, Any]:
    """Tell the provider that its objections were settled; what came of each stands on its page, never in the mail."""
    _, case, visit = _open(context)
    answers = submissions.latest(context.session, case.id, settled.NODE)
    notices.write(
        context.session,
        parts.settings.base_url,
        case,
        f"visit_settled_{answers['choice']}",
        {"visit_page": _page(parts, case, visit)},
    )
    return {}


def _page(parts: Parts, case: Case, visit: Visit) -> Text:
    """Where the provider reads of the visit."""
    page = f"{parts.settings.base_url}/applications/{case.case_no}/visits/{visit.number}"
    return Text(page, page)


def keep_late(parts: Parts, context: ActContext, letter_id: int) -> dict[str, Any]:
    """A person has decided on an answer that came after the case had moved on; nothing else changes."""
    case = _case(context)
    row = context.session.get_one(VisitLetter, letter_id)
    visit = context.session.get_one(Visit, row.visit_id)
    if visit.case_id != case.id:
        raise LookupError(letter_id)
    answers = submissions.latest(context.session, case.id, "judge_late_reply")
    letters.treated(row, answers["choice"], answers["reason"], _actor(context))
    if row.treatment == "attach":
        closing.add_to_report(context.session, visit, row)
    return {}


def give_back(parts: Parts, context: ActContext) -> dict[str, Any]:
    """File the report with the case; the caller goes on."""
    session, case, visit = _open(context)
    deadlines.meet(session, case, "fact_check", clock.today())
    # While the visit is still under way: the letter names its version.
    notices.write(
        session, parts.settings.base_url, case, "visit_final", {"visit_page": _page(parts, case, visit)}
    )
    closing.give_back(session, visit)
    last = found.report(session, visit)
    _note(context, visit, "visit_report_settled", version=last.version if last is not None else 0)
    return {}


def end(parts: Parts, context: ActContext, outcome: str) -> dict[str, Any]:
    """End the visit without a report."""
    session, _, visit = _open(context)
    moves.drop(session, changing.MESSAGE, visit.number)
    known = asked.asked(session, visit) is not None
    closing.end(session, visit, outcome)
    _note(context, visit, "visit_ended", outcome=outcome, provider_knows=known)
    return {}


def _note(context: ActContext, visit: Visit, kind: str, **data: Any) -> None:
    """An event of the case for what a visit has come to; nothing of what was seen stands in it."""
    history.append(
        context.session,
        _case(context),
        kind,
        actor_id=context.actor_id,
        node="site_inspection",
        data={"visit": visit.number, **data},
    )


def _case(context: ActContext) -> Case:
    if context.case is None:
        raise LookupError("a visit needs a case")
    return context.case


def _open(context: ActContext) -> tuple[Any, Case, Visit]:
    case = _case(context)
    return context.session, case, found.required(context.session, case.id)


def _actor(context: ActContext) -> int:
    if context.actor_id is None:
        raise LookupError("this step is a person's")
    return context.actor_id
