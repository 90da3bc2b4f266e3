"""Problems (RFC 9457) as this API tells them: what happened and what to do, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, json, request

from app.api.runtime import language
from app.law.text import Text

MEDIA_TYPE = "application/problem+json"
TYPES = "/api/v1/problems/"
"""Before the name of a problem: its type, a URI reference that names it and need not be fetched."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its status, its title and the sentence where the case at hand says no other."""

    status: int
    title: Text
    detail: Text


KINDS: Mapping[str, Kind] = {
    "malformed": Kind(
        400,
        Text("要求を読めません", "The request cannot be read"),
        Text(
            "JSONの形が正しくありません。仕様書（/api/v1/openapi.json）の例を確かめてください。",
            "The JSON is not as it must be. Compare with /api/v1/openapi.json.",
        ),
    ),
    "unauthorized": Kind(
        401,
        Text("トークンが要ります", "A token is needed"),
        Text(
            "Authorization: Bearer … でトークンを送ってください。トークンはアカウントの画面で作れます。",
            "Send a token as “Authorization: Bearer …”. Make one on your account page.",
        ),
    ),
    "invalid-token": Kind(
        401,
        Text("トークンが使えません", "The token opens nothing"),
        Text(
            "このトークンは正しくないか、期限が切れたか、失効しています。アカウントの画面で確かめてください。",
            "The token is wrong, has expired or was revoked. Look at your account page.",
        ),
    ),
    "insufficient-scope": Kind(
        403,
        Text("トークンの範囲の外です", "Outside the token's scopes"),
        Text(
            "このトークンにはこの操作が許されていません。必要な範囲を選んで、作り直してください。",
            "The token lacks the scope for this. Make one with the scope that is needed.",
        ),
    ),
    "forbidden": Kind(
        403,
        Text("できません", "Not allowed"),
        Text(
            "この操作をする権限がありません。トークンの持ち主の役割を確かめてください。",
            "The token's person may not do this. Check the person's roles.",
        ),
    ),
    "not-found": Kind(
        404,
        Text("見つかりません", "Not found"),
        Text(
            "見つからないか、閲覧できません。番号を確かめてください。",
            "There is no such thing, or you may not see it. Check the number.",
        ),
    ),
    "method-not-allowed": Kind(
        405,
        Text("その方法では受け付けません", "Not this method"),
        Text("使えるメソッドは Allow ヘッダーにあります。", "The Allow header lists the methods."),
    ),
    "moved": Kind(
        409,
        Text("先に進んでいます", "It has moved on"),
        Text("最新の状態を読み直してください。", "Read the present state again."),
    ),
    "draft-conflict": Kind(
        409,
        Text("下書きがあります", "There is a draft"),
        Text(
            "この作業には別に保存された下書きがあります。様式を読み直し、その draft の version を draft_version で送ってください。",
            "Somebody saved a draft of this step. Read its form again and send that draft's version as draft_version.",
        ),
    ),
    "too-large": Kind(
        413,
        Text("大きすぎます", "Too large"),
        Text(
            "送られたファイルか要求が大きすぎます。小さくして送り直してください。",
            "The file or the request is too large. Send less.",
        ),
    ),
    "unsupported-media-type": Kind(
        415,
        Text("この形式は受け付けません", "Not this media type"),
        Text(
            "application/json で、ファイルがあるときは multipart/form-data で送ってください。",
            "Send application/json, or multipart/form-data where there are files.",
        ),
    ),
    "invalid": Kind(
        422,
        Text("入力を確かめてください", "Check the answers"),
        Text(
            "足りないか正しくない項目があります。errors を見て直してください。何も保存していません。",
            "Something is missing or wrong: see errors. Nothing was stored.",
        ),
    ),
    "refused": Kind(
        422,
        Text("受け付けられません", "Refused"),
        Text("errors に理由と条項があります。", "See errors for the grounds and their articles."),
    ),
    "key-reused": Kind(
        422,
        Text("キーが使われています", "The key was used"),
        Text("新しい Idempotency-Key を使ってください。", "Use a new Idempotency-Key."),
    ),
    "too-many-requests": Kind(
        429,
        Text("しばらくお待ちください", "Wait a while"),
        Text(
            "使えないトークンが続けて送られたため、しばらく受け付けません。Retry-After の秒数を待ってください。",
            "Too many tokens were refused. Wait for the seconds in Retry-After.",
        ),
    ),
    "busy": Kind(
        503,
        Text("混み合っています", "Busy"),
        Text(
            "ほかの操作が続いていて、時間内に受け付けられませんでした。何も保存していません。少し待って送り直してください。",
            "Others kept this busy for too long. Nothing was stored; wait a little and send it again.",
        ),
    ),
    "failed": Kind(
        500,
        Text("処理を終えられませんでした", "The request could not be carried out"),
        Text(
            "何も保存していません。続くときは、運用担当者に incident の番号を伝えてください。",
            "Nothing was stored. If it goes on, tell the operators the number in incident.",
        ),
    ),
}
BY_STATUS = {400: "malformed", 403: "forbidden", 404: "not-found", 405: "method-not-allowed"} | {
    413: "too-large",
    415: "unsupported-media-type",
}


class Problem(Exception):
    """A request that is answered with a problem; `members` come beside the standard ones."""

    def __init__(self, kind: str, detail: Text | None = None, **members: Any) -> None:
        super().__init__(kind)
        self.kind, self.detail, self.members = kind, detail, members


def answer(problem: Problem) -> Response:
    """The problem as a response."""
    kind, said = KINDS[problem.kind], language()
    body: dict[str, Any] = {
        "type": TYPES + problem.kind,
        "title": kind.title.in_(said),
        "status": kind.status,
        "detail": (problem.detail or kind.detail).in_(said),
        "instance": request.path,
        **problem.members,
    }
    response = Response(json.dumps(body), kind.status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = said
    if kind.status == 401:
        error = ', error="invalid_token"' if problem.kind == "invalid-token" else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="nintei"{error}'
    if problem.kind == "insufficient-scope":
        scope = problem.members["scope"]
        response.headers["WWW-Authenticate"] = (
            f'Bearer realm="nintei", error="insufficient_scope", scope="{scope}"'
        )
    if "retry_after" in problem.members:
        response.headers["Retry-After"] = str(problem.members["retry_after"])
    return response
