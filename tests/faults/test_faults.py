"""Each fault in small, seeded; `python -m tests.soak.faults` has them for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults import clock, deliveries, disk, kills, line
from tests.postgres import Postgres

SEED = 20_261_124
PortFactory = Callable[[], int]
Fault = Callable[[Path, Random, float], Awaitable[Counter[str]]]


@pytest.fixture
def chance() -> Random:
    return Random(SEED)


@pytest.fixture
def ports(unused_tcp_port_factory: PortFactory) -> tuple[int, int]:
    return unused_tcp_port_factory(), unused_tcp_port_factory()


async def test_a_polling_bot_that_is_killed_loses_nothing(tmp_path: Path, chance: Random) -> None:
    done = await kills.polling(tmp_path, chance, 2)
    assert done["kills of the polling bot"] >= 2
    assert done["acknowledged"]


async def test_of_two_workers_any_may_be_killed(
    tmp_path: Path, chance: Random, postgres: Postgres, ports: tuple[int, int]
) -> None:
    done = await kills.workers(tmp_path, chance, 2, postgres, ports)
    assert done["kills of a worker"] >= 2
    assert done["acknowledged"]


async def test_workers_outlive_their_database_server(
    tmp_path: Path, chance: Random, postgres: Postgres, ports: tuple[int, int]
) -> None:
    done = await kills.server(tmp_path, chance, 2, postgres, ports)
    assert done["kills of PostgreSQL"] == 1
    assert done["acknowledged"]


@pytest.mark.parametrize("fault", [line.weather, line.refusals])
async def test_a_foul_line_to_telegram_loses_nothing(
    tmp_path: Path, chance: Random, fault: Fault
) -> None:
    done = await fault(tmp_path, chance, 2)
    assert done["acknowledged"]


@pytest.mark.parametrize("fault", [disk.pages, disk.mount])
async def test_on_a_full_disk_people_are_asked_to_wait(
    tmp_path: Path, chance: Random, fault: Fault
) -> None:
    done = await fault(tmp_path, chance, 0)
    assert done["people told to wait"]
    assert done["acknowledged"]


async def test_on_a_full_server_people_are_asked_to_wait(
    tmp_path: Path, chance: Random, postgres: Postgres
) -> None:
    done = await disk.tablespace(tmp_path, chance, 0, postgres)
    assert done["people told to wait"]
    assert done["acknowledged"]


async def test_what_comes_twice_in_any_order_to_both_is_done_once(
    tmp_path: Path, chance: Random, postgres: Postgres
) -> None:
    done = await deliveries.doubled(tmp_path, chance, 0, postgres)
    assert done["deliveries"] > done["updates"]


async def test_poison_is_put_aside_and_nobody_waits_for_it(tmp_path: Path, chance: Random) -> None:
    done = await deliveries.poison(tmp_path, chance, 0.5)
    assert done["dead letters"]
    assert done["acknowledged"]


async def test_a_clock_that_jumps_does_nothing_twice_and_leaves_nothing_out(
    tmp_path: Path, chance: Random
) -> None:
    done = await clock.jumps(tmp_path, chance, 0)
    assert done["jumps back"]
    assert done["changes of zone"]
    assert done["taps kept"]
    assert done["taps refused after the deadline"]
