"""A program that calls the API: every answer is held against the OpenAPI description."""

import io
import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from app.accounts import api_tokens
from app.api.description import description
from app.cases.runtime import Runtime
from app.store.viewer import Viewer

ALL = tuple(api_tokens.SCOPES)
METHODS = {"get", "post"}


def token(runtime: Runtime, viewer: Viewer, *scopes: str, days: int = 30) -> str:
    """A token of that person, with every scope unless some are named."""
    with runtime.db.step() as session:
        return api_tokens.create(session, viewer.user_id, name="試験", scopes=scopes or ALL, days=days)


class Program:
    """One token at work; without one, a stranger."""

    def __init__(self, app: Flask, secret: str | None = None, *, language: str = "ja") -> None:
        self.client = app.test_client()
        self.headers = {"Accept-Language": language}
        if secret is not None:
            self.headers["Authorization"] = f"Bearer {secret}"

    def get(self, path: str, **headers: str) -> TestResponse:
        """Read; `path` is what follows /api/v1 unless it begins with a slash of its own root."""
        return self._checked("get", path, headers=self.headers | _named(headers))

    def post(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        files: Mapping[str, bytes] | None = None,
        **headers: str,
    ) -> TestResponse:
        """Send JSON, with files as multipart."""
        more: dict[str, Any] = {"headers": self.headers | _named(headers)}
        if files:
            parts: dict[str, Any] = {"request": json.dumps(body or {})}
            parts |= {name: (io.BytesIO(content), f"{name}.pdf") for name, content in files.items()}
            more |= {"data": parts, "content_type": "multipart/form-data"}
        elif body is not None:
            more["json"] = body
        return self._checked("post", path, **more)

    def _checked(self, method: str, path: str, **more: Any) -> TestResponse:
        answer = self.client.open(f"/api/v1{path}", method=method.upper(), **more)
        check(answer, method, f"/api/v1{path}")
        return answer


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def check(answer: TestResponse, method: str, path: str) -> None:
    """The status is one that the description names for the address, and the body is as it says."""
    found = operation(method, path.partition("?")[0])
    if found is None:
        assert answer.status_code in {404, 405}, (path, answer.status_code)
        check_body(answer, {"$ref": "#/components/schemas/Problem"})
        return
    said = resolved(found["responses"].get(str(answer.status_code)))
    assert said is not None, f"{method} {path} answers {answer.status_code}: {answer.text[:600]}"
    assert answer.mimetype in said["content"], (path, answer.mimetype)
    for name, header in said.get("headers", {}).items():
        assert not header.get("required") or name in answer.headers, (path, name)
    if answer.mimetype.endswith("json"):
        check_body(answer, said["content"][answer.mimetype]["schema"])


def check_body(answer: TestResponse, schema: Mapping[str, Any]) -> None:
    """The body keeps to a schema of the description."""
    whole = {**schema, "components": description()["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(answer.get_json(force=True))


def operation(method: str, path: str) -> Mapping[str, Any] | None:
    """The operation of the description that an address is meant for."""
    for template, item in description()["paths"].items():
        pattern = re.sub(r"\{(\w+)\}", lambda match: r"\d+" if match[1] == "item_id" else "[^/]+", template)
        if method in item and re.fullmatch(pattern, path):
            found: Mapping[str, Any] = item[method]
            return found
    return None


def resolved(part: Any) -> Any:
    """What a reference leads to."""
    while isinstance(part, Mapping) and "$ref" in part:
        target: Any = description()
        for key in part["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        part = target
    return part
