"""What speaks of a person outside the tables of any column: messages, cards, plans, questions, and
what failed. To be found by their number, which stands in it somewhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.letters import Failed
from storage.tx import Tx, columns

# The kinds whose subject is a person.
_CARD, _PLAN = "claim", "resident.lapse"


@dataclass(frozen=True)
class Message:
    """To this person, or about them."""

    courtyard: int
    id: int
    chat: int
    view: str
    args: dict[str, Any]
    dedupe: str | None
    state: str
    created_at: datetime
    error: str | None


def messages(tx: Tx, courtyard: int, person: int) -> list[Message]:
    found = tx.list(
        Message,
        f"SELECT {columns(Message)} FROM outbox WHERE courtyard = ? "
        "AND (chat = ? OR args LIKE ? OR dedupe LIKE ?) ORDER BY id",
        courtyard,
        person,
        *_like(person),
        *_like(person),
    )
    return [one for one in found if one.chat == person or _speaks_of(one, person)]


def cards(tx: Tx, courtyard: int, person: int) -> list[tuple[str, int]]:
    """Kind and subject of live messages in their private chat, or about them."""
    found: list[tuple[str, int]] = tx.rows(
        f"SELECT kind, subject FROM cards WHERE courtyard = ? AND {_CARD_OF} "
        "ORDER BY kind, subject",
        courtyard,
        person,
        _CARD,
        person,
    )
    return found


def plans(tx: Tx, courtyard: int, person: int) -> list[tuple[str, datetime]]:
    found = tx.list(
        _Plan,
        "SELECT kind, due_at FROM due WHERE courtyard = ? AND kind = ? AND subject = ?",
        courtyard,
        _PLAN,
        str(person),
    )
    return [(plan.kind, plan.due_at) for plan in found]


def failed(tx: Tx, person: int) -> list[Failed]:
    """Updates and other work that failed and in which this person occurs."""
    found = tx.list(
        Failed,
        f"SELECT {columns(Failed)} FROM dead_letters WHERE content LIKE ? OR error LIKE ? "
        "ORDER BY id",
        *_like(person),
        *_like(person),
    )
    return [one for one in found if has(one.content, person) or has(one.error, person)]


def forget(tx: Tx, courtyard: int, person: int) -> None:
    for message in messages(tx, courtyard, person):
        tx.run("DELETE FROM outbox WHERE courtyard = ? AND id = ?", courtyard, message.id)
    tx.run(
        f"DELETE FROM cards WHERE courtyard = ? AND {_CARD_OF}", courtyard, person, _CARD, person
    )
    tx.run(
        "DELETE FROM due WHERE courtyard = ? AND kind = ? AND subject = ?",
        courtyard,
        _PLAN,
        str(person),
    )


def forget_account(tx: Tx, person: int) -> None:
    """What belongs to no courtyard, and what still waits to be sent to them anywhere."""
    forget(tx, 0, person)
    tx.run("DELETE FROM outbox WHERE chat = ? AND state = 'WAITING'", person)
    tx.run("DELETE FROM prompts WHERE person = ?", person)
    for who, args in tx.rows("SELECT person, args FROM prompts WHERE args LIKE ?", *_like(person)):
        if person in inside(json.loads(args)):
            tx.run("DELETE FROM prompts WHERE person = ?", who)
    for letter in failed(tx, person):
        tx.run("DELETE FROM dead_letters WHERE id = ?", letter.id)


def inside(value: object) -> Iterator[object]:
    """Every plain value in what was JSON, however deep."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from inside(item)
    else:
        yield value


@dataclass(frozen=True)
class _Plan:
    kind: str
    due_at: datetime


_CARD_OF = "(chat = ? OR (kind = ? AND subject = ?))"


def _speaks_of(message: Message, person: int) -> bool:
    return person in inside(message.args) or has(message.dedupe or "", person)


def has(text: str, person: int) -> bool:
    """Whether the number stands in it by itself."""
    return re.search(rf"(?<!\d){person}(?!\d)", text) is not None


def _like(person: int) -> tuple[str]:
    return (f"%{person}%",)
