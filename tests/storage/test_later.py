"""Statements whose answer nobody waits for: done in their order, and undone with their act."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

import psycopg
import pytest

from storage import audit, counters
from storage.database import Database
from storage.tx import Tx

ADD = "INSERT INTO counters VALUES (1, ?, ?)"
SAID = "SELECT n FROM counters WHERE courtyard = 1 AND name = ?"
TWICE = (sqlite3.IntegrityError, psycopg.IntegrityError)


async def kept(store: Database) -> list[tuple[str, int]]:
    found = await store.read(lambda tx: tx.rows("SELECT name, n FROM counters ORDER BY name"))
    return [(name, n) for name, n in found]


async def test_the_next_statement_sees_what_was_to_be_done_before_it(store: Database) -> None:
    def act(tx: Tx) -> tuple[int, int]:
        assert tx.value(SAID, "a") is None
        tx.later(ADD, "a", 1)
        first: int = tx.value(SAID, "a")
        tx.later("UPDATE counters SET n = n + 1 WHERE courtyard = 1 AND name = ?", "a")
        tx.later(ADD, "b", 7)
        return first, tx.value(SAID, "a")

    assert await store.write(act) == (1, 2)
    assert await kept(store) == [("a", 2), ("b", 7)]


async def test_what_is_last_is_done_before_the_act_is_over(store: Database) -> None:
    await store.write(lambda tx: tx.later(ADD, "a", 1))
    assert await kept(store) == [("a", 1)]


async def test_a_thousand_of_them_are_done_as_well(store: Database) -> None:
    def act(tx: Tx) -> None:
        for n in range(1_000):
            tx.later(ADD, f"{n:04}", n)

    await store.write(act)
    assert await kept(store) == [(f"{n:04}", n) for n in range(1_000)]


async def test_it_is_undone_with_its_savepoint_and_with_its_act(store: Database) -> None:
    def act(tx: Tx) -> None:
        tx.later(ADD, "a", 1)
        with suppress(LookupError), tx.savepoint():
            tx.later(ADD, "b", 2)
            raise LookupError
        with tx.savepoint():
            tx.later(ADD, "c", 3)

    def fails(tx: Tx) -> None:
        tx.later(ADD, "d", 4)
        raise LookupError

    await store.write(act)
    with pytest.raises(LookupError):
        await store.write(fails)
    assert await kept(store) == [("a", 1), ("c", 3)]


async def test_what_is_wrong_with_it_fails_the_act_and_nothing_else(store: Database) -> None:
    def at_the_end(tx: Tx) -> None:
        tx.later(ADD, "a", 1)
        tx.later(ADD, "a", 2)

    def before_a_question(tx: Tx) -> int:
        tx.later(ADD, "a", 1)
        tx.later(ADD, "a", 2)
        tx.later(ADD, "b", 3)
        return counters.next_number(tx, 1, "topic")

    for act in (at_the_end, before_a_question):
        with pytest.raises(TWICE):
            await store.write(act)
        assert await kept(store) == []
    assert await store.write(lambda tx: counters.next_number(tx, 1, "topic")) == 1


async def test_after_a_mistake_inside_a_savepoint_the_act_goes_on(store: Database) -> None:
    def act(tx: Tx) -> int:
        tx.later(ADD, "a", 1)
        with suppress(*TWICE), tx.savepoint():
            tx.run(ADD, "a", 2)
        # A statement the server has never seen, so that it is prepared now.
        return tx.value("SELECT n + 41 FROM counters WHERE courtyard = 1 AND name = ?", "a")  # type: ignore[no-any-return]

    assert await store.write(act) == 42
    assert await kept(store) == [("a", 1)]


async def test_a_chain_grows_entry_by_entry_within_one_act(store: Database) -> None:
    def act(tx: Tx) -> None:
        for n in range(3):
            audit.append(tx, 1, "test", n=n)

    await store.write(act)
    assert await store.read(lambda tx: audit.head(tx, 1)[0]) == 3
    assert await store.read(lambda tx: audit.verify(tx, 1)) is None
