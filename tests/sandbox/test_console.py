"""Whoever sits at the sandbox's terminal: speaks, presses by number, moves the clock."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.console import Console
from bot.sandbox.run import Stage, open_stage


class Terminal:
    """Types lines and keeps what was shown for the last one."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.shown: list[str] = []
        self.console = Console(stage, self.shown.append)

    async def types(self, line: str) -> str:
        self.shown.clear()
        await self.console.obey(line)
        return "\n".join(self.shown)


def number_of(label: str, shown: str) -> str:
    found = re.search(rf"\[(\d+)\] [^\[\n]*{label}", shown)
    assert found, shown
    return found[1]


@pytest.fixture
async def terminal(tmp_path: Path) -> AsyncIterator[Terminal]:
    async with open_stage(tmp_path, paced=False) as stage:
        await stage.start()
        yield Terminal(stage)


async def test_a_newcomer_speaks_presses_reads_and_waits_a_day(terminal: Terminal) -> None:
    home = await terminal.types("/home")
    assert "您是 3-2-501 的" in home
    assert "English" in await terminal.types(number_of("中文/English", home))
    assert await terminal.types("press 77") == "✋ 没有第 77 个按钮 · no button 77"
    assert "1-1-101" in await terminal.types("是 主席")
    await terminal.types("/vote 种樱桃树，行不行？ | 3天")
    await terminal.types(f"按 {number_of('发出去', await terminal.types('看'))}")
    await terminal.types(f"as {terminal.stage.yard.labels[terminal.stage.yard.council[1].id]}")
    agree = number_of("同意，这就办", await terminal.types("read"))
    assert "表决 1" in await terminal.types(agree)
    assert "有结果了" in await terminal.types("钟 +3d1h")


async def test_everything_can_be_asked_for_and_nothing_ends_it(terminal: Terminal) -> None:
    assert "主席 chair: 王大爷（1-1-101）" in await terminal.types("谁")
    assert "press 2" in await terminal.types("help")
    assert await terminal.types("是 nobody") == "✋ nobody here is nobody"
    assert "+1d" in await terminal.types("clock tomorrow")
    assert "路过的小赵" in await terminal.types("as passer")
    assert "✋" in await terminal.types("群 大家好")
    await terminal.types("as 1-1-102")
    await terminal.types("群 大家好")
    assert "大家好" in await terminal.types("看群")


async def test_it_listens_until_somebody_has_had_enough(terminal: Terminal) -> None:
    async def lines() -> AsyncIterator[str]:
        for line in ("", "as chair", " 走 ", "as passer"):
            yield line

    await terminal.console.run(lines())
    assert "您现在是 王大爷（1-1-101） · You are 王大爷（1-1-101）" in terminal.shown
    assert not any("小赵" in line for line in terminal.shown)
