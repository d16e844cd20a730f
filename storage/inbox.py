"""Which updates we have acted on already, and those we could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from storage.tx import Tx, columns

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Letter:
    """Something that failed by a fault of ours, kept to be looked at and tried again."""

    id: int
    at: datetime
    source: str
    content: str
    error: str


def first_time(tx: Tx, update_id: int) -> bool:
    """Mark an update as acted on; False when it was already."""
    return (
        tx.run(
            "INSERT INTO seen VALUES (?, ?) ON CONFLICT (update_id) DO NOTHING", update_id, tx.now
        )
        == 1
    )


def bury(tx: Tx, source: str, content: str, error: str) -> None:
    tx.run(
        "INSERT INTO dead_letters (at, source, content, error) VALUES (?, ?, ?, ?)",
        tx.now,
        source,
        _writable(content),
        _writable(error),
    )


def bury_unread(tx: Tx, update_id: object, content: str, error: str) -> None:
    """Keep an update that nobody could read, once, however often it comes."""
    numbered = isinstance(update_id, int) and 0 <= update_id <= LARGEST
    if not numbered or first_time(tx, cast("int", update_id)):
        bury(tx, "unreadable update", content, error)


def _writable(text: str) -> str:
    """What failed may have failed for this: half a character, or NUL, goes into no database."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def letters(tx: Tx) -> list[Letter]:
    """Those that nobody has dropped."""
    return tx.list(
        Letter, f"SELECT {columns(Letter)} FROM dead_letters WHERE dropped_at IS NULL ORDER BY id"
    )
