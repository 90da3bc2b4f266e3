"""Going back in time while the demo is made."""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

from app import clock


@contextmanager
def visited() -> Iterator[None]:
    """Whatever is done with the clock inside, it stands afterwards as it stood before."""
    # The clock tells nobody whether it was stopped, which tests do; only it can be asked.
    stopped = clock._fixed
    try:
        yield
    finally:
        clock.fix(stopped)


def draw(key: str, among: int) -> int:
    """A number below `among` that looks drawn and is always the same for a key."""
    return crc32(key.encode()) % among
