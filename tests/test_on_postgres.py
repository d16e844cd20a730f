"""The program on a PostgreSQL server: what its operator sees, and two of it sharing the work."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app import App, Tempo, open_app
from bot.sandbox import ready
from bot.sandbox.model import User
from bot.sandbox.people import People
from bot.sandbox.request import InProcessRequest
from bot.sandbox.world import TOKEN, World
from bot.settings import Settings, WrongSetting, load
from storage import catalogue, upkeep
from storage.database import Database, open_database
from storage.place import Server
from storage.tx import Tx
from tests.actions.conftest import NOON
from tests.postgres import Postgres
from tests.yard import SandboxClock, Unhurried, address

SECRET = "postgresql://yuanba:ge%40heim@db.example:5432/yard"


@pytest.fixture
def server(postgres: Postgres) -> Server:
    return postgres.fresh(NOON)


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("postgresql://me:secret/with@slash@host:5432:1/x", "this is no PostgreSQL address"),
        ("postgresql://me:the@secret@host/x", "this is no PostgreSQL address"),
        ("postgresql://me:1/the@secret@host/x", "this is no PostgreSQL address"),
        ("postgresql://host/x?colour=red", "this is no PostgreSQL address"),
        ("mysql://host/x", "begins with postgresql://"),
        ("http://host/x", "begins with postgresql://"),
    ],
)
def test_an_address_that_is_none_stops_the_start_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: str, said: str
) -> None:
    monkeypatch.setenv("YUANBA_TOKEN", TOKEN)
    monkeypatch.setenv("YUANBA_DATABASE", database)
    assert main(["run"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("yuanba: YUANBA_DATABASE: ")
    assert said in told
    assert told.count("\n") == 1
    assert "secret" not in told


@pytest.mark.usefixtures("logging_as_it_was")
def test_a_server_that_is_not_there_stops_the_start_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUANBA_TOKEN", TOKEN)
    monkeypatch.setenv("YUANBA_DATABASE", "postgresql://me:geheim@127.0.0.1:1/yard")
    assert main(["run"]) == 2
    told = capsys.readouterr().err
    assert "YUANBA_DATABASE: postgresql://me@127.0.0.1:1/yard" in told
    assert "refused" in told
    assert "geheim" not in told
    assert told.count("\n") == 1


def test_the_password_is_shown_nowhere() -> None:
    settings = load(database=SECRET)
    assert isinstance(settings.place, Server)
    assert str(settings.place) == "postgresql://yuanba@db.example:5432/yard"
    for shown in (f"{settings!r} {settings}", f"{settings.place!r} {settings.place}"):
        assert "heim" not in shown
    assert "ge@heim" in settings.secrets


def test_without_a_scheme_it_is_a_file(tmp_path: Path) -> None:
    assert load(database=str(tmp_path / "yard.sqlite")).place == tmp_path / "yard.sqlite"
    with pytest.raises(WrongSetting, match="YUANBA_DATABASE"):
        load(database="mysql://x/y")


@pytest.mark.usefixtures("logging_as_it_was")
def test_check_and_audit_look_into_the_server(
    server: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("YUANBA_DATABASE", address(server))
    assert main(["check"]) == 1  # there is no token
    said = capsys.readouterr().out
    assert "✅ The database can be written: postgresql://postgres@" in said
    assert main(["audit"]) == 0
    assert "✅" in capsys.readouterr().out


def test_a_broken_chain_on_the_server_is_found(
    server: Server,
    postgres: Postgres,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("YUANBA_DATABASE", address(server))
    touched = "UPDATE audit SET act = 'nothing.happened' WHERE seq = 2"
    postgres.run(touched, database=address(server).partition("@/")[2].partition("?")[0])
    assert main(["audit"]) == 1
    assert "entry 2" in capsys.readouterr().out


def test_backup_names_the_tool_that_does_it(
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.setenv("YUANBA_DATABASE", SECRET)
    assert main(["backup", str(tmp_path / "yard.dump")]) == 2
    said = capsys.readouterr().err
    assert f"pg_dump --format=custom --file={tmp_path / 'yard.dump'} 'postgresql://yuanba@" in said
    assert "heim" not in said


def test_the_page_on_scaling_says_of_every_table_where_it_lies(server: Server) -> None:
    page = (Path(__file__).parent.parent / "docs/scaling.md").read_text("utf-8")
    spread = set(re.findall(r"create_distributed_table\('(\w+)', 'courtyard'", page))
    copied = set(re.findall(r"create_reference_table\('(\w+)'\)", page))
    local = set(re.findall(r"`(\w+)`", page.partition("Local to the coordinator**")[2]))

    def look(tx: Tx) -> dict[str, str]:
        return {name: catalogue.columns_of(tx, name)[0] for name in catalogue.tables(tx)}

    found = upkeep.look(server, look)
    assert set(found) == spread | copied | local
    assert all(found[name] == "courtyard" for name in spread)


@asynccontextmanager
async def program(world: World, server: Server) -> AsyncIterator[App]:
    """One of the workers: it takes what a webhook brings it, and sends when it is its turn."""
    settings = Settings(token=TOKEN, database=address(server))
    requests = (InProcessRequest(world), InProcessRequest(world))
    tempo = Tempo(Unhurried(), 0.0)
    clock = SandboxClock(world)
    async with (
        open_app(settings, clock=clock, requests=requests, tempo=tempo) as app,
        asyncio.TaskGroup() as group,
    ):
        working = group.create_task(_work(app))
        yield app
        working.cancel()


async def _work(app: App) -> None:
    async with asyncio.TaskGroup() as group:
        app.keep_working(group)


async def at_rest(store: Database, sent: int) -> None:
    sql = "SELECT count(*) FROM outbox WHERE state = 'SENT'"
    async with asyncio.timeout(15):
        while await store.read(lambda tx: tx.value(sql)) < sent:
            await asyncio.sleep(0.05)


def said_to(world: World, user: User) -> int:
    return sum(message.sender is world.bot for message in world.private(user).messages)


async def test_two_workers_share_the_work_and_nothing_is_sent_twice(
    postgres: Postgres, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    world = World()
    people, yard = People(world), ready.populate(world)
    server = postgres.fresh()
    store = await open_database(server, world.now)
    await store.write(lambda tx: ready.register(tx, yard))
    world.take_updates()
    neighbours = list(yard.by_label.values())[:20]
    async with program(world, server) as one:
        async with program(world, server) as other:
            for user in neighbours:
                people.say(user, user, "/home")
            updates = world.take_updates()
            # Telegram is impatient: each update comes to both.
            await asyncio.gather(
                *(app.intake.take_one(update) for update in updates for app in (one, other))
            )
            await at_rest(store, 20)
            turns = [app.store.claim("sender").ours for app in (one, other)]
            assert sorted(turns) == [False, True]
        people.say(neighbours[0], neighbours[0], "/home")
        await one.intake.take_one(world.take_updates()[0])
        await at_rest(store, 21)
    heard = [said_to(world, user) for user in neighbours]
    assert heard == [2] + [1] * 19
    await store.close()
    await world.aclose()
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
