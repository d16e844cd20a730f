"""One transaction as the actions see it: statements, the time, and what it wakes afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Found = tuple[tuple[str, ...], tuple[Any, ...] | None]
KNOWN = 500
"""Rows remembered at most: a transaction that reads a whole database must not keep it."""
_PLAIN = frozenset((int, str, NoneType))


class Session(Protocol):
    """A connection that takes our SQL, whichever database is behind it."""

    @property
    def in_transaction(self) -> bool: ...

    def execute(self, sql: str, params: Sequence[Any] = ..., /) -> Any: ...

    def executemany(self, sql: str, rows: Sequence[tuple[Any, ...]], /) -> Any: ...


class Tx:
    """A transaction (or a snapshot, for reads). `now` is the only time an action knows.

    Parameters may be datetimes (kept as milliseconds since 1970, UTC), enums (kept by value),
    dicts, lists and tuples (kept as JSON). Rows come back as the frozen dataclass asked for.

    A row looked up once is remembered until this transaction changes something: an action asks
    for what it needs by name, and need not hand on what another has read a moment before.
    """

    on_server = False
    """Whether it is PostgreSQL: for the few questions that the two answer in different ways."""

    def __init__(self, connection: Session, now: datetime) -> None:
        self._connection = connection
        self._depth = 0
        self._known: dict[tuple[Any, ...], Found] = {}
        self.now = now
        self.woken: set[str] = set()

    def run(self, sql: str, *params: object) -> int:
        """Execute one statement; the number of rows it changed."""
        changed: int = self._execute(sql, params).rowcount
        return changed

    def later(self, sql: str, *params: object) -> None:
        """As `run`, where nobody needs to know how many rows it changed: a server is told together
        with the next statement, and it is there that an error is raised."""
        self.run(sql, *params)

    def copy_in(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows whose values are columns' already (`sql` ends with VALUES and its marks)."""
        self._known.clear()
        self._connection.executemany(sql, rows)

    def row(self, sql: str, *params: object) -> tuple[Any, ...] | None:
        return self._first(sql, params, _no_names)[1]

    def rows(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._execute(sql, params).fetchall()
        return found

    def value(self, sql: str, *params: object) -> Any:
        """The first column of the first row, or None."""
        found = self.row(sql, *params)
        return found[0] if found else None

    def get(self, kind: type[T], sql: str, *params: object) -> T | None:
        """The first row as `kind`: its fields are filled from the columns of the same names."""
        names, row = self._first(sql, params, _names)
        return None if row is None else _made(kind, names, row)

    def list(self, kind: type[T], sql: str, *params: object) -> list[T]:
        cursor = self._execute(sql, params)
        names = _names(cursor)
        return [_made(kind, names, row) for row in cursor]

    def _first(
        self, sql: str, params: tuple[object, ...], names: Callable[[Any], tuple[str, ...]]
    ) -> Found:
        """The names of the columns where they are wanted, and the first row."""
        values = tuple(map(to_column, params))
        asked = (names, sql, values)
        found = self._known.get(asked)
        if found is None:
            cursor = self._execute(sql, values)
            row = cursor.fetchone()
            found = names(cursor), None if row is None else tuple(row)
            if len(self._known) < KNOWN and sql.startswith("SELECT "):
                self._known[asked] = found
        return found

    def _execute(self, sql: str, params: tuple[object, ...]) -> Any:
        if not sql.startswith("SELECT "):
            self._known.clear()
        return self._connection.execute(sql, [to_column(param) for param in params])

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone when it raises; the transaction goes on."""
        self._depth += 1
        name = f"inner{self._depth}"
        self._tell(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            self._known.clear()
            if self._connection.in_transaction:  # a full disk has already rolled everything back
                self._connection.execute(f"ROLLBACK TO {name}")
                self._tell(f"RELEASE {name}")
            raise
        else:
            self._tell(f"RELEASE {name}")
        finally:
            self._depth -= 1

    def _tell(self, command: str) -> None:
        self._connection.execute(command)

    def hold(self, key: int) -> bool:
        """Let the next statement wait until nobody else changes courtyard `key` (for minus a
        person: acts as them), and keep it so until the end. True if it is held from now on: what
        was read before may have changed. To be called before reading what the act depends on; an
        act that changes a courtyard it does not hold is begun again, holding it.

        SQLite lets one act write at a time: whoever runs holds everything.
        """
        return False

    def wake(self, what: str) -> None:
        """Ask for `what` ("outbox", "cards", "due" or storage.wal.LOG) to be looked at once this is
        committed."""
        self.woken.add(what)

    def update(self, table: str, changes: Mapping[str, object], **key: object) -> None:
        """Set columns of the row with this key. All names come from our code, never from people."""
        pairs = ", ".join(f"{name} = ?" for name in changes)
        where = " AND ".join(f"{name} = ?" for name in key)
        self.run(f"UPDATE {table} SET {pairs} WHERE {where}", *changes.values(), *key.values())


def columns(kind: type[Any]) -> str:
    """The column list that fills `kind`, for a SELECT."""
    return ", ".join(field.name for field in fields(kind))


def to_column(value: object) -> Any:
    if type(value) in _PLAIN:  # nearly all are; the questions below cost more than the statement
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return round(value.timestamp() * 1000)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return value


def _from_ms(value: int) -> datetime:
    return datetime.fromtimestamp(value / 1000, UTC)


def _names(cursor: Any) -> tuple[str, ...]:
    return tuple(column[0] for column in cursor.description)


def _no_names(cursor: Any) -> tuple[str, ...]:
    return ()


def _made(kind: type[T], names: tuple[str, ...], row: tuple[Any, ...]) -> T:
    readers = _readers(kind, names)  # type: ignore[arg-type]  # a class is hashable
    return kind(
        **{
            name: read(value) if read else value
            for (name, read), value in zip(readers, row, strict=True)
        }
    )


@cache
def _readers(kind: type[Any], names: tuple[str, ...]) -> list[tuple[str, Any]]:
    if not is_dataclass(kind):
        raise TypeError(f"{kind} is not a dataclass")
    hints = get_type_hints(kind)
    return [(name, _reader(hints[name])) for name in names]


def _reader(hint: Any) -> Any:
    """What makes a column's value fit the hint; None where it fits as it is."""
    if get_origin(hint) in (Union, UnionType):
        inner = _reader(next(arg for arg in get_args(hint) if arg is not NoneType))
        return inner and (lambda value: None if value is None else inner(value))
    plain = get_origin(hint) or hint
    if plain is datetime:
        return _from_ms
    if plain is tuple:
        return lambda value: tuple(json.loads(value))
    if plain in (dict, list):
        return json.loads
    if plain is bool or (isinstance(plain, type) and issubclass(plain, Enum)):
        return plain
    return None
