"""Work that one program at a time may do: whose turn it is, and doing it while it is ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol


class Claim(Protocol):
    """Whether the work is ours now."""

    @property
    def ours(self) -> bool: ...

    async def gained(self) -> None:
        """Return once it is ours."""

    async def lost(self) -> None:
        """Return once it is not ours any more."""


class Ours:
    """Nobody else can be there: a SQLite file has one program."""

    ours = True

    async def gained(self) -> None:
        return

    async def lost(self) -> None:
        await asyncio.get_running_loop().create_future()


async def while_ours(claim: Claim, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do `work` whenever it is our turn, for ever; raises what it raises."""
    while True:
        await claim.gained()
        tasks = [asyncio.create_task(work()), asyncio.create_task(claim.lost())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if tasks[0].done():
                tasks[0].result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
