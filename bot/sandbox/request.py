"""The sandbox as a python-telegram-bot request: a bot in the same process, no network at all."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, unquote

from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.sandbox.methods.files import file_at
from bot.sandbox.params import Upload
from bot.sandbox.refused import Cut, Hang, Refused
from bot.sandbox.world import World


class InProcessRequest(BaseRequest):
    """Give one to `.request()` and one to `.get_updates_request()`."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        address, _, query = url.partition("?")
        token, _, wanted = unquote(address).partition("/bot")[2].partition("/")
        if token != self._world.token:
            return _answer(Refused(401, "Unauthorized"))
        if "/file/bot" in url:
            return self._download(wanted)
        try:
            result = await self._call(wanted, dict(parse_qsl(query)), request_data)
        except Refused as refused:
            return _answer(refused)
        except Cut:
            raise NetworkError("the sandbox cut the connection, as scheduled") from None
        except Hang:
            raise TimedOut("the sandbox kept silent, as scheduled") from None
        return 200, json.dumps({"ok": True, "result": result}).encode()

    async def _call(self, method: str, query: dict[str, str], data: RequestData | None) -> Any:
        if data is None:
            return await self._world.call(method, query)
        files = _uploads(data) if data.contains_files else {}
        return await self._world.call(method, {**query, **data.json_parameters}, files)

    def _download(self, path: str) -> tuple[int, bytes]:
        file = file_at(self._world, path)
        return (200, file.data) if file else _answer(Refused(404, "Not Found"))


def _answer(refused: Refused) -> tuple[int, bytes]:
    return refused.code, json.dumps(refused.as_json()).encode()


def _uploads(data: RequestData) -> dict[str, Upload]:
    uploads = {}
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        body = content if isinstance(content, bytes) else content.read()
        uploads[name] = (str(filename), body, str(mime))
    return uploads
