"""Live messages: what they show, where they stand, and whether they show the truth yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.tx import Tx, columns


@dataclass(frozen=True)
class Card:
    courtyard: int
    kind: str
    subject: int
    chat: int
    thread: int | None
    message: int | None
    version: int
    drawn: int
    not_before: datetime
    attempts: int


_SELECT = f"SELECT {columns(Card)} FROM cards"
_DIRTY = "dirty_since = CASE WHEN cards.drawn < cards.version THEN cards.dirty_since ELSE ? END"
"""Since when it has not shown the truth; one more change does not make it younger."""


def post(
    tx: Tx, courtyard: int, kind: str, subject: int, chat: int, thread: int | None = None
) -> None:
    """Put the card of a subject into a chat; if one stood there it is posted anew."""
    tx.run(
        "INSERT INTO cards (courtyard, kind, subject, chat, thread, message, version, drawn, "
        "not_before, dirty_since) VALUES (?, ?, ?, ?, ?, NULL, 1, 0, ?, ?) "
        "ON CONFLICT (courtyard, kind, subject, chat) DO UPDATE SET message = NULL, "
        "thread = excluded.thread, version = cards.version + 1, attempts = 0, error = NULL, "
        f"not_before = excluded.not_before, {_DIRTY}",
        courtyard,
        kind,
        subject,
        chat,
        thread,
        tx.now,
        tx.now,
        tx.now,
    )
    tx.wake("cards")


def touch(tx: Tx, courtyard: int, kind: str, subject: int) -> None:
    """What this card shows has changed, wherever it stands."""
    tx.later(
        f"UPDATE cards SET version = version + 1, {_DIRTY} "
        "WHERE courtyard = ? AND kind = ? AND subject = ?",
        tx.now,
        courtyard,
        kind,
        subject,
    )
    tx.wake("cards")


def get(tx: Tx, courtyard: int, kind: str, subject: int, chat: int) -> Card | None:
    return tx.get(
        Card,
        f"{_SELECT} WHERE courtyard = ? AND kind = ? AND subject = ? AND chat = ?",
        courtyard,
        kind,
        subject,
        chat,
    )


def dirty(tx: Tx, limit: int) -> list[Card]:
    return tx.list(
        Card,
        f"{_SELECT} WHERE drawn < version AND not_before <= ? "
        "ORDER BY not_before, courtyard, kind, subject, chat LIMIT ?",
        tx.now,
        limit,
    )


def next_at(tx: Tx) -> datetime | None:
    found = tx.get(
        Card,
        f"{_SELECT} WHERE drawn < version AND not_before > ? ORDER BY not_before LIMIT 1",
        tx.now,
    )
    return found.not_before if found else None


def held_up(tx: Tx) -> int:
    """How many cards should show the truth by now and are tried again later."""
    return int(tx.value("SELECT count(*) FROM cards WHERE drawn < version AND attempts > 0"))


def drawn(tx: Tx, card: Card, message: int) -> None:
    """The version we rendered now stands there (a newer one may be waiting already)."""
    tx.run(
        "UPDATE cards SET drawn = ?, message = ?, attempts = 0, error = NULL, dirty_since = ? "
        "WHERE courtyard = ? AND kind = ? AND subject = ? AND chat = ?",
        card.version,
        message,
        tx.now,
        card.courtyard,
        card.kind,
        card.subject,
        card.chat,
    )


def lost(tx: Tx, card: Card) -> None:
    """The message is gone: post the card anew."""
    post(tx, card.courtyard, card.kind, card.subject, card.chat, card.thread)


def postpone(tx: Tx, card: Card, until: datetime, error: str) -> None:
    tx.run(
        "UPDATE cards SET not_before = ?, attempts = attempts + 1, error = ? "
        "WHERE courtyard = ? AND kind = ? AND subject = ? AND chat = ?",
        until,
        error,
        card.courtyard,
        card.kind,
        card.subject,
        card.chat,
    )
    tx.wake("cards")


def remove(tx: Tx, card: Card) -> None:
    """This chat can no longer hold the card."""
    tx.run(
        "DELETE FROM cards WHERE courtyard = ? AND kind = ? AND subject = ? AND chat = ?",
        card.courtyard,
        card.kind,
        card.subject,
        card.chat,
    )


def redirect(tx: Tx, old_chat: int, new_chat: int) -> None:
    """A group became a supergroup: its cards are posted anew there when they next change."""
    tx.run("UPDATE cards SET chat = ?, message = NULL WHERE chat = ?", new_chat, old_chat)


def redraw_all(tx: Tx, chat: int) -> None:
    """We may write there again: whatever stands there shows the truth now."""
    tx.run(
        "UPDATE cards SET version = version + 1, attempts = 0, error = NULL, not_before = ?, "
        f"{_DIRTY} WHERE chat = ?",
        tx.now,
        tx.now,
        chat,
    )
    tx.wake("cards")


def redraw_yard(tx: Tx, courtyard: int) -> None:
    """Something that any of its cards may show has changed."""
    tx.run("UPDATE cards SET version = version + 1 WHERE courtyard = ?", courtyard)
    tx.wake("cards")


def distrust(tx: Tx) -> None:
    """What stands in the chats may be newer than what we know, or older: draw it all again."""
    tx.run("UPDATE cards SET version = version + 1, attempts = 0, error = NULL")


def loose_thread(tx: Tx, card: Card) -> None:
    tx.run(
        "UPDATE cards SET thread = NULL "
        "WHERE courtyard = ? AND kind = ? AND subject = ? AND chat = ?",
        card.courtyard,
        card.kind,
        card.subject,
        card.chat,
    )
