"""What every test shares: a courtyard of 120 households with the real bot in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.yard import Yard, open_yard

os.environ.setdefault("PTB_TIMEDELTA", "1")


@pytest.fixture
async def yard(tmp_path: Path) -> AsyncIterator[Yard]:
    """The ready-made courtyard, its bot running over the in-process sandbox."""
    async with open_yard(tmp_path) as opened:
        yield opened
