"""Whatever reads from outside takes anything whatever, and answers it as it should."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.randoms(use_true_random=False))
def test_nothing_from_outside_gets_past_its_reader(name: str, draw: Random) -> None:
    TARGETS[name](draw)


@pytest.mark.parametrize("name", TARGETS)
def test_nor_does_any_of_many(name: str) -> None:
    """Hypothesis looks for small things; these are large ones, from a seed."""
    for number in range(80):
        TARGETS[name](Random(f"{name} {number}"))
