"""Everything arrives at the other database, whatever breaks a move off, or it is said that not."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.__main__ import main
from bot.actions import votes
from bot.clock import SetClock
from bot.rules.frozen import rule_to_text
from bot.rules.presets import COURTYARD_SIMPLE
from bot.sandbox import ready
from bot.sandbox.world import World
from storage import audit, counters, inbox, people, upkeep
from storage import votes as vote_rows
from storage.catalogue import key_of, tables
from storage.database import open_database
from storage.errors import HalfMoved, StoreError
from storage.move import NotMoved, move
from storage.place import Place, Server
from storage.tx import Tx
from tests.actions.conftest import NOON
from tests.postgres import Postgres
from tests.yard import address

LATER = NOON + timedelta(days=1)


@pytest.fixture
def server(postgres: Postgres) -> Server:
    return postgres.fresh()


@pytest.fixture
async def lived_in(tmp_path: Path) -> Path:
    """A file with a courtyard, a running vote and something that went wrong."""
    path = tmp_path / "lived_in.sqlite"
    crowd = ready.populate(World())

    def live(tx: Tx) -> None:
        yard = ready.register(tx, crowd)
        closes_at = tx.now + timedelta(days=3)
        rule = rule_to_text(COURTYARD_SIMPLE)
        number = vote_rows.add(tx, yard, "换灯？", crowd.chair.id, rule, closes_at=closes_at)
        votes.open_vote(tx, yard, crowd.chair.id, crowd.council[1].id, {"vote": number})
        for person in list(crowd.by_label.values())[:50]:
            votes.cast(tx, yard, person.id, number, (0,))
        inbox.bury(tx, "update 7", "{'a': \"100%?\"}\n—— 曹医生", "Traceback …")

    store = await open_database(path, lambda: NOON)
    await store.write(live)
    await store.close()
    return path


def nothing(table: str, done: int, of: int) -> None:
    return


def contents(place: Place) -> dict[str, list[Any]]:
    def look(tx: Tx) -> dict[str, list[Any]]:
        found = {name: ", ".join(key_of(tx, name)) for name in tables(tx)}
        del found["migrations"]
        return {
            name: tx.rows(f"SELECT * FROM {name} ORDER BY {key}") for name, key in found.items()
        }

    return upkeep.look(place, look)


def broken_off(at: str) -> Callable[[str, int, int], None]:
    """The machine is switched off at this table."""

    def tell(table: str, done: int, of: int) -> None:
        if table == at:
            raise KeyboardInterrupt

    return tell


@pytest.fixture
def bare(postgres: Postgres) -> Iterator[Server]:
    """Nothing is in it, not even tables."""
    with postgres.new("yuanba_target") as new:
        yield new


def test_everything_arrives_row_by_row_and_comes_back_the_same(
    lived_in: Path, bare: Server, tmp_path: Path
) -> None:
    before, server = contents(lived_in), bare
    there = move(lived_in, server, LATER, nothing)
    assert contents(server) == before
    assert there.rows == sum(len(rows) for rows in before.values())
    assert there.chains == 1
    back = tmp_path / "back.sqlite"
    assert move(server, back, LATER, nothing) == there
    assert contents(back) == before
    assert contents(lived_in) == before
    assert upkeep.look(back, upkeep.unsound) is None


async def test_the_bot_goes_on_where_it_was(
    lived_in: Path, server: Server, clock: SetClock
) -> None:
    move(lived_in, server, LATER, nothing)
    store = await open_database(server, clock.now)
    try:
        assert await store.write(lambda tx: counters.next_number(tx, 1, "vote")) == 2
        await store.write(lambda tx: audit.append(tx, 1, "moved"))
        await store.write(lambda tx: inbox.bury(tx, "update 8", "", ""))
        assert [letter.id for letter in await store.read(inbox.letters)] == [1, 2]
        assert await store.read(lambda tx: audit.verify(tx, 1)) is None
    finally:
        await store.close()


@pytest.mark.parametrize(("table", "second"), [("people", 80), ("vote_roll", 80), ("topics", 0)])
async def test_a_move_that_was_broken_off_is_gone_on_with(
    lived_in: Path,
    server: Server,
    clock: SetClock,
    table: str,
    second: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("storage.move.ROWS", 40)
    with pytest.raises(KeyboardInterrupt):
        move(lived_in, server, LATER, broken_off(table))
    with pytest.raises(HalfMoved, match="run the same yuanba move again"):
        await open_database(server, clock.now)
    with pytest.raises(HalfMoved):
        upkeep.check_writable(server)
    heard: list[tuple[str, int]] = []
    move(lived_in, server, LATER, lambda name, done, of: heard.append((name, done)))
    assert next(done for name, done in heard if name == table) == second
    assert contents(server) == contents(lived_in)


async def test_when_the_source_has_changed_meanwhile_the_copy_is_begun_anew(
    lived_in: Path, server: Server, clock: SetClock
) -> None:
    with pytest.raises(KeyboardInterrupt):
        move(lived_in, server, LATER, broken_off("ballots"))
    store = await open_database(lived_in, clock.now)
    await store.write(lambda tx: people.meet(tx, 5, "新来的", None, private=True))
    await store.write(lambda tx: people.set_lang(tx, 70_001, "en"))
    await store.close()
    move(lived_in, server, LATER, nothing)
    assert contents(server) == contents(lived_in)


def test_what_is_in_the_target_is_never_overwritten(
    lived_in: Path, postgres: Postgres, tmp_path: Path
) -> None:
    inhabited = postgres.fresh(NOON)
    before = contents(inhabited)
    with pytest.raises(NotMoved, match="not empty"):
        move(lived_in, inhabited, LATER, nothing)
    assert contents(inhabited) == before
    with pytest.raises(NotMoved, match="same database"):
        move(lived_in, lived_in, LATER, nothing)
    with pytest.raises(NotMoved, match="no database at"):
        move(tmp_path / "nowhere.sqlite", inhabited, LATER, nothing)
    assert not (tmp_path / "nowhere.sqlite").exists()


def test_a_copy_that_lacks_something_is_not_called_good(lived_in: Path, server: Server) -> None:
    def steal(table: str, done: int, of: int) -> None:
        if table == "ballots":
            with psycopg.connect(server.address) as connection:
                connection.execute("DELETE FROM ballots WHERE unit = 7")

    with pytest.raises(NotMoved, match="ballots: 50 rows to copy, 49 arrived"):
        move(lived_in, server, LATER, steal)


def test_a_copy_whose_chain_was_touched_is_not_called_good(lived_in: Path, server: Server) -> None:
    def forge(table: str, done: int, of: int) -> None:
        if table == "audit":
            with psycopg.connect(server.address) as connection:
                connection.execute("UPDATE audit SET act = 'nothing.happened' WHERE seq = 3")

    with pytest.raises(NotMoved, match="entry 3 of its chain its hash is not that of its content"):
        move(lived_in, server, LATER, forge)


def test_nobody_changes_the_source_meanwhile(
    lived_in: Path, server: Server, tmp_path: Path
) -> None:
    tried = []

    def write_to_file(table: str, done: int, of: int) -> None:
        locked = pytest.raises(sqlite3.OperationalError, match="locked")
        with closing(sqlite3.connect(lived_in, timeout=0)) as other, locked:
            other.execute("DELETE FROM people")
        tried.append(table)

    move(lived_in, server, LATER, write_to_file)

    def write_to_server(table: str, done: int, of: int) -> None:
        with psycopg.connect(server.address) as other:
            other.execute("SET lock_timeout = '10ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("DELETE FROM people")
        tried.append(table)

    move(server, tmp_path / "back.sqlite", LATER, write_to_server)
    assert len(tried) > 40


def test_the_command_tells_how_far_it_is_and_what_to_do_next(
    lived_in: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    assert main(["move", str(lived_in), address(server)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "ballots：50/50" in said
    assert said[-1].startswith("✅ 搬好了")
    assert "YUANBA_DATABASE" in said[-1]
    assert main(["move", str(lived_in), address(server)]) == 2
    assert capsys.readouterr().err.startswith("yuanba: ")
    assert main(["move", str(lived_in), "postgresql://me:geheim@:x/"]) == 2
    assert "geheim" not in capsys.readouterr().err


def test_every_table_has_a_key_by_which_it_can_be_copied(postgres: Postgres) -> None:
    def keys(tx: Tx) -> dict[str, list[str]]:
        return {name: key_of(tx, name) for name in tables(tx)}

    found = upkeep.look(postgres.fresh(), keys)
    assert not [name for name, key in found.items() if not key]


def test_an_older_source_is_not_moved(lived_in: Path, server: Server) -> None:
    with closing(sqlite3.connect(lived_in)) as file:
        file.execute("DELETE FROM migrations WHERE number > 3")
        file.commit()
    with pytest.raises(StoreError, match="start the bot on it once"):
        move(lived_in, server, LATER, nothing)
