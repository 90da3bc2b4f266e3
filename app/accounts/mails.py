"""Mails about accounts: Japanese first, the same in English below."""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.law.text import Text


class Put(Protocol):
    """app.outbox.queue.put, handed in by the caller: siblings do not import each other."""

    def __call__(self, session: Session, kind: str, key: str, payload: dict[str, Any]) -> None: ...


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a body in both languages; `{link}` stands for the address of the link."""

    subject: Text
    body: Text


@dataclass(frozen=True, slots=True)
class Postbox:
    """Puts letters into the outbox, in the transaction of the step that wants them."""

    put: Put
    base_url: str

    def send(self, session: Session, key: str, to: str, letter: Letter, path: str = "", **words: str) -> None:
        """`path` becomes the link; `words` fill the rest. `key` names this mail for ever."""
        link = self.base_url.rstrip("/") + path
        body = "\n\n".join(
            text.format(link=link, **words) for text in (letter.body.ja, "―" * 20, letter.body.en)
        )
        subject = f"【認定】{letter.subject.ja} / {letter.subject.en}".format(**words)
        self.put(
            session, "mail", f"mail/{key}", {"to": to, "subject": subject, "body": body, "private": True}
        )


VERIFY = Letter(
    Text("メールアドレスの確認", "Confirm your e-mail address"),
    Text(
        "認定システムへの登録を受け付けました。次のページを開き、登録したパスワードを入力すると、登録が完了します。\n\n"
        "{link}\n\n24時間たつと使えなくなります。心当たりがない場合は、このメールを破棄してください。",
        "We have received your registration with Nintei. Open the page below and enter the password that you "
        "chose; this completes the registration.\n\n{link}\n\nThe link works for 24 hours. If you did not "
        "register, ignore this mail.",
    ),
)
KNOWN = Letter(
    Text("登録のお申込みについて", "About your registration"),
    Text(
        "このメールアドレスで登録のお申込みがありましたが、すでにアカウントがあります。"
        "サインインするか、パスワードを忘れた場合は再設定してください。\n\n{link}\n\n"
        "心当たりがない場合は、このメールを破棄してください。アカウントは変わっていません。",
        "Someone tried to register with this address, which already has an account. Sign in, or reset your "
        "password if you have forgotten it.\n\n{link}\n\nIf it was not you, ignore this mail; nothing has "
        "changed.",
    ),
)
RESET = Letter(
    Text("パスワードの再設定", "Reset your password"),
    Text(
        "次のページで新しいパスワードを決めてください。\n\n{link}\n\n"
        "1時間たつか、一度使うと、使えなくなります。心当たりがない場合は、このメールを破棄してください。"
        "パスワードは変わっていません。",
        "Choose a new password on the page below.\n\n{link}\n\nThe link works once, for one hour. If you did "
        "not ask for it, ignore this mail; your password has not changed.",
    ),
)
CHANGED = Letter(
    Text("パスワードを変更しました", "Your password was changed"),
    Text(
        "アカウントのパスワードが変更され、ほかの端末からはサインアウトしました。"
        "心当たりがない場合は、すぐにパスワードを再設定し、事務局に知らせてください。\n\n{link}",
        "The password of your account was changed, and other devices were signed out. If it was not you, "
        "reset the password at once and tell the secretariat.\n\n{link}",
    ),
)
INVITE = Letter(
    Text("{provider} への招待", "Invitation to {provider}"),
    Text(
        "{inviter} さんから、認定システムで「{provider}」の担当者になるよう招待されました。"
        "次のページで内容を確かめて、受けてください。\n\n{link}\n\n14日たつと使えなくなります。",
        "{inviter} invites you to act for “{provider}” in Nintei. Read and accept the invitation on the page "
        "below.\n\n{link}\n\nThe link works for 14 days.",
    ),
)
JOIN = Letter(
    Text("認定システムへの登録のお願い", "Please join Nintei"),
    Text(
        "{inviter} さんが、あなたを委員又は調査員として認定システムの名簿に登録しました。"
        "次のページでパスワードを決めると、サインインできるようになります。\n\n{link}\n\n14日たつと使えなくなります。",
        "{inviter} has entered you in Nintei's register of committee members and inspectors. Choose a password "
        "on the page below; you can then sign in.\n\n{link}\n\nThe link works for 14 days.",
    ),
)
