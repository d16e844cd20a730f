"""Reads how many an event has room for, as people write it: 40, 四十位, 不限."""

from __future__ import annotations

import re
import unicodedata

from bot.rules.numerals import with_digits

NO_LIMIT = 0
MOST = 5_000
_WITHOUT_LIMIT = frozenset(
    ("不限", "不限人数", "不限名额", "无限", "没有限制", "随便", "unlimited", "no limit", "any")
)
_HEADS = re.compile(r"(?:最多)?\s*(\d{1,4})\s*(?:个|位|人|个人|个位置|名|people|places)?")


def read_capacity(text: str) -> int | None:
    """The number of heads, NO_LIMIT, or None where it cannot be read."""
    said = unicodedata.normalize("NFKC", text).strip().lower().rstrip("。.")
    if said in _WITHOUT_LIMIT:
        return NO_LIMIT
    found = _HEADS.fullmatch(with_digits(said))
    heads = int(found[1]) if found else 0
    return heads if 1 <= heads <= MOST else None
