"""A connection to a PostgreSQL server that takes our SQL, and what its refusals mean."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, cast

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg_pool import PoolTimeout

from storage.dialect import schema, spoken
from storage.errors import Busy, DiskFull, NotWritable, StoreFailed
from storage.migrate import Dialect
from storage.place import Server

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
    "set_config('lock_timeout', '10s', false), set_config('tcp_user_timeout', '5000', false), "
    # Tables that were just filled look small to the planner for minutes, and a prepared statement
    # keeps its plan: it would read all of them. (jit: a plan that has to would be compiled.)
    "set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false), "
    "set_config('plan_cache_mode', 'force_generic_plan', false)"
)
TOGETHER = 500
"""Rows in one statement: a server takes 65,535 values, no table of ours has 100 columns."""
AT_ONCE = 100
"""Statements sent before an answer is read: a server does not listen while nobody listens to it."""
TRY_AGAIN = (errors.SerializationFailure, errors.DeadlockDetected)
_WRONG_STATEMENT = (
    psycopg.ProgrammingError,
    psycopg.IntegrityError,
    psycopg.DataError,
    psycopg.NotSupportedError,
)


class Connection(psycopg.Connection[tuple[Any, ...]]):
    """Remembers which of our statements the server has prepared."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        self.prepared: dict[str, bytes] = {}


class Session:
    """One connection, as Tx wants it.

    It speaks with libpq itself: psycopg's cursors take ten times as long over each statement, and
    an act has some twenty of them while its courtyard waits. A way there and back costs more than
    most statements, so those whose answer nobody needs go with the next one (`later`).
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._later: list[tuple[str, Sequence[Any]]] = []

    @property
    def in_transaction(self) -> bool:
        status = self._connection.info.transaction_status
        begun = status in (TransactionStatus.INTRANS, TransactionStatus.INERROR)
        return begun or bool(self._later)

    def later(self, sql: str, params: Sequence[Any] = (), /) -> None:
        """Have it run ahead of the next statement; whatever is wrong with it is raised there."""
        self._later.append((sql, params))
        if len(self._later) == AT_ONCE:
            self._together()

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> Answer:
        if self._connection.closed:
            raise psycopg.OperationalError("the connection is lost")
        if self._later:
            self._later.append((sql, params))
            return self._together()
        server = self._connection.pgconn
        if not params:
            return Answer(server.exec_(sql.encode()))
        return Answer(server.exec_prepared(self._prepared(sql), _values(params)))

    def _together(self) -> Answer:
        """Send what waits in one go, and what the last of it came to."""
        waiting, self._later = self._later, []
        names = [self._prepared(sql) if params else None for sql, params in waiting]
        server = self._connection.pgconn
        server.enter_pipeline_mode()
        try:
            for name, (sql, params) in zip(names, waiting, strict=True):
                if name is None:
                    server.send_query_params(sql.encode(), None)
                else:
                    server.send_query_prepared(name, _values(params))
            server.pipeline_sync()
            # All answers are read before the first of them may raise.
            results = [self._result() for _ in waiting]
            self._result()  # what says that there are no more
        finally:
            with suppress(psycopg.Error):  # a lost connection stays in whatever mode it was
                server.exit_pipeline_mode()
        return [Answer(result) for result in results][-1]

    def _result(self) -> PGresult:
        result = self._next()
        if result is None:
            raise psycopg.OperationalError("the connection is lost")
        if result.status != ExecStatus.PIPELINE_SYNC:
            self._next()  # the nothing that ends it
        return result

    def _next(self) -> PGresult | None:
        server = self._connection.pgconn
        while server.is_busy():
            heard = select.poll()  # libpq itself would wait holding the GIL
            heard.register(server.socket, select.POLLIN)
            heard.poll()
            server.consume_input()
        return server.get_result()

    def executemany(self, sql: str, rows: Sequence[Sequence[Any]], /) -> None:
        """Insert rows (`sql` ends with VALUES and a mark for each column), many at a word."""
        head, _, places = sql.rpartition(" VALUES ")
        for start in range(0, len(rows), TOGETHER):
            some = rows[start : start + TOGETHER]
            together = spoken(f"{head} VALUES {', '.join([places] * len(some))}").encode()
            values = [_bytes(value) for row in some for value in row]
            server = self._connection.pgconn
            Answer(server.exec_params(together, cast("list[bytes]", values)))

    def _prepared(self, sql: str) -> bytes:
        prepared = self._connection.prepared
        name = prepared.get(sql)
        if name is None:
            name = b"yuanba_%d" % len(prepared)
            Answer(self._connection.pgconn.prepare(name, spoken(sql).encode()))
            prepared[sql] = name
        return name


class Answer:
    """What a statement came to, with the names of a cursor that are used here."""

    def __init__(self, result: PGresult) -> None:
        if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
            raise errors.error_from_result(result)
        self._result = result
        columns = range(result.nfields)
        self._readers = [_READERS.get(result.ftype(n), _text) for n in columns]
        self._next = 0

    @property
    def description(self) -> list[tuple[str]]:
        names = (self._result.fname(n) or b"" for n in range(self._result.nfields))
        return [(name.decode(),) for name in names]

    @property
    def rowcount(self) -> int:
        return self._result.command_tuples or 0

    def fetchone(self) -> tuple[Any, ...] | None:
        return next(self, None)

    def fetchall(self) -> list[tuple[Any, ...]]:
        return list(self)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return self

    def __next__(self) -> tuple[Any, ...]:
        if self._next >= self._result.ntuples:
            raise StopIteration
        row, value = self._next, self._result.get_value
        self._next += 1
        return tuple(
            None if (found := value(row, column)) is None else read(found)
            for column, read in enumerate(self._readers)
        )


def _text(value: bytes) -> str:
    return value.decode()


# Numbers of PostgreSQL's types. Sums of whole numbers are `numeric`; here every number is whole.
_BOOL, _WHOLE = 16, (20, 21, 23, 26, 1700)
_READERS: dict[int, Callable[[bytes], Any]] = {number: int for number in _WHOLE}
_READERS[_BOOL] = b"t".__eq__


def _values(params: Sequence[Any]) -> list[bytes]:
    return cast("list[bytes]", [_bytes(param) for param in params])  # None is NULL


def _bytes(value: object) -> bytes | None:
    if value is None:
        return None
    if not isinstance(value, int | str):
        raise TypeError(f"{type(value).__name__} is nothing a column of ours holds")
    if isinstance(value, str) and "\0" in value:  # libpq would take it for the end
        raise psycopg.DataError("a text must not contain NUL")
    return str(value).encode()


def conninfo(server: Server) -> str:
    return make_conninfo("", **{**PATIENCE, **conninfo_to_dict(server.address)})


def configure(connection: Connection) -> None:
    """Make a new connection ours. Raises NotWritable for a server that is too old."""
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise NotWritable("PostgreSQL", f"version {OLDEST} or newer is needed, this is {version}")
    # psycopg must not prepare statements of its own: with them it would throw away ours.
    connection.prepare_threshold = None
    connection.execute(LIMITS)


def connect(server: Server) -> Connection:
    """Raises NotWritable, which names the setting."""
    try:
        connection = Connection.connect(conninfo(server), autocommit=True)
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
