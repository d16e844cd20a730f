"""The sandbox is this machine's alone, unless somebody asks for more."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import pytest

from bot.sandbox.run import Stage, open_stage
from bot.settings import WrongSetting

ANOTHER = "127.0.0.2"


async def answers(stage: Stage, host: str) -> bool:
    port = urlsplit(stage.address).port
    async with aiohttp.ClientSession() as session:
        try:
            async with session.get(f"http://{host}:{port}/clock") as answer:
                return answer.status == 200
        except aiohttp.ClientConnectorError:
            return False


async def test_nobody_else_gets_in_by_default(tmp_path: Path) -> None:
    async with open_stage(tmp_path) as stage:
        assert await answers(stage, "127.0.0.1")
        assert not await answers(stage, ANOTHER)


async def test_another_address_is_let_in_when_asked_for(tmp_path: Path) -> None:
    async with open_stage(tmp_path, listen=ANOTHER) as stage:
        assert await answers(stage, ANOTHER)
        assert await answers(stage, "127.0.0.1"), "the bot's own way in"


async def test_every_address_is_one_word(tmp_path: Path) -> None:
    async with open_stage(tmp_path, listen="0.0.0.0") as stage:  # noqa: S104 - the point of it
        assert await answers(stage, ANOTHER)
        assert stage.address.startswith("http://127.0.0.1:")


async def test_an_address_of_another_machine_stops_the_start_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"--listen 192\.0\.2\.77"):
        async with open_stage(tmp_path, listen="192.0.2.77"):
            pass
