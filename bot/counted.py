"""Calls to Telegram, counted by method and outcome, whatever carries them."""

from __future__ import annotations

import time
from http import HTTPStatus

from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.metrics import Metrics

DOWNLOAD = "download"


class CountedRequest(BaseRequest):
    def __init__(self, inner: BaseRequest, metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    @property
    def read_timeout(self) -> float | None:
        return self._inner.read_timeout

    async def initialize(self) -> None:
        await self._inner.initialize()

    async def shutdown(self) -> None:
        await self._inner.shutdown()

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
        began = time.monotonic()
        try:
            status, body = await self._inner.do_request(
                url,
                method,
                request_data,
                read_timeout,  # type: ignore[arg-type]  # PTB's marker for "nothing said" has no public type
                write_timeout,  # type: ignore[arg-type]
                connect_timeout,  # type: ignore[arg-type]
                pool_timeout,  # type: ignore[arg-type]
            )
        except TelegramError:
            self._metrics.called(_named(url), "none", time.monotonic() - began)
            raise
        self._metrics.called(_named(url), _outcome(status), time.monotonic() - began)
        return status, body


def _named(url: str) -> str:
    """Only what we call ourselves can stand there: the names are few."""
    if "/file/bot" in url:
        return DOWNLOAD
    return url.partition("?")[0].rpartition("/")[2]


def _outcome(status: int) -> str:
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return "429"
    return "ok" if status < HTTPStatus.BAD_REQUEST else f"{status // 100}xx"
