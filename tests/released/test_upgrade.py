"""From every release to today and back, on both databases, with nothing lost on the way."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.doctor import faults
from bot.restore import restore
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import cards, catalogue, upkeep
from storage import migrate as migrations
from storage.database import open_database
from storage.errors import SchemaTooNew, StoreError
from storage.migrate import Migration, known
from storage.place import Place
from storage.session import POSTGRES
from storage.tx import Tx
from tests.postgres import Postgres
from tests.released import HERE, RELEASES, leave
from tests.released.keep import bare
from tests.yard import NOON, at_work, open_street

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
STEPS = known()
NEXT = STEPS[-1].number + 1
GOOD = Migration(
    NEXT,
    "colours",
    "ALTER TABLE votes ADD COLUMN colour TEXT NOT NULL DEFAULT 'red';\n"
    "CREATE TABLE paints (courtyard INTEGER NOT NULL, paint INTEGER NOT NULL, "
    "PRIMARY KEY (courtyard, paint)) STRICT, WITHOUT ROWID;\n"
    "INSERT INTO paints SELECT courtyard, vote FROM votes;\n",
)
FAILS = Migration(
    NEXT + 1,
    "half",
    "UPDATE courtyards SET name = 'gone';\nDELETE FROM ballots;\n"
    "ALTER TABLE paints ADD COLUMN name TEXT;\nINSERT INTO nowhere VALUES (1);\n",
)


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path, release: str) -> Iterator[Place]:
    """The database that a release left behind."""
    if request.param == "sqlite":
        path = tmp_path / "yuanba.sqlite"
        leave(path, release)
        yield path
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.new("yuanba_released") as server:
        leave(server, release)
        yield server


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "yuanba.sqlite"
    leave(path, RELEASES[0])
    return path


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Which steps the program has that starts now."""

    def program(*its: Migration) -> None:
        monkeypatch.setattr(migrations, "known", lambda: list(its))
        monkeypatch.setattr(upkeep, "known", lambda: list(its))

    return program


async def start(place: Place) -> None:
    """Open the database as the bot does, and go."""
    store = await open_database(place, lambda: NOW)
    await store.close()


def contents(place: Place) -> dict[str, list[str]]:
    """Everything that is in it: of each table its columns and its rows."""

    def look(tx: Tx) -> dict[str, list[str]]:
        found = {}
        for table in catalogue.tables(tx):
            names = ", ".join(catalogue.columns_of(tx, table))
            rows = sorted(map(repr, tx.rows(f"SELECT {names} FROM {table}")))
            found[table] = [names, *rows]
        return found

    return upkeep.look(place, look)


def columns(place: Place) -> dict[str, list[str]]:
    def look(tx: Tx) -> dict[str, list[str]]:
        return {table: sorted(catalogue.columns_of(tx, table)) for table in catalogue.tables(tx)}

    return upkeep.look(place, look)


def lost(before: dict[str, list[str]], after: dict[str, list[str]]) -> dict[str, int]:
    """Of which tables there are fewer rows now, and how many."""
    fewer = {table: len(rows) - len(after.get(table, ())) for table, rows in before.items()}
    return {table: n for table, n in fewer.items() if n > 0}


async def goes_on(world: World, people: ReadyYard, place: Place) -> None:
    """The vote, the covenant and the event that were running still do, to their ends."""
    world.updates.next_id = 1_000  # the old program has seen those before
    async with at_work(world, people, place) as yard:
        # This Telegram has not seen them yet.
        await yard.write(lambda tx: cards.redraw_all(tx, yard.group.id))
        await yard.settled()
        vote = yard.card("表决 1")
        assert "已投 3／120 户" in vote.text
        assert await yard.household("3-2-502").taps("同意", on=vote) == "记下了：3-2-502 投了同意"
        assert await yard.household("2-1-304").taps("同意", on=vote) == (
            "改好了：2-1-304 现在投的是同意"
        )
        covenant = yard.card("第 1.0 版")
        await yard.household("3-2-502").taps("代我家签", on=covenant)
        await yard.household("3-2-502").taps("代我家签", on=covenant)
        assert "已签 2／120 户" in covenant.text
        await yard.household("3-2-502").taps("✅ 去", on=yard.card("樱桃节"))
        await yard.passes(days=3, minutes=1)  # it was opened a moment after noon
        assert "同意 3" in vote.text


async def test_todays_program_goes_on_with_what_a_release_left(
    place: Place, tmp_path: Path
) -> None:
    before = contents(place)
    await start(place)
    after = contents(place)
    assert not lost(before, after)
    assert upkeep.look(place, upkeep.schema) == NEXT - 1
    assert faults(place, NOON) == []
    async with open_street() as (world, people):
        people.courtyard = 1
        await goes_on(world, people, place)
    assert faults(place, NOON + timedelta(days=3)) == []
    await start(tmp_path / "new.sqlite")
    assert columns(place) == columns(tmp_path / "new.sqlite")


async def test_a_step_that_fails_half_way_leaves_everything_as_it_was(
    place: Place, steps: Callable[..., None]
) -> None:
    before = contents(place)
    steps(*STEPS, GOOD, FAILS)
    with pytest.raises(StoreError):
        await start(place)
    assert contents(place) == before
    steps(*STEPS, GOOD)
    await start(place)
    after = contents(place)
    assert not lost(before, after)
    assert len(after["paints"]) == len(after["votes"])


async def test_the_older_program_says_how_to_go_back(
    place: Place, steps: Callable[..., None]
) -> None:
    steps(*STEPS, GOOD)
    await start(place)
    steps(*STEPS)
    with pytest.raises(SchemaTooNew) as refused:
        await start(place)
    assert f"yuanba restore DATABASE.before-{NEXT:04} --force" in str(refused.value)
    assert "pg_dump" in str(refused.value)
    assert "\n" not in str(refused.value)


async def test_the_older_program_goes_on_with_the_copy_of_before(
    file: Path, steps: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    released = [step for step in STEPS if step.number <= 10]
    before = contents(file)
    steps(*released, *STEPS[10:], GOOD)
    await start(file)
    kept = file.with_name(f"yuanba.sqlite.before-{NEXT:04}")
    assert f"the database as it was is kept in {kept.name}" in caplog.text
    assert contents(kept) == before
    steps(*released)
    restore(kept, file, NOW, force=True)
    async with open_street() as (world, people):
        people.courtyard = 1
        world.updates.next_id = 1_000
        if len(released) == len(STEPS):  # only then is this the program of that release
            await goes_on(world, people, file)
    await start(file)
    assert upkeep.look(file, upkeep.schema) == 10


async def test_only_the_last_two_copies_are_kept(file: Path, steps: Callable[..., None]) -> None:
    def named(n: int) -> Migration:
        return Migration(NEXT + n, f"more_{n}", f"CREATE TABLE more_{n} (courtyard INTEGER);")

    for n in range(4):
        steps(*STEPS, *map(named, range(n + 1)))
        await start(file)
    kept = sorted(path.name for path in file.parent.iterdir() if "before" in path.name)
    assert kept == [f"yuanba.sqlite.before-{NEXT + n:04}" for n in (2, 3)]
    await start(file)
    assert sorted(path.name for path in file.parent.iterdir() if "before" in path.name) == kept


async def test_a_damaged_file_is_not_upgraded(file: Path, steps: Callable[..., None]) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE residents SET household = 9999 WHERE person = 70001")
        database.commit()
    before = contents(file)
    steps(*STEPS, GOOD)
    with pytest.raises(StoreError, match="damaged"):
        await start(file)
    assert contents(file) == before
    assert not list(file.parent.glob("*before*"))


def test_the_steps_of_a_release_never_change(release: str) -> None:
    """Who has it would otherwise have another database than who begins today."""
    for name, spelled in (("sqlite.sql", str), ("postgres.sql", POSTGRES.schema)):
        text = (HERE / release / name).read_text("utf-8")
        ledger, rest = text.split(";\n", 1)
        assert "CREATE TABLE" in ledger
        made = "".join(
            bare(spelled(part)) for step in STEPS for part in migrations.statements(step.sql)
        )
        assert made.startswith(rest)


def test_a_release_was_kept_without_a_trace_of_where(release: str) -> None:
    text = (HERE / release / "data.sql").read_text("utf-8")
    assert not re.search(r"/(tmp|home|root|work|Users)/", text)
