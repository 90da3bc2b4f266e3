"""Mails about questions to members: they tell nothing of the case, and their link carries no power."""

from sqlalchemy.orm import Session

from app.law.text import Text
from app.outbox import queue

_SUBJECT = Text("資料が追加されました（認定審査委員会）", "New papers in the committee room")
_BODY = Text(
    "認定審査委員会の議案に新しい資料があります。サインインして確かめてください。提出済みの意見は、締切りまで直せます。\n\n{link}",
    "There are new papers for an item of the committee. Sign in to read them. An opinion that you have given can be "
    "changed until the closing.\n\n{link}",
)


def new_papers(session: Session, base_url: str, hearing_no: str, to: str, key: str) -> None:
    """One mail to one member; `key` names it among the mails of its kind."""
    link = f"{base_url.rstrip('/')}/committee/{hearing_no}"
    body = "\n\n----\n\n".join(text.format(link=link) for text in (_BODY.ja, _BODY.en))
    queue.put(
        session,
        "mail",
        f"papers:{key}",
        {"to": to, "subject": f"{_SUBJECT.ja} / {_SUBJECT.en}", "body": body},
    )
