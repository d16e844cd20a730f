"""A bot that is called by webhook: who may call it, and that 200 means it is on disk."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import generate_latest

from bot.app import App, Tempo, open_app
from bot.health import Health, State
from bot.meter import Meter
from bot.sandbox import ready
from bot.sandbox.people import People
from bot.sandbox.ready import ReadyYard
from bot.sandbox.request import InProcessRequest
from bot.sandbox.world import TOKEN, World
from bot.serve import Unhurried
from bot.settings import Settings, WrongSetting
from bot.webhook import BODY_LIMIT, SECRET_HEADER, make_server, run_webhook
from storage import inbox, people
from storage import store as store_module
from storage.people import Account
from storage.store import Store

SECRET = "a-secret_of-ours"
Client = TestClient[web.Request, web.Application]


@dataclass
class Yard:
    """A courtyard whose bot waits for a webhook; what people do queues up in `world`."""

    world: World
    people: People
    ready: ReadyYard
    app: App
    settings: Settings
    health: Health

    def says(self, text: str) -> dict[str, Any]:
        """The update that Telegram would bring."""
        self.people.say(self.ready.chair, self.ready.chair, text)
        return self.world.take_updates()[0]

    async def account(self) -> Account | None:
        return await self.app.store.read(lambda tx: people.get(tx, self.ready.chair.id))


@asynccontextmanager
async def opened(folder: Path, port: int) -> AsyncIterator[Yard]:
    world = World()
    yard = ready.populate(world)
    settings = Settings(
        token=TOKEN,
        database=str(folder / "yard.sqlite"),
        webhook_url=f"http://127.0.0.1:{port}/hook",
        webhook_secret=SECRET,
        webhook_port=port,
    )
    store = await Store.open(settings.database_path, world.now, readers=1)
    await store.write(lambda tx: ready.register(tx, yard))
    await store.close()
    world.take_updates()
    requests = (InProcessRequest(world), InProcessRequest(world))
    async with open_app(settings, requests=requests, tempo=Tempo(Unhurried(), 0.0)) as app:
        health = Health()
        health.store, health.state = app.store, State.READY
        yield Yard(world, People(world), yard, app, settings, health)
        await health.close()
    await world.aclose()


@pytest.fixture
async def yard(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Yard]:
    async with opened(tmp_path, unused_tcp_port) as made:
        yield made


@pytest.fixture
async def client(yard: Yard) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_server(yard.app, SECRET, "/hook", yard.health))) as made:
        yield made


async def brought(client: Client, update: Any, secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with client.post("/hook", json=update, headers=headers) as answer:
        return answer.status


async def test_a_tap_travels_by_webhook_and_is_answered_in_the_answer(yard: Yard) -> None:
    running = asyncio.create_task(run_webhook(yard.app, yard.settings))
    chair = yard.ready.chair
    try:
        async with asyncio.timeout(5):
            while yard.world.webhook is None:
                await asyncio.sleep(0.01)
            assert yard.world.webhook.secret == SECRET
            yard.people.say(chair, chair, "/lang")
            chat = yard.world.private(chair)
            while not (chat.messages and chat.messages[-1].buttons):
                await asyncio.sleep(0.01)
            buttons = [button for row in chat.messages[-1].buttons for button in row]
            english = next(one.data for one in buttons if "English" in one.text)
            assert english is not None
            await yard.people.press(chair, chat.messages[-1], english)
        account = await yard.account()
        assert account is not None
        assert account.lang == "en"
        assert not [c for c in yard.world.calls if c.method == "answerCallbackQuery" and c.refused]
        assert not yard.world.updates.pending
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


@pytest.mark.parametrize("secret", [None, "", "a-secret_of-our", SECRET + "x", "geheim", "秘密"])
async def test_who_does_not_know_the_secret_is_turned_away(
    yard: Yard, client: Client, secret: str | None
) -> None:
    assert await brought(client, yard.says("/lang en"), secret) == 403
    account = await yard.account()
    assert account is not None
    assert account.lang is None


async def test_nothing_but_a_post_to_the_path_is_taken(yard: Yard, client: Client) -> None:
    headers = {SECRET_HEADER: SECRET}
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        async with client.request(method, "/hook", headers=headers) as answer:
            assert answer.status == 405
    for path in ("/", "/hook/", "/hook2", "/metrics", f"/{SECRET}"):
        async with client.post(path, json=yard.says("/lang en"), headers=headers) as answer:
            assert answer.status == 404
    account = await yard.account()
    assert account is not None
    assert account.lang is None


async def test_a_stranger_who_knocks_too_often_waits_and_telegram_does_not(yard: Yard) -> None:
    meters = Meter(1_000, 1_000), Meter(1, 1_000, burst_s=5)
    server = make_server(yard.app, SECRET, "/hook", yard.health, meters)
    async with TestClient(TestServer(server)) as client:
        knocks = [await brought(client, yard.says("/lang en"), "geheim") for _ in range(8)]
        assert knocks == [403] * 5 + [429] * 3
        async with client.post("/hook", json={}) as answer:
            assert answer.status == 429
            assert 1 <= int(answer.headers["Retry-After"]) <= 2
        assert await brought(client, yard.says("/lang en")) == 200
        async with client.get("/readyz") as answer:
            assert answer.status == 200
    lines = generate_latest(yard.app.metrics.registry).decode().splitlines()
    assert 'yuanba_webhook_refused_total{reason="rate"} 4.0' in lines
    assert 'yuanba_webhook_refused_total{reason="secret"} 5.0' in lines


async def test_who_has_got_hold_of_the_secret_has_a_limit_too(yard: Yard) -> None:
    meters = Meter(1, 1_000, burst_s=3), Meter(1, 1_000)
    server = make_server(yard.app, SECRET, "/hook", yard.health, meters)
    async with TestClient(TestServer(server)) as client:
        answers = [await brought(client, yard.says("/home")) for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]


async def test_the_balancer_hears_of_health_and_nobody_of_numbers(
    yard: Yard, client: Client
) -> None:
    async with client.get("/healthz") as answer:
        assert (answer.status, await answer.text()) == (200, "ok\n")
    async with client.get("/metrics") as answer:
        assert answer.status == 404


async def test_whoever_has_been_asking_hears_of_the_end_before_the_door_is_shut(
    yard: Yard,
) -> None:
    """Until the balancer knows, it sends updates here, and they are taken."""
    running = asyncio.create_task(run_webhook(yard.app, yard.settings, yard.health))
    url = f"http://127.0.0.1:{yard.settings.webhook_port}"
    while yard.world.webhook is None:
        await asyncio.sleep(0.01)
    async with aiohttp.ClientSession() as balancer:
        assert await status(balancer.get(f"{url}/readyz")) == 200
        running.cancel()
        await asyncio.sleep(0.05)
        late = balancer.post(
            f"{url}/hook", json=yard.says("/lang en"), headers={SECRET_HEADER: SECRET}
        )
        assert await status(late) == 200
        assert await status(balancer.get(f"{url}/readyz")) == 503
    await asyncio.gather(running, return_exceptions=True)
    with pytest.raises(aiohttp.ClientConnectorError):
        async with aiohttp.ClientSession() as late_comer, late_comer.get(f"{url}/readyz"):
            pass
    account = await yard.account()
    assert account is not None
    assert account.lang == "en"


async def status(asked: AbstractAsyncContextManager[aiohttp.ClientResponse]) -> int:
    async with asked as answer:
        return answer.status


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b'{"message": {}}', b"\xff\xfe"])
async def test_what_is_no_update_is_a_bad_request(client: Client, body: bytes) -> None:
    async with client.post("/hook", data=body, headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 400


async def test_a_body_larger_than_any_update_is_refused(client: Client) -> None:
    body = io.BytesIO(b'{"update_id": 1, "x": "' + b"x" * BODY_LIMIT + b'"}')
    async with client.post("/hook", data=body, headers={SECRET_HEADER: SECRET}) as answer:
        assert answer.status == 413


async def test_an_update_that_cannot_be_read_is_kept_and_passed_by(
    yard: Yard, client: Client
) -> None:
    assert await brought(client, {"update_id": 7, "message": {"message_id": "?"}}) == 200
    assert len(await yard.app.store.read(inbox.letters)) == 1


async def test_200_comes_only_after_the_commit(yard: Yard, client: Client) -> None:
    gate = threading.Event()
    holding = asyncio.create_task(yard.app.store.write(lambda tx: gate.wait(5)))
    bringing = asyncio.create_task(brought(client, yard.says("/lang en")))
    done, _ = await asyncio.wait([bringing], timeout=0.2)
    assert not done, "answered while the disk was still busy"
    gate.set()
    assert await bringing == 200
    account = await yard.account()
    assert account is not None
    assert account.lang == "en"
    await holding


async def test_what_is_not_on_disk_is_refused_and_comes_again(
    yard: Yard, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = yard.says("/lang en")
    with monkeypatch.context() as full:
        full.setattr(store_module, "WAITING", 0)
        assert await brought(client, update) == 503
    assert [await brought(client, update), await brought(client, update)] == [200, 200]
    account = await yard.account()
    assert account is not None
    assert account.lang == "en"


async def test_workers_that_start_at_once_wait_until_telegram_lets_each_say_so(
    yard: Yard,
) -> None:
    yard.world.faults.add("setWebhook", 429, retry_after=1)
    yard.health.state = State.STARTING
    running = asyncio.create_task(run_webhook(yard.app, yard.settings, yard.health))
    async with asyncio.timeout(5):
        while yard.health.state is State.STARTING:
            await asyncio.sleep(0.01)
    assert yard.world.webhook is not None
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_taken_port_is_one_line(yard: Yard) -> None:
    taken = await asyncio.start_server(lambda r, w: None, "127.0.0.1", yard.settings.webhook_port)
    async with taken:
        with pytest.raises(WrongSetting, match="YUANBA_WEBHOOK_PORT: cannot listen on 127"):
            await run_webhook(yard.app, yard.settings)
    assert yard.world.webhook is None
