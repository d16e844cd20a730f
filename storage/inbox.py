"""Which updates we have acted on already, and those we could not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.tx import Tx, columns


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


def _writable(text: str) -> str:
    """What failed may have failed for this: half a character, or NUL, goes into no database."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\ufffd")


def letters(tx: Tx) -> list[Letter]:
    return tx.list(Letter, f"SELECT {columns(Letter)} FROM dead_letters ORDER BY id")
