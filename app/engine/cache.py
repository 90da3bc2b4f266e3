"""Workflows kept in memory between two steps of the same process."""

import threading
from collections import OrderedDict

from app.engine.live import Live, Waiting


class Cache:
    """The last live workflows, by instance and version; an entry is taken out while it is used."""

    def __init__(self, limit: int = 256) -> None:
        self._entries: OrderedDict[int, tuple[int, Live, Waiting]] = OrderedDict()
        self._lock = threading.Lock()
        self._limit = limit

    def take(self, instance_id: int, version: int) -> tuple[Live, Waiting] | None:
        """The workflow of exactly that version, which nobody else gets until it is put back."""
        with self._lock:
            entry = self._entries.pop(instance_id, None)
        return (entry[1], entry[2]) if entry is not None and entry[0] == version else None

    def put(self, instance_id: int, version: int, live: Live, waiting: Waiting) -> None:
        """Keep a workflow whose state is known to be stored."""
        with self._lock:
            self._entries[instance_id] = (version, live, waiting)
            while len(self._entries) > self._limit:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        """Forget everything, so that the next step reads the storage."""
        with self._lock:
            self._entries.clear()
