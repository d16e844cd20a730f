"""Carrying everything from one database to another, table by table; what was begun is gone on with.

Until a copy is verified it bears a mark (step -1 among its migrations), with which no bot starts.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from storage import audit, catalogue, upkeep
from storage.attempt import Snapshot
from storage.errors import NotWritable, StoreError, StoreFailed
from storage.migrate import HALF_MOVED, SQLITE, Dialect, migrate
from storage.place import Place, Server
from storage.session import POSTGRES, connect
from storage.session import Session as ServerSession
from storage.tx import Session, Tx

ROWS = 2_000
"""How many go in one transaction: so much is done again at most when a move was broken off."""
Tell = Callable[[str, int, int], None]
"""How far a table is: its name, rows copied, rows in all."""


class NotMoved(StoreError):
    """The source is as it was, and the target is no database to work with."""


@dataclass(frozen=True)
class Moved:
    tables: int
    rows: int
    chains: int


@dataclass(frozen=True)
class _End:
    """One of the two databases, open."""

    place: Place
    session: Session
    tx: Tx
    dialect: Dialect


@dataclass(frozen=True)
class _Contents:
    """What has to arrive: how many rows of each table, and the head of each audit chain."""

    rows: dict[str, int]
    heads: dict[int, tuple[int, str]]

    @property
    def mark(self) -> str:
        told = json.dumps([self.rows, self.heads], sort_keys=True)
        return hashlib.sha256(told.encode()).hexdigest()


def move(source: Place, target: Place, now: datetime, tell: Tell) -> Moved:
    """Copy all tables and verify the copy. Raises NotMoved, NotWritable, StoreFailed."""
    if str(source) == str(target):
        raise NotMoved("this is one and the same database")
    if isinstance(source, Path) and not source.exists():
        raise NotMoved(f"there is no database at {source}")
    with _plainly(), _opened(source, now) as here, _opened(target, now) as there:
        _close_to_others(here)
        contents = _contents(here)
        _prepare(there, contents, now)
        for table, of in contents.rows.items():
            for done in _copied(here, there, table):
                tell(table, done, of)
        _verify(there, contents)
        _open_for_work(there, contents)
        return Moved(len(contents.rows), sum(contents.rows.values()), len(contents.heads))


def _close_to_others(here: _End) -> None:
    """From now on nobody changes the source, a bot that still runs neither."""
    if upkeep.schema(here.tx) != upkeep.newest():
        raise NotMoved(
            f"{here.place} is of another version: start the bot on it once, then stop it"
        )
    here.session.execute("BEGIN IMMEDIATE" if here.dialect is SQLITE else "BEGIN")
    if here.dialect is not SQLITE:
        here.session.execute(f"LOCK TABLE {', '.join(catalogue.tables(here.tx))} IN SHARE MODE")


def _contents(end: _End) -> _Contents:
    names = [name for name in catalogue.tables(end.tx) if name != "migrations"]
    rows = {name: int(end.tx.value(f"SELECT count(*) FROM {name}")) for name in names}
    yards = [yard for (yard,) in end.tx.rows("SELECT DISTINCT courtyard FROM audit ORDER BY 1")]
    return _Contents(rows, {yard: audit.head(end.tx, yard) for yard in yards})


def _prepare(there: _End, contents: _Contents, now: datetime) -> None:
    """An empty target gets our tables and the mark; our own half-done copy is gone on with, or
    begun anew when the source has changed since."""
    there_is = catalogue.tables(there.tx)
    sql = "SELECT name FROM migrations WHERE number = ?"
    mark = there.tx.value(sql, HALF_MOVED) if "migrations" in there_is else None
    if mark is None:
        migrate(there.session, now, there.dialect)
        if any(_contents(there).rows.values()):
            raise NotMoved(f"{there.place} is not empty, and nothing there is overwritten")
        there.tx.run("INSERT INTO migrations VALUES (?, ?, ?)", HALF_MOVED, contents.mark, now)
    elif mark != contents.mark:
        for table in reversed(list(contents.rows)):
            there.tx.run(f"DELETE FROM {table}")
        there.tx.run("UPDATE migrations SET name = ? WHERE number = ?", contents.mark, HALF_MOVED)


def _copied(here: _End, there: _End, table: str) -> Iterator[int]:
    """Copy the rows of a table in the order of its key, from where the copy ends; how many are
    there by now."""
    names, key = catalogue.columns_of(here.tx, table), catalogue.key_of(here.tx, table)
    order, marks = ", ".join(key), ", ".join("?" for _ in key)
    backwards = ", ".join(f"{name} DESC" for name in key)
    last = there.tx.row(f"SELECT {order} FROM {table} ORDER BY {backwards} LIMIT 1")
    done = int(there.tx.value(f"SELECT count(*) FROM {table}"))
    places = [names.index(name) for name in key]
    into = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' for _ in names)})"
    while True:
        after = f"WHERE ({order}) > ({marks})" if last else ""
        rows = here.tx.rows(
            f"SELECT {', '.join(names)} FROM {table} {after} ORDER BY {order} LIMIT {ROWS}",
            *(last or ()),
        )
        if rows:
            there.session.execute("BEGIN")
            there.tx.copy_in(into, rows)
            there.session.execute("COMMIT")
            last = tuple(rows[-1][place] for place in places)
        done += len(rows)
        yield done
        if len(rows) < ROWS:
            return


def _verify(there: _End, contents: _Contents) -> None:
    arrived = _contents(there)
    for table, rows in contents.rows.items():
        if arrived.rows[table] != rows:
            raise NotMoved(f"{table}: {rows} rows to copy, {arrived.rows[table]} arrived")
    for yard, head in contents.heads.items():
        if arrived.heads.get(yard) != head:
            raise NotMoved(f"courtyard {yard}: its audit chain ends differently in the copy")
        if broken := audit.verify(there.tx, yard):
            raise NotMoved(f"courtyard {yard}: entry {broken.seq} of its chain {broken.what}")


def _open_for_work(there: _End, contents: _Contents) -> None:
    """The copy is good: numbers go on where they were, and the mark goes."""
    if there.dialect is not SQLITE:
        for table in contents.rows:
            for (name,) in there.tx.rows(
                "SELECT column_name FROM information_schema.columns WHERE table_name = ? "
                "AND table_schema = current_schema() AND is_identity = 'YES'",
                table,
            ):
                there.tx.value(
                    f"SELECT setval(pg_get_serial_sequence('{table}', '{name}'), "
                    f"greatest(max({name}), 1), max({name}) > 0) FROM {table}"
                )
    there.tx.run("DELETE FROM migrations WHERE number = ?", HALF_MOVED)


@contextmanager
def _opened(place: Place, now: datetime) -> Iterator[_End]:
    if isinstance(place, Server):
        with closing(connect(place)) as connection:
            # The source waits in its transaction while the target writes.
            connection.execute("SET idle_in_transaction_session_timeout = 0")
            session = ServerSession(connection)
            yield _End(place, session, Snapshot(session, now), POSTGRES)
        return
    try:
        file = upkeep.connect(place, "rwc")
    except sqlite3.Error as error:
        raise NotWritable(str(place), str(error)) from error
    with closing(file):
        file.execute("PRAGMA foreign_keys = ON")
        yield _End(place, file, Tx(file, now), SQLITE)


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, psycopg.Error) as error:
        raise StoreFailed(str(error).strip()) from error
