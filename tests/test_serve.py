"""What a running bot waits out, and what stops it with one plain line."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot import intake, patience
from bot import serve as serve_module
from bot.sandbox.server import make_server
from bot.sandbox.world import TOKEN, World
from bot.serve import serve
from bot.settings import Settings, WrongSetting
from tests.yard import Yard

PortFactory = Callable[[], int]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    made = World()
    yield made
    await made.aclose()


@pytest.fixture
def settings(tmp_path: Path, unused_tcp_port: int) -> Settings:
    return Settings(
        token=TOKEN,
        database=str(tmp_path / "yuanba.sqlite"),
        api_url=f"http://127.0.0.1:{unused_tcp_port}",
    )


def telegram(world: World, port: int) -> TestServer:
    return TestServer(make_server(world), port=port)


async def until(reached: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not reached():
            await asyncio.sleep(0.01)


async def test_a_telegram_that_comes_up_late_is_waited_for(
    world: World,
    settings: Settings,
    unused_tcp_port: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(patience, "FIRST_PAUSE_S", 0.05)
    running = asyncio.create_task(serve(settings))
    await until(lambda: "cannot be reached" in caplog.text)
    async with telegram(world, unused_tcp_port):
        await until(lambda: world.updates.awaited)
        running.cancel()
        await running
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("method", ["getMe", "deleteWebhook"])
async def test_a_flood_at_the_start_is_waited_out(
    world: World, settings: Settings, unused_tcp_port: int, method: str
) -> None:
    world.faults.add(method, 429, retry_after=1)
    async with telegram(world, unused_tcp_port):
        running = asyncio.create_task(serve(settings))
        await until(lambda: world.updates.awaited)
        running.cancel()
        await running


async def test_a_token_that_is_revoked_stops_the_bot(
    world: World, settings: Settings, unused_tcp_port: int
) -> None:
    async with telegram(world, unused_tcp_port):
        running = asyncio.create_task(serve(settings))
        await until(lambda: world.updates.awaited)
        world.faults.add("getUpdates", 401, count=1)
        user = world.users[world.bot.id]
        world.updates.push("message", {"message_id": 1, "date": 1, "chat": {"id": user.id}})
        with pytest.raises(WrongSetting, match=r"YUANBA_TOKEN: .* does not accept this token"):
            await running


async def test_a_webhook_that_telegram_refuses_stops_the_start(
    world: World, settings: Settings, unused_tcp_port: int, unused_tcp_port_factory: PortFactory
) -> None:
    changes = {
        "webhook_url": "http://yard.example/hook",
        "webhook_secret": "geheim",
        "webhook_port": unused_tcp_port_factory(),
    }
    async with telegram(world, unused_tcp_port):
        with pytest.raises(WrongSetting, match=r"YUANBA_WEBHOOK_URL: .*https url"):
            await serve(Settings(**{**settings.model_dump(), **changes}))


async def test_polling_takes_down_a_webhook_left_behind(
    world: World, settings: Settings, unused_tcp_port: int
) -> None:
    await world.call("setWebhook", {"url": "https://yard.example/hook"})
    async with telegram(world, unused_tcp_port):
        running = asyncio.create_task(serve(settings))
        await until(lambda: world.updates.awaited)
        assert world.webhook is None
        running.cancel()
        await running


async def test_who_was_here_first_waits_until_the_second_poller_is_gone(
    yard: Yard, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(intake, "NEWCOMER_SECONDS", 0)
    monkeypatch.setattr(intake, "PAUSE_SECONDS", 0.05)
    await until(lambda: yard.world.updates.awaited)
    await yard.world.call("getUpdates", {"timeout": 0})
    await until(lambda: "another program polls" in caplog.text)
    await yard.household("3-2-501").says("/home")
    assert "3-2-501" in yard.household("3-2-501").reads()
    assert [r.levelname for r in caplog.records if "another program" in r.message] == ["ERROR"]


async def test_a_stopped_bot_says_so(
    world: World, settings: Settings, unused_tcp_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with telegram(world, unused_tcp_port):
        running = asyncio.create_task(serve(settings))
        await until(lambda: world.updates.awaited)
        running.cancel()
        await running
    assert caplog.messages[-1] == "stopped; everything taken is on disk"


async def test_an_end_that_takes_too_long_is_made_short(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left: list[int] = []
    monkeypatch.setattr(serve_module, "LONGEST_GOODBYE_S", 0.05)
    monkeypatch.setattr("os._exit", left.append)
    serve_module._mind_the_time()
    await until(lambda: left)
    assert left == [1]
    assert "what is not answered comes again" in caplog.text
