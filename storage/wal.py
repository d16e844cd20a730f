"""The log beside a SQLite file holds what has long been overwritten in the file itself: every page
as each act left it, until it turns over. Here it is emptied when that must not wait."""

from __future__ import annotations

import logging
import sqlite3

LOG = "log"
"""What an act wakes that has put something out of sight for good."""
_PATIENCE_MS = 50
_log = logging.getLogger("yuanba.store")


def emptied(connection: sqlite3.Connection) -> bool:
    """Bring the log into the file and cut it off; False when somebody still reads from it, and
    then it is for the next time. In the writer's thread, between two batches."""
    before = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as error:  # the act itself is on disk, and its people wait
        _log.warning("the log beside the database could not be emptied: %s", error)
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {before}")
    return not busy
