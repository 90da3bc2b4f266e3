"""What happened to a site visit, in words for people of the certification body."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.hearings import read_before
from app.law import wording
from app.law.text import Text


def words(data: Mapping[str, Any]) -> dict[str, Text]:
    """By kind of event, whatever of it the event tells."""
    no, version = data.get("visit", ""), data.get("version", "")
    on, until, by = (_day(data.get(name)) for name in ("on", "until", "answer_by"))
    part = ("一部", "Part of site visit") if data.get("part") else ("", "Site visit")
    end = {
        "declined": ("受け入れられず、行わずに終えた", "ended without being received"),
        "cancelled": ("取りやめた", "was called off"),
    }.get(data.get("outcome", ""), ("終えた", "ended"))
    sent = (
        f"報告書（第{version}版）の事実の確認の期限を{until.ja}に延ばした"
        if data.get("more_time")
        else f"報告書（第{version}版）を事実の確認に送った（期限 {until.ja}）",
        f"more time for the facts of version {version} of its report, until {until.en}"
        if data.get("more_time")
        else f"version {version} of its report was sent to be checked by {until.en}",
    )
    return {
        "visit_requested": Text(
            f"現地調査{no}の受入れを依頼した（回答の期限 {by.ja}）",
            f"Asked to receive site visit {no} (answer by {by.en})",
        ),
        "visit_day_set": Text(
            f"現地調査{no}の日を{on.ja}に決めた", f"The day of site visit {no} was set: {on.en}"
        ),
        "visit_held": Text(f"現地調査{no}を{on.ja}に{part[0]}行った", f"{part[1]} {no} was held on {on.en}"),
        "visit_report_sent": Text(f"現地調査{no}の{sent[0]}", f"Site visit {no}: {sent[1]}"),
        "visit_report_settled": Text(
            f"現地調査{no}の報告書（第{version}版）が決まった",
            f"Version {version} of the report on site visit {no} is settled",
        ),
        "visit_ended": Text(f"現地調査{no}を{end[0]}", f"Site visit {no} {end[1]}"),
        "lead_handed_over": Text(f"現地調査{no}の主任を交替した", f"Another inspector leads site visit {no}"),
        "inspector_added": Text(f"現地調査{no}に調査員を加えた", f"Added an inspector to site visit {no}"),
        "visit_changed": Text(f"現地調査{no}の変更を求めた", f"Asked for a change of site visit {no}"),
        "visit_answered": _answered(data),
        "interest_papers": _papers(data),
        "interest_reopened": Text(
            "新しい手掛かりのため、調査員の一人に案件を閉じた",
            "Shut the case to an inspector, as something new came to light",
        ),
        "invoiced": Text(
            f"現地調査の費用を請求した（{data.get('invoice_no', '')}）",
            f"Invoiced the cost of a site visit ({data.get('invoice_no', '')})",
        ),
    }


def _papers(data: Mapping[str, Any]) -> Text:
    became = read_before.OUTCOMES.get(data.get("papers", ""), Text("", ""))
    on = _day(data.get("on"))
    ja, en = (f"（{on.ja}）", f" ({on.en})") if on.ja else ("", "")
    return Text(
        f"開いた資料の扱いを記録した：{became.ja}{ja}",
        f"Put on record what became of papers: {became.en}{en}",
    )


def _answered(data: Mapping[str, Any]) -> Text:
    ja = "郵送で" if data.get("channel") == "post" else "画面から"
    en = "by post" if data.get("channel") == "post" else "on the portal"
    late = ("", "") if data.get("in_time") else ("（期限の後）", ", after the date")
    return Text(
        f"現地調査{data.get('visit', '')}についての回答が{ja}届いた{late[0]}",
        f"An answer on site visit {data.get('visit', '')} came {en}{late[1]}",
    )


def _day(value: str | None) -> Text:
    return wording.day(date.fromisoformat(value)) if value else Text("", "")
