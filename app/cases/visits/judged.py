"""An inspector hears that the judgement on their interest is made, and how; nothing of the case (第7条 by analogy)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cases.visits import mails
from app.law.text import Text
from app.store.models.procedures import WorkItem
from app.store.models.visits import VisitMember

SUBJECT = Text("利害関係の判断が済みました（現地調査）", "Your interest was judged (site visit)")
RESULTS = {
    "clear": Text(
        "利害関係には当たらないと判断されました。調査に加わります。日程などは改めてお知らせします。",
        "It was judged to be no interest. You go on the visit; you will hear of its day.",
    ),
    "excluded": Text(
        "利害関係があると判断されたため、この調査には加わりません。",
        "An interest was found, so you take no part in this visit.",
    ),
}
"""By the state of the inspector; in another state the judgement is not the last word."""
DECLARED = {
    "judging": Text(
        "申告を受け付けました。利害関係に当たるかを、認定責任者が判断しています。それまで案件の内容は開きません。"
        "結果はメールでお知らせします。",
        "Your declaration was taken. A decider is judging whether it is an interest; until then nothing of the case "
        "opens. You will be told by mail.",
    ),
    "excluded": Text(
        "申告を受け付けました。利害関係があるため、この調査には加わりません。",
        "Your declaration was taken. As you have an interest, you take no part in this visit.",
    ),
}
"""What a declaration led to, where the case is shut after it."""
CLEAR = Text(
    "利害関係のないことを確かめました。調査の準備を進めています。次の作業は受信箱に届きます。",
    "It was confirmed that you have no interest. The visit is being prepared; your next step will reach your inbox.",
)


def tell(session: Session, base_url: str, member: VisitMember) -> None:
    """A mail to the inspector of whom a decider has judged."""
    words = RESULTS.get(member.state)
    if words is not None:
        key = f"tie_judged:{member.id}:{member.state}"
        mails.tell(session, [member.user_id], key, SUBJECT, words, f"{base_url}/", case_id=None)


def declared(session: Session, item: WorkItem, user_id: int) -> Text | None:
    """What came of an inspector's own declaration, for the page after it."""
    state = session.scalar(
        select(VisitMember.state)
        .where(VisitMember.case_id == item.case_id, VisitMember.user_id == user_id)
        .order_by(VisitMember.id.desc())
        .limit(1)
    )
    return CLEAR if state in {"clear", "asked"} else DECLARED.get(state or "")
