"""What the tests of several columns stand on."""

from __future__ import annotations

import pytest

from tests.handlers.next_door import Next
from tests.yard import Yard


@pytest.fixture
async def next_door(yard: Yard) -> Next:
    there = Next(yard)
    await yard.settled()
    return there
