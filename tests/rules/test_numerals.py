"""Numbers are read as Chinese writes them."""

from __future__ import annotations

import pytest

from bot.rules.numerals import with_digits


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("三十一", "31"),
        ("一百二十", "120"),
        ("一百零五", "105"),
        ("二〇二六", "2026"),
        ("零五", "05"),
        ("两天", "2天"),
        ("三栋二单元", "3栋2单元"),
        ("十十", "十十"),
        ("百", "百"),
        ("院坝", "院坝"),
    ],
)
def test_chinese_numerals_become_digits_and_nonsense_stays(written: str, digits: str) -> None:
    assert with_digits(written) == digits
