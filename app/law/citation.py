"""The grammar of a citation: an article, 附則, a reading AMB-n, or 運用 with a reason."""

import re
from dataclasses import dataclass
from typing import Literal

from app.law.text import Text

Kind = Literal["article", "supplement", "reading", "practice"]

_NUMBER = r"[1-9][0-9]?"
_SEGMENT = re.compile(
    rf"(?:第(?P<article>{_NUMBER})条(?:第(?P<paragraph>{_NUMBER})項)?(?:第(?P<item>{_NUMBER})号)?"
    rf"|(?P<supplement>附則)|AMB-(?P<reading>{_NUMBER})|運用(?P<reason>[^（）]*))"
    r"(?:（(?P<remark>[^（）]+)）)?"
)
_SEPARATOR = re.compile(r"、(?=第[1-9]|附則|AMB-|運用)(?![^（]*）)")


class CitationError(ValueError):
    """Part of a text is no citation. `text` says so in both languages."""

    def __init__(self, part: str) -> None:
        self.text = Text(
            f"「{part}」は引用として読めません。第6条第2項、AMB-8、運用（理由）のように書いてください。",
            f"“{part}” is not a citation. Write it like 第6条第2項, AMB-8 or 運用（reason）.",
        )
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation. A number is 0 where it is not named; `reason` belongs to 運用, `remark` stood in （）."""

    kind: Kind
    article: int = 0
    paragraph: int = 0
    item: int = 0
    reading: int = 0
    reason: str = ""
    remark: str = ""

    def __str__(self) -> str:
        """The citation as it is written, without its remark."""
        if self.kind == "article":
            paragraph = f"第{self.paragraph}項" if self.paragraph else ""
            return f"第{self.article}条{paragraph}" + (f"第{self.item}号" if self.item else "")
        if self.kind == "reading":
            return f"AMB-{self.reading}"
        return "附則" if self.kind == "supplement" else "運用"


def citations(text: str) -> tuple[Citation, ...]:
    """The citations of a line such as `第6条第2項（第12条第3項で準用）、AMB-8`; none for an empty line.

    Raises CitationError for anything else. That the cited provision exists is `articles.exists`.
    """
    if not text.strip():
        return ()
    return tuple(_citation(part.strip()) for part in _SEPARATOR.split(text.strip()))


def _citation(part: str) -> Citation:
    found = _SEGMENT.fullmatch(part)
    if found is None:
        raise CitationError(part)
    remark = found["remark"] or ""
    if found["article"]:
        article, paragraph, item = (int(found[name] or 0) for name in ("article", "paragraph", "item"))
        return Citation("article", article, paragraph, item, remark=remark)
    if found["reading"]:
        return Citation("reading", reading=int(found["reading"]), remark=remark)
    if found["supplement"]:
        return Citation("supplement", remark=remark)
    reason = (found["reason"] or "").strip(" 　:：・、") or remark
    return Citation("practice", reason=reason, remark=remark)
