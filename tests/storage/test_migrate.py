"""The schema grows by numbered steps, each wholly or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import SetClock
from storage import migrate as migrations
from storage.errors import NotWritable, SchemaTooNew
from storage.migrate import Migration, known, migrate
from storage.store import Store

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(":memory:", isolation_level=None)
    yield opened
    opened.close()


def tables(connection: sqlite3.Connection) -> set[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (name,) in found}


def test_every_step_has_its_own_number_and_they_follow_each_other() -> None:
    numbers = [migration.number for migration in known()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_all_steps_are_done_once_in_their_order(connection: sqlite3.Connection) -> None:
    names = [migration.name for migration in known()]
    assert migrate(connection, NOW) == names
    assert migrate(connection, NOW) == []
    done = connection.execute("SELECT name, applied_at FROM migrations ORDER BY number").fetchall()
    assert done == [(name, 1_795_168_800_000) for name in names]


def test_every_table_of_a_courtyard_leads_with_it_and_is_strict(
    connection: sqlite3.Connection,
) -> None:
    migrate(connection, NOW)
    shared = {"migrations", "people", "prompts", "seen", "dead_letters"}
    kinds = {row[1]: bool(row[5]) for row in connection.execute("PRAGMA table_list")}
    for table in tables(connection):
        assert kinds[table], f"{table} is not STRICT"
        first = connection.execute(f"PRAGMA table_info({table})").fetchone()[1]
        assert first == "courtyard" or table in shared, table


def test_a_step_that_fails_takes_back_those_before_it(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [
        Migration(1, "first", "CREATE TABLE one (n INTEGER) STRICT;"),
        Migration(
            2, "second", "CREATE TABLE two (n INTEGER) STRICT;\nINSERT INTO nowhere VALUES (1);"
        ),
    ]
    monkeypatch.setattr(migrations, "known", lambda: steps)
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection, NOW)
    assert tables(connection) == {"migrations"}
    assert connection.execute("SELECT number FROM migrations").fetchall() == []
    assert not connection.in_transaction
    steps[1] = Migration(2, "second", "CREATE TABLE two (n INTEGER) STRICT;")
    assert migrate(connection, NOW) == ["first", "second"]


def test_a_comment_or_a_semicolon_in_a_text_does_not_cut_a_statement(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "CREATE TABLE one (t TEXT DEFAULT 'a;\nb') STRICT; -- the end;\nCREATE TABLE two (n);\n"
    monkeypatch.setattr(migrations, "known", lambda: [Migration(1, "first", sql)])
    migrate(connection, NOW)
    assert tables(connection) == {"migrations", "one", "two"}


def test_a_last_statement_without_its_semicolon_is_not_forgotten(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = "CREATE TABLE one (n INTEGER) STRICT;\nCREATE TABLE two (n INTEGER) STRICT"
    monkeypatch.setattr(migrations, "known", lambda: [Migration(1, "first", sql)])
    migrate(connection, NOW)
    assert tables(connection) == {"migrations", "one", "two"}


async def test_what_a_newer_program_wrote_is_left_alone(path: Path, clock: SetClock) -> None:
    store = await Store.open(path, clock.now)
    await store.write(lambda tx: tx.run("INSERT INTO migrations VALUES (999, 'later', 0)"))
    await store.close()
    before = path.read_bytes()
    with pytest.raises(SchemaTooNew, match=r"schema 999.*nothing was changed"):
        await Store.open(path, clock.now)
    assert path.read_bytes() == before


async def test_a_file_that_is_no_database_is_named(path: Path, clock: SetClock) -> None:
    path.write_bytes(b"Shopping list: cherries, soil, string\n" * 50)
    with pytest.raises(NotWritable):
        await Store.open(path, clock.now)
    assert path.read_bytes().startswith(b"Shopping list")
