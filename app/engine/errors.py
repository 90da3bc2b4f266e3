"""What the engine refuses, in sentences for people."""

from collections.abc import Sequence

from app.engine.faults import Fault
from app.law.text import Text


class EngineError(Exception):
    """Base of what the engine refuses; `text` says what happened and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class DiagramRefused(EngineError):
    """A diagram cannot be run; the sentence names the element. `faults` are all that were found in it."""

    def __init__(self, text: Text, faults: Sequence[Fault] = ()) -> None:
        super().__init__(text)
        self.faults = tuple(faults) or (Fault("xml", "", text),)


class NotReady(EngineError):
    """The step is not waiting any more: somebody else did it, or the procedure moved on."""


class CaseMoved(EngineError):
    """The instance changed since the caller read it; read again and retry."""


class StepFailed(EngineError):
    """The engine could not reach its next wait; nothing was stored."""


class StateRefused(EngineError):
    """A stored instance cannot be opened by this version; it is left as it is."""


class MemberRefused(EngineError):
    """A member cannot be taken into, or out of, a step that several people do."""


class NotTheirs(EngineError):
    """The step waits for one person, and somebody else tried to do it."""


NOT_READY = Text(
    "この作業はすでに完了したか、手続が先に進んだため、完了できません。受信箱に戻って最新の状態を確認してください。",
    "This step has already been done, or the procedure has moved on. Return to the inbox and look at its present state.",
)
MOVED = Text(
    "ほかの人の操作でこの案件が先に更新されました。画面を開き直して、もう一度実行してください。",
    "The case was updated by somebody else. Open the page again and repeat what you did.",
)
FAILED = Text(
    "手続を進められませんでした。入力内容は保存されています。運用担当者に通知しました。",
    "The procedure could not go on. What you entered is kept, and the operators have been told.",
)
NOT_THEIRS = Text(
    "この作業は指名された本人だけができます。ほかの人が代わりに行うことはできません。",
    "Only the person named for this step can do it; nobody can do it for them.",
)
DAMAGED = Text(
    "保存されているこの案件の状態を読めません。何も変更していません。運用担当者に、控えからの復元を依頼してください。",
    "The stored state of this case cannot be read. Nothing was changed. Ask the operators to restore it from a backup.",
)


def newer(number: int, known: int) -> Text:
    """What is said of a state in a format that this version does not know."""
    return Text(
        f"この案件は別の版のシステムで保存されています（形式{number}、この版が読めるのは形式{known}まで）。何も変更していません。"
        "保存した版以降のシステムに更新してから、もう一度開いてください。",
        f"This case was stored by another version of the system (format {number}; this one reads up to {known}). "
        "Nothing was changed. Update to the version that stored it, or a later one, and open it again.",
    )


def too_early(name: str, missing: list[str]) -> Text:
    """What is said of an act whose required steps (ids) have not been done."""
    steps = ", ".join(missing)
    return Text(
        f"「{name}」は、先に必要な作業（{steps}）が済んでいないため行えません。何も変更していません。その作業を済ませるか、別の決定をしてください。",
        f"“{name}” cannot be carried out before {steps} has been done. Nothing was changed. "
        "Have it done first, or decide otherwise.",
    )
