"""Reads what a councillor writes to change a draft of the covenant: more text, or one clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.rules.covenant import clauses
from bot.rules.numerals import with_digits

_NUMBERED = re.compile(
    r"\s*第?\s*([0-9０-９零〇一二两三四五六七八九十百]{1,5})\s*条?[\s.、．:：,，]+(.*)", re.DOTALL
)
_GONE = re.compile(r"删|删掉|删除|删了|去掉|不要了?|del|delete", re.IGNORECASE)


@dataclass(frozen=True)
class ClauseEdit:
    """The clause with this number (from 1) becomes `text`; None drops it."""

    number: int
    text: str | None


def read_edit(written: str) -> ClauseEdit | None:
    """`3 遛狗牵绳`, `第三条：遛狗牵绳`, `3 删`; None when it does not say which clause."""
    found = _NUMBERED.fullmatch(written)
    if found is None:
        return None
    digits, text = with_digits(found[1]), " ".join(found[2].split())
    if not digits.isdecimal() or not text:
        return None
    return ClauseEdit(int(digits), None if _GONE.fullmatch(text) else text)


def joined(before: Sequence[str], text: str) -> list[str]:
    """Clauses with a further piece of text after them.

    Telegram cuts what is long in two: in a numbered text, lines ahead of the first number go on
    with the clause before the cut.
    """
    if before:
        numbered = clauses(f"1. {before[-1]}\n{text}")
        if len(numbered) > 1:
            return [*before[:-1], *numbered]
    return [*before, *clauses(text)]
