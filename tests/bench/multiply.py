"""One courtyard made many, everybody in them under a number of their own, in either database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from storage import upkeep
from storage.move import move
from storage.place import Server
from storage.session import connect
from tests.bench.scene import FIRST_ID

PEOPLE_APART = 1000
"""Copies of a person have numbers this far apart."""
TABLES = (
    *("courtyards", "people", "households", "residents", "roles", "counters"),
    *("votes", "vote_roll", "vote_buildings", "cards", "due"),
)
SHIFTED = {
    "courtyard": "courtyard + :n",
    "chat": "chat - :n",
    "person": f"person + :n * {PEOPLE_APART}",
    "by_person": f"by_person + :n * {PEOPLE_APART}",
    "username": "username || '_' || :n",
}


def multiply(template: Path, database: Path, size: int) -> None:
    """The template's courtyard as many times, in a new file."""
    upkeep.copy(template, database)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for table in TABLES:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            copy = f"{_copies(table, names)} FROM {table} WHERE {_first(table)}"
            connection.executemany(copy, [{"n": n} for n in range(1, size)])
        connection.commit()


def multiply_on(server: Server, template: Path, size: int) -> None:
    """The same in an empty database of a server."""
    move(template, server, datetime.now(UTC), lambda *_: None)
    with closing(connect(server)) as connection:
        connection.execute("SET synchronous_commit = off")
        for table in TABLES:
            found = connection.execute(f"SELECT * FROM {table} LIMIT 0").description or ()
            copy = _copies(table, [column.name for column in found]).replace(":n", "nth")
            others = f"generate_series(1, {size - 1}) AS copies (nth)"
            connection.execute(f"{copy} FROM {table}, {others} WHERE {_first(table)}")
        connection.execute("ANALYZE")


def _copies(table: str, names: list[str]) -> str:
    chosen = ", ".join(SHIFTED.get(name, name) for name in names)
    return f"INSERT INTO {table} SELECT {chosen}"


def _first(table: str) -> str:
    return f"person < {FIRST_ID + PEOPLE_APART}" if table == "people" else "courtyard = 1"
