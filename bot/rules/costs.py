"""Reads what a project costs from its line, and writes money down."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINE = re.compile(r"(.*?)[\s:：,，]*(?<!\d)(\d{1,9}(?:\.\d{1,2})?)\s*(?:元|块|块钱|yuan)?")


def read_costs(lines: Sequence[str]) -> tuple[tuple[str, ...], tuple[int, ...]] | None:
    """`修长椅 1200元` is the project 修长椅 for 120,000 fen. None when a line names no cost."""
    found = [_LINE.fullmatch(line.strip()) for line in lines]
    names = tuple(match[1].strip() for match in found if match)
    costs = tuple(read_money(match[2]) or 0 for match in found if match)
    if len(names) < len(lines) or not all(names) or not all(costs):
        return None
    return names, costs


def read_money(text: str) -> int | None:
    """`3000`, `3,000 元` or `12.50`, in fen. None for anything else, and for nothing at all."""
    plain = text.strip().replace(",", "").replace("，", "").rstrip("元块 ")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", plain, re.ASCII):
        return None
    yuan, _, fen = plain.partition(".")
    return int(yuan) * 100 + int(fen.ljust(2, "0")) or None


def yuan(fen: int) -> str:
    """`1,200`, or `12.50` where there are fen."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}.{rest:02}" if rest else f"{whole:,}"
