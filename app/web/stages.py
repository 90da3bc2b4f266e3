"""The stages of an application in words for everybody: one word, one tone of its tag, one bar of the procedure."""

from flask_babel import gettext as _

ORDER = ("draft", "submitted", "checking", "payment", "reviewing", "decided", "published")
OPEN = (
    "draft",
    "submitted",
    "checking",
    "payment",
    "correction",
    "reviewing",
    "decided",
    "withdrawing",
    "stopped",
)
TONES = {
    "submitted": "info",
    "checking": "info",
    "payment": "warning",
    "correction": "warning",
    "reviewing": "info",
    "decided": "strong",
    "published": "success",
    "withdrawing": "warning",
    "stopped": "warning",
}


def word(stage: str) -> str:
    """The status word of a stage; the stage itself where a later edition brought a new one."""
    words: dict[str, str] = {
        "draft": _("下書き"),
        "submitted": _("提出済み"),
        "checking": _("確認中"),
        "payment": _("お支払い待ち"),
        "correction": _("補正のお願い"),
        "reviewing": _("審査中"),
        "decided": _("決定"),
        "published": _("公表済み"),
        "withdrawing": _("取下げ"),
        "withdrawn": _("取下げ"),
        "closed": _("終了"),
        "stopped": _("手続停止中"),
    }
    return words.get(stage, stage)


def tone(stage: str) -> str:
    """The kind of tag in which a stage is shown (macros/status.html)."""
    return TONES.get(stage, "neutral")


def bar(stage: str, *, paid: bool = False) -> list[dict[str, str]]:
    """The whole procedure for the stage bar. A correction stands where it was asked: `paid` says in the review."""
    if stage in {"withdrawing", "withdrawn"}:
        return [_entry("draft", "done"), _entry(stage, "current")]
    if stage == "closed":
        return [*(_entry(each, "done") for each in ORDER[:-1]), _entry("closed", "current")]
    order = list(ORDER)
    if stage == "correction":
        order.insert(order.index("reviewing" if paid else "checking") + 1, "correction")
    if stage not in order:
        return [_entry(stage, "current")]
    at = order.index(stage)
    return [
        _entry(each, "done" if index < at else "current" if index == at else "next")
        for index, each in enumerate(order)
    ]


def _entry(stage: str, state: str) -> dict[str, str]:
    return {"label": word(stage), "state": state}
