"""A connection to a PostgreSQL server that takes our SQL, and what its refusals mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper
from psycopg_pool import PoolTimeout

from storage.dialect import schema, spoken
from storage.errors import Busy, DiskFull, NotWritable, StoreFailed
from storage.migrate import Dialect
from storage.place import Server

Connection = psycopg.Connection[tuple[Any, ...]]
POSTGRES = Dialect("BEGIN", schema)
OLDEST = 14
OURS = 0x59B  # the first half of our advisory locks that are no courtyard's
MIGRATING, SENDER, CLOCK = 0, 1, 2
# A server that has gone without a word is noticed within seconds; an address may say otherwise.
PATIENCE = {
    "connect_timeout": "5",
    "keepalives_idle": "2",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "5000",
    "application_name": "yuanba",
    "client_encoding": "utf8",
}
# The same from the other side: whoever stops in the middle of an act holds up nobody for long.
LIMITS = (
    "SELECT set_config('idle_in_transaction_session_timeout', '10s', false), "
    "set_config('lock_timeout', '10s', false), set_config('tcp_user_timeout', '5000', false)"
)
TRY_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
_WRONG_STATEMENT = (
    psycopg.ProgrammingError,
    psycopg.IntegrityError,
    psycopg.DataError,
    psycopg.NotSupportedError,
)


class Session:
    """One connection, as Tx wants it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def in_transaction(self) -> bool:
        status = self._connection.info.transaction_status
        return status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> psycopg.Cursor[tuple[Any, ...]]:
        return self._connection.execute(spoken(sql), params)

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(spoken(sql), rows)


class _Whole(Loader):
    """Sums of whole numbers come back as `numeric`; here every number is whole."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def conninfo(server: Server) -> str:
    return make_conninfo("", **{**PATIENCE, **conninfo_to_dict(server.address)})


def configure(connection: Connection) -> None:
    """Make a new connection ours. Raises NotWritable for a server that is too old."""
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise NotWritable("PostgreSQL", f"version {OLDEST} or newer is needed, this is {version}")
    adapt(connection.adapters)
    connection.execute(LIMITS)


def adapt(adapters: AdaptersMap) -> None:
    # One type for every number, or a statement would be planned anew for each size of them.
    adapters.register_dumper(int, Int8Dumper)
    adapters.register_loader("numeric", _Whole)


def connect(server: Server) -> Connection:
    """Raises NotWritable, which names the setting."""
    try:
        connection = psycopg.connect(conninfo(server), autocommit=True)
    except psycopg.Error as error:
        raise NotWritable(str(server), plainly(error)) from None
    try:
        configure(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def plainly(error: Exception) -> str:
    """What the server (or the way to it) says, in one line."""
    said = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return said or (lines[0] if lines else type(error).__name__)


def named(error: Exception) -> Exception:
    """psycopg's errors under our names; a wrong statement stays what it is, as with SQLite."""
    if isinstance(error, PoolTimeout):
        return StoreFailed("no connection to the database")
    if isinstance(error, (*TRY_AGAIN, errors.LockNotAvailable)):
        return Busy()
    if isinstance(error, errors.DiskFull):
        return DiskFull()
    if not isinstance(error, psycopg.Error) or isinstance(error, _WRONG_STATEMENT):
        return error
    return StoreFailed(plainly(error))
