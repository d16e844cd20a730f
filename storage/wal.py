"""The log beside a SQLite file holds what has long been overwritten in the file itself: every page
as each act left it, until it turns over. Here it is emptied when that must not wait."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable

LOG = "log"
"""What an act wakes that has put something out of sight for good."""
PATIENCE_MS = 50
AGAIN_S, AGAIN_AT_MOST_S = 1.0, 60.0
"""Somebody may read from it for long (a backup), or for good (Litestream): it is tried again after
a second, then after twice as long each time."""
_log = logging.getLogger("yuanba.store")


class Log:
    """Whether the log has something to hide; at a start that is what a kill has left."""

    def __init__(self) -> None:
        self._tells = True
        self._again_at = 0.0
        self._pause = AGAIN_S

    async def hide(self, woken: frozenset[str], empty: Callable[[], Awaitable[bool]]) -> None:
        """After a commit that woke all this: empty it, or what was left for later."""
        self._tells = self._tells or LOG in woken
        if self._tells and time.monotonic() >= self._again_at:
            self._tells = not await empty()
            self._again_at = time.monotonic() + self._pause if self._tells else 0.0
            self._pause = min(2 * self._pause, AGAIN_AT_MOST_S) if self._tells else AGAIN_S


def emptied(connection: sqlite3.Connection) -> bool:
    """Bring the log into the file and cut it off; False when somebody still reads from it, and
    then it is for the next time. In the writer's thread, between two batches."""
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:  # the act itself is on disk, and its people wait
        _log.warning("the log beside the database could not be emptied: %s", error)
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")
    return not busy
