"""What a secret vote may tell, to whom and when, and the line a receipt leads to."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

SHOWN_FROM = 3
"""With fewer ballots in, even the number of them says who was first."""
FEWEST_ALIKE = 5
"""An area must be shared by this many on the roll, or the ballot that weighs so has a name."""


def as_frozen(secret: bool, receipts: bool) -> tuple[str, ...]:
    """What the fingerprint taken at the opening holds of it; nothing for an open tally."""
    return (("SECRET", "RECEIPTS") if receipts else ("SECRET",)) if secret else ()


def turnout_shown(secret: bool, cast: int) -> bool:
    return not secret or cast >= SHOWN_FROM


def rarest(areas: Iterable[int]) -> int:
    """How many on the roll share the rarest area; 0 for an empty roll."""
    return min(Counter(areas).values(), default=0)


def poll(vote: int, text_hash: str) -> str:
    """The name of a vote in its receipts: its number, and the start of its fingerprint."""
    return f"{vote}-{text_hash[:8]}"


def receipt(poll: str, label: str, token: str) -> str:
    """What is hashed: the label is one its people know themselves, so that no two of them can be
    given the same line (a clash)."""
    return f"{poll}|{label}|{token}"


def line(poll: str, label: str, token: str) -> str:
    return hashlib.sha256(receipt(poll, label, token).encode()).hexdigest()


def list_hash(lines: Sequence[str]) -> str:
    """One number for a list, whatever order it was in."""
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
