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
    """The oldest first."""
    return tx.list(
        Own,
        "SELECT key, content, vote FROM presets WHERE courtyard = ? ORDER BY since, key",
        courtyard,
    )


def of(tx: Tx, courtyard: int, key: str) -> Own | None:
    return tx.get(
        Own,
        "SELECT key, content, vote FROM presets WHERE courtyard = ? AND key = ?",
        courtyard,
        key,
    )


def remove(tx: Tx, courtyard: int, key: str) -> None:
    tx.run("DELETE FROM presets WHERE courtyard = ? AND key = ?", courtyard, key)


def put(tx: Tx, courtyard: int, key: str, content: dict[str, Any], vote: int) -> None:
    tx.run(
        "INSERT INTO presets VALUES (?, ?, ?, ?, ?) ON CONFLICT (courtyard, key) DO UPDATE SET "
        "content = excluded.content, vote = excluded.vote",
        courtyard,
        key,
        content,
        vote,
        tx.now,
    )
