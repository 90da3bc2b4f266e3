"""Mails to members. They tell nothing of a case, not even whose it is: the link carries no power, and who has not
declared learns no more from it than the hour by which to declare."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.cases.hearings.wording import METHODS
from app.law import wording
from app.law.text import Text
from app.outbox import queue
from app.store.models.committee import Hearing, Meeting, Seat
from app.store.models.people import User
from app.store.models.procedures import OutboxRow

COMMITTEE = Text("認定審査委員会", "Certification committee")
SUBJECTS: Mapping[str, Text] = {
    "invited": Text("利害関係の申告のお願い", "Please declare your interests"),
    "declare": Text("利害関係の申告がまだです", "Your declaration is still missing"),
    "opinion": Text("意見の期限が近づいています", "Your opinion is due soon"),
    "draft": Text("意見が下書きのままです", "Your opinion is still a draft"),
    "opened": Text("資料を読めるようになりました", "The papers are open to you"),
    "tomorrow": Text("明日は会議です", "The meeting is tomorrow"),
    "closed": Text("意見の聴取を締め切りました", "The hearing is closed"),
    "received": Text("意見を受け取りました", "Your opinion was received"),
    "excluded": Text("この議案には加わりません", "You take no part in this item"),
    "kept_away": Text("この議案には加わりません", "You take no part in this item"),
    "stopped": Text("持回りをやめ、会議を開きます", "The circulation stops for a meeting"),
    "still_excluded": Text("申告のやり直しの結果", "Your new declaration was judged"),
    "cleared_too_late": Text("申告のやり直しの結果", "Your new declaration was judged"),
    "paused": Text("資料の閲覧を止めました", "The papers are closed for now"),
    "cleared": Text("資料を再び読めます", "The papers are open to you again"),
    "papers": Text("資料が追加・差替えされました", "Papers were added or replaced"),
    "late_member": Text("委員が加わりました", "A member was added"),
    "presiding": Text("議長をお願いします", "Please preside"),
    "minutes": Text("議事録の案の確認のお願い", "Please confirm the draft of the minutes"),
}
_BODIES: Mapping[str, Text] = {
    "presiding": Text(
        "議長が続けられなくなり、次の順位のあなたが議長を務めることになりました。待っている作業があります。",
        "Whoever presided can no longer do so, and you preside from now on. Something waits for you.",
    ),
    "invited": Text(
        "1件の議案について意見をお願いします。まず利害関係の有無を申告してください。申告するまで資料は開きません。\n"
        "申告の期限：{declare_by}\n意見の期限：{due_at}{meets}",
        "You are asked for an opinion on one item. Declare first whether you have an interest; until then the papers "
        "stay shut.\nDeclare by: {declare_by}\nOpinion due: {due_at}{meets}",
    ),
    "declare": Text(
        "利害関係の申告をまだいただいていません。意見の期限は{due_at}です。",
        "Your declaration of interests has not arrived. Opinions are due on {due_at}.",
    ),
    "opinion": Text(
        "意見をまだいただいていません。期限は{due_at}です。過ぎると受け付けられません。",
        "Your opinion has not arrived. It is due on {due_at}; nothing is taken after that.",
    ),
    "draft": Text(
        "書きかけの意見があります。まだ提出されていません。期限は{due_at}です。過ぎると受け付けられません。",
        "You have begun an opinion, but it is not submitted. It is due on {due_at}; nothing is taken after that.",
    ),
    "opened": Text(
        "利害関係のないことを確かめました。資料を読み、{due_at}までに意見を提出してください。{meets}{where}",
        "It was confirmed that you have no interest. Read the papers and give your opinion by {due_at}.{meets}{where}",
    ),
    "tomorrow": Text(
        "明日、会議があります。{meets}{where}\n意見の期限：{due_at}",
        "There is a meeting tomorrow.{meets}{where}\nOpinion due: {due_at}",
    ),
    "closed": Text(
        "1件の議案の意見の聴取を締め切りました。これからは意見を出すことも直すこともできません。結果は画面で読めます。",
        "The hearing of an item is closed. No opinion can be given or amended any more. What came of it stands on its "
        "page.",
    ),
    "received": Text(
        "意見を受け取りました（第{version}版、{at}）。{due_at}までは直せます。",
        "Your opinion was received (version {version}, {at}). You may amend it until {due_at}.",
    ),
    "excluded": Text(
        "申告に基づき、この議案には加わらないこととなりました（受付 {receipt}）。お手元に資料があれば返却又は廃棄してください。",
        "By your declaration or its judgement you take no part in this item (receipt {receipt}). Return or destroy "
        "any papers of it that you hold.",
    ),
    "kept_away": Text(
        "確かめた結果、この議案には以後加わらないこととなりました（受付 {receipt}）。お手元に資料があれば返却又は廃棄してください。",
        "It was judged that you take no further part in this item (receipt {receipt}). Return or destroy any papers of "
        "it that you hold.",
    ),
    "stopped": Text(
        "会議を求める申出があったため、書面による持回りの1件をやめました。この持回りの申告や意見は、もう要りません。"
        "出された意見は封をしたまま、だれにも示しません。会議の案内は、改めてお送りします。",
        "A meeting was asked for, so one circulation has been stopped. Nothing more is needed of you there. Opinions "
        "already given stay sealed and are shown to nobody. You will be invited to the meeting.",
    ),
    "still_excluded": Text(
        "やり直した申告について判断した結果、この議案には引き続き加わらないこととなりました（受付 {receipt}）。",
        "Your new declaration was judged: you still take no part in this item (receipt {receipt}).",
    ),
    "cleared_too_late": Text(
        "やり直した申告について判断した結果、利害関係には当たらないこととなりました（受付 {receipt}）。"
        "意見の聴取は締め切られたため、この議案についての意見は求めません。",
        "Your new declaration was judged: there is no interest (receipt {receipt}). The hearing is closed, so no "
        "opinion on this item is asked of you.",
    ),
    "paused": Text(
        "確かめることがあるため、この議案の資料の閲覧を止めました（受付 {receipt}）。判断が済み次第お知らせします。",
        "Something has to be looked into, so the papers of this item are closed to you (receipt {receipt}). You will "
        "hear from us.",
    ),
    "cleared": Text(
        "確かめた結果、利害関係には当たらないこととなりました。",
        "It was found that there is no interest.",
    ),
    "late_member": Text(
        "意見の期限（{due_at}）まで日数が少なくなってから、1件の議案に委員が1名加わりました。期限は動きません。"
        "資料を読む日数が足りるかを確かめてください。",
        "A member was added to an item shortly before opinions are due ({due_at}). The due time has not moved. See "
        "whether there is time enough to read the papers.",
    ),
    "minutes": Text(
        "出席された議案の議事録の案ができました。{by}までに、確認するか、直すところをお知らせください。"
        "回答がないときは「回答なし」と記録し、同意とはみなしません。",
        "The minutes of an item at which you were present are drafted. Please confirm them or propose corrections by "
        "{by}. No answer is recorded as no answer, and is not taken for consent.",
    ),
    "papers": Text(
        "議案の資料が追加され、又は差し替えられました。提出済みの意見は、{due_at}までは直せます。",
        "Papers of an item were added or replaced. An opinion that you have given can be amended until {due_at}.",
    ),
}


def send(
    session: Session,
    base_url: str,
    hearing: Hearing,
    user_id: int,
    kind: str,
    tag: str = "",
    *,
    link: bool = True,
    calendar: str = "",
    **facts: Text | str,
) -> bool:
    """Ask the outbox for a mail of a kind to one person; False when that very mail was asked for before.

    `calendar` is the text of a calendar file that goes with it.
    """
    key = f"hearing:{hearing.id}:{kind}:{user_id}:{tag}"
    if session.scalar(select(exists().where(OutboxRow.key == key))):
        return False
    to = session.execute(select(User.email).where(User.id == user_id)).scalar_one()
    known = {
        "declare_by": _at(hearing.declare_by),
        "due_at": _at(hearing.due_at),
        **_meeting(session, hearing),
        **facts,
    }
    where = f"\n\n{base_url.rstrip('/')}/committee/{hearing.number}" if link else ""
    bodies = [
        text.format_map({name: _in(fact, language) for name, fact in known.items()})
        for text, language in ((_BODIES[kind].ja, "ja"), (_BODIES[kind].en, "en"))
    ]
    queue.put(
        session,
        "mail",
        key,
        {
            "to": to,
            "subject": f"{SUBJECTS[kind].ja}（{COMMITTEE.ja}） / {SUBJECTS[kind].en}",
            "body": f"{bodies[0]}{where}\n\n----\n{bodies[1]}\n",
            **({"calendar": calendar} if calendar else {}),
        },
    )
    return True


def _meeting(session: Session, hearing: Hearing) -> dict[str, Text]:
    """When and how the committee meets; where stands on its page, since a mail stays with who is shut out later."""
    held = session.get(Meeting, hearing.meeting_id) if hearing.meeting_id is not None else None
    if held is None:
        return {"meets": Text("", ""), "where": Text("", "")}
    at, how = _at(held.starts_at), METHODS[held.method]
    return {
        "meets": Text(f"\n会議：{at.ja}（{how.ja}）", f"\nMeeting: {at.en} ({how.en})"),
        "where": Text(
            "\n場所と接続先は、会議のページにあります。", "\nSee the page of the meeting for where."
        ),
    }


def _at(instant: datetime) -> Text:
    return wording.moment(instant)


def _in(fact: Text | str, language: str) -> str:
    return fact.in_(language) if isinstance(fact, Text) else fact


def receipt(seat: Seat) -> str:
    """What a member may quote who can no longer see what it is about."""
    return f"S-{seat.id:06d}"
