"""What every test shares: a courtyard of 120 households with the real bot in it."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot import logs
from tests.yard import Yard, open_yard

os.environ.setdefault("PTB_TIMEDELTA", "1")


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[Yard]:
    """The ready-made courtyard, its bot running over the in-process sandbox."""
    async with open_yard(tmp_path) as opened:
        yield opened


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """For tests that set up the log as the program does: afterwards it is pytest's again."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in logs.AT_LEAST:
        logging.getLogger(name).setLevel(logging.NOTSET)
