"""The real program with its page open in Debian's chromium; skipped where there is none."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox.play import Play, open_play
from tests.page.viewer import CHROMIUM, Viewer

playwright = pytest.importorskip("playwright.async_api", reason="playwright is not installed")
LIMIT_MS = 20_000


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[object]:
    if not CHROMIUM.exists():
        pytest.skip(f"no chromium at {CHROMIUM}")
    async with playwright.async_playwright() as started:
        launched = await started.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--force-color-profile=srgb"]
        )
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="session")
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    """The ready courtyard with the bot's own process, its saves in a folder of the test's."""
    async with open_play(paced=False, saves=tmp_path / "saves") as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def viewer(browser: object, play: Play) -> AsyncIterator[Viewer]:
    """The page in Chinese on a desk's screen. Whatever it complains of fails the test."""
    context = await browser.new_context(  # type: ignore[attr-defined]  # typed only where installed
        viewport={"width": 1280, "height": 800}, locale="zh-CN", reduced_motion="reduce"
    )
    context.set_default_timeout(LIMIT_MS)
    page = await context.new_page()
    opened = Viewer(page, play, Path(os.environ.get("YUANBA_PICTURES", "") or os.devnull))
    await opened.open()
    yield opened
    await context.close()
    assert opened.complaints == []
