"""Where a person stands in the tables, found by storage.personal and by nothing else: what /mydata
shows cannot leave out a table. Others who stand in the same rows are not shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from storage import traces
from storage.kept import Kept
from storage.personal import TABLES
from storage.tx import Tx

Row = dict[str, Any]


def in_courtyard(tx: Tx, courtyard: int, person: int) -> dict[str, list[Row]]:
    """By table: as what this person stands in each row, what it is about, since when, and their own
    words in it."""
    here = [(name, kept) for name, kept in TABLES.items() if kept.personal and kept.of_yard]
    found = {name: _rows(tx, name, kept, person, courtyard) for name, kept in here}
    return {name: rows for name, rows in found.items() if rows}


def in_house(tx: Tx, person: int) -> dict[str, list[Row]]:
    """The same in the tables that belong to no courtyard, and in what is sent for none."""
    here = [(name, kept) for name, kept in TABLES.items() if kept.personal and not kept.of_yard]
    found = {name: _rows(tx, name, kept, person) for name, kept in here}
    found["outbox"] = _rows(tx, "outbox", TABLES["outbox"], person, 0)
    return {name: rows for name, rows in found.items() if rows}


def _rows(tx: Tx, table: str, kept: Kept, person: int, courtyard: int | None = None) -> list[Row]:
    names = [*kept.people, *kept.inside, *kept.words, *filter(None, (kept.key, kept.at))]
    is_them = [f"{name} IN (?, ?)" for name in kept.people]
    is_them += [f"{name} LIKE ?" for name in kept.inside]
    sql = f"SELECT {', '.join(names)} FROM {table} WHERE ({' OR '.join(is_them)})"
    params: list[object] = [number for _ in kept.people for number in (person, -person)]
    params += [f"%{person}%" for _ in kept.inside]
    if courtyard is not None:
        sql, params = f"{sql} AND courtyard = ?", [*params, courtyard]
    rows = (dict(zip(names, row, strict=True)) for row in tx.rows(sql, *params))
    return [shown for row in rows if (shown := _shown(kept, row, person))]


def _shown(kept: Kept, row: Row, person: int) -> Row | None:
    stands = [name for name in kept.people if row[name] in (person, -person)]
    stands += [name for name in kept.inside if traces.has(row[name] or "", person)]
    if not stands:
        return None
    shown: Row = {"as": stands}
    if kept.key and kept.key not in kept.people:
        shown[kept.key] = row[kept.key]
    if kept.at and row[kept.at] is not None:
        shown["at"] = datetime.fromtimestamp(row[kept.at] / 1000, UTC).isoformat()
    if kept.author and row[kept.author] == person:
        shown |= {name: list(_words(row[name])) for name in kept.words if row[name]}
    if said := _said(row.get("content") or "", person):
        shown["said"] = said
    return shown


def _said(content: str, person: int) -> list[str]:
    """What this person wrote in an update that failed; others may have written to them in it."""
    try:
        update = json.loads(content)
    except ValueError:
        return []
    parts = update.values() if isinstance(update, dict) else ()
    theirs = [part for part in parts if isinstance(part, dict) and _sender(part) == person]
    return [part[name] for part in theirs for name in ("text", "caption", "data") if name in part]


def _sender(part: Row) -> object:
    sender = part.get("from")
    return sender.get("id") if isinstance(sender, dict) else None


def _words(text: str) -> Iterator[str]:
    """What is written there; of something put together, the texts in it."""
    if text[:1] not in "{[":
        yield text
        return
    try:
        found = json.loads(text)
    except ValueError:
        yield text
        return
    yield from (value for value in traces.inside(found) if isinstance(value, str) and value)
