"""`python -m tests.released.keep`: keep what this version leaves behind, once, at its release.

Never run it again for a version that is out: what is kept here is what operators have.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from storage import catalogue, upkeep
from storage.migrate import known, statements
from storage.session import POSTGRES
from storage.tx import Tx
from tests.handlers.test_covenant import published, signed
from tests.handlers.test_events import called
from tests.handlers.test_votes import opened
from tests.released import HERE
from tests.yard import open_yard

ROWS = 50
"""How many rows one INSERT has."""


async def _live(place: Path) -> None:
    """A courtyard with everything going on, nothing of it finished."""
    async with open_yard(place) as yard:
        covenant = await published(yard)
        await signed(yard, "3-2-501", covenant)
        event = await called(yard)
        await yard.household("1-1-102").taps("✅ 去", on=event)
        vote = await opened(yard)
        for label, tap in (("1-1-101", "同意"), ("2-1-304", "反对"), ("3-2-501", "弃权")):
            await yard.household(label).taps(tap, on=vote)
        await yard.chair.says("/vote 门卫室要不要安空调？ | 5天")  # a draft, and a question open
        await yard.household("2-2-203").says("/lang en")
        await yard.settled()


def _data(tx: Tx) -> Iterator[str]:
    for table in catalogue.tables(tx):
        names = ", ".join(catalogue.columns_of(tx, table))
        key = ", ".join(catalogue.key_of(tx, table))
        rows = tx.rows(f"SELECT {names} FROM {table} ORDER BY {key}")
        for n in range(0, len(rows), ROWS):
            lines = ",\n".join(_row(row) for row in rows[n : n + ROWS])
            yield f"INSERT INTO {table} ({names}) VALUES\n{lines};\n"


def _row(row: tuple[object, ...]) -> str:
    return f"({', '.join(_literal(value) for value in row)})"


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(value)


def bare(sql: str) -> str:
    """A statement without what SQL does not need."""
    lines = (line.partition("--")[0].rstrip() for line in sql.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


def keep(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        place = Path(made) / "yard.sqlite"
        asyncio.run(_live(place))
        with closing(sqlite3.connect(place)) as file:
            made_by = file.execute("SELECT sql FROM sqlite_master WHERE name = 'migrations'")
            ledger = f"{made_by.fetchone()[0]};\n"
        steps = [ledger, *(part for step in known() for part in statements(step.sql))]
        folder.mkdir()
        (folder / "sqlite.sql").write_text("".join(map(bare, steps)), "utf-8")
        server = (bare(POSTGRES.schema(step)) for step in steps)
        (folder / "postgres.sql").write_text("".join(server), "utf-8")
        data = upkeep.look(place, lambda tx: "".join(_data(tx)))
        (folder / "data.sql").write_text(data, "utf-8")


if __name__ == "__main__":
    if (HERE / version("yuanba")).exists():
        sys.exit(f"{version('yuanba')} is out; raise the version in pyproject.toml first")
    keep(HERE / version("yuanba"))
