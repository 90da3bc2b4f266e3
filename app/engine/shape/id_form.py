"""Ids name forms, values and tests, so they are plain words."""

from collections.abc import Iterator
from typing import Any

from app.engine.allowed import NAME, RESERVED
from app.engine.faults import Fault
from app.engine.shape import places
from app.law.text import Text

# `input` is where a process finds what it was given; `item` and `partial` mean something in FEEL.
TAKEN = {"input", "item", "partial", "typename"}


def faults(root: Any) -> Iterator[Fault]:
    """Nodes whose id is not a plain word, or a word with a meaning of its own."""
    for node in places.nodes(root):
        own = node.get("id", "")
        if RESERVED.search(own):
            continue
        if not NAME.match(own):
            yield Fault(
                "id_form",
                own,
                Text(
                    f"id「{own}」は使えません。作業の内容を表す英語を、小文字・数字・下線だけで書いてください（例：check_form）。",
                    f"The id “{own}” cannot be used. Say what happens in lower-case letters, digits and "
                    "underscores, such as check_form.",
                ),
            )
        elif own in TAKEN:
            yield Fault(
                "id_form",
                own,
                Text(
                    f"id「{own}」は式の中で別の意味をもちます。別のidにしてください。",
                    f"The id “{own}” has a meaning of its own in expressions. Choose another id.",
                ),
            )
