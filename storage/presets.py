"""The rules a courtyard's council has decided for itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from storage.tx import Tx


@dataclass(frozen=True)
class Own:
    key: str
    content: dict[str, Any]
    vote: int


def own(tx: Tx, courtyard: int) -> list[Own]:
    """Every decision that holds, the oldest first: of one rule, the last decided is in force."""
    return tx.list(
        Own,
        "SELECT key, content, vote FROM presets WHERE courtyard = ? ORDER BY since, vote",
        courtyard,
    )


def put(tx: Tx, courtyard: int, key: str, content: dict[str, Any], vote: int) -> bool:
    """False where that vote's decision holds already."""
    added = tx.run(
        "INSERT INTO presets VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        courtyard,
        key,
        content,
        vote,
        tx.now,
    )
    return added > 0


def drop(tx: Tx, courtyard: int, vote: int) -> bool:
    """What that vote decided does not hold any more. False where it never did."""
    return tx.run("DELETE FROM presets WHERE courtyard = ? AND vote = ?", courtyard, vote) > 0
