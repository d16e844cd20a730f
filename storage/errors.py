"""What can go wrong between us and the database, under our own names.

StoreError
├── NotWritable    the database cannot be opened or written: the start stops with this line
├── SchemaTooNew   a newer program wrote this database
├── InUse          another program has the database file open
├── HalfMoved      a move into this database was broken off
├── Busy           too much waits already: try again in a moment
├── DiskFull       nothing was kept of this batch
└── StoreFailed    the database said no for another reason, or cannot be reached
"""

from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """The store could not do it; nothing was kept."""


class NotWritable(StoreError):
    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"YUANBA_DATABASE: {path} cannot be opened for writing ({reason})")


class SchemaTooNew(StoreError):
    def __init__(self, found: int, known: int) -> None:
        super().__init__(
            f"YUANBA_DATABASE was written by a newer Yuanba (schema {found}, this program knows "
            f"{known}): update the program again, or go back with `yuanba restore "
            f"DATABASE.before-{found:04} --force` (PostgreSQL: the pg_dump made before the "
            "upgrade); nothing was changed"
        )


class InUse(StoreError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is in use: stop the bot first")


class HalfMoved(StoreError):
    def __init__(self) -> None:
        super().__init__(
            "YUANBA_DATABASE: a move into this database was broken off; "
            "run the same yuanba move again"
        )


class Busy(StoreError):
    def __init__(self) -> None:
        super().__init__("too many acts are waiting")


class DiskFull(StoreError):
    def __init__(self) -> None:
        super().__init__("the disk is full")


class StoreFailed(StoreError):
    """The database refused for a reason without a name of ours."""
