"""Turns Chinese numerals into digits: neighbours write 三点半 and 十二月五号 as often as 3."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_RUN = re.compile("[零〇一二两三四五六七八九十百]+")
_COUNTED = re.compile(
    "(?:([一二两三四五六七八九])百零?)?(?:([一二两三四五六七八九])?(十))?([一二两三四五六七八九])?"
)


def with_digits(text: str) -> str:
    """Replace every run of Chinese numerals; a run that is no number (十十) is left as it was."""
    return _RUN.sub(lambda run: _number(run.group()), text)


def _number(run: str) -> str:
    if "十" not in run and "百" not in run:
        return "".join(str(_DIGITS[c]) for c in run)  # 二〇二六, 零五
    counted = _COUNTED.fullmatch(run)
    if counted is None:
        return run
    hundreds, tens, ten, ones = counted.groups()
    value = 100 * _DIGITS.get(hundreds, 0) + _DIGITS.get(ones, 0)
    return str(value + (10 * _DIGITS.get(tens, 1) if ten else 0))
