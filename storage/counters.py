"""Numbers people read aloud: topic 12, vote 5. Counted for each courtyard on its own."""

from __future__ import annotations

from storage.tx import Tx


def next_number(tx: Tx, courtyard: int, name: str) -> int:
    """The next number of `name` in this courtyard, from 1."""
    number: int = tx.value(
        "INSERT INTO counters (courtyard, name, n) VALUES (?, ?, 1) "
        "ON CONFLICT (courtyard, name) DO UPDATE SET n = counters.n + 1 RETURNING n",
        courtyard,
        name,
    )
    return number


def leave_gap(tx: Tx, gap: int) -> None:
    """Never give out again what was given out and is not known any more: buttons bear numbers."""
    tx.run("UPDATE counters SET n = n + ?", gap)
