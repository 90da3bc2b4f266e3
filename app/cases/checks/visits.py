"""What stands against a step of a site visit (第6条第3項, 第15条第2項・第3項)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from app import clock
from app.cases.checks.context import CheckContext
from app.cases.hearings import read_before
from app.cases.visits import found, letters, pausing, planning, reporting, settled, team, ties
from app.cases.visits.recording import record_of
from app.law import visits as law
from app.law import wording
from app.law.text import Ground, Text
from app.store.models.visits import Visit


def plan_visit(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The basis (X56), the team, and days that lie ahead."""
    if answers["go"] != "visit":
        return []
    visit = found.required(context.session, context.case.id)
    named = [int(each) for each in answers.get("team") or []]
    against = [
        *planning.grounds(context.session, context.case, visit.basis),
        *team.grounds(context.session, visit, named, int(answers["lead"])),
        *_offered(context.today, answers["dates"]),
    ]
    if not answers.get("scope") and not (answers.get("scope_more") or "").strip():
        against.append(
            _ground(
                "scope",
                "確かめることを一つ以上選ぶか、書いてください。",
                "Choose or write at least one thing to look at.",
            )
        )
    return against


def declare_tie(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """«None» against a strong hint is explained."""
    return team.against(context.session, context.case, context.viewer.user_id, answers)


def judge_tie(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Somebody else judges."""
    member = ties.waiting(context.session, found.required(context.session, context.case.id))
    return ties.against(member, context.viewer.user_id)


def judge_late_tie(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Somebody else judges."""
    member = pausing.of_item(context.session, context.item)
    return ties.against(member, context.viewer.user_id) or read_before.against(context, answers)


def answer_visit(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """A day that has passed cannot be accepted or proposed."""
    days: list[str] = []
    if answers["reply"] == "accept":
        days = [answers["chosen"][:10]]
    elif answers["reply"] == "other":
        days = [row["day"] for row in answers["other_dates"]]
    return _ahead(
        context.today,
        days,
        "chosen" if answers["reply"] == "accept" else "other_dates-{}-day",
        today_too=True,
    )


def judge_reply(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """A day agreed on or proposed lies ahead."""
    if answers["choice"] == "agree":
        return _ahead(context.today, [answers["agreed_day"]], "agreed_day", today_too=True)
    if answers["choice"] == "again":
        return _offered(context.today, answers["dates"])
    return []


def record_visit(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """The record is closed when what differs is settled and what is missing has its reason."""
    if answers["held"] == "no":
        return []
    if answers["held"] == "part":
        return _partly_held(context, answers)
    visit = found.required(context.session, context.case.id)
    noted = record_of(context.session, visit)
    against = []
    if noted.conflicts:
        against.append(
            _ground(
                "",
                f"二つの端末の記録が食い違っている所が{len(noted.conflicts)}か所あります。現地の記録の画面で「要調整」を選んでから確定してください。",
                f"{len(noted.conflicts)} entries of two devices differ. Settle them on the page of the record first.",
            )
        )
    if noted.unexplained and not (answers.get("unchecked_reason") or "").strip():
        against.append(
            _ground(
                "unchecked_reason",
                f"確かめていない項目、又は備考のない「未確認」の項目が{len(noted.unexplained)}件あります。現地の記録の画面で結果か備考を入れるか、理由を書いてください。",
                f"{len(noted.unexplained)} items have no result, or are not confirmed without a note. Complete them on the page of the record, or give the reason.",
            )
        )
    if noted.unsent and not (answers.get("unsent_reason") or "").strip():
        listed = "、".join(f"{device}（{left}件）" for device, left in sorted(noted.unsent.items()))
        against.append(
            _ground(
                "unsent_reason",
                f"まだ送っていない記録がある端末があります：{listed}。その端末をつないで送るか、待たない理由を書いてください。",
                f"A device has not sent everything yet: {listed}. Connect it, or say why not to wait.",
            )
        )
    return against + _day_held(context, visit, answers)


def _partly_held(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """What is left needs its reason; the record stays open for the second day."""
    visit = found.required(context.session, context.case.id)
    against = _day_held(context, visit, answers)
    checks = record_of(context.session, visit).checks
    if not any(each.asked and each.result in {"", "unconfirmed"} for each in checks):
        against.append(
            _ground(
                "held",
                "確かめていない項目は残っていません。「行った」を選んで記録を確定してください。",
                "Nothing is left to be looked at. Choose “Held” and close the record.",
            )
        )
    elif not (answers.get("unchecked_reason") or "").strip():
        against.append(
            _ground(
                "unchecked_reason",
                "残った項目を確かめられなかった理由を書いてください。",
                "Write why the rest could not be looked at.",
            )
        )
    return against


def _day_held(context: CheckContext, visit: Visit, answers: dict[str, Any]) -> list[Ground]:
    against = []
    held_on = date.fromisoformat(answers["held_on"])
    if held_on > context.today:
        against.append(_ground("held_on", "まだ来ていない日です。", "This day has not come yet."))
    if held_on < clock.date_in_japan(visit.created_at):
        words = ("調査を計画した日より前です。", "This is before the visit was planned.")
        against.append(_ground("held_on", *words))
    if held_on != visit.agreed_on and not (answers.get("off_day_reason") or "").strip():
        against.append(
            _ground(
                "off_day_reason",
                "約束した日と違います。その理由を書いてください。",
                "This is not the day agreed on. Give the reason.",
            )
        )
    return against


def write_report(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Findings keep their numbers and are never removed; a further version changes something."""
    visit = found.required(context.session, context.case.id)
    before = {row["key"] for row in reporting.rows(context.session, visit)}
    given = [(row.get("no") or "").strip() for row in answers.get("findings") or []]
    against = []
    if before - set(given):
        listed = "、".join(sorted(before - set(given)))
        against.append(
            _ground(
                "findings",
                f"所見{listed}がありません。なくす場合は行を残して「取り消す」を選び、理由を書いてください。",
                f"Finding {listed} is missing. Keep its row, choose “Withdrawn” and give the reason.",
            )
        )
    named = [each for each in given if each]
    if set(named) - before or len(named) != len(set(named)):
        against.append(
            _ground(
                "findings",
                "所見の番号が重なっているか、記録にない番号です。画面を開き直して、もう一度書いてください。",
                "A number is used twice or stands in no record. Open the page again and write once more.",
            )
        )
    last = found.report(context.session, visit)
    findings = reporting.written(context.session, visit, answers)
    beyond = [row for row in findings if row.get("outside") and row["state"] != "withdrawn"]
    against += law.scope_grounds([(row["key"], row["grade"]) for row in beyond])
    if last is not None and not against and not reporting.changed(last, answers["summary"], findings):
        against.append(
            _ground(
                "findings",
                "前の版から何も変わっていません。直す所がなければ、指摘の検討に戻って「直さない」を選ぶことになります。直す所を書いてください。",
                "Nothing differs from the version before. Write what is to change.",
            )
        )
    return against


def judge_facts(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """More time ends on a day that lies ahead; only an answer that came can be taken up."""
    if answers["choice"] == "wait":
        return _ahead(context.today, [answers["due_on"]], "due_on")
    visit = found.required(context.session, context.case.id)
    if answers["choice"] == "take" and letters.to_take(context.session, visit) is None:
        return [
            _ground(
                "choice",
                "期限の後に届いた回答はありません。ほかの扱いを選んでください。",
                "No answer came after the date. Choose another way to go on.",
            )
        ]
    return []


def settle_objections(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Each objection has its result and reason, and what is upheld changes the report."""
    visit = found.required(context.session, context.case.id)
    return settled.grounds(context.session, visit, answers)


def _offered(today: date, rows: list[dict[str, Any]]) -> list[Ground]:
    """Days offered lie ahead, and after the day by which the provider answers."""
    days = [row["day"] for row in rows]
    after = law.offered_grounds([date.fromisoformat(day) for day in days], today)
    return [*_ahead(today, days, "dates-{}-day"), *after]


def _ahead(today: date, days: Iterable[str], field: str, *, today_too: bool = False) -> list[Ground]:
    """A ground at each day that has passed; a `field` with `{}` is that of a row, by its number from 0."""
    first = today if today_too else today + timedelta(days=1)
    return [
        _ground(
            field.format(index),
            f"{wording.dated(on).ja}は過ぎています。これからの日にしてください。",
            f"{wording.dated(on).en} has passed. Choose a day that lies ahead.",
        )
        for index, on in enumerate(date.fromisoformat(day) for day in days)
        if on < first
    ]


def _ground(field: str, ja: str, en: str) -> Ground:
    return Ground("site_visit", "", "design", Text(ja, en), field)
