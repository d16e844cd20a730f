"""People whose time is over: who moved out long ago, and accounts that belong to no courtyard.

And what else belongs to none: marks of updates, what failed, questions nobody answered.
"""

from __future__ import annotations

from datetime import datetime

from storage import retention, terms
from storage.bite import Bite
from storage.tx import Tx


def gone(tx: Tx, courtyard: int) -> int | None:
    """Somebody whose time here is over: moved out, never came in, or of a group that has sent the
    bot away. Those with a role come last, so that no council is told of a chair that is empty."""
    tx.run(
        "UPDATE residents SET left_at = ? WHERE courtyard = ? AND state = 'LEFT' "
        "AND left_at IS NULL",
        tx.now,
        courtyard,
    )
    before = tx.now - terms.GONE
    found: int | None = tx.value(
        "SELECT person FROM residents WHERE courtyard = ? AND ((state = 'LEFT' AND left_at < ?) "
        "OR (state = 'CONSENTED' AND consented_at < ?)) ORDER BY person LIMIT 1",
        courtyard,
        before,
        before,
    )
    if found is None and _left_by_us(tx, courtyard, before):
        found = tx.value(
            "SELECT r.person FROM residents r WHERE r.courtyard = ? ORDER BY EXISTS "
            "(SELECT 1 FROM roles o WHERE o.courtyard = r.courtyard AND o.person = r.person), "
            "r.person LIMIT 1",
            courtyard,
        )
    return found


def _left_by_us(tx: Tx, courtyard: int, before: datetime) -> bool:
    state = tx.value("SELECT state FROM courtyards WHERE courtyard = ?", courtyard)
    if state != "LEFT":
        return False
    newer = tx.value(
        "SELECT 1 FROM audit WHERE courtyard = ? AND act = 'courtyard.left' AND at >= ?",
        courtyard,
        before,
    )
    return newer is None


def house_bite(tx: Tx, rows: int) -> bool:
    """What belongs to no courtyard; False when there may be more."""
    now, left = tx.now, rows
    left -= _oldest(tx, "seen", "update_id", now - terms.SENT, rows)
    left -= _oldest(tx, "dead_letters", "id", now - terms.LETTERS, rows)
    left -= tx.run(
        "DELETE FROM prompts WHERE person IN (SELECT person FROM prompts WHERE at < ? LIMIT ?)",
        now - terms.QUESTION,
        rows,
    )
    taken = Bite(tx, 0, rows)
    retention.messages(taken)
    return left > 0 and not taken.full


def _oldest(tx: Tx, table: str, key: str, before: datetime, rows: int) -> int:
    """Rows are numbered as they come: whatever is past its time is among the lowest numbers."""
    return tx.run(
        f"DELETE FROM {table} WHERE at < ? AND {key} IN "
        f"(SELECT {key} FROM {table} ORDER BY {key} LIMIT ?)",
        before,
        rows,
    )


def strangers(tx: Tx, after: int, rows: int) -> int | None:
    """Accounts that belong to no courtyard are noted, and go when they have for long; from which
    one to go on, or None at the end of all accounts."""
    tx.run(
        "UPDATE people SET idle_since = CASE WHEN EXISTS (SELECT 1 FROM residents r "
        "WHERE r.person = people.person) OR EXISTS (SELECT 1 FROM roles o "
        "WHERE o.person = people.person) THEN NULL ELSE coalesce(idle_since, ?) END "
        "WHERE person IN (SELECT person FROM people WHERE person > ? ORDER BY person LIMIT ?) "
        "AND (idle_since IS NOT NULL OR NOT EXISTS (SELECT 1 FROM residents r "
        "WHERE r.person = people.person))",
        tx.now,
        after,
        rows,
    )
    reached = tx.rows(
        "SELECT person FROM people WHERE person > ? ORDER BY person LIMIT ?", after, rows
    )
    if not reached:
        return None
    last: int = reached[-1][0]
    tx.run(
        "DELETE FROM people WHERE person > ? AND person <= ? AND idle_since < ?",
        after,
        last,
        tx.now - terms.STRANGERS,
    )
    return last if len(reached) == rows else None
