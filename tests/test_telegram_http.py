"""Our HTTP behaves as python-telegram-bot's own does: the same calls, the same outcomes."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram import Bot, InputFile, InputMediaDocument
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.telegram_http import POOL_EXHAUSTED, AiohttpRequest

TOKEN = "4839574812:AAFD39kkdpWt3ywyRZergyOLMaJhac60qcw"
SECRET = TOKEN.split(":")[1]
CLIENTS: dict[str, Callable[..., BaseRequest]] = {"ptb": HTTPXRequest, "ours": AiohttpRequest}

Answer = Callable[[web.Request], Awaitable[web.Response]]


@dataclass
class Heard:
    method: str
    fields: dict[str, str]
    files: dict[str, tuple[str, str, bytes]]
    user_agent: str
    content_type: str
    length: str | None
    connection: object


@dataclass
class Api:
    """A Bot API that notes what it hears and answers what the test says."""

    answer: Answer
    heard: list[Heard] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.Response:
        fields: dict[str, str] = {}
        files: dict[str, tuple[str, str, bytes]] = {}
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                files[name] = (value.filename, value.content_type, value.file.read())
                value.file.close()
            else:
                fields[name] = str(value)
        self.heard.append(
            Heard(
                request.path.rsplit("/", 1)[-1],
                fields,
                files,
                request.headers["User-Agent"],
                request.content_type,
                request.headers.get("Content-Length"),
                request.transport,
            )
        )
        return await self.answer(request)


def reply(status: int, body: str, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, headers=headers)

    return answer


def ok(result: object) -> Answer:
    return reply(200, json.dumps({"ok": True, "result": result}))


def refusal(code: int, description: str, **parameters: int) -> Answer:
    body: dict[str, object] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return reply(code, json.dumps(body))


MESSAGE = {"message_id": 5, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "收到"}


@pytest.fixture(autouse=True)
def retry_after_is_a_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it python-telegram-bot warns whenever it makes a RetryAfter, and warnings are errors.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def api() -> Api:
    return Api(ok(MESSAGE))


@pytest.fixture
async def server(api: Api) -> AsyncIterator[TestServer]:
    app = web.Application(client_max_size=1 << 26)
    app.router.add_route("*", "/{path:.*}", api.serve)
    server = TestServer(app)
    async with server:
        yield server


@pytest.fixture
def address(server: TestServer) -> str:
    return f"http://127.0.0.1:{server.port}"


@pytest.fixture(params=list(CLIENTS))
def client(request: pytest.FixtureRequest) -> Callable[..., BaseRequest]:
    return CLIENTS[request.param]


def bot_at(address: str, request: BaseRequest) -> Bot:
    return Bot(
        TOKEN,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=request,
    )


@dataclass(frozen=True)
class Outcome:
    kind: type[object]
    text: str
    detail: object = None


async def outcome(address: str, request: BaseRequest, **said: Any) -> Outcome:
    async with request:
        try:
            message = await bot_at(address, request).send_message(7, "开会了", **said)
        except TelegramError as error:
            details = (getattr(error, name, None) for name in ("retry_after", "new_chat_id"))
            return Outcome(type(error), str(error), next((d for d in details if d), None))
        return Outcome(type(message), str(message.text))


ANSWERS: dict[str, tuple[Answer, type[object], object]] = {
    "bad request": (refusal(400, "Bad Request: chat not found"), BadRequest, None),
    "wrong token": (refusal(401, "Unauthorized"), InvalidToken, None),
    "blocked": (refusal(403, "Forbidden: bot was blocked by the user"), Forbidden, None),
    "no such method": (refusal(404, "Not Found"), InvalidToken, None),
    "two pollers": (refusal(409, "Conflict: terminated by other getUpdates"), Conflict, None),
    "flood": (
        refusal(429, "Too Many Requests: retry after 7", retry_after=7),
        RetryAfter,
        timedelta(seconds=7),
    ),
    "group moved": (
        refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009),
        ChatMigrated,
        -1009,
    ),
    "server error": (refusal(500, "Internal Server Error"), NetworkError, None),
    "gateway page": (
        reply(502, "<html>502 网关</html>", **{"Content-Type": "text/html"}),
        NetworkError,
        None,
    ),
    "empty body": (reply(503, ""), NetworkError, None),
    "odd status": (refusal(599, "odd"), NetworkError, None),
    "moved elsewhere": (reply(302, "{}", Location="/elsewhere"), NetworkError, None),
    "no json": (reply(200, "hello"), TelegramError, None),
}


@pytest.mark.parametrize("case", ANSWERS)
async def test_an_answer_means_the_same_as_to_ptbs_own_client(
    api: Api, address: str, case: str
) -> None:
    api.answer, kind, detail = ANSWERS[case]
    theirs = await outcome(address, HTTPXRequest())
    ours = await outcome(address, AiohttpRequest())
    assert ours == theirs
    assert (ours.kind, ours.detail) == (kind, detail)


async def test_a_good_answer_becomes_the_message(api: Api, address: str) -> None:
    theirs = await outcome(address, HTTPXRequest())
    ours = await outcome(address, AiohttpRequest())
    assert ours == theirs
    assert ours.text == "收到"


async def test_what_is_sent_is_heard_alike(api: Api, address: str) -> None:
    for make in CLIENTS.values():
        async with make() as request:
            bot = bot_at(address, request)
            await bot.send_message(-100, "A&B=C ＋ 樱桃 🍒\n第二行", disable_notification=True)
            api.answer = ok({"id": 1, "is_bot": True, "first_name": "院坝"})
            await bot.get_me()
            api.answer = ok(MESSAGE)
    theirs, ours = api.heard[:2], api.heard[2:]
    for their, our in zip(theirs, ours, strict=True):
        their.connection = our.connection = None
    assert ours == theirs
    assert ours[0].fields["text"] == "A&B=C ＋ 樱桃 🍒\n第二行"
    assert (ours[1].method, ours[1].fields, ours[1].length) == ("getMe", {}, "0")


async def test_connections_are_kept_for_the_next_call(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    async with client() as request:
        for _ in range(3):
            await bot_at(address, request).send_message(7, "早")
    assert len({id(heard.connection) for heard in api.heard}) == 1


@pytest.mark.parametrize("name", ["名单.csv", 'say "hi"\\.csv', "plain.csv", "两\r\n行.csv"])
@pytest.mark.parametrize("size", [0, 11, 3_000_000])
async def test_an_uploaded_file_arrives_intact_under_its_name(
    api: Api, address: str, name: str, size: int
) -> None:
    content = bytes(range(256)) * (size // 256) + b"\r\n--x\0"[: size % 256]
    for make in CLIENTS.values():
        async with make() as request:
            await bot_at(address, request).send_document(
                7, content or b"\0", filename=name, caption="住户名单"
            )
    theirs, ours = api.heard
    assert (ours.fields, ours.files) == (theirs.fields, theirs.files)
    assert ours.fields == {"chat_id": "7", "caption": "住户名单"}
    assert ours.files["document"][2] == (content or b"\0")
    assert ours.length is not None


async def test_a_chinese_file_name_arrives_as_written(api: Api, address: str) -> None:
    async with AiohttpRequest() as request:
        await bot_at(address, request).send_document(7, b"1,2", filename="三单元 名单.csv")
    assert api.heard[0].files == {"document": ("三单元 名单.csv", "text/csv", b"1,2")}


async def test_an_open_file_can_be_uploaded(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    file = InputFile(io.BytesIO(b"abc"), filename="a.bin", read_file_handle=False)
    async with client() as request:
        await bot_at(address, request).send_document(7, file)
    assert api.heard[0].files["document"][::2] == ("a.bin", b"abc")


async def test_a_group_of_documents_arrives_whole(api: Api, address: str) -> None:
    api.answer = ok([MESSAGE])
    contents = []
    for make in CLIENTS.values():
        media = [InputMediaDocument(text.encode(), filename=f"{text}.txt") for text in ("甲", "乙")]
        async with make() as request:
            await bot_at(address, request).send_media_group(7, media)
        assert {entry["media"] for entry in json.loads(api.heard[-1].fields["media"])} == {
            f"attach://{part}" for part in api.heard[-1].files
        }
        contents.append(sorted(api.heard[-1].files.values()))
    assert contents[0] == contents[1]
    assert [file[2].decode() for file in contents[1]] == ["乙", "甲"]


async def test_a_file_can_be_downloaded(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    content = bytes(range(256)) * 5_000
    paths: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        paths.append(request.path)
        if request.path.endswith("/getFile"):
            found = {"file_id": "f", "file_unique_id": "u", "file_path": "文件/照片 1.jpg"}
            return web.json_response({"ok": True, "result": found})
        return web.Response(body=content)

    api.answer = answer
    async with client() as request:
        file = await bot_at(address, request).get_file("f")
        assert bytes(await file.download_as_bytearray()) == content
    assert paths[-1] == f"/file/bot{TOKEN}/文件/照片 1.jpg"


async def never(_: web.Request) -> web.Response:
    await asyncio.sleep(30)
    raise AssertionError("nobody waits that long")


async def test_a_slow_answer_times_out(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    api.answer = never
    assert (await outcome(address, client(read_timeout=0.05))).kind is TimedOut
    assert (await outcome(address, client(), read_timeout=0.05)).kind is TimedOut


async def test_a_call_may_wait_longer_than_usual(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(0.15)
        return web.json_response({"ok": True, "result": MESSAGE})

    api.answer = answer
    assert (await outcome(address, client(read_timeout=0.05), read_timeout=20)).text == "收到"
    assert (await outcome(address, client(read_timeout=0.05), read_timeout=None)).text == "收到"
    assert (await outcome(address, client(read_timeout=None))).text == "收到"


@pytest.mark.parametrize("for_this_call", [True, False])
async def test_an_exhausted_pool_is_told_apart(
    api: Api, address: str, client: Callable[..., BaseRequest], for_this_call: bool
) -> None:
    released = asyncio.Event()

    async def answer(_: web.Request) -> web.Response:
        await released.wait()
        return web.json_response({"ok": True, "result": MESSAGE})

    api.answer = answer
    usual = 5.0 if for_this_call else 0.05
    said: dict[str, Any] = {"pool_timeout": 0.05} if for_this_call else {}
    async with client(connection_pool_size=1, pool_timeout=usual) as request:
        bot = bot_at(address, request)
        first = asyncio.create_task(bot.send_message(7, "占线"))
        while not api.heard:
            await asyncio.sleep(0.001)
        with pytest.raises(TimedOut) as refused:
            await bot.send_message(7, "等", **said)
        assert str(refused.value) == POOL_EXHAUSTED
        released.set()
        await first
        assert (await bot.send_message(7, "通了")).text == "收到"


async def test_a_hundred_calls_at_once_share_a_small_pool(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    async with client(connection_pool_size=4, pool_timeout=30) as request:
        bot = bot_at(address, request)
        sent = await asyncio.gather(*(bot.send_message(7, str(n)) for n in range(100)))
    assert [message.text for message in sent] == ["收到"] * 100
    assert sorted(int(heard.fields["text"]) for heard in api.heard) == list(range(100))
    assert len({id(heard.connection) for heard in api.heard}) <= 4


async def test_a_cancelled_call_is_cancelled_and_gives_its_connection_back(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    api.answer = never
    async with client(connection_pool_size=1) as request:
        bot = bot_at(address, request)
        call = asyncio.create_task(bot.send_message(7, "算了"))
        while not api.heard:
            await asyncio.sleep(0.001)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        api.answer = ok(MESSAGE)
        assert (await bot.send_message(7, "再来")).text == "收到"


Peer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close without a word."""
    await reader.read(10)
    writer.close()


async def break_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close in the middle of an answer."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
    await writer.drain()
    writer.close()


async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak no HTTP."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"220 mail ready\r\n\r\n")
    await writer.drain()
    writer.close()


async def listen_no_more(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Leave the line open and take nothing from it."""
    await asyncio.sleep(30)
    writer.close()


@dataclass
class RawServer:
    """A peer below HTTP, for what happens to lines."""

    peer: Peer

    async def __aenter__(self) -> str:
        self._talks: list[asyncio.Task[None]] = []
        # The small buffer lets a full line be felt early.
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, limit=1 << 10)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.append(task)
        try:
            await self.peer(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()


@pytest.mark.parametrize("peer", [hang_up, break_off, babble])
async def test_a_broken_line_is_a_network_error(
    client: Callable[..., BaseRequest], peer: Peer
) -> None:
    async with RawServer(peer) as address:
        assert (await outcome(address, client())).kind is NetworkError


async def test_a_refused_connection_is_a_network_error(
    client: Callable[..., BaseRequest], unused_tcp_port: int
) -> None:
    assert (await outcome(f"http://127.0.0.1:{unused_tcp_port}", client())).kind is NetworkError


async def test_a_kept_line_that_was_dropped_before_the_answer_is_a_network_error(
    client: Callable[..., BaseRequest],
) -> None:
    body = json.dumps({"ok": True, "result": MESSAGE}).encode()
    posts: list[bytes] = []

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            posts.append(await reader.readexactly(length))
            if len(posts) == 1:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
                await writer.drain()
        writer.close()

    async with RawServer(answer_once) as address, client() as request:
        bot = bot_at(address, request)
        await bot.send_message(7, "早")
        with pytest.raises(NetworkError) as refused:
            await bot.send_message(7, "晚")
    assert type(refused.value) is NetworkError
    # It may have been delivered, so nobody repeats it behind the sender's back.
    assert len(posts) == 2


@pytest.mark.parametrize("usual", [True, False])
async def test_an_upload_nobody_takes_times_out(
    client: Callable[..., BaseRequest], usual: bool
) -> None:
    made = client(media_write_timeout=0.1) if usual else client()
    said: dict[str, Any] = {} if usual else {"write_timeout": 0.1}
    async with RawServer(listen_no_more) as address, made as request:
        with pytest.raises(TimedOut):
            await bot_at(address, request).send_document(7, b"\0" * 20_000_000, **said)


async def test_an_uninitialised_client_says_so(client: Callable[..., BaseRequest]) -> None:
    request = client()
    async with request:
        assert request.read_timeout == 5.0
    with pytest.raises(RuntimeError, match="not initialized"):
        await request.do_request("http://127.0.0.1:9/bot1:a/getMe", "POST", RequestData())


async def test_ours_needs_initialising_before_its_first_call() -> None:
    with pytest.raises(RuntimeError, match="not initialized"):
        await AiohttpRequest().do_request("http://127.0.0.1:9/bot1:a/getMe", "POST")


async def test_starting_and_stopping_twice_does_no_harm(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    request = client()
    for _ in range(2):
        await request.initialize()
        await request.initialize()
        assert (await bot_at(address, request).send_message(7, "早")).text == "收到"
        await request.shutdown()
        await request.shutdown()


async def test_calls_go_through_the_proxy(
    api: Api, address: str, client: Callable[..., BaseRequest]
) -> None:
    met = await outcome("http://telegram.invalid:8081", client(proxy=address))
    assert met.text == "收到"
    assert [heard.method for heard in api.heard] == ["sendMessage"]


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "127.0.0.1:3128", ""])
def test_a_proxy_that_cannot_work_is_refused_at_once(proxy: str) -> None:
    with pytest.raises(ValueError, match="http"):
        AiohttpRequest(proxy=proxy)


def everything_but_ptbs_own_note_of_the_address(caplog: pytest.LogCaptureFixture) -> None:
    # At DEBUG a telegram.Bot logs its address, token and all, when it is made.
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="telegram.Bot")


def everything_told(error: BaseException) -> str:
    """What any handler or error collector could print, hidden context included."""
    told = ""
    link: BaseException | None = error
    while link is not None:
        told += "".join(traceback.format_exception(link, chain=False)) + repr(link)
        link = link.__cause__ or link.__context__
    return told


SHOWN_ADDRESSES = {
    "nonsense port": "http://127.0.0.1:99999999",
    "no scheme": "127.0.0.1",
    "unknown scheme": "gopher://127.0.0.1",
    "no host": "http://",
    "unknown host": "http://telegram.invalid",
}


async def told_by_failing_calls(address: str, request: BaseRequest) -> str:
    told = ""
    async with request:
        bot = bot_at(address, request)
        calls = (bot.send_message(7, "早"), bot.send_document(7, b"\0" * 5_000_000), bot.get_me())
        for call in calls:
            with pytest.raises(NetworkError) as failed:
                await call
            told += everything_told(failed.value)
    return told


@pytest.mark.parametrize("address", SHOWN_ADDRESSES.values(), ids=SHOWN_ADDRESSES)
async def test_a_wrong_address_never_shows_the_token(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    everything_but_ptbs_own_note_of_the_address(caplog)
    told = await told_by_failing_calls(address, AiohttpRequest())
    assert "NetworkError" in told
    assert SECRET not in told + caplog.text


@pytest.mark.parametrize("peer", [hang_up, break_off, babble])
async def test_a_broken_line_never_shows_the_token(
    peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    everything_but_ptbs_own_note_of_the_address(caplog)
    async with RawServer(peer) as address:
        told = await told_by_failing_calls(address, AiohttpRequest())
    assert "NetworkError" in told
    assert SECRET not in told + caplog.text


async def turn_away(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Be a proxy that does not know this password."""
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 407 Who Are You\r\nContent-Length: 0\r\n\r\n")
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(("peer", "shown"), [(turn_away, "407"), (hang_up, "aiohttp.")])
async def test_a_failing_proxy_shows_neither_the_token_nor_its_password(
    peer: Peer, shown: str, caplog: pytest.LogCaptureFixture
) -> None:
    everything_but_ptbs_own_note_of_the_address(caplog)
    async with RawServer(peer) as address:
        proxy = address.replace("//", "//neighbour:cherry-pits@")
        request = AiohttpRequest(proxy=proxy)
        told = await told_by_failing_calls("https://telegram.invalid", request)
    assert shown in told
    assert SECRET not in told + caplog.text
    assert "cherry-pits" not in told + caplog.text
