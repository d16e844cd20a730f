"""python-telegram-bot's HTTP over aiohttp, which carries eight times as many calls as its own."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import IO

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

# The words of python-telegram-bot's own client, so that logs and advice found on the web fit.
POOL_EXHAUSTED = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent to "
    "Telegram. Consider adjusting the connection pool size or the pool timeout."
)
CHUNK_BYTES = 1 << 16

# aiohttp puts addresses into its errors: ours carry the bot's token, a proxy's its password.
_TOKEN = re.compile(r"/bot[^/\s'\"]+")
_PASSWORD = re.compile(r"//[^/@\s]+@")

# How browsers (and httpx) write what would end a quoted file name.
_FILE_NAME_ESCAPES = {code: f"%{code:02X}" for code in (*range(0x20), ord('"'))}

_Files = Mapping[str, tuple[str, bytes | IO[bytes], str]]


@dataclass(frozen=True)
class _Patience:
    """How many seconds each step of a call may take; None is for ever."""

    read: float | None
    write: float | None
    connect: float | None
    pool: float | None

    def for_a_call(self) -> aiohttp.ClientTimeout:
        # aiohttp's `connect` would count the wait for a free connection too, but `_slot` has done
        # that waiting before, so it is the time for name, socket and TLS.
        return aiohttp.ClientTimeout(
            total=None, connect=self.connect, sock_connect=self.connect, sock_read=self.read
        )


class _Upload(aiohttp.Payload):
    """A body of known length that gives up when the line takes no chunk for too long.

    aiohttp has no write timeout of its own.
    """

    _value: bytes

    def __init__(self, body: bytes, content_type: str, stall: float | None) -> None:
        super().__init__(body, content_type=content_type)
        self._size = len(body)
        self._stall = stall

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self._value.decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        for start in range(0, len(self._value), CHUNK_BYTES):
            async with asyncio.timeout(self._stall):
                await writer.write(self._value[start : start + CHUNK_BYTES])


class AiohttpRequest(BaseRequest):
    """Give python-telegram-bot one of these for its calls and another one for getUpdates."""

    def __init__(
        self,
        connection_pool_size: int = 256,
        read_timeout: float | None = 5.0,
        write_timeout: float | None = 5.0,
        connect_timeout: float | None = 5.0,
        pool_timeout: float | None = 1.0,
        media_write_timeout: float | None = 20.0,
        proxy: str | None = None,
    ) -> None:
        self._pool_size = connection_pool_size
        self._usual = _Patience(read_timeout, write_timeout, connect_timeout, pool_timeout)
        self._media_write_timeout = media_write_timeout
        self._proxy = _checked_proxy(proxy)
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore(connection_pool_size)

    @property
    def read_timeout(self) -> float | None:
        return self._usual.read

    async def initialize(self) -> None:
        if self._session is None:
            self._free = asyncio.Semaphore(self._pool_size)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._pool_size),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        uploads = request_data is not None and request_data.contains_files
        write_usual = self._media_write_timeout if uploads else self._usual.write
        patience = _Patience(
            read=_seconds(read_timeout, self._usual.read),
            write=_seconds(write_timeout, write_usual),
            connect=_seconds(connect_timeout, self._usual.connect),
            pool=_seconds(pool_timeout, self._usual.pool),
        )
        try:
            async with self._slot(patience.pool):
                return await self._call(self._session, method, url, request_data, patience)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            failure = _in_telegrams_terms(error)
        # Raised out here so that the original, which may show the address, is not chained to it.
        raise failure

    @asynccontextmanager
    async def _slot(self, pool_timeout: float | None) -> AsyncIterator[None]:
        """Wait for a free connection, telling this wait apart from all others."""
        try:
            async with asyncio.timeout(pool_timeout):
                await self._free.acquire()
        except TimeoutError:
            raise TimedOut(POOL_EXHAUSTED) from None
        try:
            yield
        finally:
            self._free.release()

    async def _call(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        request_data: RequestData | None,
        patience: _Patience,
    ) -> tuple[int, bytes]:
        body = await _body(request_data, patience.write) if request_data else None
        async with session.request(
            method,
            url,
            data=body,
            proxy=self._proxy,
            timeout=patience.for_a_call(),
            allow_redirects=False,
        ) as response:
            return response.status, await response.read()


async def _body(request_data: RequestData, stall: float | None) -> aiohttp.Payload | None:
    if request_data.contains_files:
        form = _multipart(request_data.json_parameters, request_data.multipart_data)
        return _Upload(await form.as_bytes(), form.content_type, stall)
    encoded = request_data.url_encoded_parameters().encode()
    return _Upload(encoded, "application/x-www-form-urlencoded", stall) if encoded else None


def _multipart(fields: Mapping[str, str], files: _Files) -> aiohttp.Payload:
    # Quoting would percent-encode Chinese file names, and Telegram would show them so.
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (filename, content, mimetype) in files.items():
        form.add_field(
            name,
            io.BytesIO(content) if isinstance(content, bytes) else content,
            filename=filename.translate(_FILE_NAME_ESCAPES),
            content_type=mimetype,
        )
    return form()


def _seconds(asked: object, usual: float | None) -> float | None:
    """What the caller asked for; python-telegram-bot's marker for "nothing said" is no number."""
    return asked if asked is None or isinstance(asked, int | float) else usual


def _in_telegrams_terms(error: Exception) -> TelegramError:
    if isinstance(error, TimeoutError):
        return TimedOut()
    shown = _PASSWORD.sub("//", _TOKEN.sub("/bot<token>", str(error)))
    return NetworkError(f"aiohttp.{type(error).__name__}: {shown}")


def _checked_proxy(proxy: str | None) -> str | None:
    if proxy is not None and URL(proxy).scheme not in ("http", "https"):
        raise ValueError("the proxy's address must begin with http:// or https://")
    return proxy
