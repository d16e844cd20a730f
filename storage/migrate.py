"""Numbered migrations: each file is applied once, in order, all that are new in one transaction."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from storage.errors import HalfMoved, SchemaTooNew
from storage.tx import Session, to_column

_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True)
class Migration:
    number: int
    name: str
    sql: str


def known() -> list[Migration]:
    """Every migration this program carries, by number."""
    found = []
    for file in files("storage.migrations").iterdir():
        if match := _NAME.fullmatch(file.name):
            found.append(Migration(int(match[1]), match[2], file.read_text("utf-8")))
    return sorted(found, key=lambda migration: migration.number)


@dataclass(frozen=True)
class Dialect:
    """How a database takes the steps: what begins a transaction, and its words for the schema."""

    begin: str
    schema: Callable[[str], str]


SQLITE = Dialect("BEGIN IMMEDIATE", str)
HALF_MOVED = -1
"""The number of no step: it marks a copy that is not verified yet (storage.move)."""


def migrate(connection: Session, now: datetime, dialect: Dialect = SQLITE) -> list[str]:
    """Bring the schema to head, wholly or not at all; the names of the steps that were done.

    Raises SchemaTooNew, HalfMoved.
    """
    steps = pending(connection, dialect)
    if steps:
        connection.execute(dialect.begin)
        try:
            for step in steps:
                _apply(connection, step, now, dialect)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return [step.name for step in steps]


def pending(connection: Session, dialect: Dialect = SQLITE) -> list[Migration]:
    """The steps still to be done. Raises SchemaTooNew, HalfMoved."""
    connection.execute(
        dialect.schema(
            "CREATE TABLE IF NOT EXISTS migrations ("
            "number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
        )
    )
    done = {number for (number,) in connection.execute("SELECT number FROM migrations")}
    migrations = known()
    newest = max(migration.number for migration in migrations)
    if done and max(done) > newest:
        raise SchemaTooNew(max(done), newest)
    if HALF_MOVED in done:
        raise HalfMoved
    return [migration for migration in migrations if migration.number not in done]


def _apply(connection: Session, migration: Migration, now: datetime, dialect: Dialect) -> None:
    for statement in statements(migration.sql):
        connection.execute(dialect.schema(statement))
    connection.execute(
        "INSERT INTO migrations VALUES (?, ?, ?)",
        (migration.number, migration.name, to_column(now)),
    )


def statements(sql: str) -> Iterator[str]:
    """Split a script at the ends of its statements (`executescript` would commit on its own)."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement  # the last one may do without its semicolon
