"""Messages to send, kept until Telegram has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from storage.counters import next_number
from storage.tx import Tx, columns


class Priority(IntEnum):
    """What goes first when Telegram's limits make messages wait."""

    ANSWER = 0
    RESULT = 1
    NOTICE = 2
    REMINDER = 3
    BROADCAST = 4


IN_DOUBT = "a kill came between the sending and the answer"


BY_HAND = "dropped by hand"
"""Nothing brings back what an operator has dropped."""


@dataclass(frozen=True)
class Parcel:
    courtyard: int
    id: int
    chat: int
    thread: int | None
    edits: int | None
    view: str
    args: dict[str, Any]
    priority: int
    not_before: datetime
    reply_to: int | None
    reply_card: str | None
    silent: bool
    attempts: int
    created_at: datetime


FAREWELL = "resident.forgotten"
"""Of the message that says so no row is left once it is sent."""
_SELECT = f"SELECT {columns(Parcel)} FROM outbox"
_WIPED = "args = CASE once WHEN 1 THEN '{}' ELSE args END"


def send(
    tx: Tx,
    courtyard: int,
    chat: int,
    view: str,
    args: dict[str, Any] | None = None,
    *,
    priority: Priority = Priority.NOTICE,
    thread: int | None = None,
    edits: int | None = None,
    dedupe: str | None = None,
    not_before: datetime | None = None,
    reply_to: int | None = None,
    reply_card: tuple[str, int] | None = None,
    silent: bool = False,
    once: bool = False,
) -> bool:
    """Send `view` with `args` to `chat` once this transaction is committed.

    `edits` names a message of ours to change instead of sending a new one; `reply_card` (kind,
    subject) answers the live card of a subject wherever it stands. A second message with the same
    `dedupe` key is not sent; then the answer is False. The args of a message sent `once` are
    wiped as soon as it is sent or given up.
    """
    number = next_number(tx, courtyard, "outbox")
    added = tx.run(
        "INSERT INTO outbox (courtyard, id, chat, thread, edits, view, args, priority, dedupe, "
        "not_before, reply_to, reply_card, silent, once, state, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'WAITING', ?) "
        "ON CONFLICT (courtyard, dedupe) DO NOTHING",
        courtyard,
        number,
        chat,
        thread,
        edits,
        view,
        args or {},
        int(priority),
        dedupe,
        not_before or tx.now,
        reply_to,
        f"{reply_card[0]}:{reply_card[1]}" if reply_card else None,
        int(silent),
        int(once),
        tx.now,
    )
    tx.wake("outbox")
    return added == 1


def hasten(tx: Tx, courtyard: int, dedupe: str, at: datetime) -> bool:
    """What waits to go later goes at `at`, and so does what was dropped for having nothing to say;
    False when it is on its way already."""
    changed = tx.run(
        "UPDATE outbox SET state = 'WAITING', error = NULL, not_before = ? "
        "WHERE courtyard = ? AND dedupe = ? AND ("
        "(state = 'WAITING' AND attempts = 0 AND not_before > ?) "
        "OR (state = 'DROPPED' AND error LIKE 'pointless%'))",
        at,
        courtyard,
        dedupe,
        at,
    )
    tx.wake("outbox")
    return changed == 1


def heads(tx: Tx, limit: int) -> list[Parcel]:
    """For each chat the parcel that goes next, the most urgent first, of these the oldest.

    Usually the first `limit` parcels hold enough chats; only where a few chats hold them all is
    the whole queue ranked (that costs 1 ms for each 1,000 waiting).
    """
    queue = tx.list(
        Parcel,
        f"{_SELECT} WHERE state = 'WAITING' AND not_before <= ? "
        "ORDER BY priority, created_at, courtyard, id LIMIT ?",
        tx.now,
        limit,
    )
    first: dict[int, Parcel] = {}
    for parcel in queue:
        first.setdefault(parcel.chat, parcel)
    if len(queue) < limit or len(first) * 4 >= limit:
        return list(first.values())
    return _ranked(tx, limit)


def _ranked(tx: Tx, limit: int) -> list[Parcel]:
    return tx.list(
        Parcel,
        f"SELECT {columns(Parcel)} FROM (SELECT *, row_number() OVER "
        "(PARTITION BY chat ORDER BY priority, created_at, courtyard, id) AS turn FROM outbox "
        "WHERE state = 'WAITING' AND not_before <= ?) AS waiting "
        "WHERE turn = 1 ORDER BY priority, created_at, courtyard, id LIMIT ?",
        tx.now,
        limit,
    )


def next_at(tx: Tx) -> datetime | None:
    """When the next parcel that still has to wait may go."""
    found = tx.get(
        Parcel,
        f"{_SELECT} WHERE state = 'WAITING' AND not_before > ? ORDER BY not_before LIMIT 1",
        tx.now,
    )
    return found.not_before if found else None


def held_up(tx: Tx) -> int:
    """How many parcels should have gone by now and are tried again later."""
    return int(tx.value("SELECT count(*) FROM outbox WHERE state = 'WAITING' AND attempts > 0"))


def sent(tx: Tx, parcel: Parcel, message: int | None) -> None:
    if parcel.view == FAREWELL:
        _remove(tx, parcel)
        return
    tx.run(
        f"UPDATE outbox SET state = 'SENT', message = ?, sent_at = ?, error = NULL, {_WIPED} "
        "WHERE courtyard = ? AND id = ?",
        message,
        tx.now,
        parcel.courtyard,
        parcel.id,
    )


def finish(tx: Tx, parcel: Parcel, state: str, error: str) -> None:
    """Give up: DROPPED when it no longer makes sense, PARKED when an operator should look."""
    if parcel.view == FAREWELL:
        _remove(tx, parcel)
        return
    tx.run(
        f"UPDATE outbox SET state = ?, error = ?, {_WIPED} WHERE courtyard = ? AND id = ?",
        state,
        error,
        parcel.courtyard,
        parcel.id,
    )


def _remove(tx: Tx, parcel: Parcel) -> None:
    tx.run("DELETE FROM outbox WHERE courtyard = ? AND id = ?", parcel.courtyard, parcel.id)


def postpone(tx: Tx, parcel: Parcel, until: datetime, error: str) -> None:
    tx.run(
        "UPDATE outbox SET not_before = ?, attempts = attempts + 1, error = ? "
        "WHERE courtyard = ? AND id = ?",
        until,
        error,
        parcel.courtyard,
        parcel.id,
    )
    tx.wake("outbox")


def redirect(tx: Tx, old_chat: int, new_chat: int) -> None:
    """A group became a supergroup: what waits for it goes to its new address."""
    tx.run(
        "UPDATE outbox SET chat = ?, reply_to = NULL WHERE chat = ? AND state = 'WAITING'",
        new_chat,
        old_chat,
    )


def loose_thread(tx: Tx, parcel: Parcel) -> None:
    """The thread is gone: the message goes to the group itself."""
    tx.update("outbox", {"thread": None}, courtyard=parcel.courtyard, id=parcel.id)


def send_anew(tx: Tx, parcel: Parcel) -> None:
    """The message to change is gone: send it as a new one."""
    tx.update("outbox", {"edits": None}, courtyard=parcel.courtyard, id=parcel.id)
    tx.wake("outbox")


def drop_for(tx: Tx, chat: int, reason: str) -> int:
    """Nothing more can reach this chat; how many waiting parcels that ends."""
    return tx.run(
        f"UPDATE outbox SET state = 'DROPPED', error = ?, {_WIPED} "
        "WHERE chat = ? AND state = 'WAITING'",
        reason,
        chat,
    )


def bring_back(tx: Tx, chat: int) -> int:
    """We may write there again: results that could not be told meanwhile are told after all."""
    revived = tx.run(
        "UPDATE outbox SET state = 'WAITING', error = NULL, attempts = 0, not_before = ? "
        "WHERE chat = ? AND state = 'DROPPED' AND priority = ? AND error NOT LIKE 'pointless%' "
        "AND error NOT LIKE ?",
        tx.now,
        chat,
        int(Priority.RESULT),
        f"{BY_HAND}%",
    )
    tx.wake("outbox")
    return revived


def venture(tx: Tx, parcel: Parcel) -> None:
    """Note that a parcel is about to go: a kill from here on leaves it in doubt."""
    tx.update("outbox", {"error": IN_DOUBT}, courtyard=parcel.courtyard, id=parcel.id)


def drop_doubtful(tx: Tx) -> int:
    """At a start: what a kill left in doubt may have arrived, so it is not sent again."""
    return tx.run(
        f"UPDATE outbox SET state = 'DROPPED', {_WIPED} WHERE state = 'WAITING' AND error = ?",
        IN_DOUBT,
    )


def progress(tx: Tx, courtyard: int, dedupe: str) -> dict[str, int]:
    """How many of the parcels whose dedupe key begins so are in each state."""
    return dict(
        tx.rows(
            "SELECT state, count(*) FROM outbox WHERE courtyard = ? "
            "AND dedupe >= ? AND dedupe < ? GROUP BY state",
            courtyard,
            dedupe,
            dedupe + "\uffff",
        )
    )


def places(tx: Tx, courtyard: int, dedupe: str) -> list[tuple[int, int]]:
    """Where the messages whose dedupe key begins so stand now: chat and message."""
    found: list[tuple[int, int]] = tx.rows(
        "SELECT chat, message FROM outbox WHERE courtyard = ? "
        "AND dedupe >= ? AND dedupe < ? AND message IS NOT NULL ORDER BY id",
        courtyard,
        dedupe,
        dedupe + "\uffff",
    )
    return found


def parked(tx: Tx) -> list[tuple[int, int, int, str, str]]:
    """What could not be delivered: courtyard, id, chat, view, error."""
    found: list[tuple[int, int, int, str, str]] = tx.rows(
        "SELECT courtyard, id, chat, view, error FROM outbox WHERE state = 'PARKED' "
        "ORDER BY courtyard, id"
    )
    return found


def counts(tx: Tx) -> dict[str, int]:
    return dict(tx.rows("SELECT state, count(*) FROM outbox GROUP BY state"))
