"""One run of an act, or of a query, on a connection to PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, TypeVar, cast

import psycopg

from storage.dialect import whose_register
from storage.session import TRY_AGAIN, Connection, Session
from storage.tx import Tx, to_column

T = TypeVar("T")


class HeldTooLate(BaseException):
    """An act changes a courtyard and may have read from it before: it begins again, holding it.

    Not an Exception: an act that catches its own errors must not catch this.
    """

    def __init__(self, keys: frozenset[int]) -> None:
        self.keys = keys


class Snapshot(Tx):
    """What a query sees of a server's database."""

    on_server = True


class PostgresTx(Snapshot):
    """An act's transaction at READ COMMITTED: what is read after `hold` is true until the end."""

    def __init__(self, session: Session, now: datetime) -> None:
        super().__init__(session, now)
        self._session = session
        self.held: frozenset[int] = frozenset()
        self.wanted: frozenset[int] = frozenset()

    def hold(self, key: int) -> bool:
        if key in self.held:
            return False
        self.wanted |= {key}
        self._session.later("SELECT pg_advisory_xact_lock(?)", (key,))
        self.held |= {key}
        self._known.clear()
        return True

    def later(self, sql: str, *params: object) -> None:
        self._may_change(sql, params)
        self._known.clear()
        self._session.later(sql, [to_column(param) for param in params])

    def _execute(self, sql: str, params: tuple[object, ...]) -> Any:
        self._may_change(sql, params)
        return super()._execute(sql, params)

    def _tell(self, command: str) -> None:
        self._session.later(command)

    def _may_change(self, sql: str, params: tuple[object, ...]) -> None:
        """Raises HeldTooLate."""
        place = whose_register(sql)
        if place is not None:
            key = cast("int", params[place])
            if key not in self.held:
                raise HeldTooLate(self.wanted | {key})

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        held = self.held
        try:
            with super().savepoint():
                yield
        except BaseException:
            self.held = held  # PostgreSQL gives back what was taken inside
            raise


class Attempt:
    """One run of an act (or of a query), and how far it got."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._lost = False
        self._committing = False
        self.wanted: frozenset[int] = frozenset()
        self.woken: frozenset[str] = frozenset()

    def run(self, connection: Connection, action: Callable[[Tx], T], keys: frozenset[int]) -> T:
        session = Session(connection)
        tx = PostgresTx(session, self._now)
        try:
            with self._undone_if_it_fails(connection):
                session.later("BEGIN")
                for key in sorted(keys):  # in one order, or two acts might wait for each other
                    tx.hold(key)
                result = action(tx)
                self._committing = True
                session.execute("COMMIT")
        finally:
            self.wanted = tx.wanted
        self.woken = frozenset(tx.woken)
        return result

    def look(self, connection: Connection, query: Callable[[Tx], T]) -> T:
        with self._undone_if_it_fails(connection):
            session = Session(connection)
            session.later("BEGIN ISOLATION LEVEL REPEATABLE READ")
            found = query(Snapshot(session, self._now))
            session.execute("ROLLBACK")
        return found

    @contextmanager
    def _undone_if_it_fails(self, connection: Connection) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with suppress(psycopg.Error):  # the first error is the one to tell
                connection.rollback()
            self._lost = connection.closed
            raise

    def may_be_tried_again(self, error: Exception) -> bool:
        """Nothing was kept for certain, and it was nobody's fault. (Were the connection lost at the
        commit itself, it might be kept: then Telegram brings the update again, and it is known.)"""
        return isinstance(error, TRY_AGAIN) or (self._lost and not self._committing)
