"""Numbers of topics and votes as people type them."""

from __future__ import annotations

from bot.errors import BadInput


def number_in(text: str, otherwise: str) -> int:
    """12, #12 or ＃12. Raises BadInput, which says what to write `otherwise`."""
    digits = text.strip().lstrip("#＃")
    if not digits.isdecimal() or len(digits) > 9:
        raise BadInput(otherwise)
    return int(digits)
