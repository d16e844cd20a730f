"""The yard on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.place import Place
from tests.yard import Yard, open_yard


@pytest.fixture
async def anywhere(place: Place) -> AsyncIterator[Yard]:
    async with open_yard(place) as opened:
        yield opened
