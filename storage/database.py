"""What every part may ask of the place where things are kept, whichever of the two it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from storage.claim import Claim
from storage.place import Place
from storage.store import BATCH, Store
from storage.tx import Tx
from storage.watch import Watch

T = TypeVar("T")


class Database(Protocol):
    """A Store (SQLite) or a PostgresStore; their promises are written there."""

    async def write(self, action: Callable[[Tx], T]) -> T: ...

    async def read(self, query: Callable[[Tx], T]) -> T: ...

    def on_commit(self, listener: Callable[[frozenset[str]], None]) -> None: ...

    def claim(self, name: str) -> Claim: ...

    async def close(self) -> None: ...


async def open_database(
    place: Place,
    now: Callable[[], datetime],
    *,
    batch: int = BATCH,
    watch: Watch | None = None,
) -> Database:
    """Raises NotWritable, or SchemaTooNew when a newer program wrote it."""
    if isinstance(place, Path):
        return await Store.open(place, now, batch=batch, watch=watch)
    # Here and not above: it loads psycopg, for which nobody with a file should have to wait.
    from storage.postgres import PostgresStore

    return await PostgresStore.open(place, now, watch)
