"""What letters say of a visit, in both languages."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.cases.visits import charging, found
from app.law import visits as law
from app.law import wording
from app.law.text import Text
from app.store.models.cases import Deadline
from app.store.models.visits import Visit


def facts(session: Session, case_id: int) -> dict[str, Text]:
    """The names that a letter on the visit under way may use; none where there is no visit."""
    visit = found.under_way(session, case_id)
    if visit is None:
        return {}
    told = charging.last_notice(session, visit)
    last = found.report(session, visit)
    names = team_names(session, visit)
    due_on = session.scalar(
        select(Deadline.due_on)
        .where(Deadline.case_id == case_id, Deadline.kind == "fact_check", Deadline.met_on.is_(None))
        .order_by(Deadline.id.desc())
        .limit(1)
    )
    return {
        "visit_no": _same(visit.number),
        "visit_plan": plan(visit, names),
        "visit_cost": cost(told.amount, told.breakdown) if told is not None else _same(""),
        "visit_day": day(visit.agreed_on, visit.agreed_time),
        "visit_team": names,
        "visit_site": _same(visit.site),
        "visit_version": _same(str(last.version) if last is not None else ""),
        "visit_due": wording.day(due_on or clock.today()),
    }


def plan(visit: Visit, names: Text) -> Text:
    """The plan in lines: why, where, what, who, when."""
    scope = scope_words(visit)
    days = [option(each) for each in visit.date_options]
    ja = [
        f"理由：{visit.necessity}",
        f"場所：{visit.site}",
        "確かめること：" + "".join(f"\n・{each.ja}" for each in scope),
        f"調査員：{names.ja}",
        f"候補の日：{'、'.join(each.ja for each in days)}",
    ]
    en = [
        f"Why: {visit.necessity}",
        f"Site: {visit.site}",
        "What to look at:" + "".join(f"\n- {each.en}" for each in scope),
        f"Inspectors: {names.en}",
        f"Days proposed: {'; '.join(each.en for each in days)}",
    ]
    if visit.people:
        ja.append(f"会いたい方・書類：{visit.people}")
        en.append(f"People and papers: {visit.people}")
    return Text("\n".join(ja), "\n".join(en))


def team_names(session: Session, visit: Visit) -> Text:
    """Who goes, the lead marked as such."""
    going = [(user.name, member.lead) for member, user in found.team(session, visit)]
    return Text(
        "、".join(f"{name}（主任）" if lead else name for name, lead in going),
        ", ".join(f"{name} (lead)" if lead else name for name, lead in going),
    )


def scope_words(visit: Visit) -> list[Text]:
    """What is looked at: questions of the checklist, and what was written beside them."""
    known = {item.key: item.text for item in law.checklist()}
    return [known.get(each, _same(each)) for each in visit.scope]


def cost(amount: int, breakdown: str) -> Text:
    """The notice of the cost (第15条第3項): told before the visit, and never exceeded; 0 takes it back."""
    if not amount:
        return Text(
            "先にお知らせした費用の負担は求めません。",
            "You are no longer asked to bear the cost told before.",
        )
    return Text(
        f"調査に要する費用の負担をお願いします（第15条第3項）。見積りは{amount:,}円です。{breakdown}\n"
        "この額を超えて請求することはありません。",
        f"You are asked to bear the cost of the visit (Art. 15(3)), estimated at {amount:,} yen. {breakdown}\n"
        "No more than this will be invoiced.",
    )


def day(on: date | None, at: str) -> Text:
    """The day agreed on, with its time."""
    if on is None:
        return _same("")
    said = wording.dated(on)
    return Text(f"{said.ja} {at}".strip(), f"{said.en} {at}".strip())


def option(kept: str) -> Text:
    """A day proposed, as it is kept (`2026-12-07 10:00`), in the words of a letter."""
    on, _, at = kept.partition(" ")
    return day(date.fromisoformat(on), at)


def _same(text: str) -> Text:
    return Text(text, text)
