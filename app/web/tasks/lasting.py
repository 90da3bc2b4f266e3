"""What a person has just done, told also where that very step ended the person's part in the case."""

from flask import session

from app.law.text import Text

KEY = "done"


def remember(item_id: int, name: Text) -> None:
    """Keep the last step that was completed in this session, by the name that its page had."""
    session[KEY] = [item_id, name.ja, name.en]


def said(item_id: int) -> Text | None:
    """The name of that step, once: later its page is what an unknown number is."""
    if session.get(KEY, [None])[0] != item_id:
        return None
    _id, ja, en = session.pop(KEY)
    return Text(ja, en)
