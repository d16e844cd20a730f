"""Back to a backup: never while a bot is at work, never half, and never at the price of the old."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.backup import NoBackup, back_up
from bot.doctor import faults
from bot.restore import NotRestored, restore
from bot.sandbox import ready
from bot.sandbox.world import World
from bot.words import Words
from storage import audit, people, upkeep
from storage.errors import NotWritable
from storage.hold import held
from storage.store import Store
from storage.tx import Tx
from tests.entered import entered
from tests.handlers.test_votes import opened
from tests.yard import NOON, Yard, at_work, open_street

NOW = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
HOLDER = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1])
file.execute("PRAGMA journal_mode=WAL")
file.execute("SELECT count(*) FROM people").fetchone()
print("mine", flush=True)
sys.stdin.read()
"""
LATER = NOON + timedelta(days=3)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where the bot has its database."""
    (tmp_path / "home").mkdir()
    path = tmp_path / "home" / "yuanba.sqlite"
    path.write_bytes(entered(ready.populate(World()), NOON))
    return path


@pytest.fixture
def backup(target: Path, tmp_path: Path) -> Path:
    path = tmp_path / "monday.sqlite"
    path.write_bytes(target.read_bytes())  # nobody has it open; back_up itself takes longer
    return path


def change(path: Path, name: str = "新来的") -> None:
    """What happens after the backup, the newest of it still in the -wal file."""
    with closing(upkeep.connect(path, "rw")) as file:
        file.execute("PRAGMA journal_mode=WAL")
        people.meet(Tx(file, NOW), 5, name, None, private=True)


def knows(path: Path, person: int = 5) -> bool:
    sql = "SELECT count(*) FROM people WHERE person = ?"
    return bool(upkeep.look(path, lambda tx: tx.value(sql, person)))


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def refused(backup: Path, target: Path) -> str:
    """What the operator reads instead of a restore."""
    with pytest.raises((NotRestored, NoBackup)) as caught:
        restore(backup, target, NOW, force=True)
    return Words("zh_CN").refusal(caught.value)


async def append_for_ever(yard: Yard) -> None:
    while True:
        await yard.write(lambda tx: audit.append(tx, yard.courtyard, "test.noise"))


async def test_a_courtyard_that_is_lost_goes_on_from_its_backup(tmp_path: Path) -> None:
    """The drill of docs/operating.md."""
    place, safe = tmp_path / "yard.sqlite", tmp_path / "safe.sqlite"
    async with open_street() as (world, people_there):
        place.write_bytes(entered(people_there, NOON))
        world.take_updates()
        async with at_work(world, people_there, place) as yard:
            card = await opened(yard)
            await yard.household("3-2-501").taps("同意", on=card)
            writing = asyncio.create_task(append_for_ever(yard))
            await asyncio.sleep(0.02)
            await asyncio.to_thread(back_up, place, safe)
            writing.cancel()
            await yard.household("3-2-502").taps("反对", on=card)
            lost = await opened(yard, "/vote 要不要装电梯？ | 3天", "表决 2")
        place.write_bytes(os.urandom(8192))
        restored = restore(safe, place, NOW, force=True)
        assert restored.last_heard is not None
        async with at_work(world, people_there, place) as yard:
            await yard.settled()
            assert "已投 1／120 户" in card.text
            await yard.household("3-2-503").taps("反对", on=card)
            assert "已投 2／120 户" in card.text
            assert await yard.household("3-2-501").taps("同意", on=card) == (
                "3-2-501 投的就是同意，已经记着了。"
            )
            new = await opened(yard, "/vote 要不要换门禁？ | 5天", "表决 102")
            pressed = await yard.household("3-2-501").taps("同意", on=lost)
            assert pressed.startswith("没找到这一条")
            assert "已投 0／120 户" in new.text
            await yard.passes(days=3)
            assert "同意 1" in card.text
            assert "反对 1" in card.text
    assert [chain.broken for chain in upkeep.look(place, upkeep.chains)] == [None]
    assert faults(place, LATER) == []


def test_what_stood_there_is_kept_with_everything_in_it(target: Path, backup: Path) -> None:
    change(target)
    restored = restore(backup, target, NOW, force=True)
    kept = target.with_name("yuanba.sqlite.before-restore-20261124-173000")
    assert restored.kept == kept
    assert names(target) == ["yuanba.sqlite", kept.name]
    assert not knows(target)
    assert knows(kept)
    assert target.stat().st_mode & 0o777 == 0o600
    restore(kept, target, NOW.replace(hour=18), force=True)
    assert knows(target)


def test_the_newest_of_a_bot_that_was_killed_is_kept_too(target: Path, backup: Path) -> None:
    """Its last commits are in the -wal file only."""
    killed = "import os, signal\n" + HOLDER.replace(
        "print(", "file.execute(\"INSERT INTO people (person, name) VALUES (5, '王')\")\n"
        "file.commit()\nos.kill(os.getpid(), signal.SIGKILL)\nprint(",
    )  # fmt: skip
    subprocess.run([sys.executable, "-c", killed, str(target)], check=False)
    assert target.with_name("yuanba.sqlite-wal").stat().st_size > 0
    kept = restore(backup, target, NOW, force=True).kept
    assert kept is not None
    assert knows(kept)
    assert not knows(target)


def test_without_force_nothing_is_replaced(target: Path, backup: Path) -> None:
    change(target)
    with pytest.raises(NotRestored, match="--force"):
        restore(backup, target, NOW)
    assert knows(target)
    target.unlink()
    assert restore(backup, target, NOW).kept is None
    assert not knows(target)


@pytest.mark.parametrize("state", ["whole", "damaged", "deleted"])
def test_while_a_bot_has_the_file_open_it_stays(target: Path, backup: Path, state: str) -> None:
    """Even an idle one; even when the file is damaged or gone, as long as the bot writes to it."""
    before = target.read_bytes()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as bot:
        assert bot.stdout is not None
        assert bot.stdout.readline() == b"mine\n"
        if state == "deleted":
            target.unlink()
        if state == "damaged":
            with target.open("r+b") as file:
                file.write(b"\0" * 4096)
        with pytest.raises(NotRestored, match="先把机器人停了"):
            restore(backup, target, NOW, force=True)
        bot.communicate()
    assert not [name for name in names(target) if "before" in name or "new" in name]
    restore(backup, target, NOW, force=True)
    assert upkeep.look(target, upkeep.unsound) is None
    kept = target.with_name("yuanba.sqlite.before-restore-20261124-173000")
    if state == "whole":
        assert kept.stat().st_size == len(before)


async def test_a_real_store_holds_its_file_also_when_nothing_happens(
    target: Path, backup: Path
) -> None:
    store = await Store.open(target, lambda: NOW)
    with pytest.raises(NotRestored, match="先把机器人停了"):
        await asyncio.to_thread(restore, backup, target, NOW, force=True)
    await store.close()
    assert restore(backup, target, NOW, force=True).kept


async def test_a_bot_that_starts_in_the_middle_does_not_go_on_with_the_old_file(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has the old file open and waits for the lock when the new one takes the name."""
    from storage import store as module

    connect = module._connect
    other = target.with_name("other")
    other.write_bytes(target.read_bytes())

    async def slowly(path: Path) -> object:
        connection = await connect(path)
        if other.exists():
            other.replace(path)
        return connection

    monkeypatch.setattr(module, "_connect", slowly)
    with pytest.raises(NotWritable, match="just replaced: start again"):
        await Store.open(target, lambda: NOW)


def test_leftovers_of_a_file_that_is_gone_do_not_get_into_the_new_one(
    target: Path, backup: Path
) -> None:
    target.unlink()
    for ending in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + ending).write_bytes(b"\1" * 100)
    restore(backup, target, NOW)
    upkeep.look(target, upkeep.unsound)
    assert not target.with_name("yuanba.sqlite-journal").exists()
    assert target.with_name("yuanba.sqlite.before-restore-20261124-173000-wal").exists()


@pytest.mark.parametrize("place", ["missing", "picture.png", "empty", "foreign.sqlite"])
def test_what_is_no_backup_changes_nothing(target: Path, tmp_path: Path, place: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG" * 2000)
    (tmp_path / "empty").touch()
    with closing(sqlite3.connect(tmp_path / "foreign.sqlite")) as file:
        file.execute("CREATE TABLE songs (name TEXT)")
    before = target.read_bytes()
    with pytest.raises(NotRestored):
        restore(tmp_path / place, target, NOW, force=True)
    assert target.read_bytes() == before
    assert names(target) == ["yuanba.sqlite"]


@pytest.mark.parametrize(
    ("touch", "said"),
    [
        ("INSERT INTO migrations VALUES (9999, 'later', 0)", "9999"),
        ("INSERT INTO migrations VALUES (-1, 'half', 0)", "yuanba move"),
        ("UPDATE audit SET payload = '{}' WHERE seq = 1", "第 1 条对不上"),
        ("UPDATE residents SET household = 9999 WHERE person = 70001", "nothing"),
    ],
)
def test_a_backup_that_cannot_be_trusted_changes_nothing(
    target: Path, backup: Path, touch: str, said: str
) -> None:
    with closing(sqlite3.connect(backup)) as file:
        file.execute(touch)
        file.commit()
    change(target)
    assert said in refused(backup, target)
    assert knows(target)


def test_a_disk_that_fails_at_the_last_moment_leaves_the_old_one(
    target: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(target)

    def full(self: Path, name: object) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert "No space left" in refused(backup, target)
    assert knows(target)
    assert names(target) == ["yuanba.sqlite"]


def test_who_only_looks_is_waited_for_and_then_kept_out(target: Path) -> None:
    with held(target), pytest.raises(sqlite3.OperationalError, match="locked"):
        upkeep.connect(target, "rw", 0).execute("SELECT * FROM people")
    assert not knows(target)


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("zh_CN.UTF-8", "✅ 换成备份了 ✅ 原来的库留在 ⚠️ 这份备份记到 ⚠️ 有 1 条消息"),
        ("en_GB.UTF-8", "✅ Restored: ✅ What was there ⚠️ This backup ends at ⚠️ 1 messages"),
    ],
)
def test_the_command_says_what_people_may_notice(
    target: Path,
    backup: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    lines: str,
) -> None:
    with closing(sqlite3.connect(backup)) as file:
        file.execute(
            "INSERT INTO outbox (courtyard, id, chat, view, args, priority, not_before, silent, "
            "state, created_at) VALUES (1, 999, 1, 'home', '{}', 1, 0, 0, 'WAITING', 0)"
        )
        file.commit()
    monkeypatch.setenv("YUANBA_DATABASE", str(target))
    monkeypatch.setenv("LC_ALL", lang)
    assert main(["restore", str(backup)]) == 2
    assert "--force" in capsys.readouterr().err
    assert main(["restore", str(backup), "--force"]) == 0
    said = capsys.readouterr().out.splitlines()
    for line, start in zip(said, re.split(r" (?=[✅⚠])", lines), strict=True):
        assert line.startswith(start)
