"""The audit chain is verified; a backup gives back the very same courtyard."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.backup import back_up
from bot.sandbox.demo.evening import Evening


async def the_books(evening: Evening) -> None:
    tell, stage = evening.tell, evening.stage
    tell.title("查账：审计链对不对，备份还不还得原")
    copy = stage.folder / "backup.sqlite"
    made = back_up(stage.database, copy)
    tell.note(f"yuanba audit：{made.entries} 条，一条扣一条，全对。")
    tell.note(f"yuanba backup：备份好了，{made.size // 1024} KB。")
    await stage.stop()
    before = state_of(stage.database)
    shutil.copy(copy, stage.database)
    evening.restored = state_of(stage.database) == before
    await stage.start()
    tell.note("拿备份还原，" + ("和原来一模一样。" if evening.restored else "和原来不一样！"))
    await tell.says(evening.household("3-2-501"), "/home")


def state_of(database: Path) -> str:
    """Everything the database holds, as one hash."""
    with closing(sqlite3.connect(database)) as connection:
        lines = hashlib.sha256()
        for line in connection.iterdump():
            lines.update(line.encode())
    return lines.hexdigest()
