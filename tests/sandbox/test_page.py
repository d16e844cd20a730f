"""The page's routes: its token, its headers, its files, and what stays shut."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.__main__ import main
from bot.sandbox.model import Json
from bot.sandbox.play import show
from bot.sandbox.server import make_server
from bot.sandbox.web import FOLDER, UPLOAD_LIMIT, add_page, fresh_token, page_path
from tests.sandbox.conftest import Yard

Client = TestClient[Request, Application]
TOKEN = "open-sesame"
HERE = page_path(TOKEN)


def about() -> Json:
    return {"courtyard": "桂花院坝"}


@pytest_asyncio.fixture
async def client(yard: Yard) -> AsyncIterator[Client]:
    app = make_server(yard.world, TOKEN)
    add_page(app, about)
    async with TestClient(TestServer(app)) as made:
        yield made


async def test_the_page_and_all_its_files_are_served_with_strict_headers(client: Client) -> None:
    for name in ["", *(path.name for path in FOLDER.iterdir())]:
        async with client.get(HERE + name) as answer:
            assert answer.status == 200, name
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/page/",
        "/page/wrong/",
        "/page/wrong/app.js",
        "/page/wrong/state",
        f"{HERE}nothing.js",
        f"{HERE}..%2fweb.py",
        f"{HERE}../web.py",
        f"{HERE}file/documents/F000001/a",
        f"{HERE}looks/outbox",
    ],
)
async def test_everything_else_is_not_there(client: Client, path: str) -> None:
    async with client.get(path) as answer:
        assert answer.status == 404


async def test_people_are_out_of_reach_without_the_token(yard: Yard, client: Client) -> None:
    async with client.get("/people/users") as answer:
        assert answer.status == 401
    form = FormData({"user": str(yard.owner.id), "chat": str(yard.group.id)})
    async with client.post("/page/wrong/upload", data=form) as answer:
        assert answer.status == 404


async def test_the_page_begins_with_everything_in_one_answer(yard: Yard, client: Client) -> None:
    async with client.get(f"{HERE}state") as answer:
        state = await answer.json()
    assert state["courtyard"] == "桂花院坝"
    assert {user["first_name"] for user in state["users"]} >= {"李姐", "王哥"}
    assert state["chats"][0]["title"] == "桂花院坝"


async def test_the_menu_is_the_one_of_that_person_there(yard: Yard, client: Client) -> None:
    commands = '[{"command": "home", "description": "首页"}]'
    await yard.call("setMyCommands", commands=commands)
    where = f"{HERE}menu?user={yard.owner.id}&chat={yard.group.id}"
    async with client.get(where) as answer:
        assert await answer.json() == [{"command": "home", "description": "首页"}]
    async with client.get(f"{HERE}menu?user=1&chat=2") as answer:
        assert answer.status == 404


def parcel(yard: Yard, data: bytes, name: str = "账.txt", mime: str = "text/plain") -> FormData:
    form = FormData()
    form.add_field("user", str(yard.owner.id))
    form.add_field("chat", str(yard.group.id))
    form.add_field("file", io.BytesIO(data), filename=name, content_type=mime)
    return form


async def test_a_document_is_sent_and_comes_back_only_as_a_download(
    yard: Yard, client: Client
) -> None:
    page = b"<script>alert(1)</script>"
    async with client.post(
        f"{HERE}upload", data=parcel(yard, page, "a.html", "text/html")
    ) as answer:
        sent = await answer.json()
        assert answer.status == 200
    async with client.get(f"{HERE}file/{sent['file']['path']}") as answer:
        assert await answer.read() == page
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("more", [1, 200_000])
async def test_an_upload_over_the_limit_is_refused(yard: Yard, client: Client, more: int) -> None:
    before = len(yard.group.messages)
    async with client.post(
        f"{HERE}upload", data=parcel(yard, b"x" * (UPLOAD_LIMIT + more))
    ) as answer:
        assert answer.status == 413
    assert len(yard.group.messages) == before


async def test_one_cannot_send_a_file_where_one_is_not(yard: Yard, client: Client) -> None:
    stranger = yard.people.add_user("路人")
    form = FormData()
    form.add_field("user", str(stranger.id))
    form.add_field("chat", str(yard.group.id))
    form.add_field("file", b"x", filename="x")
    async with client.post(f"{HERE}upload", data=form) as answer:
        assert answer.status == 400
        assert "路人" in (await answer.json())["error"]


async def test_there_is_no_page_without_a_token(yard: Yard) -> None:
    with pytest.raises(ValueError, match="control token"):
        add_page(make_server(yard.world), about)


def test_every_token_is_new_and_long() -> None:
    tokens = {fresh_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(len(token) for token in tokens) >= 20


@pytest.mark.parametrize(
    "environment", [{}, {"DISPLAY": ":0", "YUANBA_NO_BROWSER": "1"}], ids=["no screen", "told not"]
)
def test_no_browser_is_opened_where_nobody_would_see_it(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("webbrowser.open", lambda url: pytest.fail(f"opened {url}"))
    assert not show("http://127.0.0.1/", environment)


def test_where_there_is_a_screen_the_page_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_it(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", open_it)
    assert show("http://127.0.0.1/x/", {"DISPLAY": ":0"})
    assert opened == ["http://127.0.0.1/x/"]


def test_the_sandbox_stays_shut_beside_a_real_token(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YUANBA_TOKEN", "123456789:AAreal-looking-token-of-a-bot")
    assert main(["sandbox"]) == 2
    said = capsys.readouterr()
    assert "YUANBA_TOKEN" in said.err
    assert "/page/" not in said.out
