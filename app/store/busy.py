"""When the database is busy: which failures pass by themselves, and what a person is told if they do not."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft
from sqlalchemy.orm.exc import StaleDataError

from app.law.text import Text

# Serialization failure, deadlock, lock not available in time (PostgreSQL, appendix A).
_PASSING = frozenset({"40001", "40P01", "55P03"})

BUSY = Text(
    "ほかの処理が続いているため、今は受け付けられませんでした。何も変わっていません。少し待ってから、もう一度実行してください。",
    "Others are using the system, so this could not be done at this moment. Nothing has changed. Wait a little and try again.",
)


class Busy(Exception):
    """Another transaction was in the way; nothing is stored, and the same step may be tried again."""

    def __init__(self, text: Text = BUSY) -> None:
        super().__init__(text.en)
        self.text = text


def is_passing(error: BaseException) -> bool:
    """Whether a failure is nobody's fault: a lock, a full pool, or a row that another step has just changed."""
    if isinstance(error, NoConnectionLeft | StaleDataError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    return state in _PASSING or (isinstance(error, OperationalError) and "is locked" in str(error.orig))


@contextmanager
def told() -> Iterator[None]:
    """Turn what passes by itself into Busy."""
    try:
        yield
    except Exception as error:
        if is_passing(error):
            raise Busy from error
        raise
