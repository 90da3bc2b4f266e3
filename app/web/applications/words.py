"""What happened in a case and who acts next, in words for the applicant.

Steps of the certification body appear by what they mean for the applicant, never by their inner results.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.law import roles
from app.store.reading.cases import Head, Step
from app.web.applications import visit_words
from app.web.filters import either, role_name

if TYPE_CHECKING:
    from app.store.models.procedures import Event


@dataclass(frozen=True, slots=True)
class Next:
    """Who acts next; `url` where it is the reader."""

    who: str
    what: str
    due_on: date | None = None
    url: str = ""

    @property
    def mine(self) -> bool:
        """Whether it is the reader's own act."""
        return bool(self.url)


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the timeline."""

    on: date
    what: str
    who: str
    article: str


WITHIN = frozenset(
    {
        *("committee_review", "member_opinion", "committee_minutes", "recount"),
        *("late_conflict", "renewed_declaration", "conflict_after_decision", "late_tie", "challenge"),
        *("team_declaration", "consider_hearing", "plan_visit", "edit_question"),
    }
)
"""Procedures and steps of which the applicant is told no more than that the review goes on."""


def next_acts(head: Head, steps: Sequence[Step]) -> list[Next]:
    """What waits now: the applicant's own steps by name, those of the body by what they are about."""
    waiting = [step for step in steps if step.state == "open"]
    own = [
        Next(
            _("あなた"), either(step.name, step.name_en), step.due_on, url_for("tasks.show", item_id=step.id)
        )
        for step in waiting
        if step.role in roles.PARTY
    ]
    others: dict[str, Next] = {}
    inside = head.stage == "reviewing" and not waiting
    for step in waiting:
        if step.process_id in WITHIN or step.node in WITHIN:
            inside = True
        elif step.role not in roles.PARTY:
            others.setdefault(step.role, Next(role_name(step.role), _about(head, step)))
    if inside and not (own or others):
        others[""] = Next(
            _("審査の担当"), _("申請の内容を審査しています。お願いすることができたときは、お知らせします")
        )
    return own + list(others.values())


def _about(head: Head, step: Step) -> str:
    known: dict[str, str] = {
        "match_payment": _("審査手数料の入金を確かめます"),
        "judge_silence": _("回答がないため、今後の扱いを決めます"),
        "decide": _("認定するかどうかを決定します"),
        "confirm_withdrawal": _("取下げの意思を確かめます"),
        "dispatch_certificate": _("認定証を発送します"),
        "confirm_publication": _("登録簿に公表する内容を確かめます"),
    }
    known |= visit_words.waiting()
    if step.node in known:
        return known[step.node]
    reviewing: str = _("開示項目を審査しています")
    checking: str = _("書類がそろっているかを確かめています")
    return reviewing if head.stage == "reviewing" else checking


def happened(
    events: Sequence[tuple["Event", str | None]], steps: Sequence[Step], language: str
) -> list[Happened]:
    """The events that concern the applicant, the newest first."""
    by_id = {step.id: step for step in steps}
    lines = []
    for event, name in events:
        step = by_id.get(event.data.get("work_item", 0))
        what = _what(event, step)
        if what:
            lines.append(Happened(event.legal_date, what, _who(event, step, name), event.article))
    return lines[::-1]


def _what(event: "Event", step: Step | None) -> str:
    if event.kind == "completed" and step is not None:
        done = _completed().get(step.node)
        return done(event.data.get("routing") or {}) if done else ""
    known: dict[str, str] = {
        "started": _("申請を始めました") if event.node == "application" else "",
        "filed": _("申請が届きました（到達番号 %(no)s）", no=event.data.get("arrival_no", "")),
        "granted": _("認定しました（認定番号 %(no)s）", no=event.data.get("certificate_no", "")),
        "published": _("登録簿に公表しました"),
        "closed": _("手続が終わりました"),
        "message": _("取下げの申出を受け付けました") if event.node == "application.withdrawn" else "",
    }
    on_site = visit_words.events().get(event.kind)
    return on_site(event.data) if on_site is not None else known.get(event.kind, "")


def _completed() -> dict[str, Callable[[dict[str, Any]], str]]:
    def always(text: str) -> Callable[[dict[str, Any]], str]:
        return lambda _routing: text

    def by(key: str, words: dict[str, str]) -> Callable[[dict[str, Any]], str]:
        return lambda routing: words.get(str(routing.get(key)), "")

    return {
        "fill_form_a": always(_("申請書Aを記入しました")),
        "fill_form_b": always(_("申請書Bを記入しました")),
        "attach_documents": always(_("添付書類を付けました")),
        "register_post": always(_("郵送された書類を登録しました")),
        "check_completeness": by(
            "result",
            {"complete": _("書類がそろいました"), "incomplete": _("書類の補正をお願いしました")},
        ),
        "answer_correction": always(_("補正に回答しました")),
        "match_payment": by("outcome", {"paid": _("審査手数料の納付を確認しました。審査を始めます")}),
        "assess_items": by(
            "next",
            {"proceed": _("開示項目の審査を終えました"), "correct": _("開示項目の補正をお願いしました")},
        ),
        "judge_silence": by("choice", {"wait": _("補正の期限を延ばしました")}),
        "edit_question": by("choice", {"send": _("認定審査委員会からの質問をお送りしました")}),
        "answer_question": always(_("認定審査委員会の質問に回答しました")),
        **{node: by(visit_words.ROUTED[node], told) for node, told in visit_words.steps().items()},
        "decide": always(_("決定しました")),
        "dispatch_certificate": always(_("認定証を発送しました")),
        "confirm_withdrawal": always(_("取下げを確認しました")),
    }


def _who(event: "Event", step: Step | None, name: str | None) -> str:
    if step is not None:
        return (name or "") if step.role in roles.PARTY else role_name(step.role)
    return ""
