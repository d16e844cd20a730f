"""Whatever goes wrong, neither the bot's token nor a proxy's password is shown."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest
from telegram.error import NetworkError
from telegram.request import BaseRequest

from bot.telegram_http import AiohttpRequest
from tests.telegram_http.peers import SECRET, Peer, RawServer, babble, bot_at, break_off, hang_up


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
    assert "telegram.error." in told
    assert SECRET not in told + caplog.text


@pytest.mark.parametrize("peer", [hang_up, break_off, babble])
async def test_a_broken_line_never_shows_the_token(
    peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    everything_but_ptbs_own_note_of_the_address(caplog)
    async with RawServer(peer) as address:
        told = await told_by_failing_calls(address, AiohttpRequest())
    assert "telegram.error." in told
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
