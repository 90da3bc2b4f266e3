"""The only place that turns what went wrong into an answer; each says what happened and what to do."""

import logging
import secrets
import traceback

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app.cases.errors import CaseError, NotYours, Refused, Unknown
from app.config import ROOT
from app.engine import CaseMoved, EngineError, NotReady
from app.store.busy import Busy
from app.web.session import language

log = logging.getLogger(__name__)
ENVELOPE = 2 * 1024 * 1024
"""Bytes that a post may have beside its largest file."""


def init_app(app: Flask) -> None:
    """Register the answers."""
    app.register_error_handler(CaseError, _case_error)
    app.register_error_handler(EngineError, _engine_error)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _case_error(error: CaseError) -> ResponseReturnValue:
    status = 404 if isinstance(error, Unknown) else 403 if isinstance(error, NotYours) else 409
    if isinstance(error, Refused):
        status = 422
    grounds = error.grounds if isinstance(error, Refused) else []
    return _page(
        _titles().get(status, _("できませんでした")), error.text.in_(language()), status, grounds=grounds
    )


def _engine_error(error: EngineError) -> ResponseReturnValue:
    status = 409 if isinstance(error, NotReady | CaseMoved) else 500
    return _page(_titles().get(status, _("できませんでした")), error.text.in_(language()), status)


def _busy(error: Busy) -> ResponseReturnValue:
    page, status = _page(_titles()[503], error.text.in_(language()), 503)
    return page, status, {"Retry-After": "5"}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    sentences = {
        403: _("このページを開く権限がありません。サインインした人の役割を確かめてください。"),
        404: _(
            "見つからないか、閲覧できません。番号を確かめるか、受信箱や申請の一覧から開き直してください。"
        ),
        405: _("このページではその操作はできません。前の画面に戻ってやり直してください。"),
        413: _(
            "送られたファイルが大きすぎます。1つ%(size)sMBまでにして、もう一度送ってください。",
            size=((request.max_content_length or 0) - ENVELOPE) // 2**20,
        ),
        429: _("短い間に操作が続いたため、しばらく受け付けません。数分待ってからやり直してください。"),
    }
    return _page(
        _titles().get(code, error.name), sentences.get(code, _("もう一度やり直してください。")), code
    )


def _unexpected(error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    log.error("unexpected %s (reference %s)", _trace(error), reference)
    return _page(
        _titles()[500],
        _(
            "処理を終えられませんでした。入力した内容は下書きに残っています。続くときは運用担当者に番号 %(reference)s を伝えてください。",
            reference=reference,
        ),
        500,
    )


def _trace(error: BaseException) -> str:
    """What broke and where, without the message: it may hold a person's words or a statement's values."""
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None and len(parts) < 5:
        frames = (
            f"{frame.filename.removeprefix(f'{ROOT}/')}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        )
        parts.append(f"{type(seen).__name__} at {' → '.join(frames) or 'no frame'}")
        seen = seen.__cause__ or seen.__context__
    return " ← ".join(parts)


def _titles() -> dict[int, str]:
    return {
        403: _("開けません"),
        404: _("見つかりません"),
        409: _("先に進んでいます"),
        413: _("ファイルが大きすぎます"),
        422: _("受け付けられません"),
        429: _("しばらくお待ちください"),
        500: _("処理を終えられませんでした"),
        503: _("混み合っています"),
    }


def _page(title: str, sentence: str, status: int, grounds: object = ()) -> tuple[str, int]:
    return render_template("errors/error.html", heading=title, sentence=sentence, grounds=grounds), status
