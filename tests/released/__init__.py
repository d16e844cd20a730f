"""What each release left behind: its database, with a courtyard in the middle of things."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from storage.place import Place

HERE = Path(__file__).parent
RELEASES = sorted(folder.name for folder in HERE.iterdir() if (folder / "data.sql").exists())
SCHEMAS = {"sqlite": "sqlite.sql", "postgres": "postgres.sql"}


def leave(place: Place, release: str) -> None:
    """Make the database that this release would have left here."""
    kind = "sqlite" if isinstance(place, Path) else "postgres"
    schema, data = (
        (HERE / release / name).read_text("utf-8") for name in (SCHEMAS[kind], "data.sql")
    )
    if isinstance(place, Path):
        with closing(sqlite3.connect(place)) as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.executescript(schema + data)
        return
    with psycopg.connect(place.address, autocommit=True) as connection:
        connection.execute((schema + data).encode())
