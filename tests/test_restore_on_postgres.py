"""The drill on PostgreSQL: the commands that yuanba prints are run as they are printed."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup import NoBackup, back_up
from bot.doctor import faults
from bot.restore import NotRestored, restore
from bot.words import Words
from storage import audit, upkeep
from storage.place import Server
from tests.handlers.test_votes import opened
from tests.postgres import Postgres, tools
from tests.yard import NOON, SandboxClock, Yard, at_work, enter, open_street

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
LATER = NOON + timedelta(days=3)


@pytest.fixture
def shell() -> dict[str, str]:
    """Where an operator types: with the tools that fit the server."""
    return {**os.environ, "PATH": f"{tools()}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def server(postgres: Postgres) -> Iterator[Server]:
    with postgres.new("yuanba_drill") as place:
        yield place
        postgres.run(f"DROP DATABASE IF EXISTS {restored_to(place).database}")


def restored_to(server: Server) -> Server:
    return server.beside(f"{server.database}_{NOW:%Y%m%d_%H%M%S}")


def typed(lines: str, shell: dict[str, str]) -> None:
    subprocess.run(["sh", "-e", "-c", lines], env=shell, check=True, capture_output=True)


def commands(refusal: NoBackup | NotRestored) -> str:
    """What follows the first line."""
    return Words("en").refusal(refusal).partition("\n")[2]


async def append_for_ever(yard: Yard) -> None:
    while True:
        await yard.write(lambda tx: audit.append(tx, yard.courtyard, "test.noise"))


async def test_a_courtyard_that_is_lost_goes_on_from_its_dump(
    server: Server, tmp_path: Path, shell: dict[str, str]
) -> None:
    dump = tmp_path / "monday's.dump"
    async with open_street() as (world, people):
        await enter(people, server, SandboxClock(world))
        world.take_updates()
        async with at_work(world, people, server) as yard:
            card = await opened(yard)
            await yard.household("3-2-501").taps("同意", on=card)
            writing = asyncio.create_task(append_for_ever(yard))
            with pytest.raises(NoBackup) as told:
                back_up(server, dump)
            await asyncio.to_thread(typed, commands(told.value), shell)
            writing.cancel()
            await yard.household("3-2-502").taps("反对", on=card)
        with pytest.raises(NotRestored) as said:
            restore(dump, server, NOW)
        *lines, setting = commands(said.value).splitlines()
        typed("\n".join(lines), shell)
        assert setting == f"YUANBA_DATABASE='{restored_to(server)}'"
        async with at_work(world, people, restored_to(server)) as yard:
            await yard.settled()
            assert "已投 1／120 户" in card.text
            await yard.household("3-2-503").taps("反对", on=card)
            assert "已投 2／120 户" in card.text
            await yard.passes(days=3)
            assert "同意 1" in card.text
    chains = upkeep.look(restored_to(server), upkeep.chains)
    assert [chain.broken for chain in chains] == [None]
    assert faults(restored_to(server), LATER) == []


def test_the_new_database_is_on_the_same_server_and_no_password_is_shown(tmp_path: Path) -> None:
    server = Server("postgresql://yuanba:ge%40heim@db.example:5432/yard?sslmode=require")
    new = server.beside("yard_new")
    assert new.password == "ge@heim"
    assert str(new) == "postgresql://yuanba@db.example:5432/yard_new"
    with pytest.raises(NotRestored) as said:
        restore(tmp_path / "yard.dump", server, NOW)
    told = Words("en").refusal(said.value)
    assert "createdb --maintenance-db='postgresql://yuanba@db.example:5432/yard' yard_2026" in told
    assert "heim" not in told
