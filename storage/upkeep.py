"""The database as its operator sees it: can it be written, is it sound, what waits in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from storage import audit, cards, due, outbox
from storage.audit import Break
from storage.catalogue import tables
from storage.courtyards import Courtyard
from storage.errors import HalfMoved, NotWritable, SchemaTooNew, StoreFailed
from storage.migrate import HALF_MOVED, known
from storage.place import Place, Server
from storage.tx import Tx, columns

T = TypeVar("T")
LOCK_WAIT_S = 5.0
MOST_SAID = 300
"""So much of what SQLite finds is told: of a file that is gone it finds a great deal."""


@dataclass(frozen=True)
class Chain:
    """A courtyard's audit chain: how long, its newest hash, and where it breaks, if it does."""

    courtyard: int
    name: str
    length: int
    head: str
    broken: Break | None


def check_writable(place: Place) -> None:
    """Begin to write and take it back. Raises NotWritable, or SchemaTooNew."""
    version = look(place, schema) if isinstance(place, Server) else _written(place)
    if version > newest():
        raise SchemaTooNew(version, newest())


def look(place: Place, query: Callable[[Tx], T], now: datetime | None = None) -> T:
    """Run `query` on a snapshot, whoever else is at work there. Raises StoreFailed."""
    with snapshot(place, now) as tx:
        return query(tx)


@contextmanager
def snapshot(place: Place, now: datetime | None = None) -> Iterator[Tx]:
    """The state of one moment, whoever else is at work there. Raises NotWritable, StoreFailed."""
    now = now or datetime.now(UTC)
    if isinstance(place, Server):
        # Here and not above: nobody with a file should have to wait for psycopg.
        from storage import postgres

        with postgres.snapshot(place, now) as tx:
            yield tx
        return
    with _told_plainly(), closing(connect(place, "rw")) as connection:
        connection.execute("BEGIN")
        yield Tx(connection, now)


def change(place: Place, act: Callable[[Tx], T], now: datetime | None = None) -> T:
    """Do `act` in a transaction of its own, whoever else is at work there. Raises NotWritable,
    StoreFailed."""
    now = now or datetime.now(UTC)
    if isinstance(place, Server):
        from storage import postgres  # as in `snapshot`

        return postgres.change(place, act, now)
    with _told_plainly(), closing(connect(place, "rw")) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # as the bot does
        connection.execute("BEGIN IMMEDIATE")
        done = act(Tx(connection, now))
        connection.execute("COMMIT")
        return done


def schema(tx: Tx) -> int:
    """The number of the newest migration applied; 0 for an empty database. Raises HalfMoved."""
    if "migrations" not in tables(tx):
        return 0
    if tx.row("SELECT 1 FROM migrations WHERE number = ?", HALF_MOVED):
        raise HalfMoved
    return int(tx.value("SELECT coalesce(max(number), 0) FROM migrations"))


def newest() -> int:
    """The newest schema this program knows."""
    return max(migration.number for migration in known())


def unsound(tx: Tx) -> str | None:
    """What SQLite finds wrong with the file itself; None when it is sound. A server looks after
    its own files."""
    return damage(tx) or dangling(tx)


def damage(tx: Tx) -> str | None:
    """Pages of the file that are not what they should be."""
    if tx.on_server:
        return None
    found = [" ".join(str(row[0]).split()) for row in tx.rows("PRAGMA integrity_check(5)")]
    return None if found == ["ok"] else "; ".join(found)[:MOST_SAID]


def dangling(tx: Tx) -> str | None:
    """Rows whose foreign key points to nothing."""
    if tx.on_server:
        return None
    found = [f"{row[0]} points to nothing" for row in tx.rows("PRAGMA foreign_key_check")[:5]]
    return "; ".join(dict.fromkeys(found)) or None


def chains(tx: Tx) -> list[Chain]:
    """Every audit chain of the file, verified from its start."""
    # An older schema's file is verified, too: only what has been there from the beginning is read.
    names = dict(tx.rows("SELECT courtyard, name FROM courtyards"))
    numbers = [row[0] for row in tx.rows("SELECT DISTINCT courtyard FROM audit ORDER BY 1")]
    return [
        Chain(n, names.get(n, str(n)), *audit.head(tx, n), audit.verify(tx, n)) for n in numbers
    ]


def courtyards(tx: Tx) -> list[Courtyard]:
    return tx.list(Courtyard, f"SELECT {columns(Courtyard)} FROM courtyards ORDER BY courtyard")


def undelivered(tx: Tx) -> int:
    """Messages that can never arrive and wait for somebody to look."""
    return int(tx.value("SELECT count(*) FROM outbox WHERE state = 'PARKED'"))


def dead_letters(tx: Tx) -> int:
    return int(tx.value("SELECT count(*) FROM dead_letters WHERE dropped_at IS NULL"))


def secret_votes(tx: Tx) -> int:
    """Secret votes that run now."""
    return int(tx.value("SELECT count(*) FROM votes WHERE secret = 1 AND state = 'OPEN'"))


def at_rest(tx: Tx) -> bool:
    """Whether by now nothing is due, nothing waits to be sent and every card is up to date. What
    did not arrive at once (a slow line, a flood) still waits, though its next try lies ahead."""
    waiting = outbox.heads(tx, 1) or cards.dirty(tx, 1) or due.ready(tx, 1)
    return not (waiting or outbox.held_up(tx) or cards.held_up(tx))


def pending(tx: Tx) -> int:
    """Messages that are still to be sent."""
    return int(tx.value("SELECT count(*) FROM outbox WHERE state = 'WAITING'"))


def last_heard(tx: Tx) -> datetime | None:
    """When the newest thing came in that the database knows of."""
    newest = "SELECT max(at) FROM (SELECT at FROM audit UNION ALL SELECT at FROM seen) AS heard"
    at = tx.value(newest)
    return None if at is None else datetime.fromtimestamp(at / 1000, UTC)


def copy(source: Path, target: Path) -> None:
    """A copy of one moment, taken while others write. Raises StoreFailed."""
    with (
        _told_plainly(),
        closing(connect(source, "rw")) as there,
        closing(connect(target, "rwc")) as here,
    ):
        there.backup(here)
        # One file that can be carried away, without a -wal beside it.
        here.execute("PRAGMA journal_mode=DELETE")
        if _secret_vote_runs(here):
            # Page for page its rows lie in the order they came in; now in that of their keys.
            here.execute("VACUUM")


def _secret_vote_runs(connection: sqlite3.Connection) -> bool:
    """An older schema's copy may know of none yet."""
    tx = Tx(connection, datetime.now(UTC))
    return "secret_ballots" in tables(tx) and secret_votes(tx) > 0


def _written(path: Path) -> int:
    """Take the write lock once and give it back; the schema's number."""
    try:
        with closing(connect(path, "rwc")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            version = schema(Tx(connection, datetime.now(UTC)))
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise NotWritable(str(path), str(error)) from error
    return version


def connect(path: Path, mode: str, wait_s: float = LOCK_WAIT_S) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=wait_s)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreFailed(str(error)) from error
