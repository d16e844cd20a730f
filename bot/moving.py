"""`yuanba move`: from a file to a server or back, with a line that shows how far it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime

from bot.check import Finding, good
from bot.settings import place_of
from bot.words import Words
from storage.move import move


def carry(source: str, target: str, words: Words, show: Callable[[str, bool], None]) -> Finding:
    """Move everything; the line to end with. `show` gets lines, and whether more of it follows.

    Raises WrongSetting, StoreError.
    """

    def tell(table: str, done: int, of: int) -> None:
        show(words.plain("{table}：{done}/{of}", table=table, done=done, of=of), done < of)

    moved = move(place_of(source), place_of(target), datetime.now(UTC), tell)
    return good(
        words.plain(
            "搬好了：{tables} 张表 {rows} 行，{chains} 条审计链，都对得上。"
            "把 YUANBA_DATABASE 改成新地方再启动",
            tables=moved.tables,
            rows=moved.rows,
            chains=moved.chains,
        )
    )


def show(line: str, more: bool) -> None:
    """On a terminal a table has one line that counts up; elsewhere one line when it is done."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\033[K{line}" + ("" if more else "\n"))
    elif not more:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
