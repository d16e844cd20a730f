"""Keeping everybody else away from a database file while another takes its place.

A bot that runs holds its file by SQLite's own locks: as long as a connection in WAL mode is open, a
shared lock lies on the file and another on its -shm, also while nothing is read or written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.errors import InUse, StoreFailed
from storage.upkeep import connect

WAIT_S = 1.0
"""Long enough for whoever only looks (`yuanba check`), too short to wait for a bot."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps next to a file; another file's must never lie next to ours."""
# Where the locks lie in each of the files (https://sqlite.org/src/file/src/os_unix.c: SHARED_FIRST
# and SHARED_SIZE; https://sqlite.org/walformat.html: WAL_RECOVER and the lock behind the readers').
_LOCKS = {"": (0x40000002, 510), "-shm": (128, 1)}


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Everything committed is in the file itself, and nobody else has it open. Raises InUse.

    A file that SQLite cannot read is held as it is, with what lies beside it.
    """
    if not path.exists() or not _is_sound(path):
        with _locked(path):
            yield
        return
    try:
        with closing(connect(path, "rw", WAIT_S)) as connection:
            # Leaving WAL mode needs the file to oneself; it takes -wal and -shm away.
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
            connection.execute("BEGIN EXCLUSIVE")
            yield
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise (InUse(path) if _is_lock(error) else StoreFailed(str(error))) from error


def _is_sound(path: Path) -> bool:
    """Whether SQLite can read its first page. Raises InUse."""
    try:
        with closing(connect(path, "rw", WAIT_S)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        if _is_lock(error):
            raise InUse(path) from error
        return False
    return True


def _is_lock(error: sqlite3.Error) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """SQLite's locks without SQLite: for what is damaged, or gone while a bot still has it."""
    import fcntl  # there is none on Windows, where an open file cannot be renamed anyway

    files = []
    try:
        for ending, (start, length) in _LOCKS.items():
            part = path.with_name(path.name + ending)
            if part.exists():
                files.append(part.open("r+b"))
                fcntl.lockf(files[-1], fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
        yield
    except BlockingIOError as error:
        raise InUse(path) from error
    finally:
        for file in files:
            file.close()
