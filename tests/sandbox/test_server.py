"""The HTTP server: what bots send in whatever form, and the people API over real sockets."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import FormData, web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.sandbox.server import make_server
from tests.sandbox.conftest import Yard, keyboard

Client = TestClient[Request, Application]


@pytest_asyncio.fixture
async def client(yard: Yard) -> AsyncIterator[Client]:
    async with TestClient(TestServer(make_server(yard.world))) as made:
        yield made


async def post(client: Client, path: str, **wish: Any) -> Any:
    async with client.post(path, json=wish) as response:
        body = await response.json()
        assert response.status == 200, body
        return body


async def see(client: Client, path: str) -> Any:
    async with client.get(path) as response:
        assert response.status == 200
        return await response.json()


def bot_path(yard: Yard, method: str) -> str:
    return f"/bot{yard.world.token}/{method}"


async def test_parameters_come_as_query_form_json_or_parts(yard: Yard, client: Client) -> None:
    path = bot_path(yard, "sendMessage")
    where = str(yard.group.id)
    parts = FormData()
    parts.add_field("chat_id", where)
    parts.add_field("text", "四", content_type="text/plain")
    for answer in (
        await client.get(path, params={"chat_id": where, "text": "一"}),
        await client.post(path, data={"chat_id": where, "text": "二"}),
        await client.post(path, json={"chat_id": int(where), "text": "三"}),
        await client.post(path, data=parts),
        await client.post(
            path.replace("sendMessage", "SENDMESSAGE"), json={"chat_id": where, "text": "五"}
        ),
    ):
        assert (answer.status, (await answer.json())["ok"]) == (200, True)
    assert [one.text for one in yard.group.messages if one.text] == list("一二三四五")


async def test_refusals_carry_code_words_and_parameters(yard: Yard, client: Client) -> None:
    yard.world.faults.add("getMe", 429, retry_after=5)
    async with client.get(bot_path(yard, "getMe")) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "5")
        assert await answer.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 5",
            "parameters": {"retry_after": 5},
        }


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        ("/file/bot1:wrong/documents/F000001/a", 401, "Unauthorized"),
        ("{bot}/getNothing", 404, "Not Found"),
        ("/file{bot}/documents/F000001/a", 404, "Not Found"),
    ],
)
async def test_wrong_tokens_and_unknown_things(
    yard: Yard, client: Client, path: str, status: int, words: str
) -> None:
    async with client.get(path.format(bot=f"/bot{yard.world.token}")) as answer:
        assert answer.status == status
        assert await answer.json() == {"ok": False, "error_code": status, "description": words}


@pytest.mark.parametrize("body", ["{", "[]"])
async def test_a_broken_body_is_a_bad_request(yard: Yard, client: Client, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    async with client.post(bot_path(yard, "getMe"), data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_a_cut_line_gives_no_answer(yard: Yard, client: Client) -> None:
    yard.world.faults.add("getMe", kind="cut")
    with pytest.raises(aiohttp.ClientError):
        await client.post(bot_path(yard, "getMe"))
    async with client.get(bot_path(yard, "getMe")) as answer:
        assert answer.status == 200


async def test_a_day_in_the_yard_over_http(yard: Yard, client: Client) -> None:
    new = await post(client, "/people/users", first_name="张三", username="zhangsan")
    group = await post(
        client, "/people/chats", title="新院坝", type="group", members=["@li_jie", "@zhangsan"]
    )
    here = group["id"]
    said = await post(client, "/people/say", user="@zhangsan", chat=here, text="/vote")
    assert (said["sender"]["id"], said["text"]) == (new["id"], "/vote")
    card = await yard.call(
        "sendMessage", chat_id=here, text="<b>投票</b>", parse_mode="HTML",
        reply_markup=keyboard(("赞成", "v1:1")),
    )  # fmt: skip
    seen = await see(client, f"/people/chats/{here}?after={said['message_id']}")
    (shown,) = seen["messages"]
    assert shown["html"] == "<b>投票</b>"
    assert shown["buttons"] == [[{"text": "赞成", "data": "v1:1"}]]
    assert shown["edits"] == 0
    pressing = asyncio.create_task(
        post(
            client,
            "/people/press",
            user=new["id"],
            chat=here,
            message=card["message_id"],
            data="v1:1",
        )
    )
    updates = await yard.call("getUpdates", timeout=5, offset=-1)
    while "callback_query" not in updates[-1]:
        updates = await yard.call("getUpdates", timeout=5, offset=updates[-1]["update_id"] + 1)
    await yard.call(
        "answerCallbackQuery", callback_query_id=updates[-1]["callback_query"]["id"], text="好"
    )
    assert await pressing == {"toast": "好", "alert": False, "answered": True}
    assert (await post(client, "/people/migrate", chat=here))["type"] == "supergroup"


async def test_a_press_without_an_answer_says_so(yard: Yard, client: Client) -> None:
    card = await yard.card()
    wish = {"user": "@li_jie", "chat": yard.group.id, "message": card.message_id}
    answer = await post(client, "/people/press", **wish, data="x", timeout_s=0.01)
    assert answer == {"toast": None, "alert": False, "answered": False}


async def test_everything_people_do_can_be_done_over_http(yard: Yard, client: Client) -> None:
    here, who = yard.group.id, yard.neighbour.id
    await post(client, "/people/promote", user=who, chat=here, anonymous=True, title="楼长")
    hidden = await post(client, "/people/say", user=who, chat=here, text="/x")
    assert hidden["sender"]["is_chat"]
    await post(client, "/people/demote", user=who, chat=here)
    said = await post(client, "/people/say", user="@li_jie", chat=here, text="x")
    again = {"user": "@li_jie", "chat": here, "edit_of": said["message_id"]}
    edited = await post(client, "/people/say", **again, text="改了")
    assert (edited["text"], edited["edits"]) == ("改了", 1)
    await post(client, "/people/leave", user=who, chat=here)
    await post(client, "/people/join", user=who, chat=here, by="@li_jie")
    await post(client, "/people/kick", user=who, chat=here)
    assert yard.group.member(yard.neighbour).status == "kicked"
    await post(client, "/people/start", user=who, payload="join_1")
    await post(client, "/people/block", user=who)
    assert yard.neighbour.blocked
    await post(client, "/people/unblock", user=who)
    sent = await post(
        client, "/people/file", user=who, chat=who, name="a.csv",
        base64=base64.b64encode(b"a,b").decode(),
    )  # fmt: skip
    assert sent["file"]["size"] == 3
    async with client.get(f"/file/bot{yard.world.token}/{sent['file']['path']}") as answer:
        assert await answer.read() == b"a,b"
    channel = await post(client, "/people/chats", title="广播", type="channel", members=["@li_jie"])
    assert (await post(client, "/people/post", chat=channel["id"], text="停水"))["text"] == "停水"
    forum = await post(client, "/people/chats", title="论坛", forum=True, members=["@li_jie"])
    topic = await post(client, "/people/topics", chat=forum["id"], name="花园")
    spoken = await post(
        client, "/people/say", user="@li_jie", chat=forum["id"], text="x", thread=topic["thread"]
    )
    assert spoken["thread"] == topic["thread"]
    assert {one["id"] for one in await see(client, "/people/chats")} >= {here, who, forum["id"]}
    assert {one["id"] for one in await see(client, "/people/users")} >= {who, yard.owner.id}


@pytest.mark.parametrize(
    ("path", "wish"),
    [
        ("/people/say", {"user": "@nobody", "chat": "@li_jie", "text": "x"}),
        ("/people/say", {"user": "@li_jie"}),
        ("/people/press", {"user": "@li_jie", "chat": "@li_jie", "message": 9, "data": "x"}),
        ("/people/migrate", {"chat": "@li_jie"}),
        ("/faults", {"method": "*", "kind": "mood"}),
        ("/clock", {"advance_s": "soon"}),
    ],
)
async def test_what_no_client_could_do_is_a_400_with_a_reason(
    client: Client, path: str, wish: dict[str, Any]
) -> None:
    async with client.post(path, json=wish) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]


async def test_calls_clock_and_faults_are_open_to_see_and_set(yard: Yard, client: Client) -> None:
    await yard.card(text="投票")
    await yard.refusal("sendMessage", chat_id=42, text="x")
    good, refused = await see(client, "/people/calls?method=sendMessage")
    assert (good["ok"], good["result"]["text"]) == (True, "投票")
    assert refused["refused"]["description"] == "Bad Request: chat not found"
    assert await see(client, "/people/calls?method=getMe") == []
    assert (await post(client, "/clock", advance_s=86400))["offset_s"] == 86400
    assert (await see(client, "/clock"))["offset_s"] == 86400
    await post(client, "/faults", method="getMe", status=503, count=2)
    assert yard.world.faults.waiting[0].count == 2
    async with client.get("/people/chats/@nobody") as answer:
        assert answer.status == 404


async def test_the_control_token_guards_people_and_not_the_bot(yard: Yard) -> None:
    async with TestClient(TestServer(make_server(yard.world, control_token="open"))) as client:
        async with client.get("/people/users") as answer:
            assert answer.status == 401
        async with client.post("/clock", json={"advance_s": 1}) as answer:
            assert answer.status == 401
        headers = {"Authorization": "Bearer open"}
        async with client.get("/people/users", headers=headers) as answer:
            assert answer.status == 200
        async with client.get(bot_path(yard, "getMe")) as answer:
            assert answer.status == 200
    assert yard.world.offset.total_seconds() == 0


async def test_a_watcher_sees_the_yard_as_it_happens(yard: Yard, client: Client) -> None:
    async with client.get("/people/stream") as stream:
        assert await stream.content.readuntil(b"\n\n") == b": watching\n\n"
        yard.people.say(yard.neighbour, yard.group, "你好")
        event, data = (await stream.content.readuntil(b"\n\n")).decode().split("\n")[:2]
        assert event == "event: message"
        shown = json.loads(data.removeprefix("data: "))
        assert (shown["message"]["text"], shown["chat"]) == ("你好", yard.group.id)
        await yard.card()
        await stream.content.readuntil(b"\n\n")
        called = (await stream.content.readuntil(b"\n\n")).decode()
        assert called.startswith("event: call")


async def test_closing_waits_for_nobody(yard: Yard) -> None:
    runner = web.AppRunner(make_server(yard.world), shutdown_timeout=60)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yard.world.faults.add("getMe", kind="timeout")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        stream = await session.get("/people/stream")
        poll = asyncio.create_task(
            session.get(bot_path(yard, "getUpdates"), params={"timeout": 50})
        )
        hang = asyncio.create_task(session.get(bot_path(yard, "getMe")))
        while yard.world.updates._poll is None or yard.world.faults.waiting:
            await asyncio.sleep(0.005)
        async with asyncio.timeout(5):
            await runner.cleanup()
            ended = await poll
            assert ended.status == 409
            with pytest.raises(aiohttp.ClientError):
                await hang
            await stream.read()
