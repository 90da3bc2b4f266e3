"""The form of an answer on a visit that is no step: entered by the desk from a letter, or sent by the provider late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from app import clock
from app.cases.errors import Refused
from app.cases.visits.asked import Asked
from app.cases.visits.letters import KINDS, REPLIES, Given
from app.store.blobs import UploadRefused
from app.web.runtime import runtime
from app.web.session import language

ALLOWED = frozenset({"pdf", "png", "jpeg", "docx", "xlsx"})
MOST_FILES = 10


@dataclass(slots=True)
class LetterForm:
    """What was typed and what is wrong with it, by field; `fields` are as they were sent."""

    to: Asked
    by_post: bool
    fields: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def replies(self) -> list[tuple[str, str]]:
        """What can be answered, in the reader's language."""
        return [(key, text.in_(language())) for key, text in REPLIES[self.to.about].items()]

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """How one can object."""
        return [(key, text.in_(language())) for key, text in KINDS.items()]

    def read(self) -> Given | None:
        """The answer, its files kept; None with `errors` where something cannot be read."""
        posted, received = clock.today(), clock.today()
        unreadable = False
        if self.by_post:
            unreadable = self.fields.get("unreadable") == "1"
            received = self._day("received_on", needed=True) or received
            posted = self._day("posted_on", needed=not unreadable) or posted
        objections = [
            {"key": key, "kind": kind if kind in KINDS else "differs", "words": words}
            for key, _label in self.to.choices
            for kind, words in [(self._said(f"kind:{key}"), self._said(f"words:{key}"))]
            if words
        ]
        if self._said("reply") != "objects":
            objections = []
        uploads = self._uploads() if not self.errors else []
        if self.errors:
            return None
        return Given(
            self._said("reply"),
            self._said("text"),
            received,
            None if self.by_post and unreadable else posted,
            objections,
            uploads,
        )

    def refuse(self, error: Refused) -> None:
        """Put the grounds of a refusal beside their fields."""
        for ground in error.grounds:
            self.errors[ground.field] = ground.text.in_(language())

    def _said(self, name: str) -> str:
        return self.fields.get(name, "").replace("\r\n", "\n").strip()

    def _day(self, name: str, *, needed: bool) -> date | None:
        try:
            return date.fromisoformat(self._said(name)[:10])
        except ValueError:
            if needed or self._said(name):
                self.errors[name] = _("日付を入力してください。")
            return None

    def _uploads(self) -> Sequence[dict[str, Any]]:
        files = [file for file in request.files.getlist("files") if file.filename]
        if len(files) > MOST_FILES:
            self.errors["files"] = _("一度に添えられるのは%(n)s件までです。", n=MOST_FILES)
            return []
        found = []
        for file in files:
            try:
                blob = runtime().blobs.put(
                    file.stream, file.filename or "", allowed=ALLOWED, limit=runtime().settings.upload_limit
                )
            except UploadRefused as error:
                self.errors["files"] = error.text.in_(language())
                return []
            found.append({"sha256": blob.sha256, "name": blob.name, "size": blob.size, "type": blob.type})
        return found
