"""How a vote was counted, as a resident reads it behind the button of a result."""

from __future__ import annotations

from tests.yard import Yard


async def arithmetic(yard: Yard, vote: int = 1, label: str = "3-2-501") -> str:
    """Every step, opened from the link in the group."""
    reader = yard.household(label)
    await reader.starts(f"vw1_{yard.courtyard}_{vote}")
    return reader.reads()
