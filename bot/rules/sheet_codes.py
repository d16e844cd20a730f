"""The short code on a printed ballot: it finds the household, and says nothing about another vote.

Digits only, so that sixty of them can be typed on a telephone in one sitting. Whoever knows the
codes of one vote cannot work out those of the next: each vote has a key of its own.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

DIGITS = 7


def codes(key: str, units: Iterable[int]) -> dict[int, str]:
    """The code of each household of a vote; no two are the same."""
    found: dict[int, str] = {}
    taken: set[str] = set()
    for unit in units:
        turn, code = 0, _code(key, unit, 0)
        while code in taken:
            turn += 1
            code = _code(key, unit, turn)
        taken.add(code)
        found[unit] = code
    return found


def spaced(code: str) -> str:
    """As it is printed: 482-1735."""
    return f"{code[:3]}-{code[3:]}"


def read_code(text: str) -> str | None:
    """The digits of what somebody typed, with or without the dash; None if it is no code."""
    digits = "".join(character for character in text if character.isdecimal())
    others = "".join(character for character in text if not character.isdecimal())
    if len(digits) != DIGITS or others.strip(" -－—#"):
        return None
    return "".join(str(int(digit)) for digit in digits)


def _code(key: str, unit: int, turn: int) -> str:
    digest = hmac.new(key.encode(), f"{unit}:{turn}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
