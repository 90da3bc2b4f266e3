"""What happened to a site visit, in words for the provider: nothing of what was seen, thought or planned inside."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.web.filters import date_ja

Words = Callable[[Mapping[str, Any]], str]


def events() -> dict[str, Words]:
    """By kind of event; what the provider was never asked about is not told."""
    return {
        "visit_requested": lambda data: _(
            "現地調査の受入れをお願いしました（回答の期限 %(day)s）", day=_day(data, "answer_by")
        ),
        "visit_day_set": lambda data: _("現地調査の日が%(day)sに決まりました", day=_day(data, "on")),
        "visit_changed": lambda data: _("現地調査の予定を見直すことになりました"),
        "visit_held": _held,
        "visit_report_sent": _sent,
        "visit_report_settled": lambda data: _(
            "現地調査の報告書（第%(n)s版）が決まりました", n=data["version"]
        ),
        "visit_answered": lambda data: (
            _("現地調査についての郵送の回答を受け取りました")
            if data["channel"] == "post"
            else _("現地調査についての回答を受け取りました")
        ),
        "visit_ended": lambda data: _("現地調査は行わないことになりました") if data["provider_knows"] else "",
        "invoiced": lambda data: _("現地調査の費用をご請求しました（%(no)s）", no=data["invoice_no"]),
    }


def steps() -> dict[str, dict[str, str]]:
    """By step and by what was answered there."""
    return {
        "answer_visit": {
            "accept": _("現地調査の日を候補から選びました"),
            "other": _("現地調査の別の日を希望しました"),
            "refuse": _("現地調査を受け入れられないと回答しました"),
        },
        "record_visit": {"no": _("約束した日に現地調査を行えませんでした")},
        "check_facts": {
            "agreed": _("現地調査の報告書の事実に違う所はないと回答しました"),
            "objects": _("現地調査の報告書の事実について指摘しました"),
        },
        "settle_objections": {
            "edit": _("現地調査の報告書への指摘にお答えしました。報告書を直します"),
            "stand": _("現地調査の報告書への指摘にお答えしました。報告書は直しません"),
        },
    }


def waiting() -> dict[str, str]:
    """By step of the body that waits, once the provider knows of the visit."""
    return {
        "judge_reply": _("現地調査の受入れについての回答を確かめています"),
        "record_visit": _("決まった日に現地調査を行い、記録をまとめます"),
        "write_report": _("現地調査の報告書をまとめています"),
        "judge_facts": _("報告書の事実の確認について、今後の扱いを決めています"),
        "settle_objections": _("報告書へのご指摘を検討しています"),
        "judge_late_reply": _("後から届いた回答の扱いを決めています"),
    }


ROUTED = {
    "answer_visit": "reply",
    "record_visit": "held",
    "check_facts": "reply",
    "settle_objections": "choice",
}
"""The field of each of these steps that says what was answered."""


def _held(data: Mapping[str, Any]) -> str:
    day = _day(data, "on")
    told: str = (
        _("現地調査を%(day)sに一部行いました", day=day)
        if data["part"]
        else _("現地調査を%(day)sに行いました", day=day)
    )
    return told


def _sent(data: Mapping[str, Any]) -> str:
    until = _day(data, "until")
    told: str = (
        _("報告書の事実の確認の期限を%(day)sに延ばしました", day=until)
        if data["more_time"]
        else _(
            "現地調査の報告書（第%(n)s版）の事実の確認をお願いしました（期限 %(day)s）",
            n=data["version"],
            day=until,
        )
    )
    return told


def _day(data: Mapping[str, Any], name: str) -> str:
    return date_ja(date.fromisoformat(data[name]))
