"""Behind the scenes: what waits in the outbox, what is due, the audit chain, the calls made."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from bot.sandbox.model import Json
from bot.sandbox.world import Call, World
from storage import due, upkeep
from storage.tx import Tx

ROWS = 200
SHOWN = 300
Look = Callable[[Tx, World], Json]


def outbox(tx: Tx, world: World) -> Json:
    rows = tx.rows(
        "SELECT id, chat, view, state, attempts, error, not_before, created_at, sent_at, priority "
        "FROM outbox ORDER BY created_at DESC, id DESC LIMIT ?",
        ROWS,
    )
    names = ("id", "chat", "view", "state", "attempts", "error", "not_before", "created_at")
    found = [dict(zip((*names, "sent_at", "priority"), row, strict=True)) for row in rows]
    counts = tx.rows("SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state")
    waiting = tx.value("SELECT count(*) FROM cards WHERE drawn < version")
    return {
        "rows": [_timed({**row, "chat": _place(world, row["chat"])}) for row in found],
        "counts": {str(state): n for state, n in counts},
        "cards": waiting,
    }


def _place(world: World, chat: int) -> str:
    there = world.chats.get(chat)
    return (there.title or (there.user.name if there.user else "")) if there else str(chat)


def _timed(row: Json) -> Json:
    times = ("not_before", "created_at", "sent_at", "due_at", "at")
    return {name: _time(value) if name in times else value for name, value in row.items()}


def _time(value: int | None) -> str | None:
    return None if value is None else datetime.fromtimestamp(value / 1000, UTC).isoformat()


def planned(tx: Tx, world: World) -> Json:
    rows = tx.rows(
        "SELECT due_at, kind, subject, attempts, error FROM due ORDER BY due_at LIMIT 200"
    )
    names = ("due_at", "kind", "subject", "attempts", "error")
    return {"rows": [_timed(dict(zip(names, row, strict=True))) for row in rows]}


def chain(tx: Tx, world: World) -> Json:
    """Every courtyard's chain, verified from its start, and the newest entries."""
    rows = tx.rows(
        "SELECT courtyard, seq, at, act, payload, hash, prev FROM audit "
        "ORDER BY at DESC, seq DESC LIMIT ?",
        ROWS,
    )
    names = ("courtyard", "seq", "at", "act", "payload", "hash", "prev")
    return {
        "rows": [_timed(dict(zip(names, row, strict=True))) for row in rows],
        "chains": [
            {
                "name": one.name,
                "length": one.length,
                "head": one.head,
                "broken": None if one.broken is None else f"{one.broken.seq}: {one.broken.what}",
            }
            for one in upkeep.chains(tx)
        ],
    }


def calls(made: Iterable[Call]) -> Json:
    """The newest first, with their parameters cut to what a line can hold."""
    newest = islice(reversed(list(made)), ROWS)
    return {"rows": [_call(one) for one in newest]}


def _call(call: Call) -> Json:
    params = json.dumps(dict(call.params), ensure_ascii=False, default=str)
    refused = call.refused.as_json() if call.refused else None
    return {
        "method": call.method,
        "params": params if len(params) <= SHOWN else params[: SHOWN - 1] + "…",
        "refused": refused and f"{refused['error_code']} {refused['description']}",
    }


def next_due(tx: Tx, world: World) -> datetime | None:
    """When something will happen by itself that people notice: work that falls due (but for the
    nightly tidying), or a message that waits."""
    planned: Any = tx.value(f"SELECT min(due_at) FROM due WHERE kind NOT LIKE '{due.LAST}%'")
    waiting: Any = tx.value(
        "SELECT min(not_before) FROM outbox WHERE state = 'WAITING' AND not_before > ?", world.now()
    )
    found = [one for one in (planned, waiting) if one is not None]
    return datetime.fromtimestamp(min(found) / 1000, UTC) if found else None


LOOKS: dict[str, Look] = {"outbox": outbox, "due": planned, "audit": chain}
