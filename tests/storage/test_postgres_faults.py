"""A server that goes away, a connection that is cut, an address that is wrong: what then."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.clock import SetClock
from storage import counters
from storage.errors import NotWritable, SchemaTooNew, StoreError, StoreFailed
from storage.place import Server
from storage.postgres import WRITERS, PostgresStore
from storage.tx import Tx
from tests.postgres import Postgres


@pytest.fixture
def server(postgres: Postgres) -> Server:
    return postgres.fresh()


@pytest.fixture
async def store(server: Server, clock: SetClock) -> AsyncIterator[PostgresStore]:
    opened = await PostgresStore.open(server, clock.now)
    yield opened
    await opened.close()


def count(tx: Tx) -> int:
    return counters.next_number(tx, 1, "topic")


def counted(tx: Tx) -> int:
    return tx.value("SELECT n FROM counters WHERE courtyard = 1 AND name = 'topic'") or 0


def cut_off(tx: Tx) -> None:
    tx.value("SELECT pg_terminate_backend(pg_backend_pid())")


async def connect_all(store: PostgresStore) -> None:
    """Have as many connections as the store ever has for acts."""
    together = threading.Barrier(WRITERS)
    await asyncio.gather(*(store.write(lambda _: together.wait(10)) for _ in range(WRITERS)))


def admin(server: Server) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(server.address, dbname="postgres", autocommit=True)


def end_all(server: Server) -> str:
    """A statement that ends every connection to this database."""
    name = conninfo_to_dict(server.address)["dbname"]
    return f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"


async def test_an_act_whose_connection_is_cut_is_run_again_and_counts_once(
    store: PostgresStore,
) -> None:
    runs = 0

    def act(tx: Tx) -> int:
        nonlocal runs
        runs += 1
        number = count(tx)
        if runs < 3:
            cut_off(tx)
        return number

    assert await store.write(act) == 1
    assert runs == 3
    assert await store.read(counted) == 1


async def test_an_act_that_is_cut_off_every_time_fails_and_nothing_of_it_stays(
    store: PostgresStore,
) -> None:
    def act(tx: Tx) -> None:
        count(tx)
        cut_off(tx)

    with pytest.raises(StoreError):
        await store.write(act)
    assert await store.read(counted) == 0
    assert await store.write(count) == 1


async def test_an_act_cut_off_at_its_commit_is_not_run_again(
    store: PostgresStore, server: Server
) -> None:
    """Nobody knows whether it was kept. The update comes again, and is known if it was."""
    with psycopg.connect(server.address, autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        connection.execute(
            "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON seen DEFERRABLE INITIALLY DEFERRED "
            "FOR EACH ROW EXECUTE FUNCTION cut()"
        )
    runs = 0

    def act(tx: Tx) -> None:
        nonlocal runs
        runs += 1
        tx.run("INSERT INTO seen VALUES (1, ?)", tx.now)

    try:
        with pytest.raises(StoreFailed):
            await store.write(act)
        assert runs == 1
    finally:
        with psycopg.connect(server.address, autocommit=True) as connection:
            connection.execute("DROP FUNCTION cut() CASCADE")
    assert await store.write(count) == 1


CUT_OFF = "SELECT pg_terminate_backend(pg_backend_pid()), ?::int"


async def test_a_line_cut_before_the_end_is_tried_again_and_counts_once(
    store: PostgresStore,
) -> None:
    runs = 0

    def act(tx: Tx) -> int:
        nonlocal runs
        runs += 1
        tx.later("UPDATE counters SET n = n WHERE courtyard = 1 AND name = ?", "a")
        if runs < 3:
            tx.later(CUT_OFF, 0)
        return count(tx)

    assert await store.write(act) == 1
    assert runs == 3


async def test_a_line_cut_together_with_the_commit_is_not_tried_again(
    store: PostgresStore,
) -> None:
    """Nobody knows then how far it came; the update comes again."""
    runs = 0

    def act(tx: Tx) -> None:
        nonlocal runs
        runs += 1
        tx.later("INSERT INTO counters VALUES (1, ?, ?)", "a", 1)
        tx.later(CUT_OFF, 0)

    with pytest.raises(StoreFailed):
        await store.write(act)
    assert runs == 1
    assert await store.read(lambda tx: tx.rows("SELECT name, n FROM counters")) == []


async def test_a_query_whose_connection_is_cut_is_asked_again(store: PostgresStore) -> None:
    runs = 0

    def query(tx: Tx) -> int:
        nonlocal runs
        runs += 1
        if runs == 1:
            cut_off(tx)
        return counted(tx)

    assert await store.read(query) == 0
    assert runs == 2


async def test_a_server_that_was_started_again_is_not_noticed(
    store: PostgresStore, server: Server
) -> None:
    await connect_all(store)
    with admin(server) as connection:
        connection.execute(end_all(server))
    assert await store.write(count) == 1
    assert await store.read(counted) == 1


async def test_while_the_server_is_away_acts_fail_and_then_all_is_well_again(
    server: Server, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.postgres.PATIENCE_S", 0.3)
    store = await PostgresStore.open(server, clock.now)
    await connect_all(store)
    name = conninfo_to_dict(server.address)["dbname"]
    shut = f"ALTER DATABASE {name} ALLOW_CONNECTIONS"
    with admin(server) as connection:
        connection.execute(f"{shut} false")
        connection.execute(end_all(server))
        try:
            for _ in range(2):
                with pytest.raises(StoreFailed):
                    await store.write(count)
                with pytest.raises(StoreFailed):
                    await store.read(counted)
        finally:
            connection.execute(f"{shut} true")
    back = time.monotonic()
    async with asyncio.timeout(20):
        while True:
            try:
                number = await store.write(count)
                break
            except StoreFailed:
                await asyncio.sleep(0.05)
    assert number == 1
    assert time.monotonic() - back < 8
    await store.close()


async def test_a_wrong_statement_is_the_acts_own_fault(store: PostgresStore) -> None:
    with pytest.raises(psycopg.errors.UndefinedTable):
        await store.write(lambda tx: tx.run("INSERT INTO nowhere VALUES (1)"))
    assert await store.write(count) == 1


async def test_acts_that_fail_cost_the_others_nothing(store: PostgresStore) -> None:
    """After a few undone transactions psycopg would drop the statements the server has prepared."""

    def fail(tx: Tx) -> None:
        count(tx)
        raise LookupError

    for number in range(1, 31):
        with pytest.raises(LookupError):
            await store.write(fail)
        assert await store.write(count) == number
        assert await store.read(counted) == number


async def test_a_text_that_cannot_be_kept_whole_is_not_kept(store: PostgresStore) -> None:
    act = "INSERT INTO dead_letters (at, source, content, error) VALUES (0, ?, '', '')"
    with pytest.raises(psycopg.DataError, match="NUL"):
        await store.write(lambda tx: tx.run(act, "half\0 of it"))
    await store.write(lambda tx: tx.run(act, "'; DROP TABLE people; -- 100% ? $1 \\ 🌸"))
    found = await store.read(lambda tx: tx.rows("SELECT source FROM dead_letters"))
    assert found == [("'; DROP TABLE people; -- 100% ? $1 \\ 🌸",)]


async def test_two_that_start_at_once_migrate_once(postgres: Postgres, clock: SetClock) -> None:
    with postgres.new("yuanba_empty") as empty:
        stores = await asyncio.gather(*(PostgresStore.open(empty, clock.now) for _ in range(3)))
        sql = "SELECT count(*), max(number) FROM migrations"
        number, newest = await stores[0].read(lambda tx: tx.rows(sql)[0])
        for store in stores:
            await store.close()
        assert number >= 7
        assert newest >= number


async def test_what_a_newer_program_wrote_is_left_alone(server: Server, clock: SetClock) -> None:
    store = await PostgresStore.open(server, clock.now)
    await store.write(lambda tx: tx.run("INSERT INTO migrations VALUES (999, 'later', 0)"))
    await store.close()
    with pytest.raises(SchemaTooNew, match=r"schema 999.*nothing was changed"):
        await PostgresStore.open(server, clock.now)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://me:geheim@127.0.0.1:1/yuanba", "refused"),
        ("postgresql://me:geheim@nowhere.invalid/yuanba", "nowhere.invalid"),
    ],
)
async def test_a_server_that_cannot_be_reached_is_named_without_the_password(
    clock: SetClock, address: str, said: str
) -> None:
    with pytest.raises(NotWritable, match=r"^YUANBA_DATABASE: postgresql://me@") as refused:
        await PostgresStore.open(Server(address), clock.now)
    assert said in str(refused.value)
    assert "geheim" not in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_a_database_that_does_not_exist_is_named(postgres: Postgres, clock: SetClock) -> None:
    with pytest.raises(NotWritable, match=r"YUANBA_DATABASE.*nothing_here.*does not exist"):
        await PostgresStore.open(postgres.database("nothing_here"), clock.now)


async def test_a_wrong_password_is_told_plainly(postgres: Postgres, clock: SetClock) -> None:
    with postgres.guarded("resident", "right") as server:
        wrong = Server(server.address.replace("right", "wrong"))
        with pytest.raises(NotWritable, match=r"password authentication failed") as refused:
            await PostgresStore.open(wrong, clock.now)
        assert "wrong" not in str(refused.value).replace("wrong password", "")


async def test_a_user_who_may_not_make_tables_is_told_so(
    postgres: Postgres, clock: SetClock
) -> None:
    with (
        postgres.guarded("resident", "right") as server,
        pytest.raises(NotWritable, match=r"permission denied"),
    ):
        await PostgresStore.open(server, clock.now)
