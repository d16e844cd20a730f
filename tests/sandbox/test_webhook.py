"""Updates pushed to a webhook: secret, order, retries, and the call in the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.sandbox import webhook as webhook_module
from bot.sandbox.webhook import lane_of
from tests.sandbox.conftest import Yard


@dataclass
class Receiver:
    """A bot's webhook that writes down what it gets and answers as told."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0
    most_at_once: int = 0

    async def take(self, request: web.Request) -> web.Response:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.gate.wait()
        self.at_once -= 1
        self.got.append(await request.json())
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return self.answers.pop(0) if self.answers else web.Response()

    async def until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not reached():
                await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    made.gate.set()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/hook"))
        yield made


async def test_updates_arrive_with_the_secret_and_leave_the_queue(
    yard: Yard, receiver: Receiver
) -> None:
    yard.people.say(yard.neighbour, yard.group, "/before")
    await yard.call("setWebhook", url=receiver.url, secret_token="abc_1")
    yard.people.say(yard.neighbour, yard.group, "/after")
    await receiver.until(lambda: not yard.world.updates.pending)
    assert [one["message"]["text"] for one in receiver.got] == ["/before", "/after"]
    assert receiver.headers == ["abc_1", "abc_1"]
    info = await yard.call("getWebhookInfo")
    assert (info["url"], info["pending_update_count"]) == (receiver.url, 0)


async def test_what_was_not_taken_is_brought_again_before_the_next(
    yard: Yard, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_module, "FIRST_WAIT_S", 0.01)
    receiver.answers = [web.Response(status=500), web.Response(status=302)]
    await yard.call("setWebhook", url=receiver.url)
    yard.people.say(yard.neighbour, yard.group, "/one")
    yard.people.say(yard.neighbour, yard.group, "/two")
    await receiver.until(lambda: not yard.world.updates.pending)
    assert [one["message"]["text"] for one in receiver.got] == ["/one"] * 3 + ["/two"]
    info = await yard.call("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"


async def test_one_chat_keeps_its_order_while_others_go_on(yard: Yard, receiver: Receiver) -> None:
    receiver.gate.clear()
    other = yard.people.add_group("另一个院坝", [yard.owner])
    yard.world.take_updates()
    await yard.call("setWebhook", url=receiver.url, max_connections=2)
    for number in range(5):
        yard.people.say(yard.neighbour, yard.group, f"/a{number}")
        yard.people.say(yard.owner, other, f"/b{number}")
    await receiver.until(lambda: receiver.at_once == 2)
    receiver.gate.set()
    await receiver.until(lambda: len(receiver.got) == 10)
    texts = [one["message"]["text"] for one in receiver.got]
    assert [text for text in texts if text[1] == "a"] == [f"/a{n}" for n in range(5)]
    assert [text for text in texts if text[1] == "b"] == [f"/b{n}" for n in range(5)]
    assert receiver.most_at_once == 2


@pytest.mark.parametrize("as_form", [False, True])
async def test_a_call_in_the_answer_is_carried_out(
    yard: Yard, receiver: Receiver, as_form: bool
) -> None:
    call = {"method": "sendMessage", "chat_id": str(yard.group.id), "text": "收到"}
    if as_form:
        body = "&".join(f"{k}={v}" for k, v in call.items())
        kind = "application/x-www-form-urlencoded"
    else:
        body, kind = json.dumps(call), "application/json"
    receiver.answers = [web.Response(text=body, content_type=kind)]
    await yard.call("setWebhook", url=receiver.url)
    yard.people.say(yard.neighbour, yard.group, "/vote")
    await receiver.until(lambda: yard.group.messages[-1].text == "收到")


async def test_a_bad_call_in_the_answer_is_nobodys_business(yard: Yard, receiver: Receiver) -> None:
    receiver.answers = [web.json_response({"method": "sendMessage", "chat_id": 42, "text": "x"})]
    await yard.call("setWebhook", url=receiver.url)
    yard.people.say(yard.neighbour, yard.group, "/one")
    yard.people.say(yard.neighbour, yard.group, "/two")
    await receiver.until(lambda: len(receiver.got) == 2)
    assert yard.world.calls[-1].refused is not None


async def test_a_webhook_nobody_answers_keeps_its_updates(yard: Yard) -> None:
    await yard.call("setWebhook", url="http://127.0.0.1:1/hook")
    yard.people.say(yard.neighbour, yard.group, "/vote")
    async with asyncio.timeout(5):
        while "last_error_message" not in await yard.call("getWebhookInfo"):
            await asyncio.sleep(0.005)
    assert (await yard.call("getWebhookInfo"))["pending_update_count"] == 1
    await yard.call("deleteWebhook")
    (kept,) = await yard.call("getUpdates")
    assert kept["message"]["text"] == "/vote"


async def test_pending_updates_can_be_dropped(yard: Yard) -> None:
    yard.people.say(yard.neighbour, yard.group, "/vote")
    await yard.call("deleteWebhook", drop_pending_updates="true")
    assert await yard.call("getUpdates") == []


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"url": "http://example.org/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.org/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_bad_webhooks_are_refused(yard: Yard, params: dict[str, str], words: str) -> None:
    refused = await yard.refusal("setWebhook", **params)
    assert refused.description == f"Bad Request: {words}"
    assert (await yard.call("getWebhookInfo"))["url"] == ""


def test_presses_go_in_the_order_of_the_presser() -> None:
    press = {"update_id": 1, "callback_query": {"from": {"id": 7}, "message": {"chat": {"id": 9}}}}
    assert lane_of(press) == 7
    assert lane_of({"update_id": 1, "message": {"from": {"id": 7}, "chat": {"id": 9}}}) == 9


async def test_a_bot_may_take_its_webhook_down_in_the_answer(
    yard: Yard, receiver: Receiver
) -> None:
    receiver.answers = [web.json_response({"method": "deleteWebhook"})]
    await yard.call("setWebhook", url=receiver.url)
    yard.people.say(yard.neighbour, yard.group, "/one")
    yard.people.say(yard.neighbour, yard.group, "/two")
    await receiver.until(
        lambda: yard.world.webhook is None and len(yard.world.updates.pending) == 1
    )
    (kept,) = await yard.call("getUpdates")
    assert kept["message"]["text"] == "/two"


async def test_an_answer_that_is_no_call_is_taken_as_it_is(yard: Yard, receiver: Receiver) -> None:
    receiver.answers = [
        web.Response(text="{", content_type="application/json"),
        web.json_response([1]),
        web.Response(text="ok"),
    ]
    await yard.call("setWebhook", url=receiver.url)
    for number in range(3):
        yard.people.say(yard.neighbour, yard.group, f"/{number}")
    await receiver.until(lambda: not yard.world.updates.pending)
    assert len(receiver.got) == 3


async def test_an_empty_address_and_a_new_one_replace_the_old(
    yard: Yard, receiver: Receiver
) -> None:
    await yard.call("setWebhook", url="http://127.0.0.1:1/old")
    yard.people.say(yard.neighbour, yard.group, "/dropped")
    await yard.call("setWebhook", url=receiver.url, drop_pending_updates="true")
    yard.people.say(yard.neighbour, yard.group, "/new")
    await receiver.until(lambda: not yard.world.updates.pending)
    assert [one["message"]["text"] for one in receiver.got] == ["/new"]
    await yard.call("setWebhook", url="")
    assert (await yard.call("getWebhookInfo"))["url"] == ""
