"""What somebody had opened before an interest shut the case, and what became of it (第7条・第20条第1項)."""

import re
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.checks.context import CheckContext
from app.law import wording
from app.law.text import Ground, Text
from app.store import history
from app.store.models.cases import Document
from app.store.models.procedures import Access

MOST = 200
_KINDS: tuple[tuple[str, Text], ...] = (
    (r"pack (\S+)", Text("意見聴取{0}の資料", "the papers of hearing {0}")),
    (r"file \S+ of step (\d+)", Text("作業{0}に付いたファイル", "a file of step {0}")),
    (r"visit (\S+) evidence (\d+)", Text("現地調査{0}の写真・文書{1}", "photo or paper {1} of visit {0}")),
    (r"minutes of meeting (\d+)", Text("第{0}回の議事録", "the minutes of meeting {0}")),
)
OUTCOMES = {
    "returned": Text("返却・廃棄を確認した", "returned or destroyed"),
    "none": Text("該当なし", "nothing was taken"),
    "asked": Text("返却・廃棄を求めた（未確認）", "asked to return or destroy, not confirmed yet"),
}


def shown(session: Session, case_id: int | None, user_id: int) -> dict[str, Any]:
    """What a form on the interest of a person tells of it; `papers_opened` says whether there is anything."""
    rows = session.scalars(
        select(Access)
        .where(Access.case_id == case_id, Access.user_id == user_id)
        .order_by(Access.at, Access.id)
        .limit(MOST)
    ).all()
    told = [_line(session, row) for row in rows]
    if not told:
        return {"opened": Text("開いた記録はない。", "Nothing was opened."), "papers_opened": False}
    words = Text("\n".join(each.ja for each in told), "\n".join(each.en for each in told))
    return {"opened": words, "papers_opened": True}


def against(context: CheckContext, answers: dict[str, Any]) -> list[Ground]:
    """Papers are back on a day that has come."""
    if answers.get("papers") != "returned" or date.fromisoformat(answers["papers_on"]) <= context.today:
        return []
    words = Text("まだ来ていない日です。", "This day has not come yet.")
    return [Ground("papers_on", "", "design", words, "papers_on")]


def keep(context: CheckContext, answers: dict[str, Any], of: dict[str, int]) -> None:
    """Put on record what became of the papers; `of` names the seat or inspector. Nothing where nothing was opened."""
    if not answers.get("papers"):
        return
    history.append(
        context.session,
        context.case,
        "interest_papers",
        actor_id=context.viewer.user_id,
        node=context.item.node,
        article="第20条第1項",
        data={**of, "papers": answers["papers"], "on": answers.get("papers_on") or ""},
    )


def _line(session: Session, row: Access) -> Text:
    at, what = wording.moment(row.at), _what(session, row.what)
    return Text(f"{at.ja}　{what.ja}", f"{at.en}: {what.en}")


def _what(session: Session, what: str) -> Text:
    if found := re.fullmatch(r"document (\d+)", what):
        name = session.scalar(select(Document.name).where(Document.id == int(found[1])))
        return Text(f"「{name or what}」", f"“{name or what}”")
    for pattern, words in _KINDS:
        if found := re.fullmatch(pattern, what):
            return Text(words.ja.format(*found.groups()), words.en.format(*found.groups()))
    return Text(what, what)
