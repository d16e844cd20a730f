"""What we have asked a person in the private chat and expect their next message to answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.tx import Tx, columns

HELD = "held"
"""Among the args of a question: words that came so late that they may be no answer to it."""


@dataclass(frozen=True)
class Prompt:
    person: int
    courtyard: int
    kind: str
    args: dict[str, Any]
    at: datetime


def ask(tx: Tx, person: int, courtyard: int, kind: str, args: dict[str, Any]) -> None:
    """Expect an answer; an earlier question to the same person is dropped."""
    tx.run(
        "INSERT INTO prompts VALUES (?, ?, ?, ?, ?) ON CONFLICT (person) DO UPDATE SET "
        "courtyard = excluded.courtyard, kind = excluded.kind, args = excluded.args, "
        "at = excluded.at",
        person,
        courtyard,
        kind,
        args,
        tx.now,
    )


def get(tx: Tx, person: int) -> Prompt | None:
    return tx.get(Prompt, f"SELECT {columns(Prompt)} FROM prompts WHERE person = ?", person)


def clear(tx: Tx, person: int) -> None:
    tx.run("DELETE FROM prompts WHERE person = ?", person)
