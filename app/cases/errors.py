"""What a person is told when a step cannot be taken; nothing is stored then, and nothing is lost."""

from app.law.text import Ground, Text


class CaseError(Exception):
    """Base: `text` says what happened and what to do next."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class NotYours(CaseError):
    """The step belongs to somebody else. To a viewer without access it looks like an unknown id."""


class Unknown(CaseError):
    """There is no such thing for this viewer."""


class Refused(CaseError):
    """The law (or our design) stands against it; `grounds` say what and why."""

    def __init__(self, grounds: list[Ground]) -> None:
        first = grounds[0].text
        super().__init__(first)
        self.grounds = grounds


class Invalid(CaseError):
    """Answers are missing or wrong; `form` is the bound form with its errors."""

    def __init__(self, form: object) -> None:
        super().__init__(
            Text(
                "入力を確認してください。書いた内容は残っています。",
                "Please check your answers. What you wrote is kept.",
            )
        )
        self.form = form


class DraftConflict(CaseError):
    """Another tab or person saved this draft in the meantime; both texts are at hand."""

    def __init__(self, stored: dict[str, object], version: int) -> None:
        super().__init__(
            Text(
                "この下書きは別の画面で更新されています。どちらの内容を残すか選んでください。",
                "This draft was changed in another window. Choose which text to keep.",
            )
        )
        self.stored, self.version = stored, version


UNKNOWN = Text(
    "見つからないか、閲覧できません。番号を確かめるか、受信箱から開き直してください。",
    "There is no such page, or you may not see it. Check the number or start from your inbox.",
)
NOT_YOURS = Text(
    "この作業はあなたの担当ではありません。受信箱から担当の作業を選んでください。",
    "This step is not yours. Choose one of your own from the inbox.",
)
EXCLUDED = Text(
    "この案件の前の作業を担当したため、この作業は担当できません（相互けん制）。別の担当者が行います。",
    "You did an earlier step of this case, so another person must do this one (four eyes).",
)
SEATED = Text(
    "この案件で委員として意見を求められたため、審査も決定もできません。別の担当者が行います。",
    "You were asked for an opinion on this case as a member of the committee, so another person must review and decide it.",
)
TAKEN = Text(
    "ほかの担当者が先に引き受けました。受信箱で別の作業を選んでください。",
    "Somebody else has taken this step. Choose another one from the inbox.",
)
NOT_OPEN = Text(
    "この作業はすでに完了しています。受信箱で次の作業を選んでください。",
    "This step is already done. Choose the next one from the inbox.",
)
BOUND = Text(
    "この作業は指名された本人だけのもので、ほかの人に渡せません。本人ができないときは、その人を外し、必要なら別の人を加えます（事務局に知らせてください）。",
    "This step is one named person's own and cannot be given to others. If they cannot do it they are taken out, and somebody else may be added: tell the secretariat.",
)
