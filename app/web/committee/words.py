"""How the pages of the committee say how far a hearing, a seat and one's own opinion are."""

from datetime import datetime

from flask_babel import gettext as _

from app import clock
from app.store.reading.room import Standing


def short_time(at: datetime | None) -> str:
    """The day and the time in Japan."""
    if at is None:
        return ""
    local = at.astimezone(clock.JST)
    return f"{local.month}/{local.day} {local.hour}:{local:%M}"


def standing(own: Standing) -> str:
    """«未提出（下書きあり）», «提出済 11/24 9:41 第2版»: the line that always stands above one's opinion."""
    if own.given_at is None:
        if own.drafted_at is None:
            return str(_("意見は未提出"))
        return str(_("意見は未提出（下書き %(at)s）", at=short_time(own.drafted_at)))
    said = str(_("提出済 %(at)s 第%(n)s版", at=short_time(own.given_at), n=own.version))
    if own.drafted_at is not None and own.drafted_at > own.given_at:
        said += str(_("（書きかけの変更は未提出）"))
    return said


def seat(state: str) -> str:
    """The state of a seat in a word or two."""
    found: dict[str, str] = {
        "invited": _("申告待ち"),
        "judging": _("判断待ち"),
        "eligible": _("審議に参加"),
        "excluded": _("除斥"),
        "challenged": _("確認中"),
        "recused": _("回避"),
        "struck": _("抹消"),
        "expired": _("任期満了"),
        "staff": _("職員になり終了"),
    }
    return found.get(state, state)


def hearing(state: str) -> str:
    """The state of a hearing in a word or two."""
    found: dict[str, str] = {
        "open": _("審議中"),
        "closed": _("締切"),
        "minutes": _("議事録の作成中"),
        "delivered": _("意見提出済"),
        "abandoned": _("不成立"),
    }
    return found.get(state, state)
