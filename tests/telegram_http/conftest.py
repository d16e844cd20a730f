"""A Bot API on the loopback for every test of our HTTP, and each client in turn."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from telegram.request import BaseRequest

from tests.telegram_http.peers import CLIENTS, MESSAGE, Api, ok


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
