"""Areas as people write them become whole hundredths of a square metre, or are refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.area import LARGEST, AreaFault, NoArea, area_text, read_area


@pytest.mark.parametrize(
    ("written", "area"),
    [
        ("89.5", 8_950),
        ("89.5㎡", 8_950),
        ("89.5 m²", 8_950),
        ("89.5平方米", 8_950),
        ("８９．５", 8_950),
        ("８９。５平", 8_950),
        ("1,200.05", 120_005),
        ("60", 6_000),
        ("60.00", 6_000),
        ("89.500", 8_950),
        ("0.01", 1),
    ],
)
def test_an_area_is_read_however_it_is_written(written: str, area: int) -> None:
    assert read_area(written) == area


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("0", AreaFault.NOT_POSITIVE),
        ("0.00", AreaFault.NOT_POSITIVE),
        ("-5", AreaFault.NOT_POSITIVE),
        ("－５", AreaFault.NOT_POSITIVE),
        ("89.555", AreaFault.TOO_FINE),
        ("999999999", AreaFault.TOO_LARGE),
        ("八十九", AreaFault.UNREADABLE),
        ("1e3", AreaFault.UNREADABLE),
        ("12,34", AreaFault.UNREADABLE),
        ("", AreaFault.UNREADABLE),
        ("٣", AreaFault.UNREADABLE),
        ("9" * 5000, AreaFault.UNREADABLE),
    ],
)
def test_what_is_no_area_is_refused_with_its_reason(written: str, fault: AreaFault) -> None:
    assert read_area(written) == NoArea(written, fault)


@given(st.integers(1, LARGEST))
def test_what_is_shown_reads_back_the_same(area: int) -> None:
    assert read_area(area_text(area)) == area
