"""The ready-made courtyard on a register, as a SQLite file that every test begins with a copy of:
entering 120 households takes longer than most tests."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime

from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from storage.migrate import migrate
from storage.tx import Tx

_FILES: dict[datetime, tuple[int, bytes]] = {}


def entered(crowd: ReadyYard, since: datetime) -> bytes:
    """The file in which these people are registered since then; they learn their courtyard."""
    if since not in _FILES:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as file:
            file.execute("PRAGMA foreign_keys = ON")
            migrate(file, since)
            ready.register(Tx(file, since), crowd)
            _FILES[since] = crowd.courtyard, file.serialize()
    crowd.courtyard, content = _FILES[since]
    return content
